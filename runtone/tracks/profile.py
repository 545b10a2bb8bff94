"""The most probable height profile along a run, given noisy heights.

The model, with distance along the run as its axis: terrain whose grade wanders and returns to level (an
Ornstein-Uhlenbeck process), a sensor whose error wanders and returns to zero (another), and white noise on top. Grade
changes more abruptly at the foot and the top of a hill than a Gaussian process would, so its innovations have the heavy
tails of a Student t distribution, reached by iteratively reweighted least squares [1]_.

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

#: Degrees of freedom of the grade's innovations, and rounds of reweighting: tuned on runs of known terrain, where one
#: degree (a Cauchy distribution) takes 7 % off the grade error of a Gaussian, and further rounds change nothing.
_TAIL_DEGREES: Final = 1.0
_REWEIGHTINGS: Final = 3

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
    recorded = seen > 0
    base = float(np.median(height_m[recorded]))
    course = ErrorCourse.usual(sensor, bins) if course is None else course
    band, right = _band_without_grade(height_m - base, seen, sensor, course)
    keep = np.exp(-BIN_M / terrain.correlation_m)
    variance = terrain.grade_sd**2 * (1.0 - keep * keep)
    scale = np.ones(bins - 1)
    for _ in range(_REWEIGHTINGS + 1):
        state = _solve(band, right, keep, variance * scale, terrain.grade_sd)
        grade = state[1::_STATES]
        innovation = grade[1:] - keep * grade[:-1]
        scale = (_TAIL_DEGREES + innovation**2 / variance) / (_TAIL_DEGREES + 1.0)
    return Profile(state[0::_STATES] + base, grade)


def _band_without_grade(
    height_m: FloatArray, seen: FloatArray, sensor: SensorError, course: ErrorCourse
) -> tuple[FloatArray, FloatArray]:
    """Return the lower band of the precision, all but the grade's own prior, and the right-hand side."""
    bins = height_m.size
    band = np.zeros((_BAND, _STATES * bins), order="F")
    diagonal = band[0]

    precision = 1.0 / course.variance_m2
    diagonal[2] += 1.0 / sensor.error_sd_m**2
    diagonal[2:-3:3] += course.keep**2 * precision
    diagonal[5::3] += precision
    band[3, 2:-3:3] -= course.keep * precision

    # height[i + 1] - height[i] - BIN_M * (grade[i] + grade[i + 1]) / 2 is nearly nothing, unless the zero moved.
    tie = 1.0 / (_RISE_SLACK_M**2 + course.offset_slack_m**2)
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


def _solve(band: FloatArray, right: FloatArray, keep: float, variance: FloatArray, grade_sd: float) -> FloatArray:
    """Return the most probable state under a grade process with the given innovation variances."""
    precision = 1.0 / variance
    full = band.copy(order="F")
    full[0, 1] += 1.0 / grade_sd**2
    full[0, 1:-3:3] += keep * keep * precision
    full[0, 4::3] += precision
    full[3, 1:-3:3] -= keep * precision
    factor, failed = lapack.dpbtrf(full, lower=1, overwrite_ab=1)
    if failed:  # pragma: no cover - the precision is a sum of squares with a proper prior
        msg = "The height profile's precision is not positive definite."
        raise ArithmeticError(msg)
    state, _ = lapack.dpbtrs(factor, right, lower=1)
    return np.asarray(state, dtype=np.float64)
