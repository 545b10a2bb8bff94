"""Runs as a training log: under the headings of years and months, one row a run with its figures and its drawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from runtone.dashboard.charts import fingerprint, outline, sparkline
from runtone.wording import MISSING, day, duration

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.dashboard.components.context import RenderContext

_Columns = Sequence[tuple[str, str]]

SELECT = "select:"
"""Begins what is reported when a row's box is pressed."""
CUT_WORDS = "without the ends of the run and private places"
_COLUMNS = (
    ("Date", "date"),
    ("Run", "title"),
    ("Distance", "number distance"),
    ("Time", "number time"),
    ("Pace", "number pace"),
    ("Adjusted", "number adjusted"),
    ("Climb", "number climb"),
    ("HR", "number pulse"),
    ("Worked", "worked"),
    ("Line", "line"),
    ("Profile", "profile"),
)
"""Heading and kind of each column."""


@dataclass(frozen=True, kw_only=True)
class RunLine:
    """What one row shows.

    Parameters
    ----------
    number : int
        Reported when the row is chosen.
    on : datetime.date
    name : str
        Empty where it is not told; the day stands for it.
    figures : mapping
        ``distance_m``, ``moving_s``, ``mean_speed_m_s``, ``mean_grade_adjusted_speed_m_s``, ``ascent_m`` and
        ``mean_heart_rate_bpm``; absent, None or NaN where unknown.
    address : str
        Of the run's page.
    heights : numpy.ndarray
        A few dozen altitudes along the run [m]; empty where it has no profile.
    causes : sequence of str
        What the run was at each of them.
    stress : mapping of str to float
        Stress a minute by muscle group, 1 is easy running; empty where it is not known.
    kind : str
        What the run was, in a few words.
    route : array of shape (points, 2), optional
        Latitude and longitude [degrees].
    cut : bool
        Whether its figures are those of a run that was cut.
    selected : bool, optional
        Whether its box is ticked; without one where it cannot be.
    """

    number: int
    on: date
    name: str
    figures: Mapping[str, Any]
    address: str
    heights: NDArray[np.float64]
    causes: Sequence[str]
    stress: Mapping[str, float]
    kind: str = ""
    route: NDArray[np.float64] | None = None
    cut: bool = False
    selected: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RunGroup:
    """Rows under a heading.

    Parameters
    ----------
    headings : sequence of (str, str)
        What the rows have in common and their totals, the widest first (a year, its month); none for a plain list.
    lines : sequence of RunLine
    """

    headings: Sequence[tuple[str, str]] = ()
    lines: Sequence[RunLine]


def run_lines(lines: Iterable[RunLine], context: RenderContext, key: str) -> str | None:
    """Show runs, one row each, and return which was just chosen: its number, after `SELECT` where its box was."""
    return run_log([RunGroup(lines=tuple(lines))], context, key)


def run_log(groups: Sequence[RunGroup], context: RenderContext, key: str) -> str | None:
    """Show runs under headings, and return which was just chosen: its number, after `SELECT` where its box was."""
    lines = [line for group in groups for line in group.lines]
    marked = any(line.selected is not None for line in lines)
    units = {"Pace": context.units.pace_unit, "HR": "bpm"}
    columns = [column for column in _COLUMNS if column[0] != "Line" or any(line.route is not None for line in lines)]
    head = Markup("").join(
        Markup('<th scope="col" class="{}">{} <small>{}</small></th>').format(_classes(kind), name, units.get(name, ""))
        for name, kind in columns
    )
    if marked:
        head = Markup('<th class="rt-log-box"><span class="rt-hidden">Selected</span></th>') + head
    body = Markup("").join(_group(group, context, columns, marked=marked) for group in groups)
    table = Markup(
        '<div class="rt-log"><table class="rt-runs{}"><caption class="rt-hidden">Runs</caption>'
        "<thead><tr>{}</tr></thead>{}</table></div>"
    ).format(" rt-marked" if marked else "", head, body)
    return context.picture(table, key, can_save=False)


def _classes(kind: str) -> str:
    return " ".join(f"rt-log-{word}" for word in kind.split())


def _group(group: RunGroup, context: RenderContext, columns: _Columns, *, marked: bool) -> Markup:
    span = len(columns) + marked
    headings = Markup("").join(
        Markup(
            '<tr class="rt-log-head rt-log-{}"><th colspan="{}" scope="rowgroup"><span>{}</span> '
            '<span class="rt-log-sums">{}</span></th></tr>'
        ).format("month" if place else "year", span, title, sums)
        for place, (title, sums) in enumerate(group.headings, 2 - len(group.headings))
    )
    return Markup("<tbody>{}{}</tbody>").format(
        headings, Markup("").join(_line(line, context, columns, marked=marked) for line in group.lines)
    )


def _line(line: RunLine, context: RenderContext, columns: _Columns, *, marked: bool) -> Markup:
    cells = {
        "Date": day(line.on),
        "Run": _title(line),
        **_figures(line, context),
        "Worked": fingerprint(line.stress, context.theme) if any(line.stress.values()) else "",
        "Line": "" if line.route is None else outline(line.route, context.theme),
        "Profile": sparkline(line.heights, line.causes, context.theme) if len(line.heights) > 1 else "",
    }
    box = Markup('<td class="rt-log-box">{}</td>').format(_box(line)) if marked else ""
    return Markup("<tr>{}{}</tr>").format(
        box,
        Markup("").join(Markup('<td class="{}">{}</td>').format(_classes(k), cells[name]) for name, k in columns),
    )


def _title(line: RunLine) -> Markup:
    kind = Markup('<span class="rt-log-kind">{}</span>').format(line.kind) if line.kind else ""
    return Markup('<a href="{}" data-choose="{}"><span class="rt-run-name">{}</span></a>{}').format(
        line.address, line.number, line.name or day(line.on), kind
    )


def _figures(line: RunLine, context: RenderContext) -> dict[str, Markup | str]:
    figures, units = line.figures, context.units
    heart_rate = figures.get("mean_heart_rate_bpm")
    known = heart_rate is not None and np.isfinite(heart_rate)
    told: dict[str, Markup | str] = {
        "Distance": _with_unit(units.distance(figures.get("distance_m"))),
        "Time": _plain(duration(figures.get("moving_s"))),
        "Pace": _with_unit(units.pace_text(figures.get("mean_speed_m_s"))),
        "Adjusted": _plain(units.pace_text(figures.get("mean_grade_adjusted_speed_m_s"), unit=False)),
        "Climb": _with_unit(units.height_text(figures.get("ascent_m"))),
        "HR": _with_unit(f"{heart_rate:.0f} bpm" if known else MISSING),
    }
    if line.cut:
        cut = Markup('<small class="rt-cut" data-tip="{}">cut<span class="rt-hidden">, {}</span></small>')
        told["Distance"] = Markup("{} {}").format(told["Distance"], cut.format(CUT_WORDS.capitalize(), CUT_WORDS))
    return told


def _plain(text: str) -> str:
    return "" if text == MISSING else text


def _with_unit(text: str) -> Markup:
    """Return a figure with its unit set small; nothing where it is missing."""
    number, _, unit = _plain(text).partition(" ")
    return Markup("{}{}").format(number, Markup("<small> {}</small>").format(unit) if unit else "")


def _box(line: RunLine) -> Markup:
    return Markup(
        '<button type="button" class="rt-check" role="checkbox" aria-checked="{}" aria-label="Select {}" '
        'data-choose="{}{}">{}</button>'
    ).format(
        str(bool(line.selected)).lower(),
        f"{line.name}, {day(line.on)}" if line.name else day(line.on),
        SELECT,
        line.number,
        "✓" if line.selected else "",
    )
