"""Heights as a map's contour lines tell them: too coarse to be looked up in a public height model.

A profile to the metre, matched with the heights of a town's streets, says where a run was. Here only every fifth metre
counts, at the nearest hundred metres of the way; between such points the ground is straight. Everything that follows
from height, such as grade, grade-adjusted pace, hills and load, is reckoned from these heights and holds no more.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.tracks import Track
from runtone.tracks.grade_adjusted import grade_adjusted_speed

FloatArray = npt.NDArray[np.float64]

CONTOUR_M = 5.0
"""Height between two contour lines [m]."""
CELL_M = 100.0
"""Where one is crossed is told to this, along the way [m]."""


def with_contour_heights(track: Track) -> Track:
    """Return a track with coarse heights, and with what follows from them; untouched where it has no heights."""
    frame = track.frame
    altitude = frame["altitude_m"].to_numpy(dtype=float)
    if not np.isfinite(altitude).any():
        return track
    along = frame["distance_m"].to_numpy(dtype=float)
    at, height = contour_points(along, altitude)
    slope = np.diff(height) / np.diff(at) if len(at) > 1 else np.zeros(1)
    grade = np.r_[slope, 0.0][np.clip(np.searchsorted(at, along, side="right") - 1, 0, len(at) - 1)]
    paused = frame["paused"].to_numpy(dtype=bool)
    grade = np.where(paused | ~np.isfinite(altitude), 0.0, grade)
    coarse = frame.assign(
        altitude_m=np.where(np.isfinite(altitude), np.interp(along, at, height), np.nan),
        grade=grade,
        grade_adjusted_speed_m_s=grade_adjusted_speed(frame["speed_m_s"].to_numpy(dtype=float), grade),
    )
    return replace(track, frame=coarse)


def contour_points(along_m: FloatArray, altitude_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where contour lines are crossed, and the height there, counted from the first height.

    Parameters
    ----------
    along_m, altitude_m : ndarray, shape (seconds,)
        Distance run and height [m]; heights may be missing.

    Returns
    -------
    at_m, height_m : ndarray, shape (points,)
        Middles of cells of `CELL_M`, ascending, and multiples of `CONTOUR_M`; the first point is the start.
    """
    cell = np.floor((along_m - along_m[0]) / CELL_M).astype(np.intp)
    means = pd.Series(altitude_m).groupby(cell).mean().dropna()
    at, height = [0.0], [0.0]
    for number, mean in zip(means.index, means - means.iloc[0], strict=True):
        steps = np.trunc((mean - height[-1]) / CONTOUR_M)  # a line is crossed where the ground is a whole step away
        if steps and number:
            at.append((number + 0.5) * CELL_M)
            height.append(height[-1] + steps * CONTOUR_M)
    return np.array(at) + along_m[0], np.array(height)
