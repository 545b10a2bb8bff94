"""One muscle group over the weeks, and its minutes by zone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure, hatch
from runtone.dashboard.components.theme import Theme, with_alpha
from runtone.vocabulary import ZONES
from runtone.wording import GROUP_NAMES, MONTHS, day

ACTION_NAMES = {"concentric": "push", "eccentric": "brake", "undivided": "load"}


def group_trend(
    weeks: pd.DataFrame,
    group: str,
    theme: Theme,
    *,
    usual: tuple[float, float] | None,
    unfinished: date | None,
    height: int = 240,
    title: str = "",
    unit: str = "easy min",
) -> go.Figure:
    """Return a group's weeks, of load push under brake, over the band of the runner's usual weeks.

    Parameters
    ----------
    weeks : pandas.DataFrame
        Indexed by week start (date), one column an action (``concentric``, ``eccentric`` or ``undivided``).
    group : str
    theme : Theme
    usual : tuple of float, optional
        Lower and upper border of the usual weeks.
    unfinished : datetime.date, optional
        The week that is still running; it is written on the axis and its bars are paler.
    height : int
        Pixels.
    title, unit : str
        What an undivided figure is, where it is not load, and what its minutes are called.
    """
    figure = base_figure(theme, height=height, barmode="stack", hovermode="x unified", showlegend=True)
    if weeks.empty or not float(np.nansum(weeks.to_numpy(dtype=float))) > 0:
        return figure
    colour = theme.groups[group]
    x = list(range(len(weeks)))
    if usual is not None:
        figure.add_hrect(
            y0=usual[0],
            y1=usual[1],
            fillcolor=with_alpha(colour, 0.14),
            line_width=0,
            layer="below",
        )
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=usual[1],
            yanchor="bottom",
            showarrow=False,
            text="your usual weeks",
            font={"size": 11, "color": theme.muted},
        )
    opacity = [0.55 if week == unfinished else 1.0 for week in weeks.index]
    for action in (name for name in ACTION_NAMES if name in weeks.columns):
        marker: dict[str, object] = {"color": colour, "opacity": opacity, "line": {"width": 1, "color": colour}}
        if action == "eccentric":
            marker["pattern"] = hatch(colour, theme.card)
        figure.add_bar(
            x=x,
            y=[round(float(value), 1) for value in weeks[action].fillna(0)],
            name=title or ACTION_NAMES[action],
            marker=marker,
            hovertemplate=f"{title or ACTION_NAMES[action]} %{{y:.0f}} {unit}<extra></extra>",
        )
    every = max(1, -(-len(x) // 4))
    ticks = x[::-1][::every][::-1]
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[
            "this week"
            if weeks.index[at] == unfinished
            else f"{weeks.index[at].day} {MONTHS[weeks.index[at].month - 1]}"
            for at in ticks
        ],
        showgrid=False,
        tickangle=0,
        unifiedhovertitle={"text": f"{GROUP_NAMES[group]}"},
    )
    figure.update_yaxes(rangemode="tozero", nticks=4, title_text=f"{unit} (estimate)")
    figure.update_layout(bargap=0.28)
    figure.data[0].customdata = [day(week) for week in weeks.index]
    figure.data[0].hovertemplate = "week of %{customdata}<br>" + figure.data[0].hovertemplate
    return figure


def group_zones(weeks: pd.DataFrame, group: str, theme: Theme, *, unfinished: date | None) -> go.Figure:
    """Return a group's minutes a week by zone above easy: moderate, hard, sprint.

    Parameters
    ----------
    weeks : pandas.DataFrame
        Indexed by week start (date), one column a zone, minutes.
    group : str
    theme : Theme
    unfinished : datetime.date, optional
        The week that is still running.
    """
    figure = base_figure(theme, height=220, barmode="stack", hovermode="x unified", showlegend=True)
    shown = [zone for zone in ZONES[1:] if zone in weeks.columns]
    if weeks.empty or not shown or not float(np.nansum(weeks[shown].to_numpy(dtype=float))) > 0:
        return figure
    x = list(range(len(weeks)))
    colour = theme.groups[group]
    shapes = {"moderate": ".", "hard": "/", "sprint": ""}
    for zone in shown:
        figure.add_bar(
            x=x,
            y=[round(float(value), 1) for value in weeks[zone].fillna(0)],
            name=zone,
            marker={
                "color": colour,
                "line": {"width": 1, "color": colour},
                "pattern": {**hatch(colour, theme.card), "shape": shapes[zone]},
            },
            hovertemplate=f"{zone} %{{y:.1f}} min<extra></extra>",
        )
    every = max(1, -(-len(x) // 4))
    ticks = x[::-1][::every][::-1]
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[
            "this week"
            if weeks.index[at] == unfinished
            else f"{weeks.index[at].day} {MONTHS[weeks.index[at].month - 1]}"
            for at in ticks
        ],
        showgrid=False,
        tickangle=0,
    )
    figure.update_yaxes(rangemode="tozero", nticks=4, title_text="minutes")
    return figure
