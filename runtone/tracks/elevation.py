"""Height and grade along a run, from recorded altitudes that lag, step, drift and are sometimes missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from runtone.tracks.grade_adjusted import STEEPEST_GRADE
from runtone.tracks.profile import BIN_M, Profile, most_probable_profile
from runtone.tracks.sensors import Choice, likely_sensor, resolution_m

if TYPE_CHECKING:
    from runtone.tracks.motion import Motion
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline
    from runtone.tracks.track import AltitudeSource

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Less than this was never measured: a placeholder written into every sample [m].
_LEAST_RANGE_M: Final = 0.05

#: Fewer bins with a height than this are no profile.
_LEAST_BINS: Final = 10

#: Pressure is not height while standing [m/s]: heights below this speed are not looked at, and the sensor's zero may
#: drift there, by this much in a second's square root [m/s½].
_STANDING_M_S: Final = 0.6
_STANDING_DRIFT_M: Final = 0.03

#: A rise beyond what this grade explains [m] within these seconds is a step of pressure, not ground.
_STEEPEST_GROUND: Final = 0.45
_STEP_M: Final = 1.5
_STEP_WINDOWS_S: Final = (1.0, 3.0, 6.0)
#: How far the sensor's zero may then have moved [m].
_STEP_SLACK_M: Final = 30.0

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


def elevation_of(samples: Samples, timeline: Timeline, motion: Motion) -> Elevation:
    """Return height and grade along a run."""
    rows = timeline.rows
    if "altitude_m" not in samples:
        return _unknown(rows.size)
    heights = _heights(samples, timeline, motion)
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

    slack, ridden = _offset_slack(heights, timeline, motion, index, axis, bins)
    stood_s = _stood_s(timeline, motion, axis, bins)
    profile = most_probable_profile(
        mean,
        (count > 0).astype(np.float64),
        choice.terrain,
        choice.error,
        offset_slack_m=np.hypot(slack, _STANDING_DRIFT_M * np.sqrt(stood_s)),
        elapsed_decay=np.minimum(stood_s / choice.sensor.forgets_s, 10.0),
    )
    height = _without_offsets(profile, ridden)
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


def _heights(samples: Samples, timeline: Timeline, motion: Motion) -> _Heights | None:
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
    run = np.diff(distance)
    steady = ~(cut | step) & usable[1:] & usable[:-1]
    rises = np.diff(height)[steady]
    if rises.size < _LEAST_BINS:
        return None
    choice = likely_sensor(rises, max(float(run[steady].mean()), 0.5), rounding)
    return _Heights(time_s, height, usable, step, cut, choice)


def _steps(time_s: FloatArray, distance_m: FloatArray, height_m: FloatArray, allowed_m: float) -> BoolArray:
    """Whether the sensor steps between each sample and the next: rises that no ground can have."""
    step = np.zeros(time_s.size - 1, dtype=np.bool_)
    for window_s in _STEP_WINDOWS_S:
        end = np.searchsorted(time_s, time_s + window_s, side="right") - 1
        end = np.maximum(end, np.minimum(np.arange(time_s.size) + 1, time_s.size - 1))
        rise = np.abs(height_m[end] - height_m)
        wrong = np.flatnonzero(rise > allowed_m + _STEEPEST_GROUND * (distance_m[end] - distance_m))
        if wrong.size:
            edge = np.zeros(time_s.size + 1, dtype=np.int64)
            np.add.at(edge, wrong, 1)
            np.add.at(edge, end[wrong], -1)
            step |= np.cumsum(edge)[: time_s.size - 1] > 0
    return step


def _offset_slack(
    heights: _Heights,
    timeline: Timeline,
    motion: Motion,
    index: npt.NDArray[np.intp],
    axis: FloatArray,
    bins: int,
) -> tuple[FloatArray, BoolArray]:
    """Return how far the sensor's zero may move between bins [m], and where the runner was carried."""
    slack = np.zeros(bins - 1)
    ridden = np.zeros(bins - 1, dtype=np.bool_)
    for sample in np.flatnonzero(heights.step):
        slack[max(index[sample] - 1, 0) : index[sample + 1] + 1] = _STEP_SLACK_M
    begins = np.flatnonzero(timeline.begins)[1:]
    if begins.size:
        before, after = timeline.rows[begins - 1], timeline.rows[begins]
        height_before = np.interp(before, heights.time_s, heights.height_m)
        height_after = np.interp(after, heights.time_s, heights.height_m)
        across = np.abs(height_after - height_before)
        middle = ((axis[begins - 1] + axis[begins]) / 2.0 / BIN_M).astype(np.intp)
        drift = _STANDING_DRIFT_M * np.sqrt(after - before)
        carried = across > _RIDDEN_M
        slack[middle] = np.where(carried, across + _STEP_SLACK_M, drift)
        ridden[middle] = carried
    return slack, ridden


def _stood_s(timeline: Timeline, motion: Motion, axis: FloatArray, bins: int) -> FloatArray:
    """Seconds stood still in each bin, set between it and the next."""
    still = motion.speed_m_s < _STANDING_M_S
    if not still.any():
        return np.zeros(bins - 1)
    index = np.minimum((axis[still] / BIN_M + 0.5).astype(np.intp), bins - 2)
    return np.bincount(index, minlength=bins - 1).astype(np.float64)


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
