"""Whose heights a recording has, and the ground under the run that they tell."""

from __future__ import annotations

from runtone.tracks.altitude.altimeters import has_barometer
from runtone.tracks.altitude.elevation import Elevation, elevation_of
from runtone.tracks.altitude.heights import Heights, heights_of
from runtone.tracks.altitude.incline import climbed_on_the_spot, treadmill_incline

__all__ = [
    "Elevation",
    "Heights",
    "climbed_on_the_spot",
    "elevation_of",
    "has_barometer",
    "heights_of",
    "treadmill_incline",
]
