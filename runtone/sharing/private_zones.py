"""Private zones: places that no shared map may touch, and the ends of every run.

A zone hides a home only if neither its border nor its centre says where the home is, however many runs are seen:

* the centre is off the home by a random vector, so that the middle of the hole is not the home (a circle fitted to cut
  ends finds the zone's centre) [1]_;
* zones belong to the owner and are drawn once, so that two shares, or one share made anew, never give two different
  holes to intersect;
* lines are cut a random length further, wherever they meet a border, so that they do not stop on it;
* what is hidden from the map is hidden from every figure of the share, because a total distance less the visible length
  gives the length of the hidden way home, and many of these give the home [2]_.

References
----------
.. [1] Hassan, W. U., Hussain, S., Bates, A. (2018). Analysis of Privacy Protections in Fitness Tracking Social
   Networks. 27th USENIX Security Symposium, 497-512.
.. [2] Dhondt, K., Le Pochat, V., Voulimeneas, A., Joosen, W., Volckaert, S. (2022). A Run a Day Won't Keep the Hacker
   Away: Inference Attacks on Endpoint Privacy Zones in Fitness Tracking Social Networks. ACM CCS 2022, 801-814.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtone.earth import EARTH_RADIUS_M

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SMALLEST_RADIUS_M, LARGEST_RADIUS_M = 1_000.0, 1_500.0
"""A zone's radius is drawn between these [m]."""
INNER_MARGIN_M = 200.0
"""The place itself lies at least this far inside its zone [m]."""
TRIM_M = (200.0, 500.0)
"""Each end of each visible piece loses a random length between these, measured along the run [m]."""
SHORTEST_PIECE_M = 300.0
"""A shorter visible piece is hidden too [m]."""


@dataclass(frozen=True)
class PrivateZone:
    """A disc that no shared map may touch.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        Its centre [degrees], which is not the place it protects.
    radius_m : float
    """

    latitude_deg: float
    longitude_deg: float
    radius_m: float

    def covers(self, latitude_deg: npt.ArrayLike, longitude_deg: npt.ArrayLike) -> BoolArray:
        """Say which positions lie inside; a missing position does not."""
        return np.asarray(
            distance_m(self.latitude_deg, self.longitude_deg, latitude_deg, longitude_deg) < self.radius_m
        )


def distance_m(
    latitude_deg: npt.ArrayLike, longitude_deg: npt.ArrayLike, to_latitude: npt.ArrayLike, to_longitude: npt.ArrayLike
) -> FloatArray:
    """Return great-circle distances by the haversine formula [m]; arrays broadcast."""
    from_lat, to_lat = np.radians(np.asarray(latitude_deg, float)), np.radians(np.asarray(to_latitude, float))
    d_lon = np.radians(np.asarray(to_longitude, float) - np.asarray(longitude_deg, float))
    chord = np.sin((to_lat - from_lat) / 2) ** 2 + np.cos(from_lat) * np.cos(to_lat) * np.sin(d_lon / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def zone_around(latitude_deg: float, longitude_deg: float, secret: bytes, smallest_m: float = 0.0) -> PrivateZone:
    """Return a zone that holds a place well inside, but not in its middle.

    Parameters
    ----------
    latitude_deg, longitude_deg : float
        The place to protect [degrees].
    secret : bytes
        The owner's own; the same secret and place give the same zone.
    smallest_m : float
        The owner's wish for a larger zone [m].
    """
    draw = _uniform(secret, f"zone {latitude_deg:.4f} {longitude_deg:.4f}", 3)
    low = max(SMALLEST_RADIUS_M, smallest_m)
    radius = low + draw[0] * (LARGEST_RADIUS_M - SMALLEST_RADIUS_M)
    # The square root makes the place uniform over the inner disc: knowing the zone, no spot of it is likelier.
    offset, bearing = (radius - INNER_MARGIN_M) * np.sqrt(draw[1]), 2 * np.pi * draw[2]
    d_lat = np.degrees(offset * np.cos(bearing) / EARTH_RADIUS_M)
    d_lon = np.degrees(offset * np.sin(bearing) / (EARTH_RADIUS_M * max(np.cos(np.radians(latitude_deg)), 0.01)))
    longitude = (longitude_deg + d_lon + 540) % 360 - 180
    return PrivateZone(float(np.clip(latitude_deg + d_lat, -90, 90)), float(longitude), float(radius))


def zones_for_ends(ends_deg: FloatArray, secret: bytes, known: Sequence[PrivateZone] = ()) -> tuple[PrivateZone, ...]:
    """Return the zones that are missing so that every start and finish lies in one.

    Parameters
    ----------
    ends_deg : ndarray, shape (n, 2)
        Latitude and longitude of starts and finishes, oldest first [degrees]; rows with a missing value are left out.
    secret : bytes
        The owner's own.
    known : sequence of PrivateZone
        Zones drawn before; an end inside one of them needs no other.

    Returns
    -------
    tuple of PrivateZone
        New zones only.
    """
    zones, new = list(known), []
    for latitude, longitude in ends_deg[np.isfinite(ends_deg).all(axis=1)]:
        if any(zone.covers(latitude, longitude) for zone in zones):
            continue
        zone = zone_around(float(latitude), float(longitude), secret)
        zones.append(zone)
        new.append(zone)
    return tuple(new)


def hidden_seconds(
    latitude_deg: FloatArray,
    longitude_deg: FloatArray,
    distance_run_m: FloatArray,
    zones: Sequence[PrivateZone],
    secret: bytes,
    run_id: str,
) -> BoolArray:
    """Say which seconds of a run a share must not show.

    Parameters
    ----------
    latitude_deg, longitude_deg, distance_run_m : ndarray, shape (seconds,)
        Positions [degrees] and cumulative distance [m] of the run's track.
    zones : sequence of PrivateZone
    secret : bytes
        The owner's own.
    run_id : str
        The same run is trimmed by the same lengths, in every share and whenever it is made again.

    Returns
    -------
    ndarray of bool, shape (seconds,)
    """
    nearest = _nearest_known(np.isfinite(latitude_deg))  # a pause counts as where it began
    hidden = np.zeros(latitude_deg.size, bool)
    for zone in zones:
        hidden |= zone.covers(latitude_deg[nearest], longitude_deg[nearest])
    if not (np.isfinite(latitude_deg) & ~hidden).any():
        return np.ones_like(hidden)
    return _without_short_pieces(_trimmed(hidden, distance_run_m, secret, run_id), distance_run_m)


def _trimmed(hidden: BoolArray, distance_run_m: FloatArray, secret: bytes, run_id: str) -> BoolArray:
    """Cut each visible piece shorter at both ends, at the run's own and wherever it crosses a zone's border."""
    result = hidden.copy()
    edges = np.flatnonzero(np.diff(np.r_[True, hidden, True].astype(np.int8)))
    for number, (start, stop) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        trim = TRIM_M[0] + _uniform(secret, f"trim {run_id} {number}", 2) * (TRIM_M[1] - TRIM_M[0])
        along = distance_run_m[start:stop]
        result[start:stop] |= (along < along[0] + trim[0]) | (along > along[-1] - trim[1])
    return result


def _nearest_known(known: BoolArray) -> npt.NDArray[np.intp]:
    """Return for each row the last known row up to it, or the first known one before there is any."""
    rows = np.where(known, np.arange(known.size), -1)
    return np.maximum(np.maximum.accumulate(rows), int(np.argmax(known)))


def _without_short_pieces(hidden: BoolArray, distance_run_m: FloatArray) -> BoolArray:
    edges = np.flatnonzero(np.diff(np.r_[True, hidden, True].astype(np.int8)))
    result = hidden.copy()
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if distance_run_m[stop - 1] - distance_run_m[start] < SHORTEST_PIECE_M:
            result[start:stop] = True
    return result


def _uniform(secret: bytes, purpose: str, count: int) -> FloatArray:
    """Return numbers in [0, 1) that only the secret's holder can tell, always the same for one purpose."""
    digest = hmac.new(secret, purpose.encode(), hashlib.sha512).digest()
    return np.frombuffer(digest, dtype=">u8")[:count].astype(np.float64) / 2.0**64
