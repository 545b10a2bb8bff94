"""Weeks, consistency, trends and techniques, from many runs.

Everything is pure: frames over many runs in, frames and plain results out, and ``today`` is always given.
"""

from __future__ import annotations

from runtone.training.advice import Advice, Suggestion, technique_advice
from runtone.training.consistency import Consistency, Part, consistency
from runtone.training.days import WeekStart, local_date, week_of
from runtone.training.eccentric_jumps import eccentric_jumps
from runtone.training.frames import RunFrames, run_frames
from runtone.training.kept_weeks import is_finished, is_kept, kept_weeks
from runtone.training.muscle_cards import GENERAL_CLAIMS, MUSCLE_CARDS, SPOT_TONING, Claim, Loading, MuscleCard
from runtone.training.muscle_consistency import MuscleConsistency, muscle_consistency
from runtone.training.neglect import neglected_groups
from runtone.training.planned_session import PlannedHills, PlannedSession, PlannedSprints
from runtone.training.planning import PlannedLoad, beside_week, planned_load
from runtone.training.readiness import Readiness, readiness
from runtone.training.streaks import Streak
from runtone.training.technique_cards import TECHNIQUES, Technique, technique_named
from runtone.training.technique_days import last_weeks, technique_days
from runtone.training.technique_recognition import RULES, recognised_techniques
from runtone.training.trends import daily_trends
from runtone.training.usual_weeks import AgainstUsual, UsualBand, against_usual, usual_band, usual_bands
from runtone.training.weekly_load import daily_load, weekly_load
from runtone.training.weeks import weekly_totals

__all__ = [
    "GENERAL_CLAIMS",
    "MUSCLE_CARDS",
    "RULES",
    "SPOT_TONING",
    "TECHNIQUES",
    "Advice",
    "AgainstUsual",
    "Claim",
    "Consistency",
    "Loading",
    "MuscleCard",
    "MuscleConsistency",
    "Part",
    "PlannedHills",
    "PlannedLoad",
    "PlannedSession",
    "PlannedSprints",
    "Readiness",
    "RunFrames",
    "Streak",
    "Suggestion",
    "Technique",
    "UsualBand",
    "WeekStart",
    "against_usual",
    "beside_week",
    "consistency",
    "daily_load",
    "daily_trends",
    "eccentric_jumps",
    "is_finished",
    "is_kept",
    "kept_weeks",
    "last_weeks",
    "local_date",
    "muscle_consistency",
    "neglected_groups",
    "planned_load",
    "readiness",
    "recognised_techniques",
    "run_frames",
    "technique_advice",
    "technique_days",
    "technique_named",
    "usual_band",
    "usual_bands",
    "week_of",
    "weekly_load",
    "weekly_totals",
]
