"""The figures that have a column of their own in the database, and how a column holds an instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator

from runtone.vocabulary import GROUPS, LOAD_PARTS, ZONES

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

LOAD_MEASURES = ("work_j_per_kg", "easy_minutes", "sd_easy_minutes")
WORK_COLUMNS = tuple(f"{group}_{action}_work_j_per_kg" for group, action in LOAD_PARTS)
EASY_COLUMNS = tuple(f"{group}_{action}_easy_minutes" for group, action in LOAD_PARTS)
SD_COLUMNS = tuple(f"{group}_{action}_sd_easy_minutes" for group, action in LOAD_PARTS)
"""Standard deviations: of one group they add up over actions, segments and runs (docs/decisions/0051)."""
ZONE_COLUMNS = tuple(f"{group}_{zone}_minutes" for group in GROUPS for zone in ZONES)
STRESS_MEASURES = ("stress_minutes", "sd_stress_minutes", "push_stress_minutes", "brake_stress_minutes")
STRESS_COLUMNS = tuple(
    f"{group}_{measure}"
    for measure in STRESS_MEASURES
    for group in (GROUPS if measure in STRESS_MEASURES[:2] else GROUPS[:-1])
)
"""The core comes last, and its stress is not divided into push and brake."""
FIGURE_COLUMNS = WORK_COLUMNS + EASY_COLUMNS + SD_COLUMNS + ZONE_COLUMNS + STRESS_COLUMNS

RUN_FIGURES = (
    "distance_m",
    "elapsed_s",
    "timer_s",
    "moving_s",
    "ascent_m",
    "descent_m",
    "mean_speed_m_s",
    "mean_grade_adjusted_speed_m_s",
    "mean_heart_rate_bpm",
    "mean_cadence_spm",
    "steady_speed_m_s",
    "steady_speed_source",
    "altitude_source",
    "speed_source",
    "repaired_points",
)
SEGMENT_COLUMNS = (
    "kind",
    "terrain",
    "effort",
    "start_s",
    "end_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "mean_grade",
    "mean_speed_m_s",
    "mean_grade_adjusted_speed_m_s",
    "mean_heart_rate_bpm",
    "source",
    "reason",
)

PERHAPS_A_RIDE = "ride?"
"""The sport of a run that is as fast as a ride, until the runner says what it was."""


class Instant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database (SQLite has no time zones, so there it is naive UTC)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give Python an aware instant."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
