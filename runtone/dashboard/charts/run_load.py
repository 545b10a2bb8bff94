"""What a run worked: one bar a muscle group, split by what caused it."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure, hatch
from runtone.dashboard.components.theme import Theme
from runtone.muscles import load_causes
from runtone.wording import CAUSE_MARKS, CAUSE_NAMES, GROUP_NAMES


def load_by_cause(muscle_load: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return easy minutes, one row a muscle group (in the fixed order), one column a cause that is present."""
    parts = load_causes(muscle_load, segments)
    table = parts.pivot_table(
        index="muscle_group", columns="cause", values="easy_minutes", aggfunc="sum", observed=True
    )
    groups = [group for group in GROUP_NAMES if group in table.index]
    causes = [name for name in CAUSE_NAMES if name in table.columns and float(table[name].sum()) > 0]
    return table.loc[groups, causes]


def run_load(muscle_load: pd.DataFrame, segments: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return one horizontal bar a muscle group [easy minutes], split into steady, uphill, downhill and sprint."""
    figure = base_figure(theme, height=330, barmode="stack", hovermode="y unified", showlegend=True)
    if muscle_load.empty:
        return figure
    table = load_by_cause(muscle_load, segments)
    if table.empty or not table.to_numpy().sum() > 0:
        return figure
    names = [GROUP_NAMES[group] for group in table.index]
    for cause in table.columns:
        colour = theme.segments[cause]
        marker = {"color": colour, "line": {"width": 0}}
        if cause == "rest":
            marker["pattern"] = hatch(colour, theme.card)
        figure.add_bar(
            y=names,
            x=[round(float(value), 2) for value in table[cause]],
            orientation="h",
            name=f"{CAUSE_MARKS[cause]} {CAUSE_NAMES[cause]}",
            marker=marker,
            hovertemplate=f"{CAUSE_NAMES[cause]}: %{{x:.1f}} easy min<extra></extra>",
        )
    figure.update_xaxes(title_text="easy minutes (estimate)", rangemode="tozero", ticks="")
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.text, ticklabelstandoff=6)
    figure.update_layout(margin={"l": 92, "r": 10, "t": 30, "b": 40}, legend_traceorder="normal")
    return figure
