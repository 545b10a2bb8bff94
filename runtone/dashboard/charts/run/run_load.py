"""What a run worked: one bar a muscle group, split by what caused it, beside what easy running of that length asks."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import base_figure, hatch
from runtone.dashboard.components.theme import Theme
from runtone.muscles import cause_of
from runtone.wording import CAUSE_MARKS, CAUSE_NAMES, GROUP_NAMES


def stress_by_cause(muscle_stress: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return stress minutes, one row a muscle group (in the fixed order), one column a cause that is present."""
    causes = [
        cause_of(str(kind), str(terrain)) for kind, terrain in zip(segments["kind"], segments["terrain"], strict=True)
    ]
    by_segment = pd.Series(causes, index=range(len(segments)), dtype=object)
    table = muscle_stress.assign(cause=muscle_stress["segment"].map(by_segment)).pivot_table(
        index="muscle_group", columns="cause", values="stress_minutes", aggfunc="sum", observed=True
    )
    groups = [group for group in GROUP_NAMES if group in table.index]
    present = [name for name in CAUSE_NAMES if name in table.columns and float(table[name].sum()) > 0]
    return table.loc[groups, present]


def run_load(muscle_stress: pd.DataFrame, segments: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return one horizontal bar a muscle group [stress minutes], split into steady, uphill, downhill and sprint.

    A line marks the running time: easy running all the way would give every group a bar that ends there.
    """
    figure = base_figure(theme, height=330, barmode="stack", hovermode="y unified", showlegend=True)
    if muscle_stress.empty:
        return figure
    table = stress_by_cause(muscle_stress, segments)
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
            hovertemplate=f"{CAUSE_NAMES[cause]}: %{{x:.1f}} stress min<extra></extra>",
        )
    running = segments[segments["kind"].astype(str) != "rest"]
    easy = float((running["end_s"] - running["start_s"]).sum()) / 60.0
    figure.add_vline(x=easy, line={"color": theme.text, "width": 1.2, "dash": "dot"})
    figure.add_annotation(
        x=easy,
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="left" if easy < 0.7 * float(table.sum(axis=1).max()) else "right",
        showarrow=False,
        text=" easy running ",
        font={"size": 11, "color": theme.text},
        bgcolor=theme.card,
        opacity=0.85,
    )
    figure.update_xaxes(title_text="stress minutes (estimate)", rangemode="tozero", ticks="")
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=theme.text, ticklabelstandoff=6)
    figure.update_layout(margin={"l": 92, "r": 10, "t": 30, "b": 40}, legend_traceorder="normal")
    return figure
