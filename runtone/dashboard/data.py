"""What pages read from the library, kept between clicks.

Every cached answer is keyed by the owner and by the library's version, which changes with every write: one owner's
figures cannot answer another's, and no answer outlives what it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import streamlit as st

from runtone.dashboard import owners
from runtone.library import Library
from runtone.settings import settings
from runtone.training import REACH_BACK_WEEKS, Calendar, Consistency, RunFrames, consistency

if TYPE_CHECKING:
    from runtone.library import OverlapQuestion, OwnedLibrary, StoredRun
    from runtone.library.store.run_pictures import RunPictures

MOST_ANSWERS = 64


@dataclass(frozen=True)
class LibraryState:
    """Whose library, and which state of it: what every cached answer is keyed by."""

    owner: str
    version: int


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """Return the server's one library."""
    return Library.open()


def owned_by(owner: str) -> OwnedLibrary:
    """Return the part of the library that belongs to an owner; in a demo, of the visit's own library."""
    return owners.demo_library().owned_by(owner) if settings().public_demo else _part_of(owner)


@st.cache_resource(show_spinner=False, max_entries=256)
def _part_of(owner: str) -> OwnedLibrary:
    return library().owned_by(owner)


def library_state(owner: str) -> LibraryState:
    """Return the state that an owner's library is in now."""
    return LibraryState(owner, owned_by(owner).version())


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def run_days(state: LibraryState) -> pd.DataFrame:
    """Return every run's id, local day, moving time and distance: what weeks and streaks are counted from."""
    return owned_by(state.owner).run_days()


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def open_questions(state: LibraryState) -> list[OverlapQuestion]:
    """Return the pairs of runs that may be one run, or two people's."""
    return owned_by(state.owner).open_questions()


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def perhaps_rides(state: LibraryState) -> pd.DataFrame:
    """Return the runs that look like rides and about which the runner has said nothing."""
    return owned_by(state.owner).perhaps_rides()


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def run_count(state: LibraryState, filters: tuple[tuple[str, Any], ...]) -> int:
    """Return how many runs the filters leave."""
    return owned_by(state.owner).run_count(**dict(filters))


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def run_page(
    state: LibraryState, filters: tuple[tuple[str, Any], ...], sort: str, *, descending: bool, limit: int, offset: int
) -> pd.DataFrame:
    """Return some of the runs that the filters leave, in an order."""
    return owned_by(state.owner).runs(**dict(filters), sort=sort, descending=descending, limit=limit, offset=offset)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def days_of_runs(state: LibraryState, filters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    """Return id, local day, moving time, distance and ascent of the runs that the filters leave."""
    return owned_by(state.owner).run_days(**dict(filters))


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def latest_runs(state: LibraryState, count: int) -> pd.DataFrame:
    """Return the latest runs, one row each."""
    return owned_by(state.owner).runs(limit=count)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def runs_as_long(state: LibraryState, before: date, low_m: float, high_m: float, count: int) -> pd.DataFrame:
    """Return the latest runs up to a day that are about as long, one row each."""
    return owned_by(state.owner).runs(end=before, min_distance_m=low_m, max_distance_m=high_m, limit=count)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def runs_between(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return the runs of some days, one row each."""
    return owned_by(state.owner).runs(start=start, end=end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def segments_between(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return the segments of the runs of some days."""
    return owned_by(state.owner).segments(start=start, end=end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def muscle_load_between(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return the load of each segment, group and action of the runs of some days."""
    return owned_by(state.owner).muscle_load(start=start, end=end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def muscle_zones_between(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return the minutes of each segment, group and zone of the runs of some days."""
    return owned_by(state.owner).muscle_zones(start=start, end=end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def daily_load(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return load by local day, muscle group and action."""
    return owned_by(state.owner).daily_load(start, end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def daily_stress(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return stress by local day and muscle group."""
    return owned_by(state.owner).daily_stress(start, end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def daily_zones(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return minutes by local day, muscle group and zone."""
    return owned_by(state.owner).daily_zones(start, end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def muscle_stress_between(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return the stress of each segment and group of the runs of some days."""
    return owned_by(state.owner).muscle_stress(start=start, end=end)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def weekly_zones(state: LibraryState, start: date, end: date) -> pd.DataFrame:
    """Return minutes by week, muscle group and zone."""
    return owned_by(state.owner).weekly_zones(start, end)


@st.cache_resource(show_spinner=False, max_entries=MOST_ANSWERS)
def pictures_of(state: LibraryState, run_ids: tuple[int, ...]) -> RunPictures:
    """Return what a list draws of each of its runs. Shared between sessions and never written to."""
    return owned_by(state.owner).run_pictures(run_ids)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def best_times(state: LibraryState) -> pd.DataFrame:
    """Return the fastest time of every run over every record distance, oldest first."""
    return owned_by(state.owner).records.best_times()


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def biggest_climbs(state: LibraryState, most: int) -> pd.DataFrame:
    """Return the biggest climbs, the biggest first."""
    return owned_by(state.owner).records.biggest_climbs(most)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def critical_speed(state: LibraryState, day: date) -> float | None:
    """Return the critical speed that the runner's efforts up to a day show [m/s], where they show one."""
    return owned_by(state.owner).records.critical_speed(day)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def same_hills(state: LibraryState, run_id: int) -> pd.DataFrame:
    """Return every other time that the hills of a run were climbed."""
    return owned_by(state.owner).records.same_hills(run_id)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def same_route(state: LibraryState, run_id: int) -> pd.DataFrame:
    """Return the other runs that took a run's route."""
    return owned_by(state.owner).records.same_route(run_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def stored_run(state: LibraryState, run_id: int) -> StoredRun:
    """Return one run with its track. Shared between sessions and never written to."""
    return owned_by(state.owner).run(run_id)


@st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)
def weekly_consistency(state: LibraryState, calendar: Calendar, target: int) -> Consistency:
    """Return the score, its parts, the streak and the weeks."""
    return consistency(run_days(state), calendar.today, target, calendar.week_start, calendar.excused_weeks)


class WeeksRead(NamedTuple):
    """The runs, and load and stress by day, of the last weeks and of those that say what was usual before them."""

    runs: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame


def loads_of_weeks(state: LibraryState, calendar: Calendar, weeks: int) -> WeeksRead:
    """Return what the last weeks are made of, and those that say what was usual before them."""
    first = calendar.weeks_back(weeks - 1 + REACH_BACK_WEEKS)
    runs = run_days(state)
    recent = runs[pd.to_datetime(runs["local_date"]) >= pd.Timestamp(first)]
    days = first, calendar.today
    return WeeksRead(recent, daily_load(state, *days), daily_stress(state, *days))


def frames_of_weeks(state: LibraryState, calendar: Calendar, weeks: int) -> RunFrames:
    """Return the frames over the runs of the last weeks, and of those that say what was usual before them."""
    days = calendar.weeks_back(weeks - 1 + REACH_BACK_WEEKS), calendar.today
    return RunFrames(
        runs=runs_between(state, *days),
        segments=segments_between(state, *days),
        muscle_load=muscle_load_between(state, *days),
        muscle_zones=muscle_zones_between(state, *days),
    )
