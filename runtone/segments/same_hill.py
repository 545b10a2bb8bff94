"""The same hill met again, in one run or another, told from its position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtone.tracks.places.geodesy import plane_metres

if TYPE_CHECKING:
    from runtone.segments.stretches import Bools, Floats, Ints
    from runtone.tracks.track import Columns

#: Distance between the points that a signature keeps, and their number at most.
_SPACING_M = 10.0
_MOST_POINTS = 200
#: Two tracks of one path lie this near each other, GPS errors of both included [m].
TOLERANCE_M = 25.0
#: The share of the shorter and of the longer path that must be common.
_SHARE_OF_SHORTER = 0.8
_SHARE_OF_LONGER = 0.6


@dataclass(frozen=True, kw_only=True)
class HillSignature:
    """A hill as one effort met it: its path, every ten metres or so.

    It holds coordinates, so it must never be part of what is shared.

    Parameters
    ----------
    latitude_deg, longitude_deg : tuple of float
        The path [degrees].
    distance_m, seconds : tuple of float
        From the hill's start to each point.
    climb_m : float
        From start to end, negative downhill [m].
    """

    latitude_deg: tuple[float, ...]
    longitude_deg: tuple[float, ...]
    distance_m: tuple[float, ...]
    seconds: tuple[float, ...]
    climb_m: float


@dataclass(frozen=True, kw_only=True)
class SharedHill:
    """Two efforts on the part of a hill that both ran.

    Parameters
    ----------
    length_m : float
        Of the shared part, as the first effort measured it [m].
    first_s, second_s : float
        How long each effort took over it [s].
    """

    length_m: float
    first_s: float
    second_s: float


def hill_path(frame: Columns) -> Floats:
    """Return what `signature_of` reads of a track, one row a column: latitude, longitude, distance and altitude."""
    columns = ("latitude_deg", "longitude_deg", "distance_m", "altitude_m")
    return np.array([np.asarray(frame[name], dtype=float) for name in columns])


def signature_of(path: Floats, start_s: int, end_s: int) -> HillSignature | None:
    """Return the signature of a stretch of a track; None where it has no positions.

    Parameters
    ----------
    path : float array
        As `hill_path` reads it of a cleaned track.
    start_s, end_s : int
        Half-open seconds, as the segments frame has them.
    """
    latitude, longitude, distance, altitude = path[:, start_s : end_s + 1]
    known = np.isfinite(latitude) & np.isfinite(longitude)
    if np.count_nonzero(known) < 2:
        return None
    covered = distance[known] - distance[known][0]
    seconds = np.flatnonzero(known).astype(float)
    count = min(max(int(covered[-1] / _SPACING_M) + 1, 2), _MOST_POINTS)
    at = np.linspace(0.0, covered[-1], count)
    heights = altitude[np.isfinite(altitude)]
    return HillSignature(
        latitude_deg=tuple(np.interp(at, covered, latitude[known]).round(6).tolist()),
        longitude_deg=tuple(np.interp(at, covered, np.unwrap(longitude[known], period=360.0)).round(6).tolist()),
        distance_m=tuple(at.round(1).tolist()),
        seconds=tuple(np.interp(at, covered, seconds).round(1).tolist()),
        climb_m=float(heights[-1] - heights[0]) if len(heights) else 0.0,
    )


def compare_hills(first: HillSignature, second: HillSignature, tolerance_m: float = TOLERANCE_M) -> SharedHill | None:
    """Return how two efforts compare on the hill they share; None where it is not the same hill.

    The same hill is the same path in the same direction: at least 80 % of the shorter path and 60 % of the longer lie
    within the tolerance of each other, in the same order.

    Parameters
    ----------
    first, second : HillSignature
    tolerance_m : float
        How far apart the two tracks of one path may lie [m].

    Returns
    -------
    SharedHill or None
    """
    one, two = _plane(first, first), _plane(second, first)
    if _apart(one, two, tolerance_m):
        return None
    away = np.hypot(one[:, None, 0] - two[None, :, 0], one[:, None, 1] - two[None, :, 1])
    nearest = away.argmin(axis=1)
    together = away[np.arange(len(one)), nearest] <= tolerance_m
    if np.count_nonzero(together) < 2 or not _in_order(nearest, together):
        return None
    at = np.flatnonzero(together)[[0, -1]]
    along_one, along_two = np.array(first.distance_m), np.array(second.distance_m)
    length = float(np.ptp(along_one[at]))
    shared = min(length, float(np.ptp(along_two[nearest[at]])))
    shorter, longer = sorted((along_one[-1], along_two[-1]))
    if shared < _SHARE_OF_SHORTER * shorter or shared < _SHARE_OF_LONGER * longer:
        return None
    first_s, second_s = np.array(first.seconds), np.array(second.seconds)
    return SharedHill(
        length_m=length,
        first_s=float(np.ptp(first_s[at])),
        second_s=float(np.ptp(second_s[nearest[at]])),
    )


def _plane(signature: HillSignature, origin: HillSignature) -> Floats:
    """Return a path in metres east and north of another's start, on a plane that touches the earth there."""
    path = np.column_stack((signature.latitude_deg, signature.longitude_deg))
    return plane_metres(path, (origin.latitude_deg[0], origin.longitude_deg[0]))


def _apart(one: Floats, two: Floats, tolerance_m: float) -> bool:
    """Return whether the paths' boxes do not even touch: nearly every pair of hills is told apart by this."""
    return bool(
        np.any(one.min(axis=0) - tolerance_m > two.max(axis=0))
        or np.any(two.min(axis=0) - tolerance_m > one.max(axis=0))
    )


def _in_order(nearest: Ints, together: Bools) -> bool:
    """Return whether the nearest points of the other path come in the same order: the same direction."""
    steps = np.diff(nearest[together])
    forward, backward = int(steps[steps > 0].sum()), int(-steps[steps < 0].sum())
    return forward > 4 * backward
