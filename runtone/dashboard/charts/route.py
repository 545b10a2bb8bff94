"""The line of a run, as our own SVG: no tile host is asked, and a sparkline stays a few hundred bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from numpy.typing import NDArray

from runtone.dashboard.charts.base import drawing
from runtone.dashboard.charts.profile import kept_rows
from runtone.dashboard.components.theme import Theme
from runtone.muscles import cause_of
from runtone.wording import CAUSE_NAMES, Units

WIDTH = 640
HEIGHT = 560
PADDING = 18
ROUTE_POINTS = 500
PLACES = 48
DOT = 8
METRES_PER_DEGREE = 111_195.0
DASHES = {"rest": "2 5", "downhill": "9 3"}
"""Never colour alone: downhill is dashed, rest is dotted, a sprint is drawn wider."""


def route(track: pd.DataFrame, segments: pd.DataFrame, units: Units, theme: Theme) -> Markup | None:
    """Return the run's line, north up, coloured by segment; None where there are no positions.

    Parameters
    ----------
    track, segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    units : Units
        Of the distances by which a hover on the profile finds its place.
    theme : Theme
    """
    position = track[["latitude_deg", "longitude_deg"]].to_numpy(dtype=float)
    if np.isfinite(position).all(axis=1).sum() < 2:
        return None
    rows = kept_rows(track, segments, ROUTE_POINTS)
    x, y, height = _on_paper(position)
    by_segment = [cause_of(str(k), str(t)) for k, t in zip(segments["kind"], segments["terrain"], strict=True)]
    causes = np.array(by_segment)[track["segment"].to_numpy(dtype=np.int64)]
    lines = []
    for cause in CAUSE_NAMES:
        path = _path(x, y, rows, causes == cause)
        if path:
            dash = f' stroke-dasharray="{DASHES[cause]}"' if cause in DASHES else ""
            lines.append(
                f'<path d="{path}" stroke="{theme.segments[cause]}" '
                f'stroke-width="{5 if cause == "sprint" else 3.5}"{dash}/>'
            )
    drawn = [int(row) for row in rows if np.isfinite(x[row])]
    distance = units.distance_value(1.0) * track["distance_m"].to_numpy(dtype=float)
    places = json.dumps(
        [[round(float(distance[row]), 3), round(float(x[row]), 1), round(float(y[row]), 1)] for row in drawn]
    )
    start, end = drawn[0], drawn[-1]
    return drawing(
        f'<svg class="rt-route" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="The line of the run, north '
        'up" '
        f'data-route="{escape(places)}" xmlns="http://www.w3.org/2000/svg">'
        f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{"".join(lines)}</g>'
        f'<circle cx="{x[end]:.1f}" cy="{y[end]:.1f}" r="6" fill="{theme.text}" stroke="{theme.card}" '
        'stroke-width="2"/>'
        f'<circle cx="{x[start]:.1f}" cy="{y[start]:.1f}" r="6" fill="{theme.card}" stroke="{theme.text}" '
        'stroke-width="2.5"/>'
        f'<circle class="rt-here" r="7" fill="{theme.accent}" stroke="{theme.card}" stroke-width="2" '
        'style="display:none"/>'
        "</svg>"
    )


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
    x, y, height = _on_paper(position)
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
        f'<svg class="rt-route rt-places" viewBox="0 0 {WIDTH} {height:.0f}" role="group" '
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


def _on_paper(position: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return the positions on a plane, north up, and how high the paper must be."""
    latitude, longitude = position[:, 0], position[:, 1]
    middle = np.nanmean(latitude)
    east = (longitude - np.nanmean(longitude)) * METRES_PER_DEGREE * np.cos(np.radians(middle))
    north = (latitude - middle) * METRES_PER_DEGREE
    wide, high = np.nanmax(east) - np.nanmin(east), np.nanmax(north) - np.nanmin(north)
    scale = min((WIDTH - 2 * PADDING) / max(wide, 1.0), (HEIGHT - 2 * PADDING) / max(high, 1.0))
    height = high * scale + 2 * PADDING
    x = WIDTH / 2 + (east - (np.nanmax(east) + np.nanmin(east)) / 2) * scale
    y = height / 2 - (north - (np.nanmax(north) + np.nanmin(north)) / 2) * scale
    return x, y, float(height)


def _path(x: NDArray[np.float64], y: NDArray[np.float64], rows: NDArray[np.int64], here: NDArray[np.bool_]) -> str:
    """Return one cause's pieces; each goes on to the first point of the next, so that the line has no holes."""
    parts: list[str] = []
    drawing = False
    for row in rows:
        if not np.isfinite(x[row]):
            drawing = False
            continue
        if drawing:
            parts.append(f"L{x[row]:.1f} {y[row]:.1f}")
            drawing = bool(here[row])
        elif here[row]:
            parts.append(f"M{x[row]:.1f} {y[row]:.1f}")
            drawing = True
    return "".join(parts)
