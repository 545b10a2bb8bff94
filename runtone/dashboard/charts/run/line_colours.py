"""What the line of a run is coloured by: its segments, or pace, heart rate or grade in five steps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from runtone.dashboard.charts.run.curves import smoothed
from runtone.dashboard.charts.run.paper import line_path
from runtone.dashboard.components.theme import Theme
from runtone.muscles import cause_of
from runtone.wording import CAUSE_NAMES, Units

LineColour = Literal["segment", "pace", "heart rate", "grade"]
LINE_COLOURS: dict[LineColour, str] = {
    "segment": "segment",
    "pace": "speed_m_s",
    "heart rate": "heart_rate_bpm",
    "grade": "grade",
}
"""What can be chosen, and the column of the track that it needs."""
DASHES = {"rest": "2 5", "downhill": "9 3"}
"""Never colour alone: downhill is dashed, rest is dotted, a sprint is drawn wider."""
GRADE_STEPS = (-0.08, -0.025, 0.025, 0.08)
"""Where steep and gentle begin, down and up."""
STEPS = 5
WIDTHS = (2.5, 3.0, 3.5, 4.25, 5.0)
"""Nor here: the line is broader the faster, harder or steeper it is."""


class ColourStep(NamedTuple):
    """One step of a scale: its colour and what it stands for."""

    colour: str
    words: str


def line_colours_of(track: pd.DataFrame) -> list[LineColour]:
    """Return what a track's line can be coloured by."""
    known: list[LineColour] = []
    for name, column in LINE_COLOURS.items():
        values = track.get(column)
        if values is not None and values.notna().any() and (name != "grade" or bool(values.abs().max() > 0)):
            known.append(name)
    return known


def coloured_lines(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: NDArray[np.int64],
    colour: LineColour,
    theme: Theme,
) -> list[str]:
    """Return the line as SVG paths, one a colour."""
    if colour == "segment" or colour not in line_colours_of(track):
        return _by_segment(track, segments, x, y, rows, theme)
    step = _steps(track, colour)[0]
    lines = []
    for number, hue in enumerate(_ramp(colour, theme)):
        if path := line_path(x, y, rows, step == number):
            lines.append(f'<path d="{path}" stroke="{hue}" stroke-width="{WIDTHS[number]}"/>')
    return lines


def colour_legend(track: pd.DataFrame, colour: LineColour, units: Units, theme: Theme) -> list[ColourStep]:
    """Return what the colours of a line stand for; empty by segment, which the profile's legend explains."""
    if colour == "segment" or colour not in line_colours_of(track):
        return []
    edges = _steps(track, colour)[1]
    texts = [_words(edge, colour, units) for edge in edges]
    spans = [f"under {texts[0]}", *(f"{a} to {b}" for a, b in pairwise(texts)), f"over {texts[-1]}"]
    if colour == "pace":
        spans[0], spans[-1] = f"slower than {texts[0]}", f"faster than {texts[-1]}"
    return [ColourStep(hue, words) for hue, words in zip(_ramp(colour, theme), spans, strict=True)]


def _by_segment(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: NDArray[np.int64],
    theme: Theme,
) -> list[str]:
    by_segment = [cause_of(str(k), str(t)) for k, t in zip(segments["kind"], segments["terrain"], strict=True)]
    causes = np.array(by_segment)[track["segment"].to_numpy(dtype=np.int64)]
    lines = []
    for cause in CAUSE_NAMES:
        if path := line_path(x, y, rows, causes == cause):
            dash = f' stroke-dasharray="{DASHES[cause]}"' if cause in DASHES else ""
            width = 5 if cause == "sprint" else 3.5
            lines.append(f'<path d="{path}" stroke="{theme.segments[cause]}" stroke-width="{width}"{dash}/>')
    return lines


def _steps(track: pd.DataFrame, colour: LineColour) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the step of each second, -1 where nothing is known, and the edges between the steps."""
    even = smoothed(track, 10.0)
    values = even[LINE_COLOURS[colour]].to_numpy(dtype=float)
    if colour == "grade":
        values = pd.Series(values).rolling(15, center=True, min_periods=1).mean().to_numpy()
        edges = np.array(GRADE_STEPS)
    else:
        known = values[np.isfinite(values) & (values > 0.3)]
        edges = np.quantile(known, np.arange(1, STEPS) / STEPS) if known.size else np.arange(1.0, STEPS)
    return np.where(np.isfinite(values), np.searchsorted(edges, values), -1), edges


def _ramp(colour: LineColour, theme: Theme) -> Sequence[str]:
    if colour == "grade":
        return (
            theme.segments["downhill"],
            theme.ramp["below"],
            theme.segments["steady"],
            theme.ramp["above"],
            theme.segments["uphill"],
        )
    return (
        theme.ramp["well below"],
        theme.ramp["below"],
        theme.segments["steady"],
        theme.ramp["above"],
        theme.ramp["well above"],
    )


def _words(edge: float, colour: LineColour, units: Units) -> str:
    if colour == "pace":
        return units.pace_text(float(edge), unit=False)
    return f"{edge:.0f} bpm" if colour == "heart rate" else f"{100 * edge:+g} %"
