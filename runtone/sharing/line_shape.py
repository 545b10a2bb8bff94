"""The shape of a line in metres about its own middle: nothing of where on Earth it lies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.earth import EARTH_RADIUS_M

FloatArray = npt.NDArray[np.float64]

OUTLINE_STEP_M = 10.0
"""The shape of a line is rounded to this [m]."""
CORNER_STEP_M = 30.0
"""Its corners are at least this far apart [m]."""


def shape_of(track: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return a line as degrees about 0° N 0° E: its shape to 10 m, and nothing of where it lies."""
    latitude, longitude = (track[name].to_numpy(dtype=float) for name in ("latitude_deg", "longitude_deg"))
    if not np.isfinite(longitude).any():
        return np.full(len(track), np.nan), np.full(len(track), np.nan)
    middle_latitude = (np.nanmin(latitude) + np.nanmax(latitude)) / 2
    unwrapped = (longitude - longitude[np.isfinite(longitude)][0] + 180) % 360
    middle_longitude = (np.nanmin(unwrapped) + np.nanmax(unwrapped)) / 2
    north = np.radians(latitude - middle_latitude) * EARTH_RADIUS_M
    east = np.radians(unwrapped - middle_longitude) * EARTH_RADIUS_M * np.cos(np.radians(middle_latitude))
    y, x = (np.round(axis / OUTLINE_STEP_M) * OUTLINE_STEP_M for axis in (north, east))
    y, x = _fewer_corners(y, x)
    return np.degrees(y / EARTH_RADIUS_M), np.degrees(x / EARTH_RADIUS_M)


def _fewer_corners(y: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the line with corners at least `CORNER_STEP_M` apart, so that rounding does not show as steps."""
    y, x = y.copy(), x.copy()
    known = np.flatnonzero(np.isfinite(y) & np.isfinite(x))
    pieces = np.split(known, np.flatnonzero(np.diff(known) != 1) + 1)
    for piece in pieces:
        corners = [piece[0]]
        for row in piece[1:-1]:
            if np.hypot(y[row] - y[corners[-1]], x[row] - x[corners[-1]]) >= CORNER_STEP_M:
                corners.append(row)
        corners.append(piece[-1])
        for axis in (y, x):
            axis[piece] = np.interp(piece, corners, axis[corners])
    return y, x
