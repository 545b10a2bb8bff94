"""Weekly consistency of each muscle group: the weeks in which it reached the runner's own usual band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.consistency import SCORED_WEEKS
from runtone.training.weeks.days import Runs
from runtone.training.weeks.streaks import streak_of
from runtone.training.weeks.usual_weeks import with_usual
from runtone.training.weeks.weekly_load import weekly_load
from runtone.vocabulary import GROUPS


@dataclass(frozen=True, kw_only=True, eq=False)
class MuscleConsistency:
    """How regularly each muscle group gets what is usual for it.

    Parameters
    ----------
    weeks : pandas.DataFrame
        One row a week and group: the columns of `runtone.training.with_usual`, then ``reached`` (at least the lower
        end of the band that was usual before that week), and ``judged`` (the week is finished, not excused, and
        something was usual before it).
    groups : pandas.DataFrame
        One row a group: ``muscle_group``, ``weeks_reached`` of ``weeks_judged`` among the last 8 finished weeks, their
        ``share``, ``streak`` and ``longest_streak`` (weeks reached, with the grace of the weekly streak), ``forgiven``
        (weeks not reached that the streak passed over) and ``reached_this_week``.
    """

    weeks: pd.DataFrame
    groups: pd.DataFrame


def muscle_consistency(
    runs: Runs,
    muscle_load: pd.DataFrame,
    calendar: Calendar,
    muscle_stress: pd.DataFrame | None = None,
    figure: str = "easy_minutes",
) -> MuscleConsistency:
    """Say for each muscle group in which weeks its load, or its stress, reached the runner's usual band.

    A week is measured against the weeks before it and never against itself or later ones, so that what it says does
    not change when further runs arrive. Which weeks there are, and which are excused or finished, is decided by
    `runtone.training.kept_weeks`, as for the score. The current week counts once it has reached the band.

    Parameters
    ----------
    runs, muscle_load, calendar, muscle_stress
        As `runtone.training.weekly_load` takes them.
    figure : str
        The column of `runtone.training.weekly_load` that is judged.

    Returns
    -------
    MuscleConsistency
    """
    weeks = with_usual(weekly_load(runs, muscle_load, calendar, muscle_stress=muscle_stress), figure)
    low = weeks["low"].to_numpy(float)
    known = np.isfinite(low)
    reached = known & weeks["kept"].to_numpy(bool) & (weeks[figure].to_numpy(float) >= np.nan_to_num(low))
    judged = known & (weeks["finished"] & ~weeks["excused"]).to_numpy(bool)
    weeks = weeks.assign(reached=reached, judged=judged)
    return MuscleConsistency(weeks=weeks, groups=pd.DataFrame([_of_group(weeks, group) for group in GROUPS]))


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
        "forgiven": streak.forgiven,
        "reached_this_week": bool(own["reached"].iloc[-1]) if len(own) else False,
    }
