"""Load of each muscle group summed over the segments of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.muscles.load import LoadBySecond, load_by_second, sum_by_segment
from runtone.muscles.parameters import ACTIONS, GROUPS, MUSCLES
from runtone.muscles.uncertainty import in_quadrature, relative_bands, segment_bands

if TYPE_CHECKING:
    from runtone.runner import Runner

UNDIVIDED = "undivided"
"""The action of core, whose index is never split."""

PARTS = (*((group, action) for group in MUSCLES for action in ACTIONS), ("core", UNDIVIDED))


def segment_load(
    track: pd.DataFrame, segments: pd.DataFrame, runner: Runner, altitude_source: str | None = None
) -> pd.DataFrame:
    """Sum the load of each muscle group over each segment: `Run.muscle_load`.

    Parameters
    ----------
    track : pandas.DataFrame
        As for `runtone.muscles.load_rate`.
    segments : pandas.DataFrame
        ``start_s`` and ``end_s`` (half open, seconds elapsed); in time order.
    runner : Runner
        ``foot_strike`` and ``cadence_ratio`` are used.
    altitude_source : str, optional
        As `runtone.tracks.Track` names it; None leaves the sensor's part out of the bands.

    Returns
    -------
    pandas.DataFrame
        ``segment``, ``muscle_group``, ``action``, ``work_j_per_kg``, ``easy_minutes`` and ``sd_easy_minutes``, the
        standard deviation of the easy minutes. A row for every segment, group and action. Core has one row a segment
        with the action ``undivided`` and no work (NaN).

    Notes
    -----
    Easy minutes of both actions share one denominator, so they add up. Bands of the same group add up too, over
    actions, segments and runs (`runtone.muscles.load_totals`).
    """
    return load_of_segments(load_by_second(track, runner), segments, runner, altitude_source)


def load_of_segments(
    seconds: LoadBySecond, segments: pd.DataFrame, runner: Runner, altitude_source: str | None
) -> pd.DataFrame:
    """Return what `segment_load` does, from the load of each second."""
    motion, power, index = seconds
    work = sum_by_segment(power.reshape(len(power), len(MUSCLES) * len(ACTIONS)), segments)
    group_minutes = sum_by_segment(index, segments) / 60.0
    bands = in_quadrature(segment_bands(relative_bands(motion, runner, altitude_source), index, segments))
    group = np.array([GROUPS.index(name) for name, _ in PARTS])
    # Each part's share of its group's work; core is one part, and a segment without load divides nothing.
    work = np.column_stack([work, group_minutes[:, -1]])
    whole = np.add.reduceat(work, np.flatnonzero(np.diff(group, prepend=-1)), axis=1)[:, group]
    share = np.divide(work, whole, out=np.zeros_like(work), where=whole > 0.0)
    work[:, -1] = np.nan
    count = len(segments)
    return pd.DataFrame(
        {
            "segment": np.repeat(np.arange(count), len(PARTS)),
            "muscle_group": [name for name, _ in PARTS] * count,
            "action": [action for _, action in PARTS] * count,
            "work_j_per_kg": work.ravel(),
            "easy_minutes": (share * group_minutes[:, group]).ravel(),
            "sd_easy_minutes": (share * bands[:, group]).ravel(),
        }
    )
