"""The level pace at which each muscle group would be loaded as much as on one stretch of a run."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure
from runtone.dashboard.components.theme import Theme
from runtone.wording import GROUP_NAMES, Units, minutes_seconds


def equivalent_paces(equivalent: pd.DataFrame, own_speed_m_s: float, units: Units, theme: Theme) -> go.Figure:
    """Return one dot a muscle group at its equivalent pace, against the pace that was run; none where all are limits.

    Parameters
    ----------
    equivalent : pandas.DataFrame
        By muscle group: ``equivalent_speed_m_s``, and ``clamped`` where it lies outside the model's range.
    own_speed_m_s : float
        The mean speed of the stretch [m/s].
    units : Units
    theme : Theme
    """
    figure = base_figure(theme, height=270, showlegend=False)
    speeds = equivalent["equivalent_speed_m_s"].dropna()
    if speeds.empty or not own_speed_m_s > 0 or equivalent["clamped"].astype(bool).all():
        return figure
    own = units.pace_s(own_speed_m_s)
    groups = [group for group in GROUP_NAMES if group in speeds.index]
    paces = [units.pace_s(float(speeds[group])) for group in groups]
    limits = equivalent["clamped"].astype(bool)
    texts = [units.limited_pace(float(speeds[group]), clamped=bool(limits[group])) for group in groups]
    names = [GROUP_NAMES[group] for group in groups]
    each = list(zip(paces, groups, strict=True))
    for name, pace, group in zip(names, paces, groups, strict=True):
        figure.add_scatter(
            x=[own, pace],
            y=[name, name],
            mode="lines",
            hoverinfo="skip",
            line={"color": theme.groups[group], "width": 3},
        )
    figure.add_scatter(
        x=paces,
        y=names,
        mode="markers+text",
        marker={"size": 11, "color": [theme.groups[group] for group in groups]},
        text=texts,
        textposition=["middle left" if pace > own or limits[group] else "middle right" for pace, group in each],
        textfont={"color": theme.text, "size": 12},
        hovertemplate=f"%{{y}}: as at %{{text}} {units.pace_unit} on the flat<extra></extra>",
        cliponaxis=False,
    )
    figure.add_vline(x=own, line={"color": theme.muted, "width": 1, "dash": "dot"})
    figure.add_annotation(
        x=own,
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=f"run at {minutes_seconds(own)}",
        font={"size": 12, "color": theme.muted},
    )
    slow, fast = max([*paces, own]), min([*paces, own])
    room = max(slow - fast, 20) * 0.22
    step = next((step for step in (15, 30, 60, 120, 300) if (slow - fast) / step <= 5), 600)
    ticks = [tick * step for tick in range(int(fast // step), int(slow // step) + 2)]
    figure.update_xaxes(
        range=[slow + room, fast - room],
        tickvals=ticks,
        ticktext=[minutes_seconds(tick) for tick in ticks],
        title_text=f"equivalent level pace ({units.pace_unit}), harder to the right",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.text, ticklabelstandoff=6)
    figure.update_layout(margin={"l": 92, "r": 12, "t": 26, "b": 42})
    return figure
