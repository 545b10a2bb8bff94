"""Means over a few spans of days as lines: how the last week stands to the last month, over a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.components.theme import Theme
from runtone.wording import MONTHS, day

STEP_DAYS = 2
"""A point of a line every so many days."""
TIP_DAYS = 7
"""The pointer is answered once a week."""


@dataclass(frozen=True)
class Line:
    """One line: its column, what it is called, its colour, and how it is drawn.

    Parameters
    ----------
    column, name, colour : str
    width : float
        [px].
    dashes : str
        As SVG writes them; empty for a solid line.
    """

    column: str
    name: str
    colour: str
    width: float = 2.0
    dashes: str = ""


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """Measures of a drawing [px]; it is made for a wide and a narrow page, for text must not shrink."""

    width: int
    height: int
    left: int = 44
    top: int = 8
    bottom: int = 22
    text: int = 13
    month_every: int = 1

    def x(self, share: float) -> float:
        return self.left + (self.width - self.left - 6) * share

    def y(self, share: float) -> float:
        return self.top + (self.height - self.top - self.bottom) * (1 - share)


_PAPERS = {
    "wide": _Paper(width=1080, height=190),
    "narrow": _Paper(width=336, height=170, left=36, text=12, month_every=3),
}


def trend_lines(means: pd.DataFrame, lines: Sequence[Line], theme: Theme, *, title: str, unit: str) -> Markup:
    """Return lines over days as markup; empty where there is nothing to draw.

    Parameters
    ----------
    means : pandas.DataFrame
        Indexed by day (date), one a row without gaps; the columns that `lines` name.
    lines : sequence of Line
        The first is drawn last, above the others.
    theme : Theme
    title : str
        What is drawn, for a screen reader.
    unit : str
        Of the figures.
    """
    columns = [line.column for line in lines]
    known = means[columns].dropna(how="any")
    if len(known) < TIP_DAYS or not float(known.to_numpy().max()) > 0:
        return Markup("")
    ticks = _ticks(float(known.to_numpy().max()))
    shown = [_drawing(means, lines, ticks, theme, title, unit, size) for size in _PAPERS]
    items = "".join(
        f'<span class="rt-step"><svg width="26" height="8" aria-hidden="true"><line x1="0" x2="26" y1="4" y2="4" '
        f'stroke="{line.colour}" stroke-width="{line.width + 0.5}" stroke-dasharray="{line.dashes}"/></svg>'
        f"{escape(line.name)}</span>"
        for line in lines
    )
    return drawing(f'{"".join(shown)}<div class="rt-legend">{items}</div>')


def _ticks(greatest: float) -> list[float]:
    """Return two to four round figures, the last at or above the greatest."""
    rough = greatest / 3
    power = 10 ** np.floor(np.log10(rough))
    step = next(float(power * factor) for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * at for at in range(int(np.ceil(greatest / step)) + 1)]


def _drawing(
    means: pd.DataFrame, lines: Sequence[Line], ticks: list[float], theme: Theme, title: str, unit: str, size: str
) -> str:
    paper = _PAPERS[size]
    last = max(len(means) - 1, 1)
    grid = "".join(
        f'<line x1="{paper.left}" x2="{paper.width}" y1="{paper.y(tick / ticks[-1]):.1f}" '
        f'y2="{paper.y(tick / ticks[-1]):.1f}" stroke="{theme.hairline}"/>'
        f'<text x="{paper.left - 6}" y="{paper.y(tick / ticks[-1]) + 4:.1f}" text-anchor="end" '
        f'fill="{theme.muted}">{tick:,.0f}</text>'
        for tick in ticks
    )
    paths = "".join(_path(means[line.column].to_numpy(float), line, ticks[-1], last, paper) for line in lines[::-1])
    days: list[date] = list(means.index)
    firsts = [at for at, on in enumerate(days) if on.day == 1 and (on.month - 1) % paper.month_every == 0]
    months = "".join(
        f'<text x="{paper.x(at / last):.1f}" y="{paper.height - 5}" text-anchor="middle" fill="{theme.muted}">'
        f"{MONTHS[days[at].month - 1] if days[at].month > 1 else days[at].year}</text>"
        for at in firsts
        if paper.left + 10 < paper.x(at / last) < paper.width - 18
    )
    tips = "".join(
        f'<rect data-tip="{escape(_tip(means, lines, at, unit))}" x="{paper.x((at - TIP_DAYS / 2) / last):.1f}" '
        f'y="{paper.top}" width="{paper.x(TIP_DAYS / last) - paper.left:.1f}" '
        f'height="{paper.height - paper.top - paper.bottom}" fill="{theme.card}" fill-opacity="0"/>'
        for at in range(last, TIP_DAYS - 2, -TIP_DAYS)
    )
    words = f"{title}. {_tip(means, lines, last, unit)}."
    return (
        f'<svg class="rt-trend rt-{size}" viewBox="0 0 {paper.width} {paper.height}" role="img" '
        f'aria-label="{escape(words)}" font-size="{paper.text}" xmlns="http://www.w3.org/2000/svg">'
        f"{grid}{paths}{months}{tips}</svg>"
    )


def _path(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], line: Line, top: float, last: int, paper: _Paper
) -> str:
    places = np.unique(np.append(np.arange(last, -1, -STEP_DAYS), 0))
    points = " ".join(
        f"{paper.x(at / last):.0f},{paper.y(values[at] / top):.1f}" for at in places if np.isfinite(values[at])
    )
    dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
    return (
        f'<polyline points="{points}" fill="none" stroke="{line.colour}" stroke-width="{line.width}" '
        f'stroke-linejoin="round"{dashes}/>'
    )


def _tip(means: pd.DataFrame, lines: Sequence[Line], at: int, unit: str) -> str:
    row = means.iloc[at]
    figures = ", ".join(
        f"{line.name} {float(row[line.column]):,.0f}" for line in lines if np.isfinite(float(row[line.column]))
    )
    return f"{day(means.index[at])}: {figures} {unit}"
