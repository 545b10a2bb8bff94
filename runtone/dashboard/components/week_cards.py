"""The cards of weeks, for an owner and for a visitor: the body, the same in numbers, consistency, week by week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd
from markupsafe import Markup

from runtone.dashboard.charts import Line, trend_lines, weekly_load
from runtone.dashboard.components import blocks
from runtone.dashboard.components.body_map import Region, body_map, body_map_legend
from runtone.dashboard.components.lens import LOAD, Lens
from runtone.dashboard.components.rows import rows_of
from runtone.training import UsualBand
from runtone.vocabulary import GROUPS, Step
from runtone.wording import (
    MISSING,
    counted,
    days_ago,
    duration_words,
    easy_minutes,
    group_name,
    times_usual,
)
from runtone.wording.training import streak_words

if TYPE_CHECKING:
    from datetime import date

    from runtone.dashboard.components.context import RenderContext
    from runtone.wording import Units

LITTLE: Final = 0.1
"""Less than this share of the month before is next to nothing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weeks:
    """The last weeks of one runner.

    Parameters
    ----------
    totals : pandas.DataFrame
        Indexed by week start: ``distance_m``, ``moving_s``, ``runs``.
    loads, concentric, eccentric : pandas.DataFrame
        Indexed by week start, one column a muscle group [easy minutes]; the last two are empty in a share.
    figures : pandas.DataFrame
        Like `loads`, of the figure that is compared.
    lens : Lens
        Which figure that is.
    steps : pandas.DataFrame
        Like `figures`, the step against the usual weeks before that week; None before there are any.
    bands : dict of str to UsualBand
        What is usual before the current week; empty in a share.
    unfinished : datetime.date or None
        The week that is still running.
    """

    totals: pd.DataFrame
    loads: pd.DataFrame
    concentric: pd.DataFrame
    eccentric: pd.DataFrame
    figures: pd.DataFrame
    lens: Lens
    steps: pd.DataFrame
    bands: dict[str, UsualBand]
    unfinished: date | None


@dataclass(frozen=True, kw_only=True)
class GroupLoad:
    """What some days asked of a muscle group, beside what is usual; NaN or None where nothing is known as usual."""

    muscle_group: str
    minutes: float
    usual: float = float("nan")
    ratio: float = float("nan")
    step: Step | None = None
    days_since_hard: float = float("nan")


def weeks_of(table: pd.DataFrame, lens: Lens = LOAD) -> Weeks:
    """Return a table of weeks (`runtone.training.week_table`) as charts draw it, one column a muscle group."""
    of_week = table.drop_duplicates("week").set_index("week")

    def wide(column: str) -> pd.DataFrame:
        if column not in table:
            return pd.DataFrame()
        figures = table[column].to_numpy().reshape(len(of_week), len(GROUPS))
        return pd.DataFrame(figures, index=of_week.index, columns=list(GROUPS))

    steps = wide("step").astype(object)
    latest = rows_of(table.iloc[-len(GROUPS) :]) if "low" in table else ()
    return Weeks(
        totals=of_week[["distance_m", "moving_s", "runs"]],
        loads=wide("easy_minutes"),
        concentric=wide("concentric"),
        eccentric=wide("eccentric"),
        figures=wide(lens.figure),
        lens=lens,
        steps=steps.where(steps.notna(), None),
        bands={row.muscle_group: UsualBand(low=row.low, median=row.median, high=row.high) for row in latest},
        unfinished=of_week.index[-1] if len(of_week) and of_week["unfinished"].iloc[-1] else None,
    )


def group_loads(
    groups: pd.DataFrame, lens: Lens = LOAD, days_since_hard: Mapping[str, float] | None = None
) -> tuple[GroupLoad, ...]:
    """Return the rows of `runtone.training.BaselineComparison.groups`, with days since hard minutes."""
    return tuple(
        GroupLoad(
            muscle_group=str(row.muscle_group),
            minutes=float(getattr(row, lens.figure)),
            usual=float("nan") if pd.isna(row.median) else float(row.median),
            ratio=float("nan") if pd.isna(row.ratio) else float(row.ratio),
            step=Step(row.step) if isinstance(row.step, str) else None,
            days_since_hard=(days_since_hard or {}).get(str(row.muscle_group), float("nan")),
        )
        for row in rows_of(groups)
        if not (lens.divided and row.muscle_group == "core")
    )


def body_drawing(
    loads: Iterable[GroupLoad], context: RenderContext, *, title: str, opens: bool = False, lens: Lens = LOAD
) -> Markup:
    """Return the body map and its legend.

    Parameters
    ----------
    loads : iterable of GroupLoad
    context : RenderContext
    title : str
        What the picture shows, for a screen reader.
    opens : bool
        Whether choosing a group opens it; a screen reader is told.
    lens : Lens
        What the loads are.
    """
    each = tuple(loads)
    top = max([load.minutes for load in each] + [1e-9])
    regions = {load.muscle_group: _region(load, top, context, lens, opens=opens) for load in each}
    if lens.divided:
        regions["core"] = Region(colour=context.theme.ramp["usual"], figure=MISSING, spoken="not divided.")
    compared = any(load.step for load in each)
    return body_map(regions, context.theme, title=title) + body_map_legend(context.theme, against_usual=compared)


def _region(load: GroupLoad, top: float, context: RenderContext, lens: Lens, *, opens: bool) -> Region:
    minutes = easy_minutes(load.minutes)
    figure, spoken = f"{minutes} {lens.unit}", f"{minutes} {lens.spoken}"
    if load.step is None or (load.step is not Step.STILL_OPEN and pd.isna(load.ratio)):
        colour = context.theme.single_hue[min(4, int(load.minutes / top * 5))]
        spoken += "; no usual weeks to compare with yet"
    else:
        colour = context.theme.ramp[load.step]
        if load.step is Step.STILL_OPEN:
            spoken += " so far; the week is not over"
        else:
            figure = times_usual(load.ratio)
            spoken += f", {load.ratio:.1f} times the usual week, {load.step}"
    return Region(colour=colour, figure=figure, spoken=f"{spoken}.{' Opens the group.' if opens else ''}")


def groups_table(loads: Iterable[GroupLoad], context: RenderContext, lens: Lens = LOAD) -> Markup:
    """Return the load of each group as a table, against the usual weeks where there are any."""
    each = tuple(loads)
    unit = lens.unit[0].upper() + lens.unit[1:]
    columns = [("Muscle group", "name"), (unit, "number")]
    if any(load.step for load in each):
        columns += [("Usual week", "number late"), ("Against usual", "")]
    if any(pd.notna(load.days_since_hard) for load in each):
        columns.insert(-1, ("Last hard minutes", "number late"))
    rows = [
        {
            "Muscle group": blocks.swatch(context.theme.groups[load.muscle_group], group_name(load.muscle_group)),
            unit: easy_minutes(load.minutes),
            "Usual week": easy_minutes(load.usual),
            "Last hard minutes": days_ago(load.days_since_hard),
            "Against usual": blocks.step_chip(load.step, context.theme),
        }
        for load in each
    ]
    return blocks.table(columns, rows, caption=f"{lens.title} by muscle group")


def consistency_figures(score: int | None, streak: int, longest: int, forgiven: int = 0) -> None:
    """Show the score of consistency with its streaks; a missed week that the streak forgave is told beside it."""
    blocks.figures(
        [
            ("score", f"{score} of 100" if score is not None else "not yet"),
            ("streak", streak_words(streak, forgiven)),
            ("longest", counted(longest, "week")),
        ]
    )


def totals_table(totals: pd.DataFrame, units: Units) -> Markup:
    """Return the week, month and year so far, each over the last one up to the same day (`period_totals`)."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in ("", *_TOTALS))
    body = Markup("").join(
        Markup('<tr><th scope="row">This {}</th>{}</tr>').format(period, _totals_cells(own, units))
        for period, own in totals.groupby("period", sort=False)
    )
    return Markup(
        '<table class="rt-totals"><caption class="rt-hidden">Totals so far, and of the last week, month and year up to '
        "the same day</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(head, body)


_TOTALS = ("distance", "time", "climb", "runs")


def _totals_cells(own: pd.DataFrame, units: Units) -> Markup:
    now, last = (_total_words(row, units) for row in rows_of(own.sort_values("last")))
    return Markup("").join(Markup("<td>{}<small>{}</small></td>").format(*pair) for pair in zip(now, last, strict=True))


def _total_words(row: Any, units: Units) -> tuple[str, ...]:
    if row.last and not row.runs:
        return ("none", "", "", "")
    distance = units.distance(float(row.distance_m)) if row.distance_m else f"0 {units.pace}"
    time = duration_words(float(row.moving_s)) if row.moving_s else "0 min"
    return distance, time, units.height_text(float(row.ascent_m)), f"{row.runs}"


def trend_body(means: pd.DataFrame, context: RenderContext, lens: Lens) -> None:
    """Show the mean of the last 7 days against that of the last 28, over a year."""
    blocks.heading("The last week against the last month")
    lines = (
        Line("7", "7 days", context.theme.accent, 2.2),
        Line("28", "28 days", context.theme.segments["steady"], 2.4, "6 4"),
    )
    of_what = "load" if lens is LOAD else "stress"
    shown = trend_lines(
        means, lines, context.theme, title=f"Mean {of_what} over 7 and 28 days, over a year", unit=f"{lens.unit} a week"
    )
    if not shown:
        blocks.note("After the first week of running this shows how the last 7 days stand to the last 28.")
        return
    latest = means.iloc[-1]
    blocks.note(
        f"{_trend_words(float(latest['7']), float(latest['28']), of_what)} "
        f"Mean of the six muscle groups, {lens.unit} a week; older days count less."
    )
    context.picture(shown, "trend")


def _trend_words(week: float, month: float, of_what: str) -> str:
    if not month > 0 or week / month < LITTLE:
        return f"Next to no {of_what} in the last 7 days."
    return f"The last 7 days: {times_usual(week / month).replace(' usual', '')} the {of_what} of the last 28."


Latest = Literal["This week", "The last week"]
"""What the last of some weeks is called: a share's is no longer this week when it is looked at."""


def weeks_body(weeks: Weeks, context: RenderContext, *, latest: Latest) -> None:
    """Show distance and load week by week, with the figures of the latest week."""
    blocks.heading("Week by week")
    grid = weeks_grid(weeks, context, latest=latest)
    if not grid:
        blocks.note("No week with a run in this range.")
        return
    of_latest = weeks.totals.iloc[-1]
    so_far = " so far" if weeks.unfinished and latest == "This week" else ""
    sums = (
        f"{context.units.distance(float(of_latest.distance_m))}, {duration_words(float(of_latest.moving_s))}, "
        f"{counted(int(of_latest.runs), 'run')}"
    )
    blocks.note(
        f"{latest}{so_far}: {sums if of_latest.runs else 'no run'}. "
        f"Below the bars, each group's {weeks.lens.title.lower()} against the weeks that were usual before it."
    )
    context.picture(grid, "weeks")
    known = weeks.steps.notna().to_numpy()
    blocks.html(body_map_legend(context.theme, against_usual=bool(known.any())))
    if known.any() and not known.all():
        blocks.note("Blue-grey: before there were usual weeks to compare with, darker for more minutes.")


def weeks_grid(weeks: Weeks, context: RenderContext, *, latest: Latest) -> Markup:
    """Return distance and load week by week as a drawing; empty without a run."""
    return weekly_load(
        weeks.totals,
        weeks.figures,
        weeks.steps,
        context.units,
        context.theme,
        unfinished=weeks.unfinished,
        title=weeks.lens.title,
        unit=weeks.lens.unit,
        is_now=latest == "This week",
    )
