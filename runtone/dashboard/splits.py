"""A run cut at every kilometre or mile."""

from __future__ import annotations

import numpy as np
import pandas as pd

LEAST_LAST_M = 50.0
"""A shorter last piece is left out: its pace would be noise."""


def splits(track: pd.DataFrame, every_m: float) -> pd.DataFrame:
    """Return one row a split.

    Parameters
    ----------
    track : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    every_m : float
        Length of a split [m].

    Returns
    -------
    pandas.DataFrame
        ``number``, ``whole`` (False for the last, shorter one), ``distance_m``, ``moving_s``, ``speed_m_s`` and
        ``grade_adjusted_speed_m_s`` (over moving time), ``ascent_m``, ``descent_m`` (NaN without altitude),
        ``heart_rate_bpm``.
    """
    distance = track["distance_m"].to_numpy(dtype=float)
    distance = distance - distance[0]
    total = float(distance[-1]) if len(distance) else 0.0
    moving = (~track["paused"].to_numpy(dtype=bool)) & (track["effort"].astype(str).to_numpy() != "rest")
    altitude = track["altitude_m"].to_numpy(dtype=float)
    rise = np.diff(altitude, prepend=altitude[:1])
    adjusted = track["grade_adjusted_speed_m_s"].to_numpy(dtype=float)
    heart_rate = track["heart_rate_bpm"].to_numpy(dtype=float)
    number = np.minimum((distance // every_m).astype(int), int(total // every_m))
    rows = []
    for at in range(int(total // every_m) + 1):
        here = number == at
        length = min(every_m, total - at * every_m)
        if length < LEAST_LAST_M or not here.any():
            continue
        seconds = int((here & moving).sum())
        known = here & np.isfinite(rise)
        pulse = heart_rate[here & np.isfinite(heart_rate)]
        rows.append(
            {
                "number": at + 1,
                "whole": length >= every_m - 1e-6,
                "distance_m": length,
                "moving_s": seconds,
                "speed_m_s": length / seconds if seconds else np.nan,
                "grade_adjusted_speed_m_s": float(np.nanmean(adjusted[here & moving])) if seconds else np.nan,
                "ascent_m": float(np.maximum(rise[known], 0).sum()) if known.any() else np.nan,
                "descent_m": float(np.maximum(-rise[known], 0).sum()) if known.any() else np.nan,
                "heart_rate_bpm": float(pulse.mean()) if pulse.size else np.nan,
            }
        )
    return pd.DataFrame(rows)
