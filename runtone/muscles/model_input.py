"""What of a track the load model takes at its word: speed, grade, acceleration and cadence of each second."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.muscles.parameters import scalar
from runtone.muscles.work import CADENCE_DEVIATION_LIMIT, expected_cadence
from runtone.sums import from_start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.runner import Runner
    from runtone.tracks.track import Columns

WALKING_SPEED, WALKING_CADENCE, WALKING_FASTEST = (
    scalar(f"walking_{name}") for name in ("speed", "cadence", "fastest")
)
SPEED_IMPOSSIBLE = scalar("speed_impossible")
GRADE_WINDOW = scalar("grade_window")


class ModelInput(NamedTuple):
    """One value a second of the track, ready for the model; arrays of shape (n,)."""

    speed_m_s: NDArray[np.float64]
    """Never missing: 0 while paused or where it is unknown."""
    grade: NDArray[np.float64]
    acceleration_m_s2: NDArray[np.float64]
    cadence_spm: NDArray[np.float64]
    """NaN where unknown; as a runner of average habits would have it (see `read_model_input`)."""
    walking: NDArray[np.bool_]
    """Moving, but not running."""
    running: NDArray[np.bool_]


def read_model_input(track: Columns, runner: Runner) -> ModelInput:
    """Return what the model is given of each second of a track.

    Parameters
    ----------
    track : pandas.DataFrame or dict of str to numpy.ndarray
        ``speed_m_s`` is needed; ``grade``, ``acceleration_m_s2``, ``cadence_spm`` and ``paused`` are used where they
        exist. One row a second.
    runner : Runner
        ``cadence_ratio`` is used.

    Returns
    -------
    ModelInput

    Notes
    -----
    - A paused second, or one whose speed is unknown, does not move: nothing is invented across a gap.
    - An unknown grade is level, as on a treadmill that does not say. Grade is averaged over 30 m of way, because
      the model takes uphill and downhill apart and noise around level ground would count as both. For the same reason
      the ground is level where grade-adjusted speed is plain speed: there cleaning found no slope beyond the sensor's
      noise.
    - An unknown acceleration is none.
    - Walking is slower than 1.8 m/s, or, up to the fastest walk, fewer than 140 steps a minute. A cadence more than a
      quarter below what the speed needs is a fault of the sensor, and counts as unknown.
    - Cadence is divided by the runner's own ratio to the average runner's. What deviates from the runner's habit then
      acts on the load; the habit does not, so that a minute at 3 m/s on the level is one easy minute for everyone.
    """
    told = np.asarray(track["speed_m_s"], dtype=float)
    speed = np.where(np.isfinite(told), told, 0.0).clip(0.0, SPEED_IMPOSSIBLE)
    if "paused" in track:
        speed[np.asarray(track["paused"], dtype=bool)] = 0.0
    cadence = _column(track, "cadence_spm")
    moving = speed > 0.0
    walking = moving & ((speed < WALKING_SPEED) | ((cadence < WALKING_CADENCE) & (speed <= WALKING_FASTEST)))
    cadence[~walking & (cadence < (1.0 - CADENCE_DEVIATION_LIMIT) * expected_cadence(speed))] = np.nan
    grade = np.nan_to_num(_column(track, "grade"), nan=0.0).clip(-1.0, 1.0)
    if "grade_adjusted_speed_m_s" in track:
        grade[np.asarray(track["grade_adjusted_speed_m_s"], dtype=float) == told] = 0.0
    return ModelInput(
        speed_m_s=speed,
        grade=averaged_grade(speed, grade),
        acceleration_m_s2=np.nan_to_num(_column(track, "acceleration_m_s2"), nan=0.0),
        cadence_spm=cadence / (runner.cadence_ratio or 1.0),
        walking=walking,
        running=moving & ~walking,
    )


def averaged_grade(speed_m_s: NDArray[np.float64], grade: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the grade averaged over 15 m of way before and after each second.

    Parameters
    ----------
    speed_m_s, grade : numpy.ndarray
        Of each second, shape (n,); none missing.
    """
    way = from_start(speed_m_s)
    rise = from_start(speed_m_s * grade)
    here = (way[1:] + way[:-1]) / 2.0
    start, end = np.maximum(here - GRADE_WINDOW / 2.0, 0.0), np.minimum(here + GRADE_WINDOW / 2.0, way[-1])
    length = end - start
    moved = length > 0.0
    mean = np.divide(np.interp(end, way, rise) - np.interp(start, way, rise), length, out=grade.copy(), where=moved)
    return np.asarray(mean)


def _column(track: Columns, name: str) -> NDArray[np.float64]:
    if name not in track:
        return np.full(len(track["speed_m_s"]), np.nan)
    return np.array(track[name], dtype=float)
