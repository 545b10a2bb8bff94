"""Metres between positions on the WGS 84 ellipsoid, exact for the short steps of a run."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: WGS 84: equatorial radius [m] and squared first eccentricity (NGA.STND.0036).
_EQUATOR_M: Final = 6_378_137.0
_ECCENTRICITY_SQUARED: Final = 6.694_379_990_14e-3


def metres_per_degree(latitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the length of one degree eastwards and one northwards [m]."""
    latitude = np.radians(latitude_deg)
    shrink = 1.0 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    prime_vertical = _EQUATOR_M / np.sqrt(shrink)
    east = np.radians(prime_vertical * np.cos(latitude))
    north = np.radians(prime_vertical * (1.0 - _ECCENTRICITY_SQUARED) / shrink)
    return east, north


def planar_steps(latitude_deg: FloatArray, longitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the steps eastwards and northwards between successive positions along the first axis [m].

    A step over the 180th meridian is as short as it is on the ground.
    """
    turn = np.diff(longitude_deg, axis=0)
    turn -= 360.0 * np.round(turn / 360.0)
    middle = (latitude_deg[1:] + latitude_deg[:-1]) / 2.0
    east, north = metres_per_degree(middle)
    return turn * east, np.diff(latitude_deg, axis=0) * north


def plane_metres(positions_deg: FloatArray, origin_deg: tuple[float, float]) -> FloatArray:
    """Return positions in metres east and north of an origin, on a plane that touches the earth there.

    Parameters
    ----------
    positions_deg : float array of shape (n, 2)
        Latitude and longitude [degrees].
    origin_deg : tuple of float
        Latitude and longitude [degrees].

    Returns
    -------
    float array of shape (n, 2)
        East and north [m]; the shorter way round the earth.
    """
    east, north = metres_per_degree(np.array([origin_deg[0]]))
    turn = positions_deg[:, 1] - origin_deg[1]
    turn = turn - 360.0 * np.round(turn / 360.0)
    return np.column_stack((turn * east, (positions_deg[:, 0] - origin_deg[0]) * north))
