"""Load of each muscle group, second by second and summed over segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from runtone.muscles.motion import Motion, motion_of
from runtone.muscles.parameters import ACTIONS, GROUPS, MUSCLES
from runtone.muscles.power import (
    reference_power,
    running_core_index,
    running_power,
    walking_core_index,
    walking_power,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.runner import Runner


class LoadBySecond(NamedTuple):
    """What one pass over a track gives: all sums over segments, zones and bands come from it."""

    motion: Motion
    power: NDArray[np.float64]
    """[W/kg], shape (n, 6, 2)."""
    indices: NDArray[np.float64]
    """Every group's, core last [easy minutes a minute], shape (n, 7)."""


def load_by_second(track: pd.DataFrame, runner: Runner) -> LoadBySecond:
    """Return motion, power and index of each second of a track; parameters are those of `load_rate`."""
    motion = motion_of(track, runner)
    power = power_of(motion, runner)
    return LoadBySecond(motion, power, index_of(motion, power))


def load_rate(track: pd.DataFrame, runner: Runner) -> pd.DataFrame:
    """Estimate the power of each muscle group in each second of a track [W/kg].

    Parameters
    ----------
    track : pandas.DataFrame
        One row a second; ``speed_m_s`` is needed, and ``grade``, ``acceleration_m_s2``, ``cadence_spm`` and
        ``paused`` are used where they exist.
    runner : Runner
        ``foot_strike`` and ``cadence_ratio`` are used.

    Returns
    -------
    pandas.DataFrame
        Indexed as the track; columns (group, action) for the six groups with work in J/kg. Core is not among them: it
        has no power, only an index (`load_index_of`). 0 where the runner does not move, is paused, or the
        speed is unknown; never missing, never negative.

    Notes
    -----
    Running and walking differ; see `runtone.muscles.power` and, for what is taken from the track,
    `runtone.muscles.motion.motion_of`.
    """
    columns = pd.MultiIndex.from_product([MUSCLES, ACTIONS], names=["muscle_group", "action"])
    power = power_of(motion_of(track, runner), runner)
    return pd.DataFrame(power.reshape(len(track), len(columns)), index=track.index, columns=columns)


def load_index_of(track: pd.DataFrame, runner: Runner) -> pd.DataFrame:
    """Estimate the index of every group, core included, in each second of a track [easy minutes a minute].

    Parameters are those of `load_rate`.

    Returns
    -------
    pandas.DataFrame
        Indexed as the track; one column a group, in the order of `GROUPS`.
    """
    return pd.DataFrame(load_by_second(track, runner).indices, index=track.index, columns=list(GROUPS))


def sum_by_segment(per_second: NDArray[np.float64], segments: pd.DataFrame) -> NDArray[np.float64]:
    """Sum one value a second, shape (n, k), over each segment, shape (segments, k)."""
    start = segments["start_s"].to_numpy(dtype=np.intp)
    end = segments["end_s"].to_numpy(dtype=np.intp)
    if not len(start):
        return np.zeros((0, per_second.shape[1]))
    # One reduction over start, end, start, end, ...; a row of zeros lets the last end lie behind the last second.
    padded = np.vstack([per_second, np.zeros((1, per_second.shape[1]))])
    sums = np.add.reduceat(padded, np.column_stack([start, end]).ravel(), axis=0)[::2]
    return np.asarray(np.where((end > start)[:, None], sums, 0.0))


def power_of(motion: Motion, runner: Runner) -> NDArray[np.float64]:
    """Return the power of each second [W/kg], shape (n, 6, 2)."""
    power = np.zeros((len(motion.speed_m_s), len(MUSCLES), len(ACTIONS)))
    run, walk = motion.running, motion.walking
    power[run] = running_power(
        motion.speed_m_s[run],
        motion.grade[run],
        motion.acceleration_m_s2[run],
        motion.cadence_spm[run],
        runner.foot_strike,
    )
    power[walk] = walking_power(motion.speed_m_s[walk], motion.grade[walk])
    return power


def _core_index(motion: Motion) -> NDArray[np.float64]:
    """Return the core's index of each second, shape (n,)."""
    index = np.zeros(len(motion.speed_m_s))
    run, walk = motion.running, motion.walking
    index[run] = running_core_index(motion.speed_m_s[run], motion.grade[run], motion.cadence_spm[run])
    index[walk] = walking_core_index(motion.speed_m_s[walk], motion.grade[walk])
    return index


def index_of(motion: Motion, power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return every group's index of each second, shape (n, 7)."""
    reference = np.array([reference_power()[group] for group in MUSCLES])
    return np.column_stack([power.sum(axis=-1) / reference, _core_index(motion)])
