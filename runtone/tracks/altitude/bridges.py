"""Heights of another ground than the runner's: below a bridge, above a tunnel, beside a cliff.

A terrain model, and a watch that corrects itself by one, gives the height of the map at a place. Where the runner is on
a bridge or in a tunnel, that height falls and rises as no runner does, while the running goes on as before.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtone.tracks.grade_adjusted import grade_factor
from runtone.tracks.masks import close_gaps, runs_of

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: A climb at the cost of this level speed for so long is none [m/s, s]: 800 m are won in 7.9 m/s, and nobody has come
#: near that uphill.
_FASTEST_CLIMBING_M_S: Final = 7.5
_WINDOW_S: Final = 8
#: Slower than this, it may be stairs, a ladder or a lift [m/s].
_RUNNING_M_S: Final = 1.5

#: What is lower than this is left to the noise [m].
_LEAST_M: Final = 10.0
#: A slope is another ground's where this share of it is impossible; else it is a steep one that was run into fast.
_MOSTLY: Final = 0.5
#: The other slope of a bridge or tunnel is at least so steep in the mean, and brings back this share of the height.
_LEAST_SLOPE: Final = 0.15
_BROUGHT_BACK: Final = 0.6
#: Its edges are taken this far out [m], and a slope as far as it rises by this share of its impossible part.
_EDGE_M: Final = 30.0
_RISING: Final = 0.2
#: More than this in one run is a sensor that tells no ground at all.
_MOST: Final = 40


class OtherGround(NamedTuple):
    """Where the recorded heights are not the runner's.

    Parameters
    ----------
    bridged : numpy.ndarray of bool, shape (seconds,)
        Where the runner went on level from one side to the other: under a tunnel's hill, over a bridge's valley.
    cliff : numpy.ndarray of bool, shape (seconds,)
        Where heights jump for good.
    """

    bridged: BoolArray
    cliff: BoolArray


def other_ground(distance_m: FloatArray, height_m: FloatArray, begins: BoolArray) -> OtherGround | None:
    """Return where heights rise as no runner does, None where they never do.

    Parameters
    ----------
    distance_m, height_m : numpy.ndarray, shape (n,)
        In each recorded second.
    begins : numpy.ndarray of bool, shape (n,)
        Seconds that nothing connects with the second before.
    """
    if height_m.size <= _WINDOW_S:
        return None
    rise, run = (values[_WINDOW_S:] - values[:-_WINDOW_S] for values in (height_m, distance_m))
    speed = run / _WINDOW_S
    effort = speed * grade_factor(rise / np.maximum(run, 1.0))
    piece = np.cumsum(begins)
    whole = piece[_WINDOW_S:] == piece[:-_WINDOW_S]
    impossible = whole & (rise > 0.0) & (speed >= _RUNNING_M_S) & (effort > _FASTEST_CLIMBING_M_S)
    if not impossible.any():
        return None
    starts, ends = runs_of(close_gaps(impossible, _WINDOW_S))
    if starts.size > _MOST:
        return None
    found = OtherGround(*(np.zeros(height_m.size, dtype=np.bool_) for _ in range(2)))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        least = _RISING * float(rise[start:end].mean())
        foot, top = _slope(rise > least, start, end - 1)
        gain = float(height_m[top] - height_m[foot])
        if gain < _LEAST_M or np.mean(impossible[foot : max(top - _WINDOW_S, foot + 1)]) < _MOSTLY:
            continue
        across = _other_side(distance_m, height_m, foot, top, gain)
        if across is None:
            found.cliff[foot + 1 : top + 1] = True
            continue
        first, last = across
        if first < foot:
            first, _ = _slope(rise < -least, first, first)
        else:
            _, last = _slope(rise < -least, last, last)
        first = np.searchsorted(distance_m, distance_m[first] - _EDGE_M)
        last = np.searchsorted(distance_m, distance_m[last] + _EDGE_M)
        found.bridged[first : last + 1] = True
    found.cliff[found.bridged] = False
    return found if found.bridged.any() or found.cliff.any() else None


def _slope(rising: BoolArray, start: int, end: int) -> tuple[int, int]:
    """Return the first and last second of the slope around its windows from `start` to `end`."""
    foot, top = start, end
    while 0 < foot <= rising.size and rising[foot - 1]:
        foot -= 1
    while top + 1 < rising.size and rising[top + 1]:
        top += 1
    return foot, min(top + _WINDOW_S, rising.size + _WINDOW_S - 1)


def _other_side(
    distance_m: FloatArray, height_m: FloatArray, foot: int, top: int, gain_m: float
) -> tuple[int, int] | None:
    """Return the first and last second of the bridge or tunnel of which this is one slope, the shorter of the two."""
    reach = gain_m / _LEAST_SLOPE
    level = _BROUGHT_BACK * gain_m
    lowest = int(np.searchsorted(distance_m, distance_m[foot] - reach))
    before = np.flatnonzero(height_m[lowest:foot] >= height_m[foot] + level)
    highest = int(np.searchsorted(distance_m, distance_m[top] + reach))
    after = np.flatnonzero(height_m[top:highest] <= height_m[top] - level)
    sides = []
    if before.size:
        sides.append((lowest + int(before[-1]), top))
    if after.size:
        sides.append((foot, top + int(after[0])))
    return min(sides, key=lambda side: distance_m[side[1]] - distance_m[side[0]]) if sides else None


def level_across(distance_m: FloatArray, height_m: FloatArray, bridged: BoolArray) -> FloatArray:
    """Return heights with a straight line over each bridged stretch."""
    left = ~bridged
    if not left.any():
        return height_m
    return np.where(bridged, np.interp(distance_m, distance_m[left], height_m[left]), height_m)
