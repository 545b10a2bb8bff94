"""What a run says to the runs after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runtone.muscles import cadence_sample
from runtone.segments.effort import REST
from runtone.segments.history import effort_rows

if TYPE_CHECKING:
    from runtone.segments.effort import Effort
    from runtone.tracks import Track


def evidence_of(track: Track, told: Effort) -> dict[str, Any]:
    """Return what a run says to the runs after it.

    Parameters
    ----------
    track : Track
        Cleaned.
    told : Effort
        As it is told without any history, so that nothing is handed on from run to run.

    Returns
    -------
    dict
        Plain data: ``steady_speed_m_s`` and ``moving_s``; ``efforts`` (pairs of duration [s] and speed [m/s]);
        ``cadence_ratio`` and ``cadence_s``, as `runtone.muscles.cadence_sample` has them.
    """
    cadence = cadence_sample(track.columns)
    steady = told.steady.speed_m_s
    return {
        "steady_speed_m_s": float(steady) if np.isfinite(steady) else None,
        "moving_s": float(np.count_nonzero(~track.columns["paused"] & (told.codes != REST))),
        "efforts": [list(map(float, row)) for row in effort_rows(track.columns)],
        "cadence_ratio": cadence.ratio if cadence else None,
        "cadence_s": cadence.running_s if cadence else 0.0,
    }
