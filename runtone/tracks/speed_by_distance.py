"""One motion: a speed that adds up to the distance.

A watch's speed and its distance come from different filters, and over a run differ by up to a fifth. Its distance
agrees with its positions and with its own totals; its speed knows better when a sprint begins. So the speed keeps its
shape and takes its level from the distance, and the track's distance is its sum: the two cannot contradict each other.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: The level is taken over this long on either side [s]: a counter's rounding is then below half a percent.
_LEVEL_S: Final = 30
#: Where the two differ by more than this, locally, the counter hung and caught up (or jumped): there the whole run's
#: ratio holds.
_LEAST_RATIO: Final = 0.75
_MOST_RATIO: Final = 1.33
_LEAST_WAY_M: Final = 20.0

#: Below this speed [m/s] a receiver writes zeros and bursts; where the counter, smoothed over so many seconds, says
#: otherwise by this share and this much [m/s], the counter is right.
_CRAWLING_M_S: Final = 1.2
_CRAWL_SMOOTHING_S: Final = 6.0
_CRAWL_DIFFERENCE: Final = 0.2
_CRAWL_DIFFERENCE_M_S: Final = 0.08


def way_of(speed_m_s: FloatArray, begins: BoolArray) -> FloatArray:
    """Return the way covered up to each second, from its speed [m].

    Parameters
    ----------
    speed_m_s : numpy.ndarray, shape (n,)
    begins : numpy.ndarray of bool, shape (n,)
        Seconds that nothing connects with the second before.
    """
    steps = np.append(0.0, (speed_m_s[1:] + speed_m_s[:-1]) / 2.0)
    return np.cumsum(np.where(begins, 0.0, steps))


def steps_as_speed(steps_m: FloatArray, begins: BoolArray) -> FloatArray:
    """Return the speed in each second from the steps into and out of it [m/s]."""
    into = np.where(begins, np.nan, steps_m)
    out = np.append(into[1:], np.nan)
    speed = np.where(np.isnan(into), out, np.where(np.isnan(out), into, (into + out) / 2.0))
    return np.nan_to_num(speed)


def speed_by_distance(speed_m_s: FloatArray, steps_m: FloatArray, begins: BoolArray) -> FloatArray:
    """Return a speed with the shape of one source that adds up to the distance of another.

    Parameters
    ----------
    speed_m_s : numpy.ndarray, shape (n,)
    steps_m : numpy.ndarray, shape (n,)
        Way from the second before [m]; 0 where nothing connects.
    begins : numpy.ndarray of bool, shape (n,)

    Returns
    -------
    numpy.ndarray, shape (n,)
        Its sum, `way_of`, ends where that of `steps_m` does.
    """
    speed = _crawled(speed_m_s, steps_m, begins)
    way = way_of(speed, begins)
    if way[-1] <= 0.0 or steps_m.sum() <= 0.0:
        return speed
    told = np.cumsum(steps_m)
    overall = told[-1] / way[-1]
    at = np.arange(speed.size)
    first, last = np.maximum(at - _LEVEL_S, 0), np.minimum(at + _LEVEL_S, speed.size - 1)
    own, others = way[last] - way[first], told[last] - told[first]
    ratio = others / np.maximum(own, 1.0) / overall
    ratio = np.where((own < _LEAST_WAY_M) | (ratio < _LEAST_RATIO) | (ratio > _MOST_RATIO), 1.0, ratio)
    speed = speed * overall * ratio
    return np.asarray(speed * (told[-1] / way_of(speed, begins)[-1]), dtype=np.float64)


def _crawled(speed_m_s: FloatArray, steps_m: FloatArray, begins: BoolArray) -> FloatArray:
    """Return the speed with zeros and bursts below a receiver's floor replaced by the counter's even progress."""
    if not (speed_m_s < _CRAWLING_M_S).any():
        return speed_m_s
    even = gaussian_filter1d(steps_as_speed(steps_m, begins), _CRAWL_SMOOTHING_S, mode="nearest")
    own = gaussian_filter1d(speed_m_s, _CRAWL_SMOOTHING_S, mode="nearest")
    differs = np.abs(own - even) > _CRAWL_DIFFERENCE * even + _CRAWL_DIFFERENCE_M_S
    return np.where((even < _CRAWLING_M_S) & (own < _CRAWLING_M_S) & differs, even, speed_m_s)
