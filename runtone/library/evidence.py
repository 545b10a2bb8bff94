"""What a run says to the runs after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runtone.muscles import expected_cadence
from runtone.segments import best_efforts

if TYPE_CHECKING:
    from runtone.segments import Segmentation
    from runtone.tracks import Track

_RUNNING_M_S = 2.0


def evidence_of(track: Track, cut: Segmentation) -> dict[str, Any]:
    """Return what a run says to the runs after it.

    Parameters
    ----------
    track : Track
        Cleaned.
    cut : Segmentation
        The track cut without any history, so that nothing is handed on from run to run.

    Returns
    -------
    dict
        Plain data: ``steady_speed_m_s`` and ``moving_s``; ``efforts`` (pairs of duration [s] and speed [m/s]);
        ``cadence_ratio`` (median of cadence over the average runner's at that speed and grade) and ``cadence_s`` (how
        long that was).
    """
    frame = track.frame
    speed = frame["speed_m_s"].to_numpy(dtype=float)
    cadence = frame["cadence_spm"].to_numpy(dtype=float)
    paused = frame["paused"].to_numpy(dtype=bool)
    effort = np.asarray(cut.effort)
    with np.errstate(invalid="ignore"):
        running = (speed >= _RUNNING_M_S) & (cadence > 0) & ~paused & (effort == "steady")
    ratios = cadence[running] / expected_cadence(speed[running], frame["grade"].to_numpy(dtype=float)[running])
    steady = cut.steady_speed_m_s
    return {
        "steady_speed_m_s": float(steady) if np.isfinite(steady) else None,
        "moving_s": float(np.count_nonzero(~paused & (effort != "rest"))),
        "efforts": best_efforts(frame).to_numpy(dtype=float).tolist(),
        "cadence_ratio": float(np.median(ratios)) if len(ratios) else None,
        "cadence_s": float(len(ratios)),
    }
