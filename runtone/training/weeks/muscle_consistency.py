"""Weekly consistency of each muscle group: the weeks in which it reached the runner's own usual band."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from runtone.muscles import GROUPS
from runtone.training.weeks.consistency import SCORED_WEEKS
from runtone.training.weeks.days import Day, WeekStart, dated_runs
from runtone.training.weeks.load import weekly_load
from runtone.training.weeks.streaks import streak_of
from runtone.training.weeks.usual_weeks import LEAST_USUAL_WEEKS, REACH_BACK_WEEKS, Floats, band_limits, can_be_usual


@dataclass(frozen=True, kw_only=True, eq=False)
class MuscleConsistency:
    """How regularly each muscle group gets what is usual for it.

    Parameters
    ----------
    weeks : pandas.DataFrame
        One row a week and group: the columns of `runtone.training.weekly_load`, then ``low`` (lower end of the band
        that was usual before that week; NaN before there was one), ``reached`` (at least as much), and ``judged`` (the
        week is finished, not excused, and something was usual before it).
    groups : pandas.DataFrame
        One row a group: ``muscle_group``, ``weeks_reached`` of ``weeks_judged`` among the last 8 finished weeks, their
        ``share``, ``streak`` and ``longest_streak`` (weeks reached in a row, with the grace of the weekly streak),
        ``reached_this_week`` and ``sentence``.
    """

    weeks: pd.DataFrame
    groups: pd.DataFrame


def muscle_consistency(
    runs: pd.DataFrame | Iterable[Any],
    muscle_load: pd.DataFrame,
    today: Day,
    week_start: WeekStart = "monday",
    excused_weeks: Iterable[Day] = (),
) -> MuscleConsistency:
    """Say for each muscle group in which weeks its load reached the runner's usual band.

    A week is measured against the weeks before it and never against itself or later ones, so that what it says does
    not change when further runs arrive. Which weeks there are, and which are excused or finished, is decided by
    `runtone.training.kept_weeks`, as for the score. The current week counts once it has reached the band.

    Parameters
    ----------
    runs, muscle_load, today, week_start, excused_weeks
        As `runtone.training.weekly_load` takes them.

    Returns
    -------
    MuscleConsistency
    """
    dated = dated_runs(runs, today)
    load = weekly_load(dated, muscle_load, today, week_start, excused_weeks)
    low = _usual_low(load)
    known = np.isfinite(low)
    reached = known & load["kept"].to_numpy(bool) & (load["easy_minutes"].to_numpy(float) >= np.nan_to_num(low))
    judged = known & (load["finished"] & ~load["excused"]).to_numpy(bool)
    weeks = load.assign(low=low, reached=reached, judged=judged)
    return MuscleConsistency(weeks=weeks, groups=pd.DataFrame([_of_group(weeks, group) for group in GROUPS]))


def _usual_low(load: pd.DataFrame) -> Floats:
    """Return the lower end of the band that was usual before each week and group, in the order of the rows."""
    of_week = load.iloc[:: len(GROUPS)]
    loads = load["easy_minutes"].to_numpy(float).reshape(len(of_week), len(GROUPS))
    usual = can_be_usual(of_week)
    low = np.full(loads.shape, np.nan)
    for number in range(len(of_week)):
        before = slice(max(0, number - REACH_BACK_WEEKS), number)
        low[number] = band_limits(loads[before][usual[before]])[0]
    return low.ravel()


def _of_group(weeks: pd.DataFrame, group: str) -> dict[str, Any]:
    own = weeks[weeks["muscle_group"] == group]
    recent = own[own["finished"]].iloc[-SCORED_WEEKS:]
    judged = recent[recent["judged"]]
    # A week before anything was usual is passed over, as an excused one is.
    passed_over = own["excused"] | ~np.isfinite(own["low"])
    streak, _ = streak_of(own.assign(kept=own["reached"], excused=passed_over))
    reached, of = int(judged["reached"].sum()), len(judged)
    return {
        "muscle_group": group,
        "weeks_reached": reached,
        "weeks_judged": of,
        "share": reached / of if of else math.nan,
        "streak": streak.current,
        "longest_streak": streak.longest,
        "reached_this_week": bool(own["reached"].iloc[-1]) if len(own) else False,
        "sentence": _sentence(group.replace("_", " "), reached, of),
    }


def _sentence(name: str, reached: int, of: int) -> str:
    if not of:
        return f"{name.capitalize()}: nothing is usual before {LEAST_USUAL_WEEKS} finished weeks with a run."
    return f"{name.capitalize()}: reached your usual load in {reached} of the last {of} weeks that count."
