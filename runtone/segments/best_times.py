"""The fastest stretch of a run over each distance that runners keep records of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from runtone.segments.stretches import Floats

RECORD_DISTANCES_M = (400.0, 1000.0, 1609.344, 5000.0, 10_000.0, 21_097.5, 42_195.0)
"""From one lap of a track to the marathon [m]; the last two as World Athletics defines them."""
_LEAST_STEP_M = 1e-6


def best_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the fastest time of a run over each record distance.

    Time runs on while the runner stands or the watch is paused, as in a race.

    Parameters
    ----------
    frame : pandas.DataFrame
        A cleaned track, one row a second; ``distance_m`` is used.

    Returns
    -------
    pandas.DataFrame
        ``distance_m`` (of `RECORD_DISTANCES_M`, as far as the run is long), ``seconds`` and ``start_s`` (seconds
        elapsed where the stretch begins).
    """
    known = frame["distance_m"].astype(float).bfill().ffill().fillna(0.0)
    covered = np.maximum.accumulate(known.to_numpy(dtype=float))
    covered += _LEAST_STEP_M * np.arange(len(covered))  # standing still has one time for each distance, too
    reached = [distance for distance in RECORD_DISTANCES_M if len(covered) and covered[-1] - covered[0] >= distance]
    fastest = [_fastest(covered, distance) for distance in reached]
    return pd.DataFrame(
        {
            "distance_m": np.array(reached, dtype=float),
            "seconds": np.array([seconds for seconds, _ in fastest], dtype=float),
            "start_s": np.array([start for _, start in fastest], dtype=float),
        }
    )


def _fastest(covered: Floats, distance_m: float) -> tuple[float, float]:
    """Return the shortest time over a distance, and when it begins; it begins or ends on a sample."""
    second = np.arange(len(covered), dtype=float)
    ending = covered - covered[0] >= distance_m
    began = np.interp(covered[ending] - distance_m, covered, second)
    beginning = covered[-1] - covered >= distance_m
    ended = np.interp(covered[beginning] + distance_m, covered, second)
    seconds = np.concatenate((second[ending] - began, ended - second[beginning]))
    starts = np.concatenate((began, second[beginning]))
    best = int(seconds.argmin())
    return round(float(seconds[best]), 1), round(float(starts[best]), 1)
