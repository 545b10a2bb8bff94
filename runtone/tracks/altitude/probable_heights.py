"""The most probable height profile along a run, given noisy heights.

The model, with distance along the run as its axis: terrain whose grade wanders and returns to level (an
Ornstein-Uhlenbeck process), a sensor whose error wanders and returns to zero (another), and white noise on top. Grade
changes more abruptly at the foot and the top of a hill than a Gaussian process would, and wind moves a barometer more
abruptly than its usual error, so both processes' innovations have the heavy tails of a Student t distribution, reached
by iteratively reweighted least squares [1]_.

With three unknowns a bin (height, grade, sensor error), each tied to its neighbour only, the posterior's precision is a
band of width five, and its mean, the most probable profile, costs O(n) by banded Cholesky.

References
----------
.. [1] K. L. Lange, R. J. A. Little, J. M. G. Taylor, "Robust statistical modeling using the t distribution", J. Am.
   Stat. Assoc. 84 (1989) 881-896.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack

FloatArray = npt.NDArray[np.float64]

#: Length of a bin [m]: below a runner's two strides nothing of a hill is to be seen.
BIN_M: Final = 5.0

#: Slack of one bin's rise against its grade [m]; keeps the band well conditioned.
_RISE_SLACK_M: Final = 0.02

#: Degrees of freedom of the innovations, and rounds of reweighting. One degree (a Cauchy distribution) takes 7 % off
#: the grade error of a Gaussian on runs of known terrain, and further rounds change nothing. The sensor's error has
#: tails too, of gusts: four degrees cost nothing where there are none, and take a fifth off where there are.
_GROUND_TAILS: Final = 1.0
_ERROR_TAILS: Final = 4.0
_REWEIGHTINGS: Final = 2

#: A Cauchy distribution of a Gaussian's width gives way less to gentle waves: this much wider, as many rises are lost
#: as are made up.
_GROUND_WIDTH: Final = 1.1

_STATES: Final = 3
_BAND: Final = 6


class Terrain(NamedTuple):
    """How hilly a region is: standard deviation of the grade and the distance over which it is alike [m]."""

    grade_sd: float
    correlation_m: float


class SensorError(NamedTuple):
    """How an altitude sensor errs: an error that comes and goes, its correlation length, and white noise [m]."""

    error_sd_m: float
    correlation_m: float
    white_sd_m: float


class ErrorCourse(NamedTuple):
    """How the sensor's error goes on from each bin to the next.

    Parameters
    ----------
    keep : numpy.ndarray, shape (n - 1,)
        Share of the error that is left in the next bin.
    variance_m2 : numpy.ndarray, shape (n - 1,)
        Variance of what is new in it [m²].
    offset_slack_m : numpy.ndarray, shape (n - 1,)
        By how much the sensor's zero may move for good [m]: while standing, by a calibration, across a pause. Height
        may jump there without any grade.
    """

    keep: FloatArray
    variance_m2: FloatArray
    offset_slack_m: FloatArray

    @classmethod
    def usual(cls, sensor: SensorError, bins: int) -> ErrorCourse:
        """Return the course of an error that nothing disturbs."""
        keep = np.full(bins - 1, np.exp(-BIN_M / sensor.correlation_m))
        return cls(keep, sensor.error_sd_m**2 * (1.0 - keep * keep), np.zeros(bins - 1))


class Profile(NamedTuple):
    """The most probable profile on the bins' grid.

    Parameters
    ----------
    height_m : numpy.ndarray, shape (n,)
        Height as the sensor counts it, its coloured error and noise removed.
    grade : numpy.ndarray, shape (n,)
        Rise over run, a fraction.
    """

    height_m: FloatArray
    grade: FloatArray


def most_probable_profile(
    height_m: FloatArray,
    seen: FloatArray,
    terrain: Terrain,
    sensor: SensorError,
    course: ErrorCourse | None = None,
) -> Profile:
    """Return the most probable terrain under noisy heights.

    Parameters
    ----------
    height_m : numpy.ndarray, shape (n,)
        Mean recorded height of each bin of `BIN_M`; anything where nothing was recorded.
    seen : numpy.ndarray, shape (n,)
        Weight of each bin's height: 1 where there is one, 0 where there is none.
    terrain, sensor : Terrain, SensorError
        The process of the grade and that of the sensor's error.
    course : ErrorCourse, optional
        How the error goes on where it is not the sensor's usual one.

    Returns
    -------
    Profile
    """
    bins = height_m.size
    base = float(np.median(height_m[seen > 0]))
    course = ErrorCourse.usual(sensor, bins) if course is None else course
    band, right = _heights_band(height_m - base, seen, sensor, course.offset_slack_m)
    start = (terrain.grade_sd * _GROUND_WIDTH, sensor.error_sd_m)
    keep = (np.full(bins - 1, np.exp(-BIN_M / terrain.correlation_m)), course.keep)
    usual = (start[0] ** 2 * (1.0 - keep[0] ** 2), course.variance_m2)
    tails = (_GROUND_TAILS, _ERROR_TAILS)
    variance = list(usual)
    state = right
    for _ in range(_REWEIGHTINGS + 1):
        full = band.copy(order="F")
        for process in (0, 1):
            _add_process(full, 1 + process, start[process], keep[process], variance[process])
        state = _solve(full, right)
        for process in (0, 1):
            value = state[1 + process :: _STATES]
            innovation = value[1:] - keep[process] * value[:-1]
            freedom = tails[process]
            variance[process] = (freedom * usual[process] + innovation**2) / (freedom + 1.0)
    return Profile(state[0::_STATES] + base, state[1::_STATES])


def _heights_band(
    height_m: FloatArray, seen: FloatArray, sensor: SensorError, offset_slack_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the band of the recorded heights and of the tie of height to grade, and the right-hand side."""
    bins = height_m.size
    band = np.zeros((_BAND, _STATES * bins), order="F")
    diagonal = band[0]
    # height[i + 1] - height[i] - BIN_M * (grade[i] + grade[i + 1]) / 2 is nearly nothing, unless the zero moved.
    tie = 1.0 / (_RISE_SLACK_M**2 + offset_slack_m**2)
    half = BIN_M / 2.0
    diagonal[0:-3:3] += tie
    diagonal[3::3] += tie
    diagonal[1:-3:3] += half * half * tie
    diagonal[4::3] += half * half * tie
    band[1, 0:-3:3] += half * tie
    band[1, 3::3] -= half * tie
    band[2, 1:-3:3] -= half * tie
    band[3, 0:-3:3] -= tie
    band[3, 1:-3:3] += half * half * tie
    band[4, 0:-3:3] += half * tie

    weight = seen / sensor.white_sd_m**2
    diagonal[0::3] += weight
    diagonal[2::3] += weight
    band[2, 0::3] += weight
    diagonal[0] += 1e-8  # the height of the start is not known beforehand
    right = np.zeros(_STATES * bins)
    right[0::3] = right[2::3] = weight * height_m
    return band, right


def _add_process(band: FloatArray, state: int, start_sd: float, keep: FloatArray, variance: FloatArray) -> None:
    """Add to the band, in place, a process of which each bin keeps a share from the one before."""
    precision = 1.0 / variance
    band[0, state] += 1.0 / start_sd**2
    band[0, state:-_STATES:_STATES] += keep * keep * precision
    band[0, state + _STATES :: _STATES] += precision
    band[_STATES, state:-_STATES:_STATES] -= keep * precision


def _solve(band: FloatArray, right: FloatArray) -> FloatArray:
    """Return the most probable state; `band` is overwritten."""
    factor, failed = lapack.dpbtrf(band, lower=1, overwrite_ab=1)
    if failed:  # pragma: no cover - the precision is a sum of squares with a proper prior
        msg = "The height profile's precision is not positive definite."
        raise ArithmeticError(msg)
    state, _ = lapack.dpbtrs(factor, right, lower=1)
    return np.asarray(state, dtype=np.float64)
