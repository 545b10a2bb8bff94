"""The last weeks by muscle group, against the runner's usual weeks, as the pages show them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from runtone.dashboard.components.lens import LOAD, STRESS, Lens
from runtone.dashboard.components.week_cards import Weeks, weeks_of
from runtone.dashboard.data import (
    MOST_ANSWERS,
    LibraryState,
    daily_zones,
    frames_of_weeks,
    loads_of_weeks,
    run_days,
    segment_rows,
    stress_rows,
)
from runtone.muscles import Explanation, explain
from runtone.training import (
    REACH_BACK_WEEKS,
    BaselineComparison,
    Calendar,
    MuscleConsistency,
    compare_with_baseline,
    daily_trends,
    hard_days,
    muscle_consistency,
    neglected_groups,
    period_totals,
    week_table,
)
from runtone.training.weeks.trends import MEAN_DAYS
from runtone.training.weeks.usual_weeks import Span

COMPARED_WEEKS = 6
"""Weeks whose runs say which groups fell behind, besides those that say what was usual before."""
TREND_WEEKS = 52
DAYS_A_WEEK = 7


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def last_weeks(state: LibraryState, calendar: Calendar, weeks: int, lens: Lens) -> Weeks:
    """Return the weeks up to the one that holds today, compared by one figure; fewer where the runner began later."""
    read = loads_of_weeks(state, calendar, weeks)
    return weeks_of(week_table(read.runs, read.muscle_load, calendar, weeks, read.muscle_stress, lens.figure), lens)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def this_week(state: LibraryState, calendar: Calendar, span: Span, lens: Lens) -> BaselineComparison:
    """Return where a span of days (``"week"`` or ``"seven days"``) stands to the usual weeks, by one figure."""
    read = loads_of_weeks(state, calendar, 1)
    return compare_with_baseline(
        read.runs, read.muscle_load, calendar, span, muscle_stress=read.muscle_stress, figure=lens.figure
    )


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def neglected(state: LibraryState, calendar: Calendar) -> pd.DataFrame:
    """Return which groups the last four finished weeks left behind the runner's usual weeks."""
    frames = frames_of_weeks(state, calendar, COMPARED_WEEKS)
    return neglected_groups(frames.runs, frames.muscle_load, calendar, frames.muscle_zones)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def group_consistency(state: LibraryState, calendar: Calendar) -> MuscleConsistency:
    """Return in how many weeks each group reached its usual band of stress."""
    read = loads_of_weeks(state, calendar, 12)
    return muscle_consistency(read.runs, read.muscle_load, calendar, read.muscle_stress, STRESS.figure)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def days_since_hard(state: LibraryState, calendar: Calendar) -> dict[str, float]:
    """Return how many days ago each group last had hard minutes, within the weeks that say what is usual."""
    zones = daily_zones(state, calendar.weeks_back(REACH_BACK_WEEKS), calendar.today)
    found = hard_days(zones, calendar.today)
    return dict(zip(found["muscle_group"], found["days_since"], strict=True))


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def totals_so_far(state: LibraryState, calendar: Calendar) -> pd.DataFrame:
    """Return the current week, month and year, each against the last one up to the same day."""
    return period_totals(run_days(state), calendar)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def trends(state: LibraryState, calendar: Calendar) -> pd.DataFrame:
    """Return each group's means over 7, 28 and 42 days, on every day of the last year."""
    read = loads_of_weeks(state, calendar, TREND_WEEKS)
    table = daily_trends(read.runs, read.muscle_load, calendar.today, read.muscle_stress)
    return table[table["local_date"] > calendar.weeks_back(TREND_WEEKS)]


def explained(state: LibraryState, first: date, last: date, **known: Any) -> Explanation:
    """Return what stood out in the runs of some days; `known` goes to `runtone.muscles.explain`."""
    return explain(
        stress_rows(state, start=first, end=last), segment_rows(state, start=first, end=last), span="week", **known
    )


def means_of(table: pd.DataFrame, groups: Collection[str], lens: Lens) -> pd.DataFrame:
    """Return the means of some groups together, as minutes a week and group, by day: one column a span of days."""
    prefix = "" if lens is LOAD else "stress_"
    columns = {f"{prefix}mean_{span}_days": str(span) for span in MEAN_DAYS}
    own = table[table["muscle_group"].isin(groups)]
    return own.groupby("local_date", sort=True)[list(columns)].mean().rename(columns=columns) * DAYS_A_WEEK
