"""Weeks, consistency, trends and techniques, from many runs."""

from __future__ import annotations

__all__ = ["consistency"]


def consistency(runs, today, target_runs_per_week=3, week_start="monday", excused_weeks=()):
    raise NotImplementedError
