"""Weekly totals over load by muscle group, week by week, against the runner's usual weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from runtone.dashboard.charts.base import axis, base_figure, hatch
from runtone.dashboard.formatting import GROUP_NAMES, MONTHS, Units, day, duration_words
from runtone.dashboard.rows import rows_of
from runtone.dashboard.theme import LOAD_STEP_MARKS, LOAD_STEPS, Theme


def weekly_load(
    totals: pd.DataFrame,
    loads: pd.DataFrame,
    steps: pd.DataFrame,
    units: Units,
    theme: Theme,
    *,
    unfinished: date | None,
) -> go.Figure:
    """Return weekly distance as bars over a grid of muscle groups by weeks.

    Parameters
    ----------
    totals : pandas.DataFrame
        Indexed by week start (date), ``distance_m``, ``moving_s``, ``runs``.
    loads : pandas.DataFrame
        Indexed by week start, one column a muscle group, easy minutes.
    steps : pandas.DataFrame
        Like `loads`, the step against the usual weeks (one of `LOAD_STEPS`); None before there are usual weeks.
    units : Units
    theme : Theme
    unfinished : datetime.date, optional
        The week that is still running; its bar is hatched.
    """
    figure = base_figure(theme, height=400, hovermode="x", showlegend=False)
    if totals.empty or not float(totals["runs"].sum()) > 0:
        return figure
    weeks = list(totals.index)
    x = list(range(len(weeks)))
    _add_totals(figure, totals, weeks, x, units, theme, unfinished)
    groups = [group for group in GROUP_NAMES if group in loads.columns]
    _add_grid(figure, loads.loc[weeks, groups], steps.loc[weeks, groups], weeks, x, theme, unfinished)
    step = max(1, -(-len(weeks) // 4))
    ticks = x[::-1][::step][::-1]
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[
            "this week" if weeks[at] == unfinished else f"{weeks[at].day} {MONTHS[weeks[at].month - 1]}" for at in ticks
        ],
        range=[-0.5, len(weeks) - 0.5],
        showgrid=False,
        anchor="y2",
        tickangle=0,
    )
    figure.update_layout(margin={"l": 92, "r": 10, "t": 12, "b": 30}, bargap=0.25)
    return figure


def _add_totals(
    figure: go.Figure,
    totals: pd.DataFrame,
    weeks: Sequence[date],
    x: list[int],
    units: Units,
    theme: Theme,
    unfinished: date | None,
) -> None:
    distance = [round(units.distance_value(float(value)), 2) for value in totals["distance_m"]]
    open_week = [week == unfinished for week in weeks]
    colour = theme.segments["steady"]
    figure.add_bar(
        x=x,
        y=distance,
        marker={
            "color": colour,
            "line": {"width": [1 if is_open else 0 for is_open in open_week], "color": colour},
            "pattern": {**hatch(colour, theme.card), "shape": ["/" if is_open else "" for is_open in open_week]},
        },
        customdata=[
            f"{day(week, weekday=False)}{' (not finished)' if is_open else ''}: "
            f"{units.distance(float(row.distance_m))}, "
            f"{duration_words(float(row.moving_s))}, {int(row.runs)} {'run' if int(row.runs) == 1 else 'runs'}"
            for week, is_open, row in zip(weeks, open_week, rows_of(totals), strict=True)
        ],
        hovertemplate="week of %{customdata}<extra></extra>",
        name="distance",
    )
    figure.update_layout(
        yaxis={"domain": [0.7, 1.0], "title": {"text": units.pace}, "rangemode": "tozero", "nticks": 4}
    )


def _add_grid(
    figure: go.Figure,
    loads: pd.DataFrame,
    steps: pd.DataFrame,
    weeks: Sequence[date],
    x: list[int],
    theme: Theme,
    unfinished: date | None,
) -> None:
    known = steps.notna().to_numpy()
    heights = np.full(loads.shape, np.nan)
    words = np.full(loads.shape, "", dtype=object)
    marks = np.full(loads.shape, "", dtype=object)
    minutes_of, steps_of = loads.to_numpy(dtype=float), steps.to_numpy()
    greatest = minutes_of.max(axis=0)
    for at_week, week in enumerate(weeks):
        for at_group, group in enumerate(loads.columns):
            minutes = float(minutes_of[at_week, at_group])
            if known[at_week, at_group]:
                step = steps_of[at_week, at_group]
                heights[at_week, at_group] = LOAD_STEPS.index(step)
                marks[at_week, at_group] = LOAD_STEP_MARKS[step]
                told = f"{step} your usual" if step != "usual" else "usual"
            else:
                share = minutes / greatest[at_group] if greatest[at_group] > 0 else 0.0
                heights[at_week, at_group] = 5 + min(4, int(share * 5))
                told = "no usual weeks yet"
            if week == unfinished:
                told += ", so far"
            words[at_week, at_group] = f"{GROUP_NAMES[group]}: {minutes:,.0f} easy min, {told}"
    colours = [*(theme.ramp[step] for step in LOAD_STEPS), *theme.single_hue]
    figure.add_heatmap(
        z=heights.T.tolist(),
        x=x,
        y=[GROUP_NAMES[group] for group in loads.columns],
        yaxis="y2",
        zmin=-0.5,
        zmax=9.5,
        colorscale=[[edge, colour] for at, colour in enumerate(colours) for edge in (at / 10, (at + 1) / 10)],
        showscale=False,
        xgap=3,
        ygap=3,
        text=marks.T.tolist(),
        texttemplate="%{text}",
        customdata=words.T.tolist(),
        hovertemplate="%{customdata}<extra></extra>",
        textfont={"size": 12},
        name="load",
    )
    figure.update_layout(
        yaxis2=axis(
            theme,
            domain=[0.0, 0.64],
            autorange="reversed",
            showgrid=False,
            tickfont={"color": theme.text, "size": 12},
            ticklabelstandoff=6,
        )
    )
