"""Cutting a track into hills, sprints, steady running and rests."""

from __future__ import annotations

from runtone.segments.hills import HILL_PENALTY_M, RAMP_GRADE
from runtone.segments.history import (
    best_efforts,
    critical_speed_from_history,
    known_steady_speed,
    steady_speed_from_history,
)
from runtone.segments.reasons import Reason, ReasonCode
from runtone.segments.rests import WALKING_CADENCE_SPM
from runtone.segments.rows import pieces
from runtone.segments.same_hill import HillSignature, SharedHill, compare_hills, hill_path, signature_of
from runtone.segments.segmentation import Segmentation, segment_track
from runtone.segments.sets import SET_COLUMNS

__all__ = [
    "HILL_PENALTY_M",
    "RAMP_GRADE",
    "SET_COLUMNS",
    "WALKING_CADENCE_SPM",
    "HillSignature",
    "Reason",
    "ReasonCode",
    "Segmentation",
    "SharedHill",
    "best_efforts",
    "compare_hills",
    "critical_speed_from_history",
    "hill_path",
    "known_steady_speed",
    "pieces",
    "segment_track",
    "signature_of",
    "steady_speed_from_history",
]
