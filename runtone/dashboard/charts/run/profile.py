"""Altitude, pace and what else a run recorded over distance or time, segments coloured, under one hover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from tsdownsample import MinMaxLTTBDownsampler

from runtone.dashboard.charts.base import base_figure
from runtone.dashboard.charts.run.curves import CURVES, add_curve, add_pace, rounded, smoothed
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.components.theme import Theme, with_alpha
from runtone.muscles import cause_of
from runtone.wording import CAUSE_MARKS, CAUSE_NAMES, Units, duration

Along = Literal["distance", "time"]
Stretch = tuple[float, float]
"""First and last second of what is marked."""

POINTS = 700
"""Points a line is reduced to; a screen is about 1,200 pixels wide and a phone 350."""
ALTITUDE_PX, PACE_PX, CURVE_PX = 190, 170, 92
GAP_PX = 22
MARGIN_PX = 78


def profile(
    track: pd.DataFrame,
    segments: pd.DataFrame,
    units: Units,
    theme: Theme,
    *,
    along: Along = "distance",
    curves: Sequence[str] = (),
    marked: Stretch | None = None,
) -> go.Figure:
    """Return altitude over pace and further curves, against distance or time.

    Parameters
    ----------
    track, segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    units : Units
    theme : Theme
    along : {"distance", "time"}
    curves : sequence of str
        Columns of `CURVES`, each a panel of its own; one that the track lacks is left out.
    marked : tuple of float, optional
        First and last second of a stretch that stands out.

    Returns
    -------
    plotly.graph_objects.Figure
        Without traces where the track has no distance. Without the altitude panel where altitude is not known.
    """
    has_altitude = bool(track["altitude_m"].notna().sum() > 1)
    curves = [name for name in curves if name in CURVES and name in track and track[name].notna().any()]
    panels = [*([ALTITUDE_PX] if has_altitude else []), PACE_PX, *[CURVE_PX] * len(curves)]
    inner = sum(panels) + GAP_PX * (len(panels) - 1)
    figure = base_figure(
        theme,
        height=inner + MARGIN_PX,
        hovermode="x unified",
        hoversubplots="axis",
        showlegend=True,
        dragmode="zoom",
    )
    if len(track) < 2 or not track["distance_m"].max() > 0:
        return figure
    domains = _domains(panels, inner)
    kept = smoothed(track, len(track) / POINTS).iloc[kept_rows(track, segments)]
    along_track = along_axis(track, units, along)
    x = along_track[kept.index.to_numpy(dtype=np.int64)]
    causes = _causes(kept, segments)
    _set_x_axis(figure, x, units, along)
    if has_altitude:
        _add_altitude(figure, kept, x, causes, units, theme, domains.pop(0))
    else:
        _legend_only(figure, causes, theme)
    add_pace(figure, kept, x, units, theme, domains[0])
    for number, (name, domain) in enumerate(zip(curves, domains[1:], strict=True)):
        add_curve(figure, name, kept, x, theme, f"y{number + 3}", domain)
    lowest = domains[-1][0]
    figure.update_xaxes(anchor=f"y{len(curves) + 2}")
    figure.update_layout(shapes=[*_shades(along_track, segments, theme, (lowest, domains[0][1]))])
    if marked is not None:
        _mark(figure, along_track, marked, theme)
    return figure


def along_axis(track: pd.DataFrame, units: Units, along: Along) -> NDArray[np.float64]:
    """Return where each second of a run lies on its profile: kilometres, miles or minutes."""
    if along == "time":
        return np.arange(len(track)) / 60.0
    return np.asarray(track["distance_m"].to_numpy(dtype=float) * units.distance_value(1.0))


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


def _domains(panels: Sequence[int], inner: int) -> list[tuple[float, float]]:
    """Return the share of the height that each panel has, from the top down."""
    domains, top = [], float(inner)
    for height in panels:
        domains.append((max((top - height) / inner, 0.0), top / inner))
        top -= height + GAP_PX
    return domains


def _set_x_axis(figure: go.Figure, x: NDArray[np.float64], units: Units, along: Along) -> None:
    unit = "min" if along == "time" else units.pace
    shown: dict[str, Any] = {"hoverformat": ".2f", "unifiedhovertitle": {"text": f"%{{x:.2f}} {unit}"}}
    if along == "time":
        shown = {"hoverformat": ".1f", "unifiedhovertitle": {"text": "%{x:.1f} min"}}
        step = next((step for step in (5, 10, 15, 30, 60, 120, 240) if x[-1] / step <= 8), 480)
        ticks = [tick * step for tick in range(int(x[-1] // step) + 1)]
        shown |= {"tickvals": ticks, "ticktext": [f"{tick // 60}:{tick % 60:02d}" for tick in ticks]}
    figure.update_xaxes(
        title_text="time (h:mm)" if along == "time" else f"distance ({unit})",
        range=[float(x[0]), float(x[-1])],
        showgrid=False,
        domain=[0, 1],
        fixedrange=False,
        **shown,
    )


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
            x=rounded(x, 3),
            y=rounded(np.where(joined, height, np.nan), 1),
            mode="lines",
            line={"color": theme.segments[cause], "width": 2, "dash": "dot" if cause == "rest" else "solid"},
            showlegend=False,
            hoverinfo="skip",
            connectgaps=False,
        )
    figure.add_scatter(
        x=rounded(x, 3),
        y=rounded(height, 1),
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
        shape_x += [round(float(x[first]), 3), *rounded(x[piece], 3), round(float(x[last - 1]), 3), None]
        shape_y += [round(floor, 1), *rounded(height[piece], 1), round(floor, 1), None]
    return shape_x, shape_y


def _shades(
    along_track: NDArray[np.float64], segments: pd.DataFrame, theme: Theme, reach: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return the shades of hills, sprints and rests behind pace and what is below it."""
    shapes: list[dict[str, Any]] = []
    for row in rows_of(segments):
        cause = cause_of(str(row.kind), str(row.terrain))
        if cause == "steady":
            continue
        shapes.append(
            _box(along_track, (row.start_s, row.end_s), reach)
            | {"line": {"width": 0}, "fillcolor": with_alpha(theme.segments[cause], 0.16), "layer": "below"}
        )
    return shapes


def _mark(figure: go.Figure, along_track: NDArray[np.float64], marked: Stretch, theme: Theme) -> None:
    """Frame the stretch that was chosen, over all panels."""
    box = _box(along_track, marked, (0.0, 1.0))
    figure.add_shape(
        **box, line={"width": 1.5, "color": theme.accent}, fillcolor=with_alpha(theme.accent, 0.14), layer="above"
    )


def _box(along_track: NDArray[np.float64], stretch: Stretch, reach: tuple[float, float]) -> dict[str, Any]:
    first, last = (int(np.clip(second, 0, len(along_track) - 1)) for second in stretch)
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": round(float(along_track[first]), 3),
        "x1": round(float(along_track[last]), 3),
        "y0": reach[0],
        "y1": reach[1],
    }


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
