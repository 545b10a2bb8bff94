"""The fastest stretch of a run over each distance that runners keep records of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from runtone.segments.stretches import Floats
    from runtone.tracks.track import Columns

RECORD_DISTANCES_M = (400.0, 1000.0, 1609.344, 5000.0, 10_000.0, 21_097.5, 42_195.0)
"""From one lap of a track to the marathon [m]; the last two as World Athletics defines them."""
BEST_TIME_COLUMNS = ("distance_m", "seconds", "start_s")
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
    return pd.DataFrame(best_time_rows(frame), columns=list(BEST_TIME_COLUMNS), dtype=float)


def best_time_rows(track: Columns) -> list[tuple[float, float, float]]:
    """Return what `best_times` does, as rows of `BEST_TIME_COLUMNS`."""
    distance = np.asarray(track["distance_m"], dtype=float)
    known = np.flatnonzero(np.isfinite(distance))
    if not known.size:
        return []
    # until the next known distance it is that; after the last, the last
    after = known[np.minimum(np.searchsorted(known, np.arange(len(distance))), known.size - 1)]
    covered = np.maximum.accumulate(distance[after])
    covered += _LEAST_STEP_M * np.arange(len(covered))  # standing still has one time for each distance, too
    second = np.arange(len(covered), dtype=float)
    reached = [distance for distance in RECORD_DISTANCES_M if covered[-1] - covered[0] >= distance]
    return [(distance, *_fastest(covered, second, distance)) for distance in reached]


def _fastest(covered: Floats, second: Floats, distance_m: float) -> tuple[float, float]:
    """Return the shortest time over a distance, and when it begins; it begins or ends on a sample."""
    first_end = int(np.argmax(covered - covered[0] >= distance_m))  # the distance never falls
    last_start = len(covered) - int(np.argmax((covered[-1] - covered >= distance_m)[::-1]))
    began = np.interp(covered[first_end:] - distance_m, covered, second)
    ended = np.interp(covered[:last_start] + distance_m, covered, second)
    seconds = np.concatenate((second[first_end:] - began, ended - second[:last_start]))
    starts = np.concatenate((began, second[:last_start]))
    best = int(seconds.argmin())
    return round(float(seconds[best]), 1), round(float(starts[best]), 1)
