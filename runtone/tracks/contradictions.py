"""Where distance and positions contradict each other, and which of the two gives way.

A run covers at least the straight line between where it was and where it is. Where positions lead evenly further than
the watch counted, the watch counted too little; where they leap, the positions are wrong, and not known for a while.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtone.tracks.masks import runs_of
from runtone.tracks.places.geodesy import planar_steps

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: Windows over which the two are held against each other [s]; positions may lead further by this share and this much
#: [m], which is what they wander while a runner stands.
_WINDOW_S: Final = 60
_SHARE: Final = 1.15
_WANDERING_M: Final = 25.0

#: Positions are believed against a counter that sees at least this share of the way, where they lead no faster than
#: this multiple of the usual speed, and where no ten seconds hold more than this multiple of their share of a window.
_COUNTED: Final = 0.4
_UNUSUAL: Final = 1.4
_EVEN_S: Final = 10
_EVEN: Final = 1.6

#: A hole in the positions is widened by this [s] until both of its ends fit the distance.
_WIDENED_S: Final = 15


def undercounted(steps_m: FloatArray, path_m: FloatArray, begins: BoolArray) -> BoolArray:
    """Return True where positions lead further than the watch counted, evenly.

    Parameters
    ----------
    steps_m : numpy.ndarray, shape (n,)
        The watch's way from each second before [m].
    path_m : numpy.ndarray, shape (n, 2)
        Positions without leaps [m].
    begins : numpy.ndarray of bool, shape (n,)
        Seconds that nothing connects with the second before.
    """
    none = np.zeros(steps_m.size, dtype=np.bool_)
    first = _connected_windows(begins)
    if not first.size:
        return none
    way = np.cumsum(steps_m)
    net, counted = _net(path_m, first, _WINDOW_S), way[first + _WINDOW_S] - way[first]
    usual = float(np.median(counted))
    beyond = (net > _SHARE * counted + _WANDERING_M / 2.0) & (counted > _COUNTED * net) & (net < _UNUSUAL * usual)
    first, net = first[beyond], net[beyond]
    if not first.size:
        return none
    parts = np.arange(0, _WINDOW_S, _EVEN_S)
    longest = np.max([_net(path_m, first + part, _EVEN_S) for part in parts], axis=0)
    first = first[longest <= _EVEN * net / parts.size]
    return _inside(first, steps_m.size)


def fitting_positions(
    latitude_deg: FloatArray, longitude_deg: FloatArray, distance_m: FloatArray, begins: BoolArray
) -> BoolArray:
    """Return False where positions lead further than the distance allows, shape (n,).

    Parameters
    ----------
    latitude_deg, longitude_deg, distance_m : numpy.ndarray, shape (n,)
    begins : numpy.ndarray of bool, shape (n,)
        Seconds that nothing connects with the second before.
    """
    fits = np.ones(distance_m.size, dtype=np.bool_)
    first = _connected_windows(begins)
    beyond = _too_far(latitude_deg, longitude_deg, distance_m, first, first + _WINDOW_S)
    if not beyond.any():
        return fits
    holes = _inside(first[beyond], fits.size)
    piece = np.cumsum(begins)
    while True:
        start, end = runs_of(holes)
        before, after = np.maximum(start - 1, 0), np.minimum(end, fits.size - 1)
        open_ = (piece[before] == piece[after]) & (start > 0) & (end < fits.size)
        wide = open_ & _too_far(latitude_deg, longitude_deg, distance_m, before, after)
        if not wide.any():
            return ~holes
        for a, b in zip(start[wide].tolist(), end[wide].tolist(), strict=True):
            holes[max(a - _WIDENED_S, 0) : b + _WIDENED_S] = True


def _connected_windows(begins: BoolArray) -> IntArray:
    """Return the first second of each window that no interruption touches."""
    if begins.size <= _WINDOW_S:
        return np.zeros(0, dtype=np.intp)
    piece = np.cumsum(begins)
    return np.flatnonzero(piece[_WINDOW_S:] == piece[:-_WINDOW_S])


def _net(path_m: FloatArray, first: IntArray, window_s: int) -> FloatArray:
    moved = path_m[first + window_s] - path_m[first]
    return np.asarray(np.hypot(moved[:, 0], moved[:, 1]), dtype=np.float64)


def _too_far(
    latitude_deg: FloatArray, longitude_deg: FloatArray, distance_m: FloatArray, first: IntArray, last: IntArray
) -> BoolArray:
    east, north = planar_steps(
        np.stack([latitude_deg[first], latitude_deg[last]]), np.stack([longitude_deg[first], longitude_deg[last]])
    )
    allowed = _SHARE * (distance_m[last] - distance_m[first]) + _WANDERING_M
    return np.asarray(np.hypot(east[0], north[0]) > allowed, dtype=np.bool_)


def _inside(first: IntArray, size: int) -> BoolArray:
    """Return True for each second inside windows that begin at these."""
    depth = np.zeros(size + 1, dtype=np.int64)
    np.add.at(depth, first + 1, 1)
    np.add.at(depth, first + _WINDOW_S, -1)
    return np.asarray(np.cumsum(depth[:-1]) > 0, dtype=np.bool_)
