"""What pages read from the library, kept between clicks.

Every cached answer is keyed by the owner and by the library's version, which changes with every write: one owner's
figures cannot answer another's, and no answer outlives what it was made from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from runtone.dashboard import owners
from runtone.library import OwnedLibrary
from runtone.library.catalogue import server_library
from runtone.settings import settings
from runtone.training import REACH_BACK_WEEKS, Calendar, Consistency, RunFrames, consistency

if TYPE_CHECKING:
    from runtone.library import StoredRun
    from runtone.library.store.frames import RunFilters

P = ParamSpec("P")
Answer = TypeVar("Answer")

MOST_ANSWERS = 64


@dataclass(frozen=True)
class LibraryState:
    """Whose library, and which state of it: what every cached answer is keyed by."""

    owner: str
    version: int


def owned_by(owner: str) -> OwnedLibrary:
    """Return the part of the library that belongs to an owner; in a demo, of the visit's own library."""
    return owners.demo_library().owned_by(owner) if settings().public_demo else _part_of(owner)


@st.cache_resource(show_spinner=False, max_entries=256)
def _part_of(owner: str) -> OwnedLibrary:
    return server_library().owned_by(owner)


def library_state(owner: str) -> LibraryState:
    """Return the state that an owner's library is in now."""
    return LibraryState(owner, owned_by(owner).version())


def _kept(
    question: Callable[Concatenate[OwnedLibrary, P], Answer],
) -> Callable[Concatenate[LibraryState, P], Answer]:
    """Return a question to an owner's library as one to a state of it, whose answers are kept."""

    @wraps(question, assigned=("__name__", "__qualname__", "__doc__"))
    def answer(state: LibraryState, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        return question(owned_by(state.owner), *args, **kwargs)

    return st.cache_data(show_spinner=False, max_entries=MOST_ANSWERS)(answer)


# what each returns, `runtone.library.OwnedLibrary` says
run_rows = _kept(OwnedLibrary.runs)
run_days = _kept(OwnedLibrary.run_days)
run_pictures = _kept(OwnedLibrary.run_pictures)
segment_rows = _kept(OwnedLibrary.segments)
load_rows = _kept(OwnedLibrary.muscle_load)
zone_rows = _kept(OwnedLibrary.muscle_zones)
stress_rows = _kept(OwnedLibrary.muscle_stress)
daily_load = _kept(OwnedLibrary.daily_load)
daily_stress = _kept(OwnedLibrary.daily_stress)
daily_zones = _kept(OwnedLibrary.daily_zones)
weekly_zones = _kept(OwnedLibrary.weekly_zones)
run_techniques = _kept(OwnedLibrary.run_techniques)
open_questions = _kept(OwnedLibrary.open_questions)
date_questions = _kept(OwnedLibrary.date_questions)
perhaps_rides = _kept(OwnedLibrary.perhaps_rides)
best_times = _kept(OwnedLibrary.best_times)
biggest_climbs = _kept(OwnedLibrary.biggest_climbs)
critical_speed = _kept(OwnedLibrary.critical_speed)
same_hills = _kept(OwnedLibrary.same_hills)
same_route = _kept(OwnedLibrary.same_route)


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
    days: RunFilters = {"start": calendar.weeks_back(weeks - 1 + REACH_BACK_WEEKS), "end": calendar.today}
    return RunFrames(
        runs=run_rows(state, **days),
        segments=segment_rows(state, **days),
        muscle_load=load_rows(state, **days),
        muscle_zones=zone_rows(state, **days),
        muscle_stress=stress_rows(state, **days),
        techniques=run_techniques(state),
    )
