"""Sprints: stretches clearly faster than steady running."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import best_stretches

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Ints

FASTER_THAN_STEADY = 1.13
SHORT_SPRINT_RATIO = 1.20
SHORT_SPRINT_S = 60
LEAST_SPRINT_S = 7
SPRINT_FEE = 1.5
_CLIP = (-0.40, 0.45)
_NEVER = -1e9


def find_sprints(signals: Signals, steady: float, resting: Bools, *, from_positions: bool) -> tuple[Ints, Ints]:
    """Find the stretches faster than steady running.

    Parameters
    ----------
    signals : Signals
    steady : float
        Steady speed on the level [m/s].
    resting : array of shape (n,)
    from_positions : bool
        Speed was derived from positions, which needs a clearer surge.

    Returns
    -------
    starts, ends : int arrays
        Half-open seconds.
    """
    if not np.isfinite(steady):
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing
    ratio = np.log(np.maximum(signals.level_speed, 0.1) / steady)
    grade = signals.grade
    score = ratio - np.log(FASTER_THAN_STEADY) - 1.8 * np.maximum(grade, 0) - 1.5 * np.maximum(-grade, 0)
    score = np.clip(score - (0.06 if from_positions else 0.0), *_CLIP)
    score = np.where(signals.paused, _NEVER, np.where(resting, _CLIP[0], score))
    starts, ends = best_stretches(score, SPRINT_FEE)
    total = np.concatenate(([0.0], np.cumsum(ratio)))
    length = ends - starts
    mean = (total[ends] - total[starts]) / np.maximum(length, 1)
    real = (length >= LEAST_SPRINT_S) & ((length >= SHORT_SPRINT_S) | (mean >= np.log(SHORT_SPRINT_RATIO)))
    return starts[real], ends[real]
