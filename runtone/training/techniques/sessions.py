"""Long runs, tempo runs and long hills, recognised in runs from their segments: sessions without sprints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from runtone.training.techniques.cards import TechniqueName
from runtone.vocabulary import Effort, Terrain

LEAST_LONG_RUN_S: Final = 5400.0
LEAST_TEMPO_STRETCH_S: Final = 480.0
LEAST_TEMPO_S: Final = 900.0
TEMPO_SHARES: Final = (1.08, 1.35)
"""Grade-adjusted speed of a tempo stretch as a share of the steady one: clearly faster, and no sprint."""
LEAST_LONG_HILL_S: Final = 90.0
LEAST_LONG_HILL_GRADE: Final = 0.03
LEAST_LONG_HILLS: Final = 3
LEAST_ONE_LONG_HILL_S: Final = 600.0


def sessions_of(segments: pd.DataFrame, steady_speed_m_s: pd.Series[float]) -> Iterator[dict[str, Any]]:
    """Return the long runs, tempo runs and long hills of many runs.

    Parameters
    ----------
    segments : pandas.DataFrame
        With ``run_id``, in time order within each run.
    steady_speed_m_s : pandas.Series
        Of each run, by its id; NaN where it is not known.

    Yields
    ------
    dict
        ``run_id``, ``technique``, ``repeats``, ``effort_s``, ``shortest_s``, ``longest_s``.
    """
    table = segments.assign(seconds=segments["end_s"] - segments["start_s"])
    table = table[table["effort"].astype(str) != Effort.REST]
    for run_id, seconds in table.groupby("run_id", sort=False)["seconds"].sum().items():
        if seconds >= LEAST_LONG_RUN_S:
            yield _row(run_id, TechniqueName.LONG_RUN, [seconds])
    share = table["mean_grade_adjusted_speed_m_s"] / table["run_id"].map(steady_speed_m_s)
    low, high = TEMPO_SHARES
    for run_id, own in table.assign(fast=(share >= low) & (share <= high)).groupby("run_id", sort=False):
        stretches = _fast_stretches(own)
        if sum(stretches) >= LEAST_TEMPO_S:
            yield _row(run_id, TechniqueName.TEMPO, stretches)
    if "mean_grade" not in table:
        return
    climbs = table[
        (table["terrain"].astype(str) == Terrain.UPHILL)
        & (table["effort"].astype(str) != Effort.SPRINT)
        & (table["mean_grade"] >= LEAST_LONG_HILL_GRADE)
        & (table["seconds"] >= LEAST_LONG_HILL_S)
    ]
    for run_id, climbed in climbs.groupby("run_id", sort=False)["seconds"]:
        if len(climbed) >= LEAST_LONG_HILLS or climbed.max() >= LEAST_ONE_LONG_HILL_S:
            yield _row(run_id, TechniqueName.LONG_HILLS, climbed.tolist())


def _fast_stretches(segments: pd.DataFrame) -> list[float]:
    """Return how long each stretch of fast segments that touch is, those of tempo length only [s]."""
    fast = segments["fast"].to_numpy(bool)
    touches = segments["start_s"].to_numpy()[1:] == segments["end_s"].to_numpy()[:-1]
    begins = fast & ~np.concatenate(([False], fast[:-1] & touches))
    seconds = segments["seconds"].to_numpy(float)
    number = np.cumsum(begins)[fast] - 1
    lengths = np.bincount(number, weights=seconds[fast], minlength=int(begins.sum()))
    return [float(length) for length in lengths if length >= LEAST_TEMPO_STRETCH_S]


def _row(run_id: Any, technique: TechniqueName, seconds: list[float]) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "technique": technique.value,
        "repeats": len(seconds),
        "effort_s": float(sum(seconds)),
        "shortest_s": float(min(seconds)),
        "longest_s": float(max(seconds)),
    }
