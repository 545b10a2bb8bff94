"""Stretches in which the runner was carried: a car, a bicycle, a train, a lift.

A watch that is not stopped goes on recording on the way home. What no runner holds is no run: such a stretch becomes a
gap. Single wild samples are another matter (`runtone.tracks.counter`, `runtone.tracks.positions`): here a speed is held
against what the best runner in the world keeps up for as long.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, median_filter

from runtone.sums import from_start
from runtone.tracks.masks import close_gaps, keep_long, runs_of
from runtone.tracks.places.geodesy import planar_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.tracks.samples import Samples

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: What men's world records hold: for so long [s], so fast [m/s] (400 m, 800 m, 1,500 m, 5,000 m, 10,000 m, the hour's
#: 21,330 m and the marathon; World Athletics, 2025).
_RECORD_S: Final = (43.0, 101.0, 206.0, 755.0, 1571.0, 3600.0, 7235.0)
_RECORD_M_S: Final = (9.30, 7.93, 7.28, 6.62, 6.37, 5.93, 5.83)
#: A runner may go down a hill, and a watch may err, by this share.
_MARGIN: Final = 1.08
#: Windows that are held against the record [s].
_WINDOWS_S: Final = (45, 90, 180, 360, 720, 1440)

#: The vertical kilometre's record is 0.58 m/s over half an hour; more than this for so long is a lift [m/s, s].
_LIFTED_M_S: Final = 0.75
_LIFTED_S: Final = 120
#: ... each quarter of which rises at this rate, as ground under a bridge and a sensor that settles do not.
_LIFTED_EVENLY_M_S: Final = 0.4

#: A lift is waited for at less than this [m/s], within so long before and after [s], and taken without steps [1/min].
_WAITING_M_S: Final = 0.5
_BOARDING_S: Final = 121
_STEPPING_SPM: Final = 60.0

#: A ride's own speed: below it, inside a fast window, the runner ran [m/s].
_RIDING_M_S: Final = 4.5
_LEAST_RIDE_S: Final = 20
#: Lights and stops of a ride are shorter than this [s].
_LONGEST_STOP_S: Final = 180
#: The ends of a ride lie where the speed comes near the runner's own: this much above it, seen over so many seconds.
_ABOVE_OWN: Final = 1.25
_EDGE_S: Final = 3
_OWN_M_S: Final = 3.0
_SLOWEST_RUN_M_S: Final = 1.5

#: Positions wander from second to second; the way between every so many is what was covered [s].
_STRIDE_S: Final = 5
_SPIKE_FIXES: Final = 5

#: Fewer samples than this are no run: then nothing is left out.
_LEAST_LEFT: Final = 30


class Carried(NamedTuple):
    """One stretch in which the runner was carried.

    Parameters
    ----------
    begin_s, end_s : float
        Seconds since the first sample.
    lifted : bool
        Whether it was its rise that no runner can climb, and not its speed.
    """

    begin_s: float
    end_s: float
    lifted: bool


def carried_stretches(samples: Samples) -> tuple[Carried, ...]:
    """Return the stretches in which the runner was carried, in order."""
    seconds = int(samples.time_s[-1])
    if seconds < _WINDOWS_S[0]:
        return ()
    grid = np.arange(seconds + 1, dtype=np.float64)
    if not _may_be_carried(samples, grid):
        return ()
    ways = _ways(samples, grid)
    if not ways:
        return ()
    covered = _least(ways)
    local = np.max([_rate(way, _EDGE_S) for way in ways], axis=0)
    found = [(begin, end, False) for begin, end in _rides(covered, local)]
    if "altitude_m" in samples:
        cadence = _at(samples, "cadence_spm", grid) if "cadence_spm" in samples else None
        lifts = _lifts(_at(samples, "altitude_m", grid), local, cadence)
        found += [(a, b, True) for a, b in lifts if not any(a < end and begin < b for begin, end, _ in found)]
    return tuple(Carried(float(begin), float(end), lifted) for begin, end, lifted in sorted(found))


def without_carried(samples: Samples, carried: Sequence[Carried]) -> Samples:
    """Return the samples outside the stretches in which the runner was carried."""
    if not carried:
        return samples
    inside, edge = np.zeros((2, samples.time_s.size), dtype=np.bool_)
    for each in carried:
        inside |= (samples.time_s > each.begin_s) & (samples.time_s < each.end_s)
        edge |= (samples.time_s == each.begin_s) | (samples.time_s == each.end_s)
    if samples.time_s.size - np.count_nonzero(inside) < _LEAST_LEFT:
        return samples
    columns = {name: values[~inside] for name, values in samples.columns.items()}
    if "speed_m_s" in columns:  # at its first and last second the place is the run's, and the speed the ride's
        columns["speed_m_s"] = np.where(edge[~inside], np.nan, columns["speed_m_s"])
    left = {name: values for name, values in columns.items() if np.isfinite(values).any()}
    return replace(samples, time_s=samples.time_s[~inside], columns=left)


def _may_be_carried(samples: Samples, grid: FloatArray) -> bool:
    """Return False where the watch's own distance and height are a runner's throughout, which costs little to see."""
    if "distance_m" not in samples:
        return True
    distance = np.maximum.accumulate(_at(samples, "distance_m", grid))
    window_s = _WINDOWS_S[0]
    slowest = float(np.interp(_WINDOWS_S[-1], _RECORD_S, _RECORD_M_S))
    if distance[-1] - distance[0] <= 1.0 or (distance[window_s:] - distance[:-window_s]).max() > slowest * window_s:
        return True
    if "altitude_m" not in samples or grid.size <= _LIFTED_S:
        return False
    height = _at(samples, "altitude_m", grid)
    return bool((height[_LIFTED_S:] - height[:-_LIFTED_S]).max() > _LIFTED_M_S * _LIFTED_S)


def _at(samples: Samples, column: str, grid: FloatArray) -> FloatArray:
    known = np.isfinite(samples.columns[column])
    return np.asarray(np.interp(grid, samples.time_s[known], samples.columns[column][known]), dtype=np.float64)


def _ways(samples: Samples, grid: FloatArray) -> list[FloatArray]:
    """Return the way covered up to each second [m] by each source that tells it."""
    ways = []
    if "distance_m" in samples:
        known = np.isfinite(samples.columns["distance_m"])
        distance = np.maximum.accumulate(samples.columns["distance_m"][known])
        if distance[-1] - distance[0] > 1.0:
            ways.append(np.interp(grid, samples.time_s[known], distance))
    if "latitude_deg" in samples:
        known = np.isfinite(samples.columns["latitude_deg"])
        place = (
            np.interp(grid, samples.time_s[known], median_filter(values[known], _SPIKE_FIXES, mode="nearest"))
            for values in (samples.columns["latitude_deg"], np.unwrap(samples.columns["longitude_deg"], period=360.0))
        )
        ways.append(from_start(np.hypot(*planar_steps(*place))))
    if not ways and "speed_m_s" in samples:
        ways.append(np.cumsum(_at(samples, "speed_m_s", grid)))
    return ways


def _least(ways: list[FloatArray]) -> FloatArray:
    """Return the way by the slower of two sources, over some seconds because positions wander."""
    if len(ways) == 1:
        return ways[0]
    at = np.arange(0, ways[0].size, _STRIDE_S)
    steps = np.min([np.diff(way[at]) for way in ways], axis=0)
    return np.asarray(np.interp(np.arange(ways[0].size), at, from_start(steps)), dtype=np.float64)


def _rides(covered_m: FloatArray, local_m_s: FloatArray) -> list[tuple[int, int]]:
    """Return the stretches that are faster than any runner keeps up for as long."""
    fast = np.zeros(covered_m.size, dtype=np.bool_)
    for window_s in _WINDOWS_S:
        if window_s >= covered_m.size:
            break
        record = _MARGIN * float(np.interp(window_s, _RECORD_S, _RECORD_M_S))
        beyond = covered_m[window_s:] - covered_m[:-window_s] > record * window_s
        if beyond.any():
            fast |= _within(beyond, window_s) & (local_m_s > _RIDING_M_S)
    if not fast.any():
        return []
    fast = close_gaps(keep_long(close_gaps(fast, _STRIDE_S), _LEAST_RIDE_S), _LONGEST_STOP_S)
    own = local_m_s[~fast & (local_m_s > _SLOWEST_RUN_M_S)]
    return _widened(fast, local_m_s > _ABOVE_OWN * (float(np.median(own)) if own.size else _OWN_M_S))


def _lifts(height_m: FloatArray, local_m_s: FloatArray, cadence_spm: FloatArray | None) -> list[tuple[int, int]]:
    """Return the stretches that rise faster than anyone climbs for as long, entered from a stop and without steps.

    Over a tunnel the ground rises as fast, but there the runner runs on.
    """
    if height_m.size <= _LIFTED_S:
        return []
    lifted = height_m[_LIFTED_S:] - height_m[:-_LIFTED_S] > _LIFTED_M_S * _LIFTED_S
    quarter = _LIFTED_S // 4
    rises = height_m[quarter:] - height_m[:-quarter] > _LIFTED_EVENLY_M_S * quarter
    for part in range(4):
        lifted &= rises[part * quarter : part * quarter + lifted.size]
    if not lifted.any():
        return []
    rising = _rate(height_m, _LEAST_RIDE_S) > _LIFTED_EVENLY_M_S
    stood = maximum_filter1d(_rate(np.cumsum(local_m_s), _EDGE_S * 2) < _WAITING_M_S, _BOARDING_S, mode="nearest")
    return [
        (begin, end)
        for begin, end in _widened(_within(lifted, _LIFTED_S), rising)
        if stood[begin] and (cadence_spm is None or np.median(cadence_spm[begin:end]) < _STEPPING_SPM)
    ]


def _rate(values: FloatArray, window_s: int) -> FloatArray:
    """Return the change in each second, seen over a window around it."""
    at = np.arange(values.size)
    first, last = np.maximum(at - window_s // 2, 0), np.minimum(at + window_s // 2, values.size - 1)
    return np.asarray((values[last] - values[first]) / np.maximum(last - first, 1), dtype=np.float64)


def _within(begins: BoolArray, window_s: int) -> BoolArray:
    """Return True for each second inside a window of which the beginnings are marked."""
    depth = np.zeros(begins.size + window_s + 1, dtype=np.int64)
    at = np.flatnonzero(begins)
    np.add.at(depth, at, 1)
    np.add.at(depth, at + window_s + 1, -1)
    return np.asarray(np.cumsum(depth[:-1]) > 0, dtype=np.bool_)


def _widened(core: BoolArray, near: BoolArray) -> list[tuple[int, int]]:
    """Return the first and last second of each stretch, widened over what is still like it."""
    first, end = runs_of(core | near)
    held = np.cumsum(np.append(0, core))
    return [(a, b - 1) for a, b in zip(first.tolist(), end.tolist(), strict=True) if held[b] > held[a]]
