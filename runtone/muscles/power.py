"""Power of each muscle group while running or walking, and the index that makes it comparable with easy running."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from runtone.muscles.parameters import MUSCLES, polynomial, scalar
from runtone.muscles.work import (
    GRADE_LIMIT,
    SPEED_HIGHEST,
    SPEED_LOWEST,
    effective_cadence,
    expected_cadence,
    work_per_step,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

REFERENCE_SPEED = scalar("reference_speed")
_WALKING_COST, _RUNNING_COST = polynomial("walking_cost", 5), polynomial("running_cost", 5)
_CORE_AT_REST, _CORE_PER_SPEED, _CORE_PER_GRADE = (
    scalar(f"core_{part}") for part in ("at_rest", "per_speed", "per_grade")
)


def running_power(
    speed_m_s: ArrayLike,
    grade: ArrayLike = 0.0,
    acceleration_m_s2: ArrayLike = 0.0,
    cadence_spm: ArrayLike | None = None,
    foot_strike: str = "unknown",
) -> NDArray[np.float64]:
    """Return the power of each muscle group while running [W/kg], shape (..., 6, 2): group, action.

    Parameters are those of `runtone.muscles.work_per_step`: work of a step times steps a second.
    """
    work = work_per_step(speed_m_s, grade, acceleration_m_s2, cadence_spm, foot_strike)
    steps_per_s = effective_cadence(speed_m_s, grade, cadence_spm) / 60.0
    return np.asarray((work[..., 0] + work[..., 1]) * steps_per_s[..., None, None])


def walking_power(speed_m_s: ArrayLike, grade: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Return the power of each muscle group while walking [W/kg], shape (..., 6, 2): group, action.

    Notes
    -----
    Slow running on the same slope, scaled by what walking costs against running there (Minetti et al. 2002); that
    each group shares alike in it is assumed.
    """
    scale = _walking_scale(speed_m_s, grade)
    return np.asarray(running_power(SPEED_LOWEST, grade) * scale[..., None, None])


def running_core_index(
    speed_m_s: ArrayLike, grade: ArrayLike = 0.0, cadence_spm: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Return the core's index while running [easy minutes a minute], a rough proxy.

    Notes
    -----
    No joint work is known for the trunk, which acts mostly isometrically: the index grows with cadence, speed and
    slope by assumption, and is 1 on the level at 3 m/s.
    """
    cadence = effective_cadence(speed_m_s, grade, cadence_spm) / expected_cadence(REFERENCE_SPEED)
    speed = np.clip(np.asarray(speed_m_s, float), SPEED_LOWEST, SPEED_HIGHEST) / REFERENCE_SPEED
    steep = np.minimum(np.abs(np.asarray(grade, float)), GRADE_LIMIT)
    return np.asarray(cadence * (_CORE_AT_REST + _CORE_PER_SPEED * speed) * (1.0 + _CORE_PER_GRADE * steep))


def walking_core_index(speed_m_s: ArrayLike, grade: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Return the core's index while walking [easy minutes a minute], scaled as `walking_power` is."""
    return np.asarray(running_core_index(SPEED_LOWEST, grade) * _walking_scale(speed_m_s, grade))


@cache
def reference_power() -> dict[str, float]:
    """Return what easy running asks of each group: concentric and eccentric power on the level at 3 m/s [W/kg].

    Core has no power; its reference is the index itself, 1.
    """
    power = running_power(REFERENCE_SPEED).sum(axis=-1)
    return {**dict(zip(MUSCLES, power.tolist(), strict=True)), "core": 1.0}


def load_index(
    speed_m_s: ArrayLike,
    grade: ArrayLike = 0.0,
    acceleration_m_s2: ArrayLike = 0.0,
    cadence_spm: ArrayLike | None = None,
    foot_strike: str = "unknown",
) -> NDArray[np.float64]:
    """Return the index of every group while running [easy minutes a minute], shape (..., 7): `GROUPS`, core last.

    Parameters are those of `runtone.muscles.work_per_step`.
    """
    power = running_power(speed_m_s, grade, acceleration_m_s2, cadence_spm, foot_strike).sum(axis=-1)
    core = np.broadcast_to(running_core_index(speed_m_s, grade, cadence_spm), power.shape[:-1])
    reference = np.array(list(reference_power().values()))
    return np.asarray(np.concatenate([power, core[..., None]], axis=-1) / reference)


def _walking_scale(speed_m_s: ArrayLike, grade: ArrayLike) -> NDArray[np.float64]:
    """Return walking at a speed and grade as a multiple of the slowest running on that grade."""
    slope = np.clip(np.asarray(grade, float), -GRADE_LIMIT, GRADE_LIMIT)
    cost = np.polynomial.polynomial.polyval(slope, _WALKING_COST) / np.polynomial.polynomial.polyval(
        slope, _RUNNING_COST
    )
    return np.asarray(np.asarray(speed_m_s, float) / SPEED_LOWEST * cost)
