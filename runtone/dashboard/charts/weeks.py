"""Weekly distance over load by muscle group, week by week, against the runner's usual weeks.

Our own SVG: the page that is opened every morning then needs no plotting library, which takes a browser a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup, escape

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.theme import STEP_MARKS, Theme
from runtone.wording import GROUP_NAMES, MONTHS, Units, counted, day, duration_words

LEAST_COLUMNS = 8
"""Fewer weeks than these leave room at the right, so that one week is no wall."""


@dataclass(frozen=True, kw_only=True)
class _Week:
    """What one column shows."""

    name: str
    bar: str
    height: float
    told: str
    open: bool


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """What one square shows."""

    colour: str
    ink: str
    mark: str
    told: str


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """Measures of a drawing [px]; it is made for a wide and a narrow page, for text must not shrink."""

    width: int
    labels: int
    bars: int = 92
    row: int = 30
    text: int = 13
    name_every: int

    def column(self, count: int) -> float:
        return (self.width - self.labels) / max(count, LEAST_COLUMNS)


_WIDE = _Paper(width=1080, labels=104, name_every=1)
MOST_WEEKS_NAMED = 16
"""Of more weeks only some have their name below."""
_NARROW = _Paper(width=336, labels=84, row=27, text=12, name_every=3)


def weekly_load(
    totals: pd.DataFrame,
    loads: pd.DataFrame,
    steps: pd.DataFrame,
    units: Units,
    theme: Theme,
    *,
    unfinished: date | None,
    title: str = "Load",
    unit: str = "easy min",
    is_now: bool = True,
) -> Markup:
    """Return weekly distance as bars over a grid of muscle groups by weeks, as markup; empty without a run.

    Parameters
    ----------
    totals : pandas.DataFrame
        Indexed by week start (date), ``distance_m``, ``moving_s``, ``runs``.
    loads : pandas.DataFrame
        Indexed by week start, one column a muscle group; load or stress.
    steps : pandas.DataFrame
        Like `loads`, the step against the usual weeks (a key of `Theme.ramp`); None before there are usual weeks.
    units : Units
    theme : Theme
    unfinished : datetime.date, optional
        The week that is still running; its bar is hatched.
    title, unit : str
        What `loads` is, and what its minutes are called.
    is_now : bool
        Whether the unfinished week is this week; else it is called by its day.
    """
    if totals.empty or not float(totals["runs"].sum()) > 0:
        return Markup("")
    weeks = _weeks(totals, units, unfinished, is_now=is_now)
    groups = [group for group in GROUP_NAMES if group in loads.columns]
    cells = {group: _cells(loads[group], steps[group], group, theme, unfinished, unit) for group in groups}
    drawings = (
        _drawing(weeks, cells, units, theme, paper, size, title)
        for paper, size in ((_WIDE, "wide"), (_NARROW, "narrow"))
    )
    return drawing("".join(drawings))  # of our own figures and words; texts are escaped where they are set


def _weeks(totals: pd.DataFrame, units: Units, unfinished: date | None, *, is_now: bool) -> list[_Week]:
    greatest = float(totals["distance_m"].max())
    return [
        _Week(
            name="this week" if is_now and week == unfinished else f"{week.day} {MONTHS[week.month - 1]}",
            bar=f"{units.distance_value(float(row.distance_m)):.0f}",
            height=float(row.distance_m) / greatest if greatest > 0 else 0.0,
            told=f"Week of {day(week, weekday=False)}{' (not finished)' if week == unfinished else ''}: "
            + (
                f"{units.distance(float(row.distance_m))}, {duration_words(float(row.moving_s))}, "
                f"{counted(int(row.runs), 'run')}"
                if row.runs
                else "no run"
            ),
            open=week == unfinished,
        )
        for week, row in zip(totals.index, rows_of(totals), strict=True)
    ]


def _cells(
    loads: pd.Series, steps: pd.Series, group: str, theme: Theme, unfinished: date | None, unit: str
) -> list[_Cell]:
    greatest = float(loads.max())
    cells = []
    for week, minutes, step in zip(loads.index, loads.astype(float), steps, strict=True):
        if step in theme.ramp:
            colour, ink, mark = theme.ramp[step], theme.ramp_text[step], STEP_MARKS[step]
            told = f"{step} usual" if step not in ("usual", "still open") else step
        else:
            share = minutes / greatest if greatest > 0 else 0.0
            colour, ink, mark = theme.single_hue[min(4, int(share * 5))], theme.text, ""
            told = "no usual weeks yet"
        so_far = ", so far" if week == unfinished else ""
        told = f"{GROUP_NAMES[group]}, week of {day(week, weekday=False)}: {minutes:,.0f} {unit}, {told}{so_far}"
        cells.append(_Cell(colour=colour, ink=ink, mark=mark, told=told))
    return cells


def _drawing(
    weeks: list[_Week], cells: dict[str, list[_Cell]], units: Units, theme: Theme, paper: _Paper, size: str, title: str
) -> str:
    column = paper.column(len(weeks))
    top = paper.text + 6 + paper.bars
    height = top + 8 + paper.row * len(cells) + paper.text + 10
    hatch = f"rt-open-{size}"
    bars = "".join(_bar(week, paper, at, column, top, theme, hatch) for at, week in enumerate(weeks))
    rows = "".join(
        _row(group, row, paper, top + 8 + paper.row * at, column, theme)
        for at, (group, row) in enumerate(cells.items())
    )
    every = paper.name_every * -(-len(weeks) // MOST_WEEKS_NAMED)
    names = "".join(_names([week.name for week in weeks], paper, column, every, height, theme))
    words = (
        f"Weekly distance, and {title.lower()} of each muscle group by week against the usual weeks. {weeks[-1].told}."
    )
    return (
        f'<svg class="rt-weeks rt-{size}" viewBox="0 0 {paper.width} {height}" role="img" '
        f'aria-label="{escape(words)}" font-size="{paper.text}" xmlns="http://www.w3.org/2000/svg">'
        f'<defs><pattern id="{hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="{theme.card}"/>'
        f'<rect width="2.2" height="6" fill="{theme.segments["steady"]}"/></pattern></defs>'
        f'<text x="0" y="{top - 2}" fill="{theme.text}">Distance '
        f'<tspan fill="{theme.muted}">{units.pace}</tspan></text>'
        f"{bars}{rows}{names}</svg>"
    )


def _names(names: list[str], paper: _Paper, column: float, every: int, height: int, theme: Theme) -> Iterator[str]:
    """Yield every so many weeks' names from the last one back, without those that would run into the one after."""
    free = float(paper.width)
    for at in range(len(names) - 1, -1, -every):
        wide = 0.6 * paper.text * len(names[at])
        left = min(paper.labels + column * (at + 0.5) + wide / 2, paper.width) - wide
        if left + wide > free:
            continue
        free = left - 0.5 * paper.text
        yield (
            f'<text x="{left + wide / 2:.1f}" y="{height - 5}" text-anchor="middle" fill="{theme.muted}">'
            f"{names[at]}</text>"
        )


def _bar(week: _Week, paper: _Paper, at: int, column: float, top: int, theme: Theme, hatch: str) -> str:
    colour = theme.segments["steady"]
    x, width, height = paper.labels + column * at + 1.5, column - 3, max(paper.bars * week.height, 1.0)
    inset = 0.16 * width
    fill = f'fill="url(#{hatch})" stroke="{colour}"' if week.open else f'fill="{colour}"'
    return (
        f'<g class="rt-week" data-tip="{escape(week.told)}">'
        f'<rect x="{x:.1f}" y="{top - paper.bars}" width="{width:.1f}" height="{paper.bars}" fill="{theme.card}"/>'
        f'<rect x="{x + inset:.1f}" y="{top - height:.1f}" width="{width - 2 * inset:.1f}" height="{height:.1f}" '
        f'rx="2" {fill}/>'
        f'<text x="{x + width / 2:.1f}" y="{top - height - 5:.1f}" text-anchor="middle" fill="{theme.muted}">'
        f"{week.bar}</text></g>"
    )


def _row(group: str, cells: list[_Cell], paper: _Paper, y: int, column: float, theme: Theme) -> str:
    middle = y + paper.row / 2 + 0.35 * paper.text
    squares = "".join(
        f'<g data-tip="{escape(cell.told)}"><rect x="{paper.labels + column * at + 1.5:.1f}" y="{y + 1.5}" '
        f'width="{column - 3:.1f}" height="{paper.row - 3}" rx="4" fill="{cell.colour}"/>'
        f'<text x="{paper.labels + column * (at + 0.5):.1f}" y="{middle:.1f}" text-anchor="middle" '
        f'fill="{cell.ink}">{cell.mark}</text></g>'
        for at, cell in enumerate(cells)
    )
    return f'<text x="0" y="{middle:.1f}" fill="{theme.text}">{GROUP_NAMES[group]}</text>{squares}'
