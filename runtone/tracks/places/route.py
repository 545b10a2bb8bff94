"""Where a run went, in a few points: to tell whether two runs took the same route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from runtone.tracks.places.geodesy import plane_metres

if TYPE_CHECKING:
    from runtone.tracks.track import Columns

    Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]

POINTS = 64
"""A route is kept as so many points at equal parts of its distance."""
_LEAST_LENGTH_M = 400.0
_LEAST_KNOWN_SHARE = 0.9
#: Two runs of one route lie this near each other at the same part of their distance: GPS errors, the other side of the
#: road, and distances that differ by a percent or two.
_MEAN_APART_M = 60.0
_MOST_APART_M = 250.0

Direction = Literal["same", "reverse"]


def route_points(frame: Columns) -> Floats | None:
    """Return the route of a track.

    It holds coordinates, so it must never be part of what is shared.

    Parameters
    ----------
    frame : pandas.DataFrame or dict of str to numpy.ndarray
        A cleaned track, one row a second.

    Returns
    -------
    float array of shape (64, 2) or None
        Latitude and longitude [degrees] at equal parts of the distance; None for a run without positions for most of
        its way, or of under 400 m.
    """
    latitude, longitude, distance = (
        np.asarray(frame[name], dtype=float) for name in ("latitude_deg", "longitude_deg", "distance_m")
    )
    known = np.isfinite(latitude) & np.isfinite(longitude) & np.isfinite(distance)
    if not known.any():
        return None
    at_known = distance[known]
    length = float(np.nanmax(distance) - np.nanmin(distance))
    if length < _LEAST_LENGTH_M or np.ptp(at_known) < _LEAST_KNOWN_SHARE * length:
        return None
    at = np.linspace(at_known[0], at_known[-1], POINTS)
    east = np.interp(at, at_known, np.unwrap(longitude[known], period=360.0))
    return np.column_stack((np.interp(at, at_known, latitude[known]), (east + 180.0) % 360.0 - 180.0))


def same_route(first: Floats, second: Floats) -> Direction | None:
    """Say whether two runs took the same route, and if so in which direction the second went.

    Parameters
    ----------
    first, second : float arrays of shape (64, 2)
        As `route_points` gives them.

    Returns
    -------
    {"same", "reverse"} or None
    """
    origin = (float(first[0, 0]), float(first[0, 1]))
    one, two = plane_metres(first, origin), plane_metres(second, origin)
    for direction, other in (("same", two), ("reverse", two[::-1])):
        apart = np.hypot(*(one - other).T)
        if apart.mean() <= _MEAN_APART_M and apart.max() <= _MOST_APART_M:
            return direction  # type: ignore[return-value]
    return None
