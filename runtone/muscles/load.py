"""Load of each muscle group: second by second, summed over segments, and summed over runs with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.muscles.model_input import read_model_input
from runtone.muscles.parameters import ACTIONS, GROUPS, MUSCLES
from runtone.muscles.seconds import MuscleSeconds, borders_of, muscle_seconds, power_of, sum_by_segment
from runtone.muscles.uncertainty import in_quadrature, relative_bands, segment_bands, with_words
from runtone.vocabulary import LOAD_PARTS, Action, spelled, values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.runner import Runner

UNDIVIDED = "undivided"
"""The action of core, whose index is never split."""

_PART_GROUPS = np.array([GROUPS.index(group) for group, _ in LOAD_PARTS])
_PART_ACTIONS = np.array([values(Action).index(action) for _, action in LOAD_PARTS])


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
    `runtone.muscles.model_input.read_model_input`.
    """
    columns = pd.MultiIndex.from_product([MUSCLES, ACTIONS], names=["muscle_group", "action"])
    power = power_of(read_model_input(track, runner), runner)
    return pd.DataFrame(power.reshape(len(track), len(columns)), index=track.index, columns=columns)


def load_index_of(track: pd.DataFrame, runner: Runner) -> pd.DataFrame:
    """Estimate the index of every group, core included, in each second of a track [easy minutes a minute].

    Parameters are those of `load_rate`.

    Returns
    -------
    pandas.DataFrame
        Indexed as the track; one column a group, in the order of `GROUPS`.
    """
    return pd.DataFrame(muscle_seconds(track, runner).indices, index=track.index, columns=list(GROUPS))


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
    seconds = muscle_seconds(track, runner)
    return load_of_segments(seconds, borders_of(segments), relative_bands(seconds.given, runner, altitude_source))


def load_of_segments(
    seconds: MuscleSeconds, segments: NDArray[np.intp], relative: dict[str, NDArray[np.float64]]
) -> pd.DataFrame:
    """Return what `segment_load` does, from one pass over the track and the bands of its seconds."""
    _, power, index = seconds
    work = sum_by_segment(power.reshape(len(power), len(MUSCLES) * len(ACTIONS)), segments)
    group_minutes = sum_by_segment(index, segments) / 60.0
    bands = in_quadrature(segment_bands(relative, index, segments))
    group = _PART_GROUPS
    # Each part's share of its group's work; core is one part, and a segment without load divides nothing.
    work = np.column_stack([work, group_minutes[:, -1]])
    whole = np.add.reduceat(work, np.flatnonzero(np.diff(group, prepend=-1)), axis=1)[:, group]
    share = np.divide(work, whole, out=np.zeros_like(work), where=whole > 0.0)
    work[:, -1] = np.nan
    count = len(segments)
    return pd.DataFrame(
        {
            "segment": np.repeat(np.arange(count), len(LOAD_PARTS)),
            "muscle_group": spelled("muscle_group", np.tile(group, count)),
            "action": spelled("action", np.tile(_PART_ACTIONS, count)),
            "work_j_per_kg": work.ravel(),
            "easy_minutes": (share * group_minutes[:, group]).ravel(),
            "sd_easy_minutes": (share * bands[:, group]).ravel(),
        }
    )


def load_totals(muscle_load: pd.DataFrame) -> pd.DataFrame:
    """Sum the load of each muscle group, with its band.

    Parameters
    ----------
    muscle_load : pandas.DataFrame
        `Run.muscle_load`, or stored rows of several runs: ``muscle_group``, ``action``, ``easy_minutes`` and
        ``sd_easy_minutes``.

    Returns
    -------
    pandas.DataFrame
        One row a group, in the order of `GROUPS`: ``muscle_group``, ``easy_minutes``, ``braking_easy_minutes`` (their
        eccentric part; 0 for core), ``sd_easy_minutes``, ``text`` (such as ``48 ± 17``) and ``confidence`` (``high``,
        ``medium`` or ``low``; ``low`` where there is no load).

    Notes
    -----
    Bands are added, not combined in quadrature: the model errs alike in every segment and run.
    """
    braking = muscle_load["easy_minutes"].where(muscle_load["action"].astype(str) == "eccentric", 0.0)
    rows = muscle_load[["easy_minutes", "sd_easy_minutes"]].assign(braking_easy_minutes=braking)
    sums = rows.groupby(muscle_load["muscle_group"].astype(str)).sum().reindex(list(GROUPS), fill_value=0.0)
    columns = ["easy_minutes", "braking_easy_minutes", "sd_easy_minutes"]
    totals = sums[columns].rename_axis("muscle_group").reset_index()
    return with_words(totals, "easy_minutes", "sd_easy_minutes")
