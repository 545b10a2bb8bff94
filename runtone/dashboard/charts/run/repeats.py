"""A set of repeats as small multiples on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import axis, base_figure
from runtone.dashboard.components.theme import Theme, with_alpha
from runtone.muscles import cause_of
from runtone.wording import Units, duration, minutes_seconds

MOST_REPEATS = 12
POINTS = 40


def repeats(
    track: pd.DataFrame, segments: pd.DataFrame, numbers: Sequence[int], units: Units, theme: Theme
) -> go.Figure:
    """Return one small panel a repeat: pace over its seconds, all on the same two scales.

    Parameters
    ----------
    track, segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    numbers : sequence of int
        The rows of `segments` that are the repeats; at most twelve are drawn.
    units : Units
    theme : Theme
    """
    figure = base_figure(theme, height=170, showlegend=False)
    shown: list[dict[Any, Any]] = segments.loc[list(numbers)[:MOST_REPEATS]].to_dict(orient="records")
    if not shown:
        return figure
    paces = [_pace(track, row, units) for row in shown]
    finite = np.concatenate([pace[np.isfinite(pace)] for pace in paces])
    if not finite.size:
        return figure
    fast, slow = float(finite.min()), float(np.quantile(finite, 0.97))
    bottom = slow + (slow - fast) * 0.1 + 5
    longest = max(int(row["end_s"] - row["start_s"]) for row in shown)
    width = 1.0 / len(shown)
    layout: dict[str, object] = {}
    for at, (row, pace) in enumerate(zip(shown, paces, strict=True)):
        name = "" if at == 0 else str(at + 1)
        colour = theme.segments[cause_of(str(row["kind"]), str(row["terrain"]))]
        seconds = np.arange(len(pace))
        kept = np.unique(np.linspace(0, len(pace) - 1, min(POINTS, len(pace))).astype(int))
        mean_pace = units.pace_s(float(row["mean_speed_m_s"]))
        told = (
            f"repeat {at + 1}: {duration(float(row['end_s'] - row['start_s']))}, "
            f"{minutes_seconds(mean_pace) if np.isfinite(mean_pace) else '–'} {units.pace_unit}<extra></extra>"
        )
        drawn = np.minimum(np.where(np.isfinite(pace[kept]), pace[kept], bottom), bottom).round()
        figure.add_scatter(
            x=[0, *seconds[kept].tolist(), int(kept[-1])],
            y=[bottom, *drawn.tolist(), bottom],
            xaxis=f"x{name}",
            yaxis=f"y{name}",
            mode="lines",
            line={"width": 0, "color": colour},
            fill="toself",
            fillcolor=with_alpha(colour, 0.18),
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=seconds[kept].tolist(),
            y=drawn.tolist(),
            xaxis=f"x{name}",
            yaxis=f"y{name}",
            mode="lines",
            line={"color": colour, "width": 2},
            hovertemplate=told,
        )
        layout[f"xaxis{name}"] = axis(
            theme,
            domain=[at * width, (at + 0.9) * width],
            anchor=f"y{name}",
            range=[0, longest],
            showgrid=False,
            showticklabels=False,
        )
        layout[f"yaxis{name}"] = axis(
            theme,
            anchor=f"x{name}",
            range=[bottom, fast - 5],
            showticklabels=at == 0,
            nticks=3,
            tickvals=[fast, slow],
            ticktext=[minutes_seconds(fast), minutes_seconds(slow)],
        )
        figure.add_annotation(
            x=(at + 0.45) * width,
            xref="paper",
            y=0,
            yref="paper",
            yanchor="top",
            yshift=-4,
            showarrow=False,
            text=str(at + 1) if len(shown) > 8 else duration(float(row["end_s"] - row["start_s"])),
            font={"size": 11, "color": theme.muted},
        )
    figure.update_layout(**layout, margin={"l": 44, "r": 8, "t": 8, "b": 26})
    return figure


def _pace(track: pd.DataFrame, row: dict[Any, Any], units: Units) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    speed = track["speed_m_s"].to_numpy(dtype=float)[int(row["start_s"]) : int(row["end_s"])]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(speed >= 0.5, units.metres_per_distance / speed, np.nan)
