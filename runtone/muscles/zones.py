"""Zones of each muscle group: how many minutes asked how much of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.muscles.causes import cause_of
from runtone.muscles.parameters import GROUPS, scalar
from runtone.muscles.power import REFERENCE_SPEED, load_index
from runtone.muscles.seconds import MuscleSeconds, borders_of, muscle_seconds, sum_by_segment
from runtone.muscles.work import SPEED_HIGHEST, SPEED_LOWEST
from runtone.vocabulary import ZONES as ZONES
from runtone.vocabulary import spelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runtone.runner import Runner

ZONE_BORDERS = tuple(scalar(f"zone_{zone}") for zone in ZONES[1:])
"""Lower borders of the zones above easy, in steady speeds. They are display choices, not thresholds of physiology."""


def zone_minutes(track: pd.DataFrame, segments: pd.DataFrame, runner: Runner, steady_speed_m_s: float) -> pd.DataFrame:
    """Count the minutes of each segment in each group's zones: `Run.muscle_zones`.

    Parameters
    ----------
    track, segments, runner
        As for `runtone.muscles.segment_load`.
    steady_speed_m_s : float
        Level speed of the runner's easy running; where unknown (NaN), the reference of 3 m/s.

    Returns
    -------
    pandas.DataFrame
        ``segment``, ``muscle_group``, ``zone``, ``minutes``; only rows with any minutes. Seconds without load are in
        no zone; those with less load than the slowest running are easy.
    """
    return minutes_in_zones(muscle_seconds(track, runner), borders_of(segments), runner, steady_speed_m_s)


def minutes_in_zones(
    seconds: MuscleSeconds, segments: NDArray[np.intp], runner: Runner, steady_speed_m_s: float
) -> pd.DataFrame:
    """Return what `zone_minutes` does, from the load of each second."""
    steady = steady_speed_m_s if math.isfinite(steady_speed_m_s) and steady_speed_m_s > 0.0 else REFERENCE_SPEED
    index = seconds.indices
    speeds = np.clip(np.array(ZONE_BORDERS) * steady, SPEED_LOWEST, SPEED_HIGHEST)
    # A hair above the border: a second exactly on it, as steady running at the slowest speed is, stays below.
    borders = load_index(speeds, foot_strike=runner.foot_strike) * (1.0 + 1e-9)
    lower = np.vstack([np.zeros(len(GROUPS)), borders])
    above = (lower[:, :, None] < index.T).astype(float)
    counts = sum_by_segment(above.reshape(-1, len(index)).T, segments).reshape(-1, *lower.shape)
    counts[:, :-1] -= counts[:, 1:]
    segment, group, zone = np.nonzero(counts.swapaxes(1, 2))
    return pd.DataFrame(
        {
            "segment": segment,
            "muscle_group": spelled("muscle_group", group),
            "zone": spelled("zone", zone),
            "minutes": counts[segment, zone, group] / 60.0,
        }
    )


def hard_minutes(muscle_zones: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return where each group's minutes above the moderate zone came from.

    Parameters
    ----------
    muscle_zones : pandas.DataFrame
        Stored rows of runs with ``run_id``.
    segments : pandas.DataFrame
        Stored rows of the same runs, with ``run_id``, ``segment`` and ``local_date``.

    Returns
    -------
    pandas.DataFrame
        ``muscle_group``, ``local_date``, ``cause`` and ``minutes`` in the zones hard and sprint, most first within a
        group; only rows with any minutes.
    """
    keys = ["run_id", "segment"]
    causes = [
        cause_of(str(kind), str(terrain)) for kind, terrain in zip(segments["kind"], segments["terrain"], strict=True)
    ]
    table = segments[[*keys, "local_date"]].assign(cause=causes)
    hard = muscle_zones[muscle_zones["zone"].astype(str).isin(("hard", "sprint")) & (muscle_zones["minutes"] > 0.0)]
    hard = hard.assign(muscle_group=pd.Categorical(hard["muscle_group"].astype(str), GROUPS, ordered=True))
    hard = hard.merge(table, on=keys, how="inner", validate="many_to_one")
    summed = hard.groupby(["muscle_group", "local_date", "cause"], observed=True)["minutes"].sum().reset_index()
    summed = summed.sort_values(["muscle_group", "minutes"], ascending=[True, False], kind="stable", ignore_index=True)
    return summed.assign(muscle_group=summed["muscle_group"].astype(str))
