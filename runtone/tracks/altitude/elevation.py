"""Height and grade along a run, from recorded heights that lag, step, drift and are sometimes missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from runtone.sums import from_start
from runtone.tracks.altitude.dead_band import dead_band_m, without_small_waves
from runtone.tracks.altitude.heights import LEAST_HEIGHTS, STANDING_M_S, Heights
from runtone.tracks.altitude.lag import altitude_lag
from runtone.tracks.altitude.probable_heights import BIN_M, ErrorCourse, most_probable_profile
from runtone.tracks.grade_adjusted import STEEPEST_GRADE
from runtone.tracks.masks import runs_of

if TYPE_CHECKING:
    from runtone.tracks.motion import Motion
    from runtone.tracks.positions import Path
    from runtone.tracks.timeline import Timeline
    from runtone.tracks.track import AltitudeSource

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: While standing, a sensor's zero may drift by this much a second [m/s]: it warms up, or dries. Ground does not
#: move there, so allowing too much costs nothing.
_STANDING_DRIFT_M_S: Final = 0.02

#: How far it may move for good in a pressure step [m]; or, where the step is no larger, over which distance the error
#: fades again [m].
_STEP_SLACK_M: Final = 30.0
_FADING_M: Final = 300.0
#: Where the ground within that distance on both sides rises by this share of the step, the step is ground too, which
#: the sensor was late to see.
_LATE: Final = 0.7

#: Bins set between the stretches before and after a pause, so that their heights do not mix.
_PAUSE_BINS: Final = 2
#: A height that differs by more across a pause was reached without running [m].
_RIDDEN_M: Final = 3.0

#: Window in which the range of height is held against the sensor's noise [s], and the range that even a good sensor's
#: noise has in it [m].
_FLAT_WINDOW_S: Final = 60
_LEAST_NOISE_RANGE_M: Final = 0.6


@dataclass(frozen=True, slots=True)
class Elevation:
    """Height and grade in each recorded second.

    Parameters
    ----------
    altitude_m : numpy.ndarray, shape (recorded seconds,)
        The most probable profile; NaN where the altitude is not known.
    grade : numpy.ndarray, shape (recorded seconds,)
        Rise over run, a fraction; 0 where the altitude is not known.
    trusted_grade : numpy.ndarray, shape (recorded seconds,)
        The same, faded to 0 where the height hardly changes within a minute: for the grade-adjusted speed.
    source : str
    steps : int
        Pressure steps that were taken out.
    bridges : int
        Bridges and tunnels, under or over which the recorded heights are those of the ground.
    """

    altitude_m: FloatArray
    grade: FloatArray
    trusted_grade: FloatArray
    source: AltitudeSource
    steps: int
    bridges: int = 0


@dataclass(frozen=True, slots=True)
class _Bins:
    """A run cut into bins of `BIN_M`.

    `axis` is the distance of each recorded second with room set between pieces, `index` the bin of each height.
    """

    size: int
    axis: FloatArray
    index: IntArray


def elevation_of(
    heights: Heights | None, moving: BoolArray, timeline: Timeline, motion: Motion, path: Path | None
) -> Elevation:
    """Return height and grade along a run.

    Parameters
    ----------
    heights : Heights or None
        What was recorded, None where that is nothing.
    moving : numpy.ndarray of bool, shape (recorded seconds,)
        Whether the runner moved; a height that changes while standing is pressure.
    timeline : Timeline
    motion : Motion
    path : Path or None
    """
    if heights is None:
        return _unknown(timeline.rows.size)
    used = heights.moving | moving[np.minimum(np.searchsorted(timeline.rows, heights.time_s), moving.size - 1)]
    standing = ~moving & (motion.speed_m_s < STANDING_M_S)
    bins = _bins(heights, timeline, motion, path)
    count = np.bincount(bins.index[used], minlength=bins.size)
    if np.count_nonzero(count) < LEAST_HEIGHTS:
        return _unknown(timeline.rows.size)
    total = np.bincount(bins.index[used], heights.height_m[used], minlength=bins.size)
    mean = total / np.maximum(count, 1)

    choice = heights.choice
    course, ridden = _error_course(heights, timeline, standing, bins)
    course, late = _with_steps(course, heights, bins)
    profile = most_probable_profile(mean, (count > 0).astype(np.float64), choice.terrain, choice.error, course)
    grade = profile.grade + late
    rise = BIN_M * (grade[1:] + grade[:-1]) / 2.0
    height = profile.height_m[0] + from_start(np.where(ridden, 0.0, rise))
    height = without_small_waves(height, dead_band_m(height, BIN_M))
    height[1:] += np.cumsum(np.where(ridden, np.diff(profile.height_m), 0.0))

    grid = np.arange(bins.size) * BIN_M
    altitude = np.interp(bins.axis, grid, height)
    grade = np.clip(np.interp(bins.axis, grid, grade), -STEEPEST_GRADE, STEEPEST_GRADE)
    if choice.source == "phone":
        grade = np.zeros_like(grade)
    return Elevation(
        altitude_m=altitude,
        grade=grade,
        trusted_grade=grade * _hilliness(altitude, choice.error.error_sd_m),
        source=choice.source,
        steps=runs_of(heights.step)[0].size,
        bridges=heights.bridges,
    )


def _unknown(rows: int) -> Elevation:
    return Elevation(np.full(rows, np.nan), np.zeros(rows), np.zeros(rows), "none", 0)


def _bins(heights: Heights, timeline: Timeline, motion: Motion, path: Path | None) -> _Bins:
    axis = motion.distance_m + _PAUSE_BINS * BIN_M * (np.cumsum(timeline.begins) - 1)
    lag_s = heights.choice.sensor.lag_s
    if lag_s > 0.0:
        lag_s = altitude_lag(heights.time_s, heights.height_m, timeline, path, lag_s)
    at_heights = np.interp(heights.time_s - lag_s, timeline.rows, axis)
    return _Bins(int(axis[-1] / BIN_M + 0.5) + 2, axis, (at_heights / BIN_M + 0.5).astype(np.intp))


def _error_course(
    heights: Heights, timeline: Timeline, standing: BoolArray, bins: _Bins
) -> tuple[ErrorCourse, BoolArray]:
    """Return how the sensor's error goes on from bin to bin, and between which bins the runner was carried."""
    error, sensor = heights.choice.error, heights.choice.sensor
    still = np.minimum((bins.axis / BIN_M + 0.5).astype(np.intp), bins.size - 2)[standing]
    stood_s = np.bincount(still, minlength=bins.size - 1).astype(np.float64)
    slack = _STANDING_DRIFT_M_S * stood_s
    ridden = np.zeros(bins.size - 1, dtype=np.bool_)
    begins = np.flatnonzero(timeline.begins)[1:]
    if begins.size:
        before, after = timeline.rows[begins - 1], timeline.rows[begins]
        across = np.abs(
            np.interp(after, heights.time_s, heights.height_m) - np.interp(before, heights.time_s, heights.height_m)
        )
        middle = ((bins.axis[begins - 1] + bins.axis[begins]) / 2.0 / BIN_M).astype(np.intp)
        carried = across > _RIDDEN_M
        ridden[middle] = carried
        slack[middle] = np.where(carried, across + _STEP_SLACK_M, _STANDING_DRIFT_M_S * (after - before))
        stood_s[middle] += after - before
    keep = np.exp(-(BIN_M / error.correlation_m + np.minimum(stood_s / sensor.forgets_s, 10.0)))
    return ErrorCourse(keep, error.error_sd_m**2 * (1.0 - keep * keep), slack), ridden


def _with_steps(course: ErrorCourse, heights: Heights, bins: _Bins) -> tuple[ErrorCourse, FloatArray]:
    """Let the sensor jump at its steps: for good, or with an error that fades over the next few hundred metres.

    Returns also the grade to give back in each bin: where the ground around rises as much as the step, it was the
    sensor that came late, and the ground is taken to have risen evenly.
    """
    given_back = np.zeros(bins.size)
    first, last = runs_of(heights.step)
    if not first.size:
        return course, given_back
    size = heights.height_m[last] - heights.height_m[first]
    far = int(_FADING_M / BIN_M)
    begin = np.maximum(bins.index[first] - 1, 0)
    end = np.minimum(bins.index[last] + 1, bins.size - 1)
    left, right = np.maximum(begin - far, 0), np.minimum(end + far, bins.size - 1)
    ground = np.interp(np.arange(bins.size), bins.index, heights.height_m)
    trend = ground[right] - ground[left] - size
    late = trend * np.sign(size) > _LATE * np.abs(size)

    keep, variance, slack = (each.copy() for each in course)
    for step in range(size.size):
        slack[begin[step] : end[step]] = max(_STEP_SLACK_M, abs(size[step]))
        if late[step]:
            given_back[left[step] : right[step]] += size[step] / (BIN_M * (right[step] - left[step]))
        elif abs(size[step]) <= _STEP_SLACK_M:
            keep[end[step] : end[step] + 2 * far] = np.exp(-BIN_M / _FADING_M)
            variance[begin[step] : end[step]] += size[step] ** 2
    return ErrorCourse(keep, variance, slack), given_back


def _hilliness(altitude: FloatArray, noise_m: float) -> FloatArray:
    """Return 0 where the range of height within a minute is inside the sensor's noise, 1 where it is twice it."""
    span = maximum_filter1d(altitude, _FLAT_WINDOW_S, mode="nearest") - minimum_filter1d(
        altitude, _FLAT_WINDOW_S, mode="nearest"
    )
    return np.clip(span / max(noise_m, _LEAST_NOISE_RANGE_M) - 1.0, 0.0, 1.0)
