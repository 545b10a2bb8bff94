"""A run in a few numbers a minute: where it was and how the heart beat, to tell two recordings of one run.

The instants are whole multiples of `STEP_S` since 1970, so that two recordings can be laid over each other, also where
one clock is some quarters of an hour off.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from runtone.tracks import Track

Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.integer[Any]]]

STEP_S = 15
MOST_POINTS = 40_000
"""A week of recording; what comes later is left out."""
_ROW = np.dtype([("tick", "<i4"), ("latitude", "<f4"), ("longitude", "<f4"), ("heart_rate", "<f4")])
_METRES_PER_DEGREE = 111_195.0
"""One degree of latitude on a sphere of 6,371 km [m]."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outline:
    """Positions and heart rate of one recording at whole multiples of `STEP_S`.

    Parameters
    ----------
    tick : array of int
        Instants [`STEP_S` since 1970], ascending; none during pauses.
    latitude_deg, longitude_deg, heart_rate_bpm : array of float
        NaN where it is not known.
    """

    tick: Integers
    latitude_deg: Floats
    longitude_deg: Floats
    heart_rate_bpm: Floats

    @classmethod
    def of_track(cls, track: Track) -> Self:
        """Return the outline of a cleaned track (one row a second)."""
        columns = track.columns
        second = math.floor(track.frame["time"].iloc[0].timestamp()) + np.arange(len(track.frame))
        chosen = np.flatnonzero((second % STEP_S == 0) & ~columns["paused"])[:MOST_POINTS]

        def column(name: str) -> Floats:
            return columns[name][chosen] if name in columns else np.full(len(chosen), np.nan)

        return cls(
            tick=second[chosen] // STEP_S,
            latitude_deg=column("latitude_deg"),
            longitude_deg=column("longitude_deg"),
            heart_rate_bpm=column("heart_rate_bpm"),
        )

    def to_bytes(self) -> bytes:
        """Return the outline as the library keeps it; single precision is a metre at worst."""
        rows = np.empty(len(self.tick), dtype=_ROW)
        rows["tick"], rows["heart_rate"] = self.tick, self.heart_rate_bpm
        rows["latitude"], rows["longitude"] = self.latitude_deg, self.longitude_deg
        return zlib.compress(rows.tobytes(), 6)

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Return what `to_bytes` gave."""
        rows = np.frombuffer(zlib.decompress(content), dtype=_ROW)
        return cls(
            tick=rows["tick"].astype(np.int64),
            latitude_deg=rows["latitude"].astype(float),
            longitude_deg=rows["longitude"].astype(float),
            heart_rate_bpm=rows["heart_rate"].astype(float),
        )

    @property
    def has_positions(self) -> bool:
        """Whether it says where the run was."""
        return bool(np.isfinite(self.latitude_deg).any())


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How far two outlines are from each other at the same instants; None where it cannot be told.

    Parameters
    ----------
    distance_m : float or None
        Median distance of the two positions [m].
    heart_rate_bpm : float or None
        Median difference of the two heart rates [1/min], without sign.
    """

    distance_m: float | None
    heart_rate_bpm: float | None


def difference(one: Outline, other: Outline, shift: int = 0, *, least: int = 4) -> Difference:
    """Return how far two outlines are from each other, the second taken `shift` ticks earlier than it says.

    Parameters
    ----------
    one, other : Outline
    shift : int
        [`STEP_S`]
    least : int
        With fewer common instants nothing can be told.

    Returns
    -------
    Difference
    """
    _, mine, theirs = np.intersect1d(one.tick, other.tick - shift, assume_unique=True, return_indices=True)
    north = one.latitude_deg[mine] - other.latitude_deg[theirs]
    east = (one.longitude_deg[mine] - other.longitude_deg[theirs] + 180.0) % 360.0 - 180.0
    middle = np.radians((one.latitude_deg[mine] + other.latitude_deg[theirs]) / 2.0)
    apart = np.hypot(north, east * np.cos(middle)) * _METRES_PER_DEGREE
    beats = np.abs(one.heart_rate_bpm[mine] - other.heart_rate_bpm[theirs])
    return Difference(distance_m=_median(apart, least), heart_rate_bpm=_median(beats, least))


def _median(values: Floats, least: int) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size >= least else None
