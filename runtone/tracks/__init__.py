"""From recorded samples to a clean 1 Hz track with grade and grade-adjusted speed."""

from __future__ import annotations

from runtone.files import Activity
from runtone.tracks.track import Track

__all__ = ["Track", "build_track", "grade_factor", "time_zone_of"]


def build_track(activity: Activity) -> Track:
    raise NotImplementedError


def grade_factor(grade):
    raise NotImplementedError


def time_zone_of(activity: Activity, fallback: str | None = None) -> str:
    """IANA name: from the coordinates, else a fixed offset of the device's, else `fallback`, else UTC."""
    raise NotImplementedError
