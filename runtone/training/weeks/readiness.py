"""Whether a runner's recent weeks leave room for anything hard, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from runtone.training.weeks.weekly_load import daily_load
from runtone.vocabulary import GROUPS, MUSCLES

RECENT_DAYS: Final = 28
LEAST_RUN_DAYS: Final = 6
"""Days with a run in four weeks below which easy running comes first."""
GAP_DAYS: Final = 7
"""Empty days in a row that make a gap; one run a week has six between."""
MOST_SETTLING_DAYS: Final = 28
"""After a gap nothing is hard for as many days as it had, and at most for these."""
MOST_ADDED: Final = 0.10
"""What a suggestion may add to the fullest of the recent weeks."""
COMPARED_WEEKS: Final = 4
GUARDED: Final = ("easy_minutes", "stress_minutes")


class HoldBack(StrEnum):
    """Why nothing hard is suggested."""

    FIRST_WEEKS = "first weeks"
    GAP = "gap"
    BACK_FROM_GAP = "back from a gap"
    FEW_RUNS = "few runs"
    FULL = "full"


@dataclass(frozen=True)
class HeldBack:
    """Why nothing hard is suggested, with the figures of it.

    Parameters
    ----------
    why : HoldBack
    days : int
        Days without a run (of a gap), or with one in the last 28 (of few runs).
    back, until : datetime.date, optional
        The first run after a gap, and the day up to which it is settled.
    group, figure : str, optional
        The group that is furthest beyond the guard, and by which figure (of full).
    """

    why: HoldBack
    days: int = 0
    back: date | None = None
    until: date | None = None
    group: str | None = None
    figure: str | None = None


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """Whether there is room for anything hard.

    Parameters
    ----------
    held_back : HeldBack or None
        Why nothing hard is suggested; None where nothing speaks against it.
    room : pandas.DataFrame
        One row a muscle group (but the core, a rough proxy): ``easy_minutes`` and, where stress was given,
        ``stress_minutes`` that it may get on top of the last seven days.
    run_days : int
        Days with a run in the last 28.
    """

    held_back: HeldBack | None
    room: pd.DataFrame
    run_days: int


def readiness(
    dated: pd.DataFrame, muscle_load: pd.DataFrame, today: date, muscle_stress: pd.DataFrame | None = None
) -> Readiness:
    """Say whether the recent weeks leave room for anything hard.

    The ramp guard: the last seven days and what is suggested together stay, in every muscle group, by load and by
    stress, within a tenth above the fullest of the four weeks (of seven days) before them. Load alone hardly sees a
    hard session: four minutes of intervals are 7 % of an easy week's load, and a quarter of its stress. Nothing hard is
    suggested

    - before there are 6 days with a run in the last 28, and four weeks since the first;
    - during a gap of 7 days or more without a run, and from the first run after it for as many days as it had, at most
      28;
    - where the last seven days are by themselves beyond the guard.

    Parameters
    ----------
    dated : pandas.DataFrame
        As `runtone.training.weeks.days.dated_runs` gives them, up to today.
    muscle_load : pandas.DataFrame
        Long: ``run_id``, ``muscle_group``, ``action``, ``easy_minutes``.
    today : datetime.date
    muscle_stress : pandas.DataFrame, optional
        As `runtone.training.weekly_load` takes it; without it the guard goes by load alone.

    Returns
    -------
    Readiness

    Notes
    -----
    The tenth is a display choice of caution. It is a common rule, and no study shows that it keeps runners whole
    (Buist et al. 2008, "No effect of a graded training program on the number of running-related injuries in novice
    runners", Am J Sports Med 36:33).
    """
    days = sorted(set(dated["local_date"]))
    run_days = sum(day > today - timedelta(days=RECENT_DAYS) for day in days)
    room = _room(daily_load(dated, muscle_load, today, muscle_stress))
    return Readiness(held_back=_held_back(days, run_days, room, today), room=room, run_days=run_days)


def _room(daily: pd.DataFrame) -> pd.DataFrame:
    """Return how much each group may get on top of the last seven days."""
    figures = [figure for figure in GUARDED if figure in daily]
    wanted = 7 * (COMPARED_WEEKS + 1)
    recent = daily[figures].to_numpy(float).reshape(-1, len(GROUPS), len(figures))[-wanted:]
    padded = np.concatenate([np.zeros((wanted - len(recent), *recent.shape[1:])), recent])
    weeks = padded.reshape(COMPARED_WEEKS + 1, 7, len(GROUPS), len(figures)).sum(axis=1)
    room = (1 + MOST_ADDED) * weeks[:-1].max(axis=0) - weeks[-1]
    return pd.DataFrame(room, index=list(GROUPS), columns=figures).loc[list(MUSCLES)]


def _held_back(days: list[date], run_days: int, room: pd.DataFrame, today: date) -> HeldBack | None:
    if not days or today - days[0] < timedelta(days=RECENT_DAYS):
        return HeldBack(HoldBack.FIRST_WEEKS)
    since = (today - days[-1]).days - 1
    if since >= GAP_DAYS:
        return HeldBack(HoldBack.GAP, since)
    gap = _last_gap(days, today)
    if gap is not None:
        back, empty = gap
        until = back + timedelta(days=min(empty, MOST_SETTLING_DAYS))
        return HeldBack(HoldBack.BACK_FROM_GAP, empty, back, until)
    if run_days < LEAST_RUN_DAYS:
        return HeldBack(HoldBack.FEW_RUNS, run_days)
    for figure in room:
        if room[figure].min() <= 0:
            return HeldBack(HoldBack.FULL, group=str(room[figure].idxmin()), figure=str(figure))
    return None


def _last_gap(days: list[date], today: date) -> tuple[date, int] | None:
    """Return the day of the return from a gap that is not yet settled, and the gap's empty days."""
    for before, after in reversed(list(pairwise(days))):
        empty = (after - before).days - 1
        if empty >= GAP_DAYS and (today - after).days < min(empty, MOST_SETTLING_DAYS):
            return after, empty
    return None
