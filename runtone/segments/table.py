"""The segments frame: cutting at every change of terrain or effort, and the figures of each piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

STEADY, SPRINT, REST = 0, 1, 2
TERRAINS = ("uphill", "downhill", "flat")
EFFORTS = ("steady", "sprint", "rest")
KINDS = ("hill", "sprint", "steady", "rest")


def segment_table(
    signals: Signals, heart_rate: Floats, terrain: Ints, effort: Ints, cuts: Ints, from_lap: Bools
) -> pd.DataFrame:
    """Return the segments frame, without reasons.

    Parameters
    ----------
    signals : Signals
    heart_rate : array of shape (n,)
        Beats a minute; NaN where unknown.
    terrain, effort : int arrays of shape (n,)
        Codes.
    cuts : int array
        Further seconds at which a segment begins: edges between two device laps of one effort.
    from_lap : array of shape (n,)
        The effort of that second is the device lap's word.

    Returns
    -------
    pandas.DataFrame
    """
    changes = np.flatnonzero(
        (np.diff(terrain) != 0) | (np.diff(effort) != 0) | (np.diff(from_lap.astype(np.int8)) != 0)
    )
    starts = np.unique(np.concatenate(([0], changes + 1, cuts))).astype(np.intp)
    ends = np.append(starts[1:], len(signals))
    seconds = ends - starts
    distance = np.add.reduceat(signals.step, starts)
    ascent = np.add.reduceat(np.maximum(signals.climb, 0), starts)
    descent = np.add.reduceat(np.maximum(-signals.climb, 0), starts)
    recorded = np.add.reduceat((~signals.paused).astype(float), starts)
    beats = np.isfinite(heart_rate)
    counted = np.add.reduceat(beats.astype(float), starts)
    kind = np.select([effort[starts] == REST, effort[starts] == SPRINT, terrain[starts] != 0], [3, 1, 0], default=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_grade = np.where(distance > 1.0, (ascent - descent) / distance, 0.0)
        mean_level = np.add.reduceat(np.where(signals.paused, 0.0, signals.level_speed), starts) / recorded
        mean_speed = np.where(recorded > 0, distance / recorded, 0.0)
        mean_heart = np.add.reduceat(np.where(beats, heart_rate, 0.0), starts) / counted
    return pd.DataFrame(
        {
            "kind": pd.Categorical.from_codes(kind, categories=list(KINDS)),
            "terrain": terrain_labels(terrain[starts]),
            "effort": effort_labels(effort[starts]),
            "start_s": starts,
            "end_s": starts + seconds,
            "distance_m": distance,
            "ascent_m": ascent,
            "descent_m": descent,
            "mean_grade": mean_grade,
            "mean_speed_m_s": mean_speed,
            "mean_grade_adjusted_speed_m_s": np.nan_to_num(mean_level),
            "mean_heart_rate_bpm": np.where(counted > 0, mean_heart, np.nan),
            "source": pd.Categorical.from_codes(from_lap[starts].astype(int), categories=["detected", "device lap"]),
        }
    )


def terrain_labels(codes: Ints) -> pd.Categorical:
    """Return terrain codes (+1, 0, -1) as their words."""
    return pd.Categorical.from_codes(np.array([2, 0, 1])[codes], categories=list(TERRAINS))


def effort_labels(codes: Ints) -> pd.Categorical:
    """Return effort codes as their words."""
    return pd.Categorical.from_codes(codes, categories=list(EFFORTS))
