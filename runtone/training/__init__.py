"""Weeks, consistency, trends and techniques, from many runs.

Everything is pure: frames over many runs in, frames and plain results out, and ``today`` is always given.
"""

from __future__ import annotations

from runtone.training.planning.planned_load import Assumption, Assumptions, PlannedLoad, beside_week, planned_load
from runtone.training.planning.planned_session import PlannedHills, PlannedSession, PlannedSprints
from runtone.training.techniques.advice import Advice, Suggestion, technique_advice
from runtone.training.techniques.cards import (
    MUSCLE_CARDS,
    TECHNIQUES,
    Claim,
    Loading,
    MuscleCard,
    Technique,
    technique_named,
)
from runtone.training.techniques.eccentric_jumps import eccentric_jumps
from runtone.training.techniques.recognition import recognised_techniques, techniques_of_run
from runtone.training.techniques.technique_days import last_weeks, technique_days
from runtone.training.weeks.active_weeks import is_active_week, kept_weeks
from runtone.training.weeks.calendar import Calendar, week_of
from runtone.training.weeks.consistency import TARGETS, Consistency, Part, consistency
from runtone.training.weeks.days import first_real_day, local_date
from runtone.training.weeks.hard_days import hard_days
from runtone.training.weeks.muscle_consistency import MuscleConsistency, muscle_consistency
from runtone.training.weeks.neglect import neglected_groups
from runtone.training.weeks.periods import monthly_totals, period_totals
from runtone.training.weeks.readiness import Readiness, readiness
from runtone.training.weeks.run_frames import RunFrames, run_frames
from runtone.training.weeks.streaks import Streak
from runtone.training.weeks.totals import weekly_totals
from runtone.training.weeks.trends import daily_trends
from runtone.training.weeks.usual_weeks import (
    REACH_BACK_WEEKS,
    BaselineComparison,
    UsualBand,
    compare_with_baseline,
    usual_band,
    usual_bands,
    with_usual,
)
from runtone.training.weeks.week_table import week_table
from runtone.training.weeks.weekly_load import daily_load, weekly_load

__all__ = [
    "MUSCLE_CARDS",
    "REACH_BACK_WEEKS",
    "TARGETS",
    "TECHNIQUES",
    "Advice",
    "Assumption",
    "Assumptions",
    "BaselineComparison",
    "Calendar",
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
    "beside_week",
    "compare_with_baseline",
    "consistency",
    "daily_load",
    "daily_trends",
    "eccentric_jumps",
    "first_real_day",
    "hard_days",
    "is_active_week",
    "kept_weeks",
    "last_weeks",
    "local_date",
    "monthly_totals",
    "muscle_consistency",
    "neglected_groups",
    "period_totals",
    "planned_load",
    "readiness",
    "recognised_techniques",
    "run_frames",
    "technique_advice",
    "technique_days",
    "technique_named",
    "techniques_of_run",
    "usual_band",
    "usual_bands",
    "week_of",
    "week_table",
    "weekly_load",
    "weekly_totals",
    "with_usual",
]
