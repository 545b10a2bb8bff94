"""Rises that count: small waves of a flat run taken out of its height profile.

Watches do not count every wave either: they let the height turn round only once it has come back by a dead band, and
a runner expects the ascent that the watch shows. In hilly ground the waves are ground, and cost nothing against the
hills; on a flat run they are wind, weather and rounding as often as ground, and they are all there is to count.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

#: The dead band of a flat run [m], and the range of height within two kilometres, in the median over the run, up to
#: which it is flat, and from which it is not [m]. With 0.95 m, the median ascent is within 9 % of the watches' own on
#: public recordings, without it 19 %.
_BAND_M: Final = 0.95
_FLAT_RANGE_M: Final = 7.0
_HILLY_RANGE_M: Final = 10.0
_RANGE_WINDOW_M: Final = 2000.0


def dead_band_m(height_m: FloatArray, spacing_m: float) -> float:
    """Return the least wave that counts as a rise [m]: 0.95 where a run is flat, 0 where it is hilly."""
    window = max(int(_RANGE_WINDOW_M / spacing_m), 2)
    highest = maximum_filter1d(height_m, window, mode="nearest")
    lowest = minimum_filter1d(height_m, window, mode="nearest")
    usual = float(np.median(highest - lowest))
    return _BAND_M * float(np.clip((_HILLY_RANGE_M - usual) / (_HILLY_RANGE_M - _FLAT_RANGE_M), 0.0, 1.0))


def without_small_waves(height_m: FloatArray, band_m: float) -> FloatArray:
    """Return a profile that turns round only where it then comes back by at least a dead band.

    Parameters
    ----------
    height_m : numpy.ndarray, shape (n,)
    band_m : float
        Waves lower than this are taken out [m].

    Returns
    -------
    numpy.ndarray, shape (n,)
        Equal to `height_m` at the turning points that are left, monotone between them, level before and after.
    """
    if band_m <= 0.0 or height_m.size < 2:
        return height_m.copy()
    turns = _turning_points(height_m, band_m)
    if turns.size == 1:
        return np.full_like(height_m, np.median(height_m))
    first, last = turns[0], turns[-1]
    inside = height_m[first : last + 1]
    segment = np.searchsorted(turns[1:-1], np.arange(first, last + 1), side="left")
    direction = np.sign(np.diff(height_m[turns]))[segment]
    base = float(inside.min())
    apart = 2.0 * (float(np.ptp(inside)) + 1.0) * segment  # keeps each stretch's running maximum to itself
    climbing = (inside - base) * direction + apart
    forward = np.maximum.accumulate(climbing)
    backward = np.minimum.accumulate(climbing[::-1])[::-1]
    monotone = ((forward + backward) / 2.0 - apart) * direction + base
    before = np.full(first, height_m[first])
    after = np.full(height_m.size - 1 - last, height_m[last])
    return np.concatenate([before, monotone, after])


def _turning_points(height_m: FloatArray, band_m: float) -> IntArray:
    """Return the turning points with a wave of at least the band on both sides.

    Waves are taken out from the lowest up: whichever swing is lower than the band and than its neighbours vanishes, and
    they become one. Each pass takes out all such swings at once; at an end there is no neighbour beyond, so only the
    end itself goes.
    """
    slope = np.sign(np.diff(height_m))
    moving = np.flatnonzero(slope)
    turn = moving[1:][slope[moving[1:]] != slope[moving[:-1]]]
    points = np.concatenate([[0], turn, [height_m.size - 1]])
    while points.size > 1:
        swing = np.abs(np.diff(height_m[points]))
        before = np.concatenate([[np.inf], swing[:-1]])
        after = np.concatenate([swing[1:], [np.inf]])
        gone = np.flatnonzero((swing < band_m) & (swing < after) & (swing <= before))
        if not gone.size:
            break
        if points.size == 2:
            return points[:1]
        keep = np.ones(points.size, dtype=np.bool_)
        keep[gone] = keep[gone + 1] = False
        if gone[0] == 0:
            keep[1] = True
        if gone[-1] == points.size - 2:
            keep[-2] = True
        points = points[keep]
    return points
