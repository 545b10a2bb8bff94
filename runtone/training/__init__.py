"""Weeks, consistency, trends and techniques, from many runs."""

from __future__ import annotations

from runtone.training.consistency import Consistency, Part, consistency
from runtone.training.days import WeekStart, local_date, week_of
from runtone.training.eccentric_jumps import eccentric_jumps
from runtone.training.frames import RunFrames, run_frames
from runtone.training.kept_weeks import kept_weeks
from runtone.training.muscle_consistency import MuscleConsistency, muscle_consistency
from runtone.training.neglect import neglected_groups
from runtone.training.streaks import Streak
from runtone.training.trends import daily_trends
from runtone.training.usual_weeks import AgainstUsual, UsualBand, against_usual, usual_band, usual_bands
from runtone.training.weekly_load import daily_load, weekly_load
from runtone.training.weeks import weekly_totals

__all__ = [
    "AgainstUsual",
    "Consistency",
    "MuscleConsistency",
    "Part",
    "RunFrames",
    "Streak",
    "UsualBand",
    "WeekStart",
    "against_usual",
    "consistency",
    "daily_load",
    "daily_trends",
    "eccentric_jumps",
    "kept_weeks",
    "local_date",
    "muscle_consistency",
    "neglected_groups",
    "run_frames",
    "usual_band",
    "usual_bands",
    "week_of",
    "weekly_load",
    "weekly_totals",
]
