"""Height and grade along a run, from recorded altitudes that lag, step, drift and are sometimes missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from runtone.tracks.dead_band import dead_band_m, without_small_waves
from runtone.tracks.grade_adjusted import STEEPEST_GRADE
from runtone.tracks.profile import BIN_M, ErrorCourse, Profile, most_probable_profile
from runtone.tracks.sensors import Choice, likely_sensor, resolution_m

if TYPE_CHECKING:
    from runtone.tracks.motion import Motion
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline
    from runtone.tracks.track import AltitudeSource

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: Less than this was never measured: a placeholder written into every sample [m].
_LEAST_RANGE_M: Final = 0.05

#: Fewer bins with a height than this are no profile.
_LEAST_BINS: Final = 10

#: Pressure is not height while standing [m/s]: heights below this speed are not looked at, and the sensor's zero may
#: drift there, by this much in a second's square root [m/s½].
_STANDING_M_S: Final = 0.4
_STANDING_DRIFT_M: Final = 0.03

#: A rise beyond what this grade or this vertical speed explains [m] within these seconds is a step of pressure, not
#: ground: the vertical kilometre's record is 0.6 m/s.
_STEEPEST_GROUND: Final = 0.45
_FASTEST_CLIMB_M_S: Final = 0.8
_STEP_M: Final = 1.5
_STEP_WINDOWS_S: Final = (1.0, 3.0, 6.0)
#: How far the sensor's zero may then have moved [m]; over which distance its error wanders back if it has not [m]; and
#: the share of the step that the ground around must rise by for the step to be a stuck sensor's catching up.
_STEP_SLACK_M: Final = 30.0
_UPSET_M: Final = 300.0
_CATCHES_UP: Final = 0.7
#: Where more of the samples step than this, it is no stepping barometer but noise.
_MOST_STEPS: Final = 0.02

#: Bins set between the stretches before and after a pause, so that their heights do not mix.
_PAUSE_BINS: Final = 2
#: A height that differs by more across a pause was reached without running [m].
_RIDDEN_M: Final = 3.0

#: Window in which the range of height is held against the sensor's noise [s].
_FLAT_WINDOW_S: Final = 60


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
    noise_m : float
        Standard deviation of the sensor's error [m]; NaN where there is no altitude.
    steps : int
        Pressure steps that were taken out.
    """

    altitude_m: FloatArray
    grade: FloatArray
    trusted_grade: FloatArray
    source: AltitudeSource
    noise_m: float
    steps: int


def elevation_of(samples: Samples, timeline: Timeline, motion: Motion, *, own_sensor: bool = False) -> Elevation:
    """Return height and grade along a run.

    Parameters
    ----------
    samples : Samples
    timeline : Timeline
    motion : Motion
    own_sensor : bool
        Whether the heights are known to be the watch's own, so not looked up in a terrain model.
    """
    rows = timeline.rows
    if "altitude_m" not in samples:
        return _unknown(rows.size)
    heights = _heights(samples, timeline, motion, own_sensor=own_sensor)
    if heights is None:
        return _unknown(rows.size)
    choice = heights.choice
    axis = motion.distance_m + _PAUSE_BINS * BIN_M * (np.cumsum(timeline.begins) - 1)
    at_samples = np.interp(heights.time_s - choice.sensor.lag_s, rows, axis)
    bins = int(axis[-1] / BIN_M + 0.5) + 2
    index = (at_samples / BIN_M + 0.5).astype(np.intp)
    count = np.bincount(index[heights.usable], minlength=bins)
    if np.count_nonzero(count) < _LEAST_BINS:
        return _unknown(rows.size)
    total = np.bincount(index[heights.usable], heights.height_m[heights.usable], minlength=bins)
    mean = total / np.maximum(count, 1)

    course, ridden = _error_course(heights, timeline, motion, index, axis, bins)
    profile = most_probable_profile(mean, (count > 0).astype(np.float64), choice.terrain, choice.error, course)
    height = _without_offsets(profile, ridden)
    height = without_small_waves(height, dead_band_m(height, BIN_M))
    grid = np.arange(bins) * BIN_M
    altitude = np.interp(axis, grid, height)
    grade = np.clip(np.interp(axis, grid, profile.grade), -STEEPEST_GRADE, STEEPEST_GRADE)
    noise = choice.error.error_sd_m
    if choice.source == "phone":
        grade = np.zeros_like(grade)
    return Elevation(
        altitude_m=altitude,
        grade=grade,
        trusted_grade=grade * _hilliness(altitude, noise),
        source=choice.source,
        noise_m=noise,
        steps=int(np.count_nonzero(heights.step)),
    )


def _unknown(rows: int) -> Elevation:
    return Elevation(np.full(rows, np.nan), np.zeros(rows), np.zeros(rows), "none", float("nan"), 0)


@dataclass(frozen=True, slots=True)
class _Heights:
    """Recorded heights, in order of time, and what is known of each."""

    time_s: FloatArray
    height_m: FloatArray
    usable: BoolArray
    step: BoolArray  # between this sample and the next the sensor stepped
    cut: BoolArray  # between this sample and the next is a pause
    choice: Choice


def _heights(samples: Samples, timeline: Timeline, motion: Motion, *, own_sensor: bool) -> _Heights | None:
    rows = timeline.rows
    altitude = samples.columns["altitude_m"]
    known = np.flatnonzero(np.isfinite(altitude))
    time_s, height = samples.time_s[known], altitude[known]
    if known.size < _LEAST_BINS or np.ptp(height) < _LEAST_RANGE_M:
        return None
    part = np.concatenate([[0], np.cumsum(timeline.cut)])[known]
    cut = np.diff(part) > 0
    distance = np.interp(time_s, rows, motion.distance_m)
    speed = np.interp(time_s, rows, motion.speed_m_s)
    usable = speed >= _STANDING_M_S
    if np.count_nonzero(usable) < _LEAST_BINS:
        return None
    rounding = resolution_m(height)
    step = _steps(time_s, distance, height, max(_STEP_M, 1.5 * rounding)) & ~cut
    if np.count_nonzero(step) > _MOST_STEPS * step.size:
        step = np.zeros_like(step)
    run = np.diff(distance)
    steady = ~(cut | step) & usable[1:] & usable[:-1]
    rises = np.diff(height)[steady]
    if rises.size < _LEAST_BINS:
        return None
    spacing = max(float(run[steady].mean()), 0.5)
    choice = likely_sensor(rises, spacing, rounding, own_sensor=own_sensor)
    return _Heights(time_s, height, usable, step, cut, choice)


def _steps(time_s: FloatArray, distance_m: FloatArray, height_m: FloatArray, allowed_m: float) -> BoolArray:
    """Whether the sensor steps between each sample and the next: rises that no ground can have."""
    step = np.zeros(time_s.size - 1, dtype=np.bool_)
    for window_s in _STEP_WINDOWS_S:
        end = np.searchsorted(time_s, time_s + window_s, side="right") - 1
        end = np.maximum(end, np.minimum(np.arange(time_s.size) + 1, time_s.size - 1))
        rise = np.abs(height_m[end] - height_m)
        ground = np.maximum(
            _STEEPEST_GROUND * (distance_m[end] - distance_m), _FASTEST_CLIMB_M_S * (time_s[end] - time_s)
        )
        wrong = np.flatnonzero(rise > allowed_m + ground)
        if wrong.size:
            edge = np.zeros(time_s.size + 1, dtype=np.int64)
            np.add.at(edge, wrong, 1)
            np.add.at(edge, end[wrong], -1)
            step |= np.cumsum(edge)[: time_s.size - 1] > 0
    return step


def _error_course(
    heights: _Heights, timeline: Timeline, motion: Motion, index: IntArray, axis: FloatArray, bins: int
) -> tuple[ErrorCourse, BoolArray]:
    """Return how the sensor's error goes on from bin to bin, and between which bins the runner was carried."""
    error, sensor = heights.choice.error, heights.choice.sensor
    stood_s = _stood_s(motion, axis, bins)
    slack = _STANDING_DRIFT_M * np.sqrt(stood_s)
    ridden = np.zeros(bins - 1, dtype=np.bool_)
    begins = np.flatnonzero(timeline.begins)[1:]
    if begins.size:
        before, after = timeline.rows[begins - 1], timeline.rows[begins]
        across = np.abs(
            np.interp(after, heights.time_s, heights.height_m) - np.interp(before, heights.time_s, heights.height_m)
        )
        middle = ((axis[begins - 1] + axis[begins]) / 2.0 / BIN_M).astype(np.intp)
        ridden[middle] = across > _RIDDEN_M
        slack[middle] = np.where(ridden[middle], across + _STEP_SLACK_M, _STANDING_DRIFT_M * np.sqrt(after - before))
        stood_s[middle] += after - before
    keep = np.exp(-(BIN_M / error.correlation_m + np.minimum(stood_s / sensor.forgets_s, 10.0)))
    variance = error.error_sd_m**2 * (1.0 - keep * keep)
    if heights.step.any():
        keep, variance, slack = _upset(heights, index, keep, variance, slack)
    return ErrorCourse(keep, variance, slack), ridden


def _upset(
    heights: _Heights, index: IntArray, keep: FloatArray, variance: FloatArray, slack: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Let the error jump at pressure steps, and wander back within some hundred metres before or after.

    Where the ground around rises as the step does, the sensor was stuck and catches up, and its height is right again
    after the step; elsewhere its zero may have moved for good.
    """
    first, last = _stretches(heights.step)
    size = heights.height_m[last] - heights.height_m[first]
    far = int(_UPSET_M / BIN_M)
    at_bins = np.interp(np.arange(keep.size + 1), index, heights.height_m)
    trend = at_bins[np.minimum(index[last] + far, keep.size)] - at_bins[np.maximum(index[first] - far, 0)] - size
    catches_up = trend * np.sign(size) > _CATCHES_UP * np.abs(size)

    jump = np.zeros(keep.size)
    moved = np.zeros(keep.size)
    lo, hi = np.maximum(index[first] - 1, 0), np.minimum(index[last] + 1, keep.size)
    for begin, end, metres, late in zip(lo, hi, np.abs(size), catches_up, strict=True):
        jump[begin:end] = np.maximum(jump[begin:end], metres)
        if not late:
            moved[begin:end] = _STEP_SLACK_M
    reach = maximum_filter1d(jump, 2 * far + 1, mode="constant")
    upset = reach > 0.0
    keep = np.where(upset, np.exp(-BIN_M / _UPSET_M), keep)
    variance = np.where(upset, reach**2 * (1.0 - keep * keep) + jump**2, variance)
    return keep, variance, np.hypot(slack, moved)


def _stretches(flag: BoolArray) -> tuple[IntArray, IntArray]:
    """Return where stretches of True begin, and one past where they end."""
    edge = np.diff(flag.astype(np.int8), prepend=0, append=0)
    return np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)


def _stood_s(motion: Motion, axis: FloatArray, bins: int) -> FloatArray:
    """Return the seconds stood still in each bin, set between it and the next."""
    still = motion.speed_m_s < _STANDING_M_S
    if not still.any():
        return np.zeros(bins - 1)
    at = np.minimum((axis[still] / BIN_M + 0.5).astype(np.intp), bins - 2)
    return np.bincount(at, minlength=bins - 1).astype(np.float64)


def _without_offsets(profile: Profile, ridden: BoolArray) -> FloatArray:
    """Return the height that the grades add up to; where the runner was carried, the sensor's own."""
    rise = BIN_M * (profile.grade[1:] + profile.grade[:-1]) / 2.0
    rise = np.where(ridden, np.diff(profile.height_m), rise)
    return profile.height_m[0] + np.concatenate([[0.0], np.cumsum(rise)])


def _hilliness(altitude: FloatArray, noise_m: float) -> FloatArray:
    """Return 0 where the range of height within a minute is inside the sensor's noise, 1 where it is twice it."""
    span = maximum_filter1d(altitude, _FLAT_WINDOW_S, mode="nearest") - minimum_filter1d(
        altitude, _FLAT_WINDOW_S, mode="nearest"
    )
    return np.clip(span / noise_m - 1.0, 0.0, 1.0)
