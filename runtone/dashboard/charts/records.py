"""How a record came about: each run's best over a distance, and the record of its day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure
from runtone.dashboard.components.theme import Theme
from runtone.wording import Units, day, duration


def record_progress(times: pd.DataFrame, units: Units, theme: Theme) -> go.Figure:
    """Return one dot a run at its fastest time over a distance, and the record of each day as a line.

    Parameters
    ----------
    times : pandas.DataFrame
        ``local_date``, ``distance_m``, ``seconds``, oldest first, of one distance.
    units : Units
        Of the pace that a hover tells.
    theme : Theme

    Returns
    -------
    plotly.graph_objects.Figure
        Without traces for fewer than two runs.
    """
    figure = base_figure(theme, height=260, showlegend=True)
    if len(times) < 2:
        return figure
    seconds = times["seconds"].to_numpy(dtype=float)
    days = [stamp.date() for stamp in times["local_date"]]
    record = np.minimum.accumulate(seconds)
    paces = (times["distance_m"].to_numpy(dtype=float) / seconds).tolist()
    figure.add_scatter(
        x=days,
        y=seconds.tolist(),
        mode="markers",
        marker={"size": 6, "color": theme.muted},
        name="each run",
        customdata=[
            f"{day(on, weekday=False)}: {duration(took)} ({units.pace_text(speed)})"
            for on, took, speed in zip(days, seconds.tolist(), paces, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=days,
        y=record.tolist(),
        mode="lines",
        line={"color": theme.accent, "width": 2, "shape": "hv"},
        name="record of its day",
        hoverinfo="skip",
    )
    slowest = float(np.quantile(seconds, 0.95))
    room = max((slowest - float(record[-1])) * 0.1, 2.0)
    ticks = _ticks(float(record[-1]) - room, slowest + room)
    figure.update_yaxes(
        range=[slowest + room, float(record[-1]) - room],
        tickvals=ticks,
        ticktext=[duration(tick) for tick in ticks],
        title_text="time, faster is higher",
    )
    figure.update_xaxes(showgrid=False)
    figure.update_layout(margin={"l": 64, "r": 12, "t": 30, "b": 34})
    return figure


def _ticks(low: float, high: float) -> list[float]:
    step = next(
        (step for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600) if (high - low) / step <= 5), 7200
    )
    return [float(tick) for tick in np.arange(np.ceil(low / step) * step, high, step)]
