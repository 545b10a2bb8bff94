"""Mechanical work of each muscle group in one step of running.

Work is that of the muscle-tendon unit, in joules per kilogram of body mass. Concentric work is done while the unit
shortens (push), eccentric while it lengthens (brake); both are counted positive. Levels come from open motion-capture
data (Fukuchi et al. 2017, Hamner & Delp 2013), slope and cadence from the papers that parameters.csv names row by row;
docs/method.md tells the story. It is an estimate for an average body, not a measurement.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.errors import SettingsError
from runtone.muscles.parameters import anchor_work, per_muscle, per_muscle_and_phase, per_part, scalar

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.interpolate import PchipInterpolator

CONCENTRIC, ECCENTRIC = 0, 1
STANCE, SWING = 0, 1

GRAVITY = scalar("gravity")
SPEED_LOWEST, SPEED_SUPPORTED, SPEED_HIGHEST = (scalar(f"speed_{end}") for end in ("lowest", "supported", "highest"))
GRADE_SUPPORTED, GRADE_LIMIT = scalar("grade_supported"), scalar("grade_limit")
ACCELERATION_FLOOR, ACCELERATION_LIMIT = scalar("acceleration_floor"), scalar("acceleration_limit")
CADENCE_DEVIATION_LIMIT = scalar("cadence_deviation_limit")
RELIEF_FLOOR = scalar("relief_floor")

_CADENCE_AT, _CADENCE_PER_SPEED = scalar("cadence_at_2_5_m_s"), scalar("cadence_per_speed")
_CADENCE_UPHILL, _CADENCE_DOWNHILL = scalar("cadence_uphill"), scalar("cadence_downhill")
_UPHILL_WORK, _ACCELERATING_WORK = per_muscle("uphill_work"), per_muscle("accelerating_work")
_BRAKING_WORK = per_muscle("braking_work")
_UPHILL_RELIEF, _DOWNHILL_RELIEF = per_muscle("uphill_relief"), per_muscle("downhill_relief")
_CADENCE_EXPONENT = per_muscle_and_phase("cadence_exponent")
_CADENCE_FADE = per_muscle_and_phase("cadence_fade", default=0.0)
_CADENCE_FADES_FROM = scalar("reference_speed")
_FOREFOOT = per_part("forefoot_factor", default=1.0)
FOOT_STRIKE_FACTORS = {
    "rear": np.ones_like(_FOREFOOT),
    "unknown": np.ones_like(_FOREFOOT),
    "mid": (1.0 + _FOREFOOT) / 2.0,
    "fore": _FOREFOOT,
}


class Extrapolation(NamedTuple):
    """Where the model is asked for more than the evidence behind it covers; boolean arrays of the inputs' shape."""

    speed_extrapolated: NDArray[np.bool_]
    """Faster than motion capture reached (5 m/s)."""
    speed_clamped: NDArray[np.bool_]
    """Below 2 or above 9 m/s: computed as at that border."""
    grade_extrapolated: NDArray[np.bool_]
    """Steeper than 15 %."""
    grade_clamped: NDArray[np.bool_]
    """Steeper than 30 %: computed as at 30 %."""


def extrapolation(speed_m_s: ArrayLike, grade: ArrayLike = 0.0) -> Extrapolation:
    """Say where speed and grade leave the range that measurements support.

    Parameters
    ----------
    speed_m_s : array_like
        Running speed [m/s].
    grade : array_like
        Slope [rise/run]; broadcast against the speed.

    Returns
    -------
    Extrapolation
        Masks; a missing value is in none of them.
    """
    speed, steep = np.broadcast_arrays(np.asarray(speed_m_s, float), np.abs(np.asarray(grade, float)))
    return Extrapolation(
        speed_extrapolated=speed > SPEED_SUPPORTED,
        speed_clamped=(speed < SPEED_LOWEST) | (speed > SPEED_HIGHEST),
        grade_extrapolated=steep > GRADE_SUPPORTED,
        grade_clamped=steep > GRADE_LIMIT,
    )


def expected_cadence(speed_m_s: ArrayLike, grade: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Return the average runner's cadence [steps/min], both feet.

    Parameters
    ----------
    speed_m_s : array_like
        Running speed [m/s]; clamped to the range of the level table.
    grade : array_like
        Slope [rise/run]; clamped to +-0.30.

    Notes
    -----
    Linear in speed (Fukuchi et al. 2017, Hamner & Delp 2013); quicker uphill (Padulo et al. 2012, Swanson & Caldwell
    2000), slightly slower downhill (assumed).
    """
    speed = np.clip(np.asarray(speed_m_s, float), SPEED_LOWEST, SPEED_HIGHEST)
    slope = np.clip(np.asarray(grade, float), -GRADE_LIMIT, GRADE_LIMIT)
    per_grade = np.where(slope > 0.0, _CADENCE_UPHILL, _CADENCE_DOWNHILL)
    return np.asarray((_CADENCE_AT + _CADENCE_PER_SPEED * (speed - 2.5)) * (1.0 + per_grade * slope))


def effective_cadence(
    speed_m_s: ArrayLike, grade: ArrayLike = 0.0, cadence_spm: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return the cadence that the model uses [steps/min]: the given one, held within 25 % of the expected one.

    Where no cadence is given (None or NaN) it is the expected one. Inputs are broadcast.
    """
    expected = expected_cadence(speed_m_s, grade)
    if cadence_spm is None:
        return expected
    given = np.asarray(cadence_spm, float)
    low, high = 1.0 - CADENCE_DEVIATION_LIMIT, 1.0 + CADENCE_DEVIATION_LIMIT
    return np.where(np.isnan(given), expected, np.clip(given, low * expected, high * expected))


def work_per_step(
    speed_m_s: ArrayLike,
    grade: ArrayLike = 0.0,
    acceleration_m_s2: ArrayLike = 0.0,
    cadence_spm: ArrayLike | None = None,
    foot_strike: str = "unknown",
) -> NDArray[np.float64]:
    """Return the work of each muscle group in one step of running [J per kg of body mass].

    A step of one leg is a stride of that leg, so for the whole body: multiply by steps per second for W/kg.

    Parameters
    ----------
    speed_m_s : array_like
        Running speed [m/s]; clamped to 2-9 m/s. Walking is another gait: see `runtone.muscles.load_rate`.
    grade : array_like
        Slope [rise/run]; clamped to +-0.30.
    acceleration_m_s2 : array_like
        Change of speed [m/s2], of a speed smoothed over at least 5 s; clamped to +-2.5, and 0 where smaller than 0.1.
    cadence_spm : array_like, optional
        Steps a minute, both feet; held within 25 % of the expected cadence. Where missing, the expected cadence.
    foot_strike : {"rear", "mid", "fore", "unknown"}
        ``"unknown"`` is computed as ``"rear"``, how most runners land; its uncertainty is wider.

    Returns
    -------
    numpy.ndarray
        Shape (..., 6, 2, 2): the inputs' broadcast shape, then muscle group (`GROUPS` without core), action
        (concentric, eccentric) and phase (stance, swing). Finite and not negative for every input, infinities
        included, except that a missing (NaN) speed, grade or acceleration gives NaN: what is not known stays so.

    Raises
    ------
    SettingsError
        The foot strike is none of the four.

    See Also
    --------
    extrapolation : Where the inputs leave the supported range.

    Notes
    -----
    In this order: level work between the anchors; on a slope, or when speeding up or slowing down (a slope by another
    name: di Prampero et al. 2005), stance braking shrinks uphill and stance push downhill; cadence scales each
    phase by exp(k r), with r the relative deviation from the expected cadence, and k fading with speed for the quads;
    foot strike scales parts; last, the
    work of lifting, lowering, speeding up and slowing down the body is added to stance. That last part is mechanical
    energy, which cadence changes through the length of the step alone.
    """
    inputs = (speed_m_s, grade, acceleration_m_s2, np.nan if cadence_spm is None else cadence_spm)
    speed, slope, acceleration, given = np.broadcast_arrays(*(np.asarray(value, float) for value in inputs))
    shape = speed.shape
    speed = np.clip(speed.ravel(), SPEED_LOWEST, SPEED_HIGHEST)
    slope = np.clip(slope.ravel(), -GRADE_LIMIT, GRADE_LIMIT)
    acceleration = np.clip(acceleration.ravel(), -ACCELERATION_LIMIT, ACCELERATION_LIMIT)
    acceleration = np.where(np.abs(acceleration) < ACCELERATION_FLOOR, 0.0, acceleration)
    cadence = effective_cadence(speed, slope, None if cadence_spm is None else given.ravel())

    # One row a figure, so that each is one piece of memory: what follows then takes half the time.
    work = np.ascontiguousarray(np.moveaxis(_level_work()(speed), 0, -1))
    work[:, :, STANCE] *= _slope_relief(slope + acceleration / GRAVITY)
    if cadence_spm is not None:
        deviation = cadence / expected_cadence(speed, slope) - 1.0
        work *= _cadence_factor(speed, deviation)[:, None]
    work *= _foot_strike_factor(foot_strike)[..., None]
    work[:, :, STANCE] += _energy_work(slope, acceleration, 60.0 * speed / cadence)
    return np.moveaxis(work, -1, 0).reshape(*shape, *work.shape[:-1])


@cache
def _level_work() -> PchipInterpolator:
    """Return monotone cubics through the anchors (Fritsch & Carlson 1980): no overshoot, so never below zero."""
    from scipy.interpolate import PchipInterpolator  # takes a third of a second, which pages need not wait for

    return PchipInterpolator(*anchor_work())


def _cadence_factor(speed: NDArray[np.float64], deviation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a relative deviation from the expected cadence does to each group and phase, shape (6, 2, n)."""
    faster = np.clip(speed, _CADENCE_FADES_FROM, SPEED_SUPPORTED) - _CADENCE_FADES_FROM
    exponent = _CADENCE_EXPONENT[..., None] * (1.0 - _CADENCE_FADE[..., None] * faster)
    return np.asarray(np.exp(exponent * deviation))


def _slope_relief(equivalent_grade: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is left of stance push going down and of stance braking going up, shape (6, 2, n)."""
    up, down = np.maximum(equivalent_grade, 0.0), np.minimum(equivalent_grade, 0.0)
    relief = np.empty((len(_UPHILL_RELIEF), 2, len(equivalent_grade)))
    np.maximum(RELIEF_FLOOR, 1.0 + down / _DOWNHILL_RELIEF[:, None], out=relief[:, CONCENTRIC])
    np.maximum(RELIEF_FLOOR, 1.0 - up / _UPHILL_RELIEF[:, None], out=relief[:, ECCENTRIC])
    return relief


def _energy_work(
    slope: NDArray[np.float64], acceleration: NDArray[np.float64], step_length: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the work that lifts and lowers, speeds up and slows down the body in one step, shape (6, 2, n)."""
    climb, motion = GRAVITY * step_length * np.sin(np.arctan(slope)), acceleration * step_length
    lifting, speeding_up = np.maximum(climb, 0.0), np.maximum(motion, 0.0)
    added = np.empty((len(_UPHILL_WORK), 2, len(slope)))
    added[:, CONCENTRIC] = _UPHILL_WORK[:, None] * lifting + _ACCELERATING_WORK[:, None] * speeding_up
    added[:, ECCENTRIC] = _BRAKING_WORK[:, None] * (np.maximum(-climb, 0.0) + np.maximum(-motion, 0.0))
    return added


def _foot_strike_factor(foot_strike: str) -> NDArray[np.float64]:
    try:
        return FOOT_STRIKE_FACTORS[foot_strike]
    except (KeyError, TypeError):
        known = ", ".join(FOOT_STRIKE_FACTORS)
        msg = f"Foot strike is one of {known}; {foot_strike!r} is none of them."
        raise SettingsError(msg) from None
