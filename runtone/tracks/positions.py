"""Positions without spikes, as a smooth path in metres."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from runtone.sums import from_start
from runtone.tracks.places.geodesy import metres_per_degree, planar_steps
from runtone.tracks.smoothing import smooth_path

if TYPE_CHECKING:
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Faster than any runner [m/s]: the world record of 100 m peaks at 12.4.
FASTEST_M_S: Final = 12.5

#: A fix this far from the median of its nine neighbours is a spike [m], where they span eight seconds or less.
_SPIKE_M: Final = 15.0
_NEIGHBOURS: Final = 9

#: Only where a step is faster than this can there be a spike [m/s].
_SUSPICIOUS_M_S: Final = 8.0

#: A watch that hung catches up within this time [s]; positions that do so end up where the run's usual speed, or a
#: little more, would have taken them [m/s].
_AROUND_S: Final = 10.0
_UNUSUAL: Final = 1.3
_WANDERING_M_S: Final = 1.0

#: A fix that both neighbours are this far from [m/s], though they are not from one another, is a spike.
_OUT_AND_BACK_M_S: Final = 10.0

#: The same fix written again and again for up to this long, then caught up with, is a stale fix, not a stop [s].
_LONGEST_STALE_S: Final = 10.0
_SLOWEST_MOVE_M_S: Final = 0.8


@dataclass(frozen=True, slots=True)
class Path:
    """The smooth path of a run.

    Parameters
    ----------
    path_m : numpy.ndarray, shape (recorded seconds, 2)
        Metres east and north of the first fix, pauses closed up.
    latitude_deg, longitude_deg : numpy.ndarray, shape (recorded seconds,)
        The same path on the globe; NaN before the first fix and after the last.
    repaired : int
        Fixes that were replaced.
    length_m : float
        Length of the path [m].
    """

    path_m: FloatArray
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    repaired: int
    length_m: float

    def only(self, fits: BoolArray) -> Path:
        """Return the path with coordinates where they fit the distance, missing elsewhere."""
        if fits.all():
            return self
        return replace(
            self,
            latitude_deg=np.where(fits, self.latitude_deg, np.nan),
            longitude_deg=np.where(fits, self.longitude_deg, np.nan),
        )


def path_of(samples: Samples, timeline: Timeline) -> Path | None:
    """Return the smooth path of a run, or None where it has no positions."""
    if "latitude_deg" not in samples:
        return None
    latitude, longitude = samples.columns["latitude_deg"], samples.columns["longitude_deg"]
    known = np.flatnonzero(np.isfinite(latitude))
    if known.size < 2:
        return None
    interrupted = from_start(timeline.cut)[known]
    time_s, latitude, longitude = samples.time_s[known], latitude[known], longitude[known]
    plane = _plane(latitude, longitude, interrupted)

    good = ~_stale(time_s, plane)
    spike = np.zeros(good.size, dtype=np.bool_)
    spike[good] = _spikes(time_s[good], plane[good])
    good &= ~spike
    if np.count_nonzero(good) < 2:
        good, spike = np.ones_like(good), np.zeros_like(good)
    time_s, plane, latitude, longitude = time_s[good], plane[good], latitude[good], longitude[good]
    jumps = _close_jumps(time_s, plane)

    rows = timeline.rows
    raw = np.stack([np.interp(rows, time_s, plane[:, 0]), np.interp(rows, time_s, plane[:, 1])], axis=1)
    smooth = smooth_path(raw, _seen(rows, time_s), timeline.begins)
    steps = np.diff(smooth, axis=0)[~timeline.begins[1:]]
    located = (rows >= time_s[0] - 0.5) & (rows <= time_s[-1] + 0.5)
    latitude, longitude = _on_globe(rows, time_s, latitude, longitude, smooth - raw)
    return Path(
        path_m=smooth,
        latitude_deg=np.where(located, latitude, np.nan),
        longitude_deg=np.where(located, longitude, np.nan),
        repaired=int(np.count_nonzero(spike)) + jumps,
        length_m=float(np.hypot(steps[:, 0], steps[:, 1]).sum()),
    )


def _plane(latitude: FloatArray, longitude: FloatArray, interrupted: npt.NDArray[np.int64]) -> FloatArray:
    """Metres from the first fix; what was covered during a pause is left out, so the path has no jump there."""
    east, north = planar_steps(latitude, longitude)
    paused = np.diff(interrupted) > 0
    steps = np.stack([np.where(paused, 0.0, east), np.where(paused, 0.0, north)], axis=1)
    return np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])


def _stale(time_s: FloatArray, plane: FloatArray) -> BoolArray:
    """Whether a fix only repeats the last one while the runner went on, as the next new fix shows."""
    moved = np.any(np.diff(plane, axis=0) != 0.0, axis=1)
    stale = np.concatenate([[False], ~moved])
    if not stale.any():
        return stale
    fresh = np.flatnonzero(~stale)
    run = np.cumsum(~stale) - 1  # which fresh fix each one is or repeats
    held_s = np.append(time_s[fresh[1:]], np.inf) - time_s[fresh]
    step = np.append(np.hypot(*np.diff(plane[fresh], axis=0).T), 0.0)
    caught_up = (held_s <= _LONGEST_STALE_S) & (step >= _SLOWEST_MOVE_M_S * held_s)
    return np.asarray(stale & caught_up[run], dtype=np.bool_)


def _spikes(time_s: FloatArray, plane: FloatArray) -> BoolArray:
    """Whether a fix lies where no runner could have been between its neighbours."""
    none = np.zeros(time_s.size, dtype=np.bool_)
    if time_s.size < _NEIGHBOURS:
        return none
    step_m = np.hypot(*np.diff(plane, axis=0).T)
    step_s = np.diff(time_s)
    speed = step_m / step_s
    if speed.max() <= _SUSPICIOUS_M_S:
        return none
    half = _NEIGHBOURS // 2
    away = np.hypot(*(axis - median_filter(axis, _NEIGHBOURS, mode="nearest") for axis in plane.T))
    index = np.arange(time_s.size)
    span_s = time_s[np.minimum(index + half, time_s.size - 1)] - time_s[np.maximum(index - half, 0)]
    spike = away > _SPIKE_M * np.maximum(1.0, span_s / (2.0 * half))
    bypass = np.hypot(*(plane[2:] - plane[:-2]).T) / (time_s[2:] - time_s[:-2])
    spike[1:-1] |= (speed[:-1] > _OUT_AND_BACK_M_S) & (speed[1:] > _OUT_AND_BACK_M_S) & (bypass < _SUSPICIOUS_M_S)
    return np.asarray(spike, dtype=np.bool_)


def impossible_steps(time_s: FloatArray, length_m: FloatArray, plausible_m_s: float) -> BoolArray:
    """Whether each step between successive samples is one that no runner took.

    A step faster than any runner is not impossible where it makes up for slow ones.

    Parameters
    ----------
    time_s : numpy.ndarray, shape (n,)
    length_m : numpy.ndarray, shape (n - 1,)
    plausible_m_s : float
        Speed at which the ten seconds around a fast step may have been covered [m/s].
    """
    impossible = length_m > FASTEST_M_S * np.diff(time_s)
    fast = np.flatnonzero(impossible)
    if fast.size:
        run_m = from_start(length_m)
        before = np.maximum(time_s[fast] - _AROUND_S / 2.0, time_s[0])
        after = np.minimum(time_s[fast + 1] + _AROUND_S / 2.0, time_s[-1])
        around = np.interp(after, time_s, run_m) - np.interp(before, time_s, run_m)
        impossible[fast] = around > plausible_m_s * (after - before)
    return impossible


def _close_jumps(time_s: FloatArray, plane: FloatArray) -> int:
    """Close, in place, the jumps to where the watch suddenly believed it was; return their number."""
    step = np.diff(plane, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    usual = float(np.median(length / np.diff(time_s)))
    jump = impossible_steps(time_s, length, _UNUSUAL * usual + _WANDERING_M_S)
    if jump.any():
        step[jump] = 0.0
        plane[1:] = plane[0] + np.cumsum(step, axis=0)
    return int(np.count_nonzero(jump))


def _seen(rows: FloatArray, time_s: FloatArray) -> BoolArray:
    """Whether a fix lies within half a second of each row."""
    after = np.clip(np.searchsorted(time_s, rows), 0, time_s.size - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(time_s[after] - rows), np.abs(rows - time_s[before])) <= 0.5


def _on_globe(
    rows: FloatArray, time_s: FloatArray, latitude: FloatArray, longitude: FloatArray, moved_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return interpolated coordinates moved by metres."""
    lat = np.interp(rows, time_s, latitude)
    turns = from_start(np.round(np.diff(longitude) / 360.0))  # over the 180th meridian
    lon = np.interp(rows, time_s, longitude - 360.0 * turns)
    east, north = metres_per_degree(lat)
    lon = lon + moved_m[:, 0] / np.maximum(east, 1.0)
    return lat + moved_m[:, 1] / north, lon - 360.0 * np.round(lon / 360.0)
