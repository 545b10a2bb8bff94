"""Frames over many runs, made of runs that were analysed in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from runtone.analysis import Run


class RunFrames(NamedTuple):
    """The frames over many runs that the training room reads.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run: ``run_id`` and the keys of ``Run.summary``.
    segments, muscle_load, muscle_zones, muscle_stress : pandas.DataFrame
        The runs' own frames one below the other, with a leading ``run_id``.
    techniques : pandas.DataFrame, optional
        As `runtone.training.recognised_techniques` gives them, of all history; without them those of `segments`.
    """

    runs: pd.DataFrame
    segments: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_zones: pd.DataFrame | None = None
    muscle_stress: pd.DataFrame | None = None
    techniques: pd.DataFrame | None = None


def run_frames(runs: Iterable[Run]) -> RunFrames:
    """Return the frames over many runs; a run's id is its place in the order given.

    Parameters
    ----------
    runs : iterable of Run
        At least one.

    Returns
    -------
    RunFrames
    """
    given = list(runs)

    def stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
        named = []
        for run_id, frame in enumerate(frames):
            numbered = frame.reset_index(names="segment") if "segment" not in frame else frame.reset_index(drop=True)
            numbered.insert(0, "run_id", run_id)
            named.append(numbered)
        return pd.concat(named, ignore_index=True)

    return RunFrames(
        runs=pd.DataFrame([{"run_id": run_id, **run.summary} for run_id, run in enumerate(given)]),
        segments=stacked(run.segments for run in given),
        muscle_load=stacked(run.muscle_load for run in given),
        muscle_zones=stacked(run.muscle_zones for run in given),
        muscle_stress=stacked(run.muscle_stress for run in given),
    )
