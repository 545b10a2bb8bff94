"""The stress of a planned session beside this week's."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure, hatch
from runtone.dashboard.components.theme import Theme
from runtone.wording import GROUP_NAMES


def planned_week(beside: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return one bar a muscle group: this week so far, the plan on top of it (hatched), and the usual band.

    Parameters
    ----------
    beside : pandas.DataFrame
        As `runtone.training.planning.planned_load.beside_week` gives it.
    theme : Theme
    """
    figure = base_figure(theme, height=330, barmode="stack", hovermode="y unified", showlegend=True)
    if beside.empty:
        return figure
    names = [GROUP_NAMES[group] for group in beside["muscle_group"]]
    if beside["this_week"].any():  # in a week without a run there is no such bar to be seen, nor to be named
        figure.add_bar(
            y=names,
            x=[round(float(value), 1) for value in beside["this_week"]],
            orientation="h",
            name="this week so far",
            marker={"color": theme.segments["steady"]},
            hovertemplate="so far %{x:.0f} stress min<extra></extra>",
        )
    figure.add_bar(
        y=names,
        x=[round(float(value), 1) for value in beside["planned"]],
        orientation="h",
        name="this session (estimate)",
        marker={
            "color": theme.accent,
            "line": {"width": 1, "color": theme.accent},
            "pattern": hatch(theme.accent, theme.card),
        },
        hovertemplate="session %{x:.0f} stress min<extra></extra>",
    )
    known = beside[beside["median"].notna()]
    if len(known):
        figure.add_scatter(
            y=[GROUP_NAMES[group] for group in known["muscle_group"]],
            x=[round(float(value), 1) for value in known["median"]],
            mode="markers",
            name="usual week",
            marker={"symbol": "line-ns-open", "size": 18, "line": {"width": 2}, "color": theme.text},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [
                    round(float(high - mid), 1) for high, mid in zip(known["high"], known["median"], strict=True)
                ],
                "arrayminus": [
                    round(float(mid - low), 1) for low, mid in zip(known["low"], known["median"], strict=True)
                ],
                "color": theme.muted,
                "thickness": 1.5,
                "width": 4,
            },
            hovertemplate="usual week %{x:.0f} stress min<extra></extra>",
        )
    figure.update_xaxes(title_text="stress minutes (estimate)", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.text, ticklabelstandoff=6)
    figure.update_layout(margin={"l": 92, "r": 10, "t": 30, "b": 40}, legend_traceorder="normal")
    return figure
