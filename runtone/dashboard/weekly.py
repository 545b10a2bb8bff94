"""The last weeks by muscle group, against the runner's usual weeks, as the pages show them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from runtone.dashboard.components.lens import STRESS, Lens
from runtone.dashboard.components.week_cards import Weeks, weeks_of
from runtone.dashboard.data import MOST_ANSWERS, Stand, daily_zones, frames_of_weeks, loads_of_weeks
from runtone.training import (
    REACH_BACK_WEEKS,
    BaselineComparison,
    Calendar,
    MuscleConsistency,
    compare_with_baseline,
    hard_days,
    muscle_consistency,
    neglected_groups,
    week_table,
)
from runtone.training.weeks.usual_weeks import Span

COMPARED_WEEKS = 6
"""Weeks whose runs say which groups fell behind, besides those that say what was usual before."""


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def last_weeks(stand: Stand, calendar: Calendar, weeks: int, lens: Lens) -> Weeks:
    """Return the weeks up to the one that holds today, compared by one figure; fewer where the runner began later."""
    read = loads_of_weeks(stand, calendar, weeks)
    return weeks_of(week_table(read.runs, read.muscle_load, calendar, weeks, read.muscle_stress, lens.figure), lens)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def this_week(stand: Stand, calendar: Calendar, span: Span, lens: Lens) -> BaselineComparison:
    """Return where a span of days (``"week"`` or ``"seven days"``) stands to the usual weeks, by one figure."""
    read = loads_of_weeks(stand, calendar, 1)
    return compare_with_baseline(
        read.runs, read.muscle_load, calendar, span, muscle_stress=read.muscle_stress, figure=lens.figure
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
    return muscle_consistency(read.runs, read.muscle_load, calendar, read.muscle_stress, STRESS.figure)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def days_since_hard(stand: Stand, calendar: Calendar) -> dict[str, float]:
    """Return how many days ago each group last had hard minutes, within the weeks that say what is usual."""
    zones = daily_zones(stand, calendar.weeks_back(REACH_BACK_WEEKS), calendar.today)
    found = hard_days(zones, calendar.today)
    return dict(zip(found["muscle_group"], found["days_since"], strict=True))
