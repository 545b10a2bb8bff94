"""The last weeks by muscle group, against the runner's usual weeks, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from runtone.dashboard.data import MOST_ANSWERS, Stand, frames_of_weeks, loads_of_weeks
from runtone.training import (
    BaselineComparison,
    Calendar,
    MuscleConsistency,
    UsualBand,
    compare_with_baseline,
    muscle_consistency,
    neglected_groups,
    week_table,
)
from runtone.training.weeks.usual_weeks import Span
from runtone.vocabulary import GROUPS

STRESS = "stress_minutes"
LOAD = "easy_minutes"
COMPARED_WEEKS = 6
"""Weeks whose runs say which groups fell behind, besides those that say what was usual before."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Weeks:
    """The last weeks of one runner.

    Parameters
    ----------
    totals : pandas.DataFrame
        Indexed by week start: ``distance_m``, ``moving_s``, ``runs``.
    loads, concentric, eccentric : pandas.DataFrame
        Indexed by week start, one column a muscle group [easy minutes].
    stress : pandas.DataFrame
        Like `loads` [stress minutes]; empty where the table has none.
    steps : pandas.DataFrame
        Like `loads`, the step of the figure that the table compares, against the usual weeks before that week; None
        before there are any.
    bands : dict of str to UsualBand
        What is usual before the current week.
    unfinished : datetime.date or None
        The week that is still running.
    """

    totals: pd.DataFrame
    loads: pd.DataFrame
    concentric: pd.DataFrame
    eccentric: pd.DataFrame
    stress: pd.DataFrame
    steps: pd.DataFrame
    bands: dict[str, UsualBand]
    unfinished: date | None


def weeks_of(table: pd.DataFrame) -> Weeks:
    """Return a table of weeks (`runtone.training.week_table`) as charts draw it, one column a muscle group."""
    of_week = table.drop_duplicates("week").set_index("week")

    def wide(column: str) -> pd.DataFrame:
        figures = table[column].to_numpy().reshape(len(of_week), len(GROUPS))
        return pd.DataFrame(figures, index=of_week.index, columns=list(GROUPS))

    latest = table.iloc[-len(GROUPS) :] if len(table) else table
    steps = wide("step").astype(object)
    optional = {name: wide(name) for name in ("concentric", "eccentric", "stress_minutes") if name in table}
    return Weeks(
        totals=of_week[["distance_m", "moving_s", "runs"]],
        loads=wide("easy_minutes"),
        concentric=optional.get("concentric", pd.DataFrame()),
        eccentric=optional.get("eccentric", pd.DataFrame()),
        stress=optional.get("stress_minutes", pd.DataFrame()),
        steps=steps.where(steps.notna(), None),
        bands={
            group: UsualBand(low=low, median=median, high=high)
            for group, low, median, high in zip(
                latest["muscle_group"], latest["low"], latest["median"], latest["high"], strict=True
            )
        }
        if "low" in table
        else {},
        unfinished=of_week.index[-1] if len(of_week) and of_week["unfinished"].iloc[-1] else None,
    )


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def last_weeks(stand: Stand, calendar: Calendar, weeks: int, figure: str = LOAD) -> Weeks:
    """Return the weeks up to the one that holds today, compared by a figure; fewer where the runner began later."""
    read = loads_of_weeks(stand, calendar, weeks)
    return weeks_of(week_table(read.runs, read.muscle_load, calendar, weeks, read.muscle_stress, figure))


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def this_week(stand: Stand, calendar: Calendar, span: Span, figure: str = LOAD) -> BaselineComparison:
    """Return where a span of days (``"week"`` or ``"seven days"``) stands to the usual weeks, by a figure."""
    read = loads_of_weeks(stand, calendar, 1)
    return compare_with_baseline(
        read.runs, read.muscle_load, calendar, span, muscle_stress=read.muscle_stress, figure=figure
    )


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def neglected(stand: Stand, calendar: Calendar) -> pd.DataFrame:
    """Return which groups the last four finished weeks left behind the runner's usual weeks."""
    frames = frames_of_weeks(stand, calendar, COMPARED_WEEKS)
    return neglected_groups(frames.runs, frames.muscle_load, calendar, frames.muscle_zones)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def group_consistency(stand: Stand, calendar: Calendar) -> MuscleConsistency:
    """Return in how many weeks each group reached its usual band of stress."""
    read = loads_of_weeks(stand, calendar, 12)
    return muscle_consistency(read.runs, read.muscle_load, calendar, read.muscle_stress, STRESS)
