"""Weeks, consistency, trends and techniques, from many runs."""

from __future__ import annotations

from runtone.training.consistency import Consistency, Part, consistency
from runtone.training.days import WeekStart, local_date, week_of
from runtone.training.kept_weeks import kept_weeks
from runtone.training.streaks import Streak

__all__ = ["Consistency", "Part", "Streak", "WeekStart", "consistency", "kept_weeks", "local_date", "week_of"]
