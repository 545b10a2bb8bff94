"""Seasons of an invented runner, as the frames over many runs that the training room reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from runtone.muscles import GROUPS

FIRST_MONDAY = date(2026, 1, 5)


class Season(NamedTuple):
    runs: pd.DataFrame
    segments: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_zones: pd.DataFrame


class Outing(NamedTuple):
    """A run: the day since the first Monday, and what it asked of every group."""

    day: int
    minutes: float = 50.0
    load: dict[str, tuple[float, float]] | None = None  # group -> (concentric, eccentric) easy minutes
    hard: dict[str, float] | None = None  # group -> minutes in the zone hard


def make_season(outings: Iterable[Outing]) -> Season:
    runs, segments, loads, zones = [], [], [], []
    for run_id, outing in enumerate(outings):
        day = nth_day(outing.day)
        runs.append(
            {
                "run_id": run_id,
                "local_date": day,
                "moving_s": outing.minutes * 60,
                "distance_m": outing.minutes * 60 * 3.0,
                "ascent_m": 20.0,
                "descent_m": 20.0,
                "steady_speed_m_s": 3.0,
            }
        )
        segments.append(
            {
                "run_id": run_id,
                "segment": 0,
                "kind": "steady",
                "terrain": "flat",
                "effort": "steady",
                "start_s": 0,
                "end_s": int(outing.minutes * 60),
                "distance_m": outing.minutes * 180,
                "mean_grade": 0.0,
                "mean_speed_m_s": 3.0,
                "mean_grade_adjusted_speed_m_s": 3.0,
            }
        )
        for group in GROUPS:
            if group == "core":
                actions = {"undivided": outing.minutes}
            else:
                push, brake = (outing.load or {}).get(group, (outing.minutes * 0.4, outing.minutes * 0.6))
                actions = {"concentric": push, "eccentric": brake}
            for action, easy in actions.items():
                loads.append(
                    {
                        "run_id": run_id,
                        "segment": 0,
                        "muscle_group": group,
                        "action": action,
                        "work_j_per_kg": easy * 100,
                        "easy_minutes": easy,
                    }
                )
            hard = (outing.hard or {}).get(group, 0.0)
            for zone, minutes in (("easy", outing.minutes - hard), ("hard", hard)):
                zones.append({"run_id": run_id, "segment": 0, "muscle_group": group, "zone": zone, "minutes": minutes})
    return Season(*(pd.DataFrame(rows) for rows in (runs, segments, loads, zones)))


def nth_day(days: int) -> date:
    """Return the day so many days after the first Monday."""
    return FIRST_MONDAY + timedelta(days=days)
