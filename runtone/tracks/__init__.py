"""From recorded samples to a clean 1 Hz track with grade and grade-adjusted speed.

Cleaning is loaded when it is first used: pages, which show what is cleaned already, need not wait for scipy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runtone.tracks.grade_adjusted import grade_factor, minetti_cost
from runtone.tracks.places.time_zone import is_zone_known, time_zone_of, zone_at_start
from runtone.tracks.splits import LAP_COLUMNS, SPLIT_COLUMNS, device_laps, splits
from runtone.tracks.times import Times, times_of
from runtone.tracks.track import Track

if TYPE_CHECKING:
    from runtone.tracks.cleaning import build_track

__all__ = [
    "LAP_COLUMNS",
    "SPLIT_COLUMNS",
    "Times",
    "Track",
    "build_track",
    "device_laps",
    "grade_factor",
    "is_zone_known",
    "minetti_cost",
    "splits",
    "time_zone_of",
    "times_of",
    "zone_at_start",
]


def __getattr__(name: str) -> Any:
    if name == "build_track":
        from runtone.tracks.cleaning import build_track

        return build_track
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
