"""What a map carries beside its line: distance marks, the direction, a scale."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.dashboard.charts.run.paper import Paper
from runtone.dashboard.components.theme import FONT_FAMILY, Theme
from runtone.sums import from_start
from runtone.wording import METRES_PER_FOOT, Units

MOST_MARKS = 16
MARK_STEPS = (1, 2, 5, 10, 20, 50, 100)
ARROWS_APART = 95.0
"""On the paper, along the line."""
LEAST_APART = 19.0
"""Marks on one another cannot be read: of two so near only the first is drawn."""
SCALE_WIDTHS = (60.0, 150.0)
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


def distance_marks(
    track: pd.DataFrame, x: NDArray[np.float64], y: NDArray[np.float64], units: Units, theme: Theme
) -> list[str]:
    """Return a numbered dot at every kilometre or mile; at every second, fifth or tenth of a longer run."""
    along = units.distance_value(1.0) * track["distance_m"].to_numpy(dtype=float)
    along = along - along[0]
    step = next((step for step in MARK_STEPS if along[-1] / step <= MOST_MARKS), MARK_STEPS[-1])
    rows = np.searchsorted(along, np.arange(step, along[-1], step))
    marks: list[str] = []
    placed: list[tuple[float, float]] = []
    for number, row in zip(range(step, step * (len(rows) + 1), step), rows.tolist(), strict=True):
        if not np.isfinite(x[row]) or any(np.hypot(x[row] - a, y[row] - b) < LEAST_APART for a, b in placed):
            continue
        placed.append((float(x[row]), float(y[row])))
        marks.append(
            f'<g class="rt-distance"><circle cx="{x[row]:.1f}" cy="{y[row]:.1f}" r="9.5" fill="{theme.card}" '
            f'stroke="{theme.muted}"/><text x="{x[row]:.1f}" y="{y[row] + 4:.1f}" text-anchor="middle" '
            f'font-size="11" font-family="{FONT_FAMILY}" fill="{theme.text}">{number}</text></g>'
        )
    return marks


def arrows(x: NDArray[np.float64], y: NDArray[np.float64], rows: NDArray[np.int64], theme: Theme) -> list[str]:
    """Return small arrows along the line, each pointing where the run went on."""
    drawn = rows[np.isfinite(x[rows])]
    steps = np.hypot(np.diff(x[drawn]), np.diff(y[drawn]))
    along = from_start(steps)
    found: list[str] = []
    for place in np.arange(ARROWS_APART / 2, along[-1], ARROWS_APART):
        at = int(np.searchsorted(along, place))
        before, after = drawn[max(at - 2, 0)], drawn[min(at + 1, len(drawn) - 1)]
        turn = np.degrees(np.arctan2(y[after] - y[before], x[after] - x[before]))
        row = drawn[at]
        found.append(
            f'<path class="rt-arrow" d="M-5 -4.5L5 0L-5 4.5L-2.5 0Z" fill="{theme.text}" stroke="{theme.card}" '
            f'stroke-width="1" transform="translate({x[row]:.1f} {y[row]:.1f}) rotate({turn:.0f})"/>'
        )
    return found


def scale_bar(paper: Paper, units: Units, theme: Theme) -> list[str]:
    """Return a bar of a round length, at the lower left."""
    unit_m = METRES_PER_FOOT if units.pace == "mi" else 1.0
    length = next((each for each in _LENGTHS if each * unit_m / paper.metres >= SCALE_WIDTHS[0]), _LENGTHS[-1])
    if units.pace == "mi" and length >= 1000:
        unit_m, length = units.metres_per_distance, max(1, round(length / 5280))
        text = f"{length:,} mi"
    elif units.pace == "mi":
        text = f"{length} ft"
    else:
        text = f"{length / 1000:g} km" if length >= 1000 else f"{length} m"
    width = length * unit_m / paper.metres
    left, base = 12.0, paper.height - 10.0
    return [
        f'<path class="rt-scale" d="M{left} {base - 5}V{base}H{left + width:.1f}V{base - 5}" fill="none" '
        f'stroke="{theme.muted}" stroke-width="1.5"/><text x="{left + width + 6:.1f}" y="{base + 1:.1f}" '
        f'font-size="12" font-family="{FONT_FAMILY}" fill="{theme.muted}">{text}</text>'
    ]
