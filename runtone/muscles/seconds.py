"""What one pass over a track gives, second by second: all sums, zones and bands come from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.muscles.model_input import ModelInput, read_model_input
from runtone.muscles.parameters import ACTIONS, GROUPS, MUSCLES
from runtone.muscles.power import (
    reference_power,
    running_core_index,
    running_power,
    walking_core_index,
    walking_power,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from runtone.runner import Runner


class MuscleSeconds(NamedTuple):
    """Each second of a track: what the model was given, and what it answers."""

    given: ModelInput
    power: NDArray[np.float64]
    """[W/kg], shape (n, 6, 2): group, action."""
    indices: NDArray[np.float64]
    """Every group's, core last [easy minutes a minute], shape (n, 7)."""


def muscle_seconds(track: pd.DataFrame, runner: Runner) -> MuscleSeconds:
    """Return input, power and index of each second of a track.

    Parameters
    ----------
    track, runner
        As for `runtone.muscles.load_rate`.
    """
    given = read_model_input(track, runner)
    power = power_of(given, runner)
    reference = np.array([reference_power()[group] for group in MUSCLES])
    indices = np.empty((len(GROUPS), len(power)))
    np.divide(power.sum(axis=-1).T, reference[:, None], out=indices[: len(MUSCLES)])
    indices[len(MUSCLES) :] = _core_index(given)
    return MuscleSeconds(given, power, indices.T)


def power_of(given: ModelInput, runner: Runner) -> NDArray[np.float64]:
    """Return the power of each second [W/kg], shape (n, 6, 2)."""
    # In memory one row a figure, as `runtone.muscles.work_per_step` has it.
    power = np.moveaxis(np.zeros((len(MUSCLES), len(ACTIONS), len(given.speed_m_s))), -1, 0)
    run, walk = given.running, given.walking
    power[run] = running_power(
        given.speed_m_s[run],
        given.grade[run],
        given.acceleration_m_s2[run],
        given.cadence_spm[run],
        runner.foot_strike,
    )
    power[walk] = walking_power(given.speed_m_s[walk], given.grade[walk])
    return power


def borders_of(segments: pd.DataFrame) -> NDArray[np.intp]:
    """Return start and end of each segment [s], shape (segments, 2)."""
    return np.stack([segments[name].to_numpy(dtype=np.intp) for name in ("start_s", "end_s")], axis=1)


def sum_by_segment(per_second: NDArray[np.float64], segments: NDArray[np.intp]) -> NDArray[np.float64]:
    """Sum one value a second, shape (n, k), over each segment as `borders_of` has it, shape (segments, k)."""
    sums = np.zeros((len(segments), per_second.shape[1]))
    filled = segments[:, 1] > segments[:, 0]
    if filled.any():
        # One reduction over start, end, start, end, ...; the last goes on to the end of the track by itself.
        borders = segments[filled].ravel()
        borders = borders[borders < len(per_second)]
        sums[filled] = np.add.reduceat(per_second.T, borders, axis=1)[:, ::2].T
    return sums


def _core_index(given: ModelInput) -> NDArray[np.float64]:
    """Return the core's index of each second, shape (n,)."""
    index = np.zeros(len(given.speed_m_s))
    run, walk = given.running, given.walking
    index[run] = running_core_index(given.speed_m_s[run], given.grade[run], given.cadence_spm[run])
    index[walk] = walking_core_index(given.speed_m_s[walk], given.grade[walk])
    return index
