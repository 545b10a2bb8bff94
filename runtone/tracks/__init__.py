"""From recorded samples to a clean 1 Hz track with grade and grade-adjusted speed."""

from __future__ import annotations

from runtone.tracks.cleaning import build_track
from runtone.tracks.grade_adjusted import grade_factor, minetti_cost
from runtone.tracks.time_zone import time_zone_of
from runtone.tracks.times import Times, times_of
from runtone.tracks.track import Track

__all__ = ["Times", "Track", "build_track", "grade_factor", "minetti_cost", "time_zone_of", "times_of"]
