"""The line of a run, as our own SVG; a sparkline stays a few hundred bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from numpy.typing import NDArray

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.charts.run import map_marks
from runtone.dashboard.charts.run.line_colours import LineColour, coloured_lines
from runtone.dashboard.charts.run.paper import WIDTH, Paper, line_path
from runtone.dashboard.charts.run.profile import Along, Stretch, along_axis, kept_rows
from runtone.dashboard.charts.run.tiles import Tiles
from runtone.dashboard.components.theme import Theme
from runtone.wording import Units

ROUTE_POINTS = 500
PLACES = 48
DOT = 8
_BAND = 'fill="none" stroke-opacity="0.45" stroke-width="15" stroke-linecap="round" stroke-linejoin="round"'
"""Of what is picked out, and of what the profile is zoomed to."""


def route(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    units: Units,
    theme: Theme,
    *,
    colour: LineColour = "segment",
    along: Along = "distance",
    marked: Stretch | None = None,
    tiles: Tiles | None = None,
) -> Markup | None:
    """Return the run's line, north up, with its direction, distance marks and scale; None without positions.

    Parameters
    ----------
    track, segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    units : Units
        Of the marks, of the scale, and of the places by which a hover on the profile is followed.
    theme : Theme
    colour : str
        What the line is coloured by, of `LINE_COLOURS`; by segment where the track does not hold it.
    along : {"distance", "time"}
        What the profile beside it is drawn along.
    marked : tuple of float, optional
        First and last second of a stretch that stands out.
    tiles : Tiles, optional
        The map under the line; it is asked of another host, so only where the server's settings name one.
    """
    position = track[["latitude_deg", "longitude_deg"]].to_numpy(dtype=float)
    if np.isfinite(position).all(axis=1).sum() < 2:
        return None
    paper = Paper.for_positions(position)
    x, y = paper.x, paper.y
    rows = kept_rows(track, segments, ROUTE_POINTS)
    place = along_axis(track, units, along)
    drawn = [int(row) for row in rows if np.isfinite(x[row])]
    places = json.dumps(
        [[round(float(place[row]), 3), round(float(x[row]), 1), round(float(y[row]), 1)] for row in drawn]
    )
    start, end = drawn[0], drawn[-1]
    parts = [
        "" if tiles is None else tiles.drawn(paper),
        f'<path class="rt-zoomed" {_BAND} stroke="{theme.accent}"/>',
        "" if marked is None else _marked(x, y, rows, marked, theme),
        ""
        if tiles is None
        else f'<path d="{line_path(x, y, rows)}" stroke="{theme.card}" stroke-width="7" fill="none"/>',
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
        *coloured_lines(track, segments, x, y, rows, colour, theme),
        "</g>",
        *map_marks.arrows(x, y, rows, theme),
        *map_marks.distance_marks(track, x, y, units, theme),
        f'<circle cx="{x[end]:.1f}" cy="{y[end]:.1f}" r="6" fill="{theme.text}" stroke="{theme.card}" '
        'stroke-width="2"/>'
        f'<circle cx="{x[start]:.1f}" cy="{y[start]:.1f}" r="6" fill="{theme.card}" stroke="{theme.text}" '
        'stroke-width="2.5"/>',
        *map_marks.scale_bar(paper, units, theme),
        "" if tiles is None else tiles.credit(paper, theme),
        f'<circle class="rt-here" r="7" fill="{theme.accent}" stroke="{theme.card}" stroke-width="2" '
        'style="display:none"/>',
    ]
    return drawing(
        f'<svg class="rt-route" viewBox="0 0 {WIDTH} {paper.height:.0f}" role="img" aria-label="The line of the run, '
        f'north up" data-route="{escape(places)}" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _marked(
    x: NDArray[np.float64], y: NDArray[np.float64], rows: NDArray[np.int64], marked: Stretch, theme: Theme
) -> str:
    """Return the stretch that was chosen as a broad band under the line."""
    within = np.unique(np.concatenate([rows, np.clip(np.array(marked, dtype=np.int64), 0, len(x) - 1)]))
    within = within[(within >= int(marked[0])) & (within <= int(marked[1]))]
    path = line_path(x, y, within)
    return f'<path class="rt-stretch" d="{path}" {_BAND} stroke="{theme.accent}"/>'


def places_on_route(track: pd.DataFrame, units: Units, theme: Theme) -> Markup | None:
    """Return a run's line with dots to choose from, each by its row of the track; None where there are no positions.

    Parameters
    ----------
    track : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    units : Units
        Of the distances that the dots are called by.
    theme : Theme
    """
    position = track[["latitude_deg", "longitude_deg"]].to_numpy(dtype=float)
    known = np.flatnonzero(np.isfinite(position).all(axis=1))
    if len(known) < 2:
        return None
    paper = Paper.for_positions(position)
    x, y = paper.x, paper.y
    along = track["distance_m"].to_numpy(dtype=float)
    line = " ".join(f"{x[row]:.1f},{y[row]:.1f}" for row in _spread(known, ROUTE_POINTS))
    dots = []
    for row in _apart(_spread(known, PLACES), x, y):
        words = escape(f"{units.distance(float(along[row]))} into the run")
        dots.append(
            f'<circle cx="{x[row]:.1f}" cy="{y[row]:.1f}" r="{DOT}" role="button" tabindex="0" aria-label="{words}" '
            f'data-choose="{row}" data-tip="{words}"/>'
        )
    return drawing(
        f'<svg class="rt-route rt-places" viewBox="0 0 {WIDTH} {paper.height:.0f}" role="group" '
        'aria-label="Places on the line of the run, north up" xmlns="http://www.w3.org/2000/svg">'
        f'<polyline points="{line}" fill="none" stroke="{theme.segments["steady"]}" stroke-width="3"/>'
        f'<g fill="{theme.accent}" stroke="{theme.card}" stroke-width="2">{"".join(dots)}</g></svg>'
    )


def _apart(rows: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64]) -> list[int]:
    """Return the rows whose dots lie on no earlier one's: on the way back a runner passes the same places again."""
    kept: list[int] = []
    for row in rows.tolist():
        if not kept or np.hypot(x[kept] - x[row], y[kept] - y[row]).min() >= 2.5 * DOT:
            kept.append(row)
    return kept


def _spread(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return at most so many of the rows, evenly spread, the first and the last among them."""
    return np.unique(rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)])


def sparkline(heights: NDArray[np.float64], causes: Sequence[str], theme: Theme) -> Markup:
    """Return a small altitude profile coloured by segment.

    Parameters
    ----------
    heights : numpy.ndarray
        Altitude [m] at even steps of distance; all missing for a run without altitude.
    causes : sequence of str
        What each step is put down to.
    theme : Theme
    """
    count = len(heights)
    known = np.isfinite(heights)
    if count < 2:
        return Markup('<svg viewBox="0 0 150 34" aria-hidden="true"></svg>')
    level = np.where(known, heights, np.nanmin(heights) if known.any() else 0.0)
    reach = max(float(level.max() - level.min()), 40.0)
    x = np.linspace(1, 149, count)
    y = 29 - (level - level.min()) / reach * 24
    bars = []
    first = 0
    for at in range(1, count + 1):
        if at == count or causes[at] != causes[first]:
            last = min(at, count - 1)
            points = " ".join(f"{x[i]:.0f},{y[i]:.1f}" for i in range(first, last + 1))
            dash = ' stroke-dasharray="2 3"' if causes[first] == "rest" else ""
            bars.append(
                f'<polyline points="{points}" fill="none" stroke="{theme.segments[causes[first]]}" '
                f'stroke-width="2.5"{dash}/>'
            )
            first = at
    return drawing(f'<svg viewBox="0 0 150 34" aria-hidden="true" preserveAspectRatio="none">{"".join(bars)}</svg>')
