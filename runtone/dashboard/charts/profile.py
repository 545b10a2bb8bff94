"""Altitude and pace over distance, with segments coloured and one hover across both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from tsdownsample import MinMaxLTTBDownsampler

from runtone.dashboard.charts.base import axis, base_figure
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.theme import Theme, with_alpha
from runtone.muscles import cause_of
from runtone.wording import CAUSE_MARKS, CAUSE_NAMES, Units, duration, minutes_seconds

POINTS = 700
"""Points a line is reduced to; a screen is about 1,200 pixels wide and a phone 350."""
SLOWEST_DRAWN_M_S = 1.0
"""Slower than this is standing or walking through a gate, and would press the pace of running flat."""


def profile(track: pd.DataFrame, segments: pd.DataFrame, units: Units, theme: Theme) -> go.Figure:
    """Return altitude over pace, against distance.

    Parameters
    ----------
    track, segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    units : Units
    theme : Theme

    Returns
    -------
    plotly.graph_objects.Figure
        Without traces where the track has no distance. Without the altitude panel where altitude is not known.
    """
    has_altitude = bool(track["altitude_m"].notna().sum() > 1)
    figure = base_figure(
        theme,
        height=480 if has_altitude else 280,
        hovermode="x unified",
        hoversubplots="axis",
        showlegend=True,
    )
    if len(track) < 2 or not track["distance_m"].max() > 0:
        return figure
    rows = kept_rows(track, segments)
    kept = track.iloc[rows]
    x = kept["distance_m"].to_numpy(dtype=float) * units.distance_value(1.0)
    causes = _causes(kept, segments)
    figure.update_xaxes(
        title_text=f"distance ({units.pace})",
        range=[0, float(x[-1])],
        showgrid=False,
        hoverformat=".2f",
        unifiedhovertitle={"text": f"%{{x:.2f}} {units.pace}"},
        anchor="y2",
        domain=[0, 1],
    )
    split = 0.52 if has_altitude else 1.0
    _add_pace(figure, kept, x, units, theme, domain=(0.0, split - (0.06 if has_altitude else 0)))
    _shade(figure, track, segments, units, theme, top=split - (0.06 if has_altitude else 0))
    if has_altitude:
        _add_altitude(figure, kept, x, causes, units, theme, domain=(split, 1.0))
    else:
        _legend_only(figure, causes, theme)
    return figure


def kept_rows(track: pd.DataFrame, segments: pd.DataFrame, points: int = POINTS) -> NDArray[np.int64]:
    """Return the seconds to draw: the extremes of speed and altitude, and each segment's first and last second."""
    if len(track) <= points:
        return np.arange(len(track))
    chosen = [np.array([0, len(track) - 1])]
    for column, share in (("speed_m_s", 0.6), ("altitude_m", 0.4)):
        values = track[column].to_numpy(dtype=float)
        if np.isfinite(values).any():
            filled = np.where(np.isfinite(values), values, np.nanmean(values))
            chosen.append(_extremes(filled, int(points * share)))
    starts = segments["start_s"].to_numpy(dtype=np.int64)
    chosen += [starts, np.maximum(starts - 1, 0)]
    return np.unique(np.clip(np.concatenate(chosen), 0, len(track) - 1))


def _extremes(values: NDArray[np.float64], points: int) -> NDArray[np.int64]:
    """Return the rows that keep a line's shape; see Van Der Donckt et al. 2023, "MinMaxLTTB"."""
    reducer: Any = MinMaxLTTBDownsampler
    return np.asarray(reducer().downsample(values, n_out=points), dtype=np.int64)


def _causes(kept: pd.DataFrame, segments: pd.DataFrame) -> NDArray[np.str_]:
    by_segment = np.array(
        [cause_of(str(kind), str(terrain)) for kind, terrain in zip(segments["kind"], segments["terrain"], strict=True)]
    )
    return np.asarray(by_segment[kept["segment"].to_numpy(dtype=np.int64)], dtype=np.str_)


def _add_altitude(
    figure: go.Figure,
    kept: pd.DataFrame,
    x: NDArray[np.float64],
    causes: NDArray[np.str_],
    units: Units,
    theme: Theme,
    domain: tuple[float, float],
) -> None:
    height = units.height_value(1.0) * kept["altitude_m"].to_numpy(dtype=float)
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    room = max(high - low, units.height_value(30.0)) * 0.12
    figure.update_layout(
        yaxis={
            "title": {"text": f"altitude ({units.height})"},
            "domain": list(domain),
            "range": [low - room, high + room],
        }
    )
    for cause in _present(causes):
        here = causes == cause
        joined = here | np.concatenate([[False], here[:-1]])  # a piece goes on to the next one's first second
        area_x, area_y = _pieces(x, height, joined, low - room)
        figure.add_scatter(
            x=area_x,
            y=area_y,
            mode="lines",
            line={"width": 0, "color": theme.segments[cause]},
            fill="toself",
            fillcolor=with_alpha(theme.segments[cause], 0.3 if cause != "steady" else 0.16),
            name=f"{CAUSE_MARKS[cause]} {CAUSE_NAMES[cause]}",
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=_rounded(x, 3),
            y=_rounded(np.where(joined, height, np.nan), 1),
            mode="lines",
            line={"color": theme.segments[cause], "width": 2, "dash": "dot" if cause == "rest" else "solid"},
            showlegend=False,
            hoverinfo="skip",
            connectgaps=False,
        )
    figure.add_scatter(
        x=_rounded(x, 3),
        y=_rounded(height, 1),
        mode="lines",
        line={"width": 0, "color": theme.text},
        customdata=[
            f"{CAUSE_NAMES[cause]} · {grade * 100:+.0f} % · {duration(float(second))}"
            for cause, grade, second in zip(causes, kept["grade"].to_numpy(dtype=float), kept.index, strict=True)
        ],
        hovertemplate=f"%{{y:.0f}} {units.height} · %{{customdata}}<extra></extra>",
        showlegend=False,
        name="altitude",
    )


def _pieces(
    x: NDArray[np.float64], height: NDArray[np.float64], drawn: NDArray[np.bool_], floor: float
) -> tuple[list[float | None], list[float | None]]:
    """Return each stretch that is drawn as a closed shape down to the floor, with gaps between them."""
    known = drawn & np.isfinite(height)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(np.int8), [0]])))
    shape_x: list[float | None] = []
    shape_y: list[float | None] = []
    for first, last in edges.reshape(-1, 2):
        piece = slice(int(first), int(last))
        shape_x += [round(float(x[first]), 3), *_rounded(x[piece], 3), round(float(x[last - 1]), 3), None]
        shape_y += [round(floor, 1), *_rounded(height[piece], 1), round(floor, 1), None]
    return shape_x, shape_y


def _add_pace(
    figure: go.Figure,
    kept: pd.DataFrame,
    x: NDArray[np.float64],
    units: Units,
    theme: Theme,
    domain: tuple[float, float],
) -> None:
    series: dict[str, NDArray[np.float64]] = {}
    for column in ("speed_m_s", "grade_adjusted_speed_m_s"):
        speed = kept[column].to_numpy(dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            series[column] = np.where(speed >= SLOWEST_DRAWN_M_S, units.metres_per_distance / speed, np.nan)
    pace, adjusted = series["speed_m_s"], series["grade_adjusted_speed_m_s"]
    drawn = np.concatenate([pace, adjusted])
    if not np.isfinite(drawn).any():
        return
    fast, slow = float(np.nanmin(drawn)), float(np.nanquantile(drawn, 0.985))
    ticks = _pace_ticks(fast, slow)
    figure.update_layout(
        yaxis2=axis(
            theme,
            title={"text": f"pace ({units.pace_unit})", "font": {"color": theme.muted, "size": 12}, "standoff": 6},
            domain=list(domain),
            range=[slow + (slow - fast) * 0.08, fast - (slow - fast) * 0.08],
            tickvals=ticks,
            ticktext=[minutes_seconds(tick) for tick in ticks],
        )
    )
    for values, name, line in (
        (pace, "pace", {"color": theme.text, "width": 1.5}),
        (adjusted, "grade-adjusted", {"color": theme.muted, "width": 1.2, "dash": "dot"}),
    ):
        figure.add_scatter(
            x=_rounded(x, 3),
            y=_rounded(values, 0),
            yaxis="y2",
            mode="lines",
            line=line,
            name=name,
            connectgaps=False,
            customdata=[minutes_seconds(value) if np.isfinite(value) else "–" for value in values],
            hovertemplate=f"{name} %{{customdata}} {units.pace_unit}<extra></extra>",
        )


def _shade(
    figure: go.Figure, track: pd.DataFrame, segments: pd.DataFrame, units: Units, theme: Theme, top: float
) -> None:
    """Shade hills, sprints and rests behind the pace."""
    distance = track["distance_m"].to_numpy(dtype=float)
    shapes: list[dict[str, Any]] = []
    for row in rows_of(segments):
        cause = cause_of(str(row.kind), str(row.terrain))
        if cause == "steady":
            continue
        first, last = (int(np.clip(second, 0, len(track) - 1)) for second in (row.start_s, row.end_s))
        shapes.append(
            {
                "type": "rect",
                "xref": "x",
                "yref": "paper",
                "x0": units.distance_value(distance[first]),
                "x1": units.distance_value(distance[last]),
                "y0": 0,
                "y1": top,
                "line": {"width": 0},
                "fillcolor": with_alpha(theme.segments[cause], 0.2),
                "layer": "below",
            }
        )
    figure.update_layout(shapes=shapes)


def _legend_only(figure: go.Figure, causes: NDArray[np.str_], theme: Theme) -> None:
    for cause in _present(causes):
        figure.add_scatter(
            x=[None],
            y=[None],
            yaxis="y2",
            mode="markers",
            marker={"symbol": "square", "size": 10, "color": theme.segments[cause]},
            name=f"{CAUSE_MARKS[cause]} {CAUSE_NAMES[cause]}",
        )


def _present(causes: NDArray[np.str_]) -> Sequence[str]:
    return [cause for cause in CAUSE_NAMES if (causes == cause).any()]


def _rounded(values: NDArray[np.float64], digits: int) -> list[float | None]:
    return [round(float(value), digits) if np.isfinite(value) else None for value in values]


def _pace_ticks(fast: float, slow: float) -> list[float]:
    for step in (15, 30, 60, 120, 300):
        ticks = np.arange(np.ceil(fast / step) * step, slow + 1, step)
        if len(ticks) <= 5:
            return [float(tick) for tick in ticks]
    return [fast, slow]
