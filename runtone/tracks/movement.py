"""Which seconds the runner moved in: over ground, up or down, or step by step.

Speed over ground alone takes a steep climb for a rest: a vertical kilometre is won at 0.7 m/s over ground and walked at
half of that. So a slow stretch is looked at again, and is standing only where nothing else tells of movement either.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtone.sums import from_start
from runtone.tracks.masks import keep_long, mask_of

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: Slower than this over ground may be standing [m/s]: half a slow walk, above the drift of a still watch's position.
STANDING_M_S: Final = 0.7
#: A shorter stop is a turn or a stumble [s].
LEAST_STANDING_S: Final = 4

#: Height gained or lost at this rate is hiked [m/s]: 290 m an hour, where signposts in the Alps reckon with 300 to 400.
_HIKED_M_S: Final = 0.08
#: Window over which a rise is taken [s]: a short one where the sensor is good, a longer one where it wanders; and the
#: error beyond which such a sensor wanders [m].
_WINDOW_S: Final = 30
_LONG_WINDOW_S: Final = 60
_WANDERING_M: Final = 0.6
#: Within such a window the error of a height changes by about its own standard deviation, so a rise of so many is none
#: of the sensor's; and each half of it rises by at least this share, so that a jump or a gust is none.
_DEVIATIONS: Final = 2.5
_LEAST_HALF: Final = 0.25

#: A slow stretch that leads somewhere at this speed is a shuffle, not the drift of a still watch [m/s].
_SHUFFLED_M_S: Final = 0.35

#: Steps a minute of a slow walker uphill, in most seconds around. Watches hold the last cadence of one who stops,
#: so it must go on changing once the stop has lasted for so long [s].
_STEPPING_SPM: Final = 70.0
_CADENCE_WINDOW_S: Final = 9
_HELD_S: Final = 5
_LEAST_CHANGES: Final = 2

#: Fewer seconds of evidence than this are chance.
_LEAST_EVIDENCE_S: Final = 5


def moving_seconds(
    speed_m_s: FloatArray,
    path_m: FloatArray,
    height_m: FloatArray | None,
    height_error_m: float,
    cadence_spm: FloatArray | None,
    begins: BoolArray,
) -> BoolArray:
    """Return True for each recorded second in which the runner moved.

    Parameters
    ----------
    speed_m_s : numpy.ndarray, shape (n,)
        Over ground.
    path_m : numpy.ndarray, shape (n, k)
        Where the runner was, in one (distance) or two dimensions; net displacement is read from it.
    height_m : numpy.ndarray, shape (n,), optional
        Recorded height without jumps.
    height_error_m : float
        Standard deviation of its error [m].
    cadence_spm : numpy.ndarray, shape (n,), optional
        Steps a minute; NaN where unknown.
    begins : numpy.ndarray of bool, shape (n,)
        True where a recorded stretch begins: nothing connects with the second before.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)

    Notes
    -----
    Standing is slower than 0.7 m/s over ground for 4 s or more, while height changes by less than 0.08 m/s (or no more
    than the sensor's error does), position leads nowhere at 0.35 m/s, and no cadence of 70 or more goes on changing.
    """
    slow = speed_m_s < STANDING_M_S
    first = np.flatnonzero(slow & (begins | ~np.append(False, slow[:-1])))
    last = np.flatnonzero(slow & np.append(begins[1:] | ~slow[1:], True))
    long = last - first >= LEAST_STANDING_S - 1
    first, last = first[long], last[long]
    if not first.size:
        return np.ones(slow.size, dtype=np.bool_)
    still = mask_of(first, last + 1, slow.size)
    rows = np.flatnonzero(still)
    low, high = np.repeat(first, last - first + 1), np.repeat(last, last - first + 1)

    told = _shuffles(path_m, rows, low, high)
    if height_m is not None:
        told |= _climbs(height_m, height_error_m, rows, low, high)
    if cadence_spm is not None:
        told |= _steps(cadence_spm, rows, low, high)
    moving = ~still
    moving[rows] = told
    return ~keep_long(~keep_long(moving, _LEAST_EVIDENCE_S), LEAST_STANDING_S)


def _window(rows: IntArray, low: IntArray, high: IntArray, window_s: int) -> tuple[IntArray, IntArray]:
    """Return the first and last second of a window around each, inside its slow stretch."""
    return np.maximum(rows - window_s // 2, low), np.minimum(rows + window_s // 2, high)


def _shuffles(path_m: FloatArray, rows: IntArray, low: IntArray, high: IntArray) -> BoolArray:
    """Whether position leads somewhere around each second."""
    first, last = _window(rows, low, high, _WINDOW_S)
    moved = np.sqrt(((path_m[last] - path_m[first]) ** 2).sum(axis=1))
    return np.asarray(moved >= _SHUFFLED_M_S * np.maximum(last - first, _LEAST_EVIDENCE_S), dtype=np.bool_)


def _climbs(height_m: FloatArray, error_m: float, rows: IntArray, low: IntArray, high: IntArray) -> BoolArray:
    """Whether height changes around each second at a hiker's rate, and evenly."""
    window_s = _LONG_WINDOW_S if error_m > _WANDERING_M else _WINDOW_S
    first, last = _window(rows, low, high, window_s)
    rise = height_m[last] - height_m[first]
    half = height_m[(first + last) // 2] - height_m[first]
    even = np.minimum(half * np.sign(rise), (rise - half) * np.sign(rise)) >= _LEAST_HALF * np.abs(rise)
    least = np.maximum(_HIKED_M_S * np.maximum(last - first, window_s // 2), _DEVIATIONS * error_m)
    return np.asarray(even & (np.abs(rise) >= least), dtype=np.bool_)


def _steps(cadence_spm: FloatArray, rows: IntArray, low: IntArray, high: IntArray) -> BoolArray:
    """Whether most seconds around each have a cadence that is told anew, not held from before a stop."""
    from scipy.ndimage import median_filter  # takes a third of a second, which pages need not wait for

    cadence = np.nan_to_num(cadence_spm)
    usual = median_filter(cadence, _CADENCE_WINDOW_S, mode="nearest")[rows]
    changes = from_start(np.diff(cadence) != 0.0)
    first, last = _window(rows, np.minimum(low + _HELD_S, high), high, _WINDOW_S // 2)
    told = changes[np.maximum(last - 1, first)] - changes[first]
    return np.asarray((usual >= _STEPPING_SPM) & (told >= _LEAST_CHANGES), dtype=np.bool_)
