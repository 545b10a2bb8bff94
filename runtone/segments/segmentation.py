"""A track cut into segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from runtone.confidence import Confidence
from runtone.segments.hills import find_hills, terrain_codes
from runtone.segments.repeats import find_repeats
from runtone.segments.rests import standing, walking
from runtone.segments.signals import read_signals
from runtone.segments.steady_speed import steady_speed
from runtone.segments.surges import excess_of, find_surges, keep_sprints
from runtone.segments.table import REST, SPRINT, STEADY, effort_labels, segment_table, terrain_labels

if TYPE_CHECKING:
    from runtone.runner import Runner
    from runtone.tracks import Track


@dataclass(frozen=True, kw_only=True, eq=False)
class Segmentation:
    """A track cut into segments.

    Parameters
    ----------
    terrain, effort : pandas.Categorical
        One value a second of the track.
    segments : pandas.DataFrame
        Columns as docs/nomenclature.md lists them.
    sets : pandas.DataFrame
        Recognised sets of repeats: ``kind`` (``intervals`` or ``hill repeats``), ``start_s``, ``end_s``, ``repeats``
        (count), ``segment_numbers`` (tuple of rows in segments), ``description`` (one sentence).
    steady_speed_m_s : float
        The level speed that "steady" means in this run [m/s]; NaN where nothing moved.
    steady_speed_source : {"history", "this run"}
    warnings : tuple of str
    confidence : dict of str to Confidence
        For ``"hills"`` and ``"sprints"``.
    """

    terrain: pd.Categorical
    effort: pd.Categorical
    segments: pd.DataFrame
    sets: pd.DataFrame
    steady_speed_m_s: float
    steady_speed_source: Literal["history", "this run"]
    warnings: tuple[str, ...] = ()
    confidence: dict[str, Confidence] = field(default_factory=dict)


def segment_track(track: Track, laps: pd.DataFrame, runner: Runner) -> Segmentation:
    """Cut a track into hills, sprints, steady running and rests.

    Parameters
    ----------
    track : Track
        Cleaned, one row a second.
    laps : pandas.DataFrame
        The device's laps; columns as docs/nomenclature.md lists them, possibly no row.
    runner : Runner
        What is known of the runner; the steady speed from history where there is any.

    Returns
    -------
    Segmentation
    """
    del laps  # not read yet
    signals = read_signals(track)
    n = len(signals)
    terrain = terrain_codes(find_hills(signals, track.altitude_source), n)
    still = standing(signals.speed) | signals.paused
    steady, source = steady_speed(signals.level_speed, ~still, runner.steady_speed_m_s)
    resting = still | walking(signals, terrain, steady)
    effort = np.where(resting, REST, STEADY)
    excess = excess_of(signals, steady, from_positions=track.speed_source == "positions")
    positions = track.speed_source == "positions"
    found = keep_sprints(signals, excess, find_surges(signals, excess, resting), from_positions=positions)
    if len(found.starts) < 2:
        repeats = find_repeats(signals)
        if len(repeats.starts):
            found = repeats
    for start, end in zip(*found, strict=True):
        effort[start:end] = SPRINT
    heart_rate = track.frame["heart_rate_bpm"].to_numpy(dtype=float)
    table = segment_table(signals, heart_rate, terrain, effort, np.empty(0, dtype=np.intp), np.zeros(n, dtype=bool))
    table["reason"] = [
        f"{row.kind}: {row.distance_m:.0f} m in {row.end_s - row.start_s} s, mean grade {100 * row.mean_grade:.1f} %, "
        f"{row.mean_speed_m_s:.2f} m/s against {steady:.2f} m/s steady."
        for row in table.itertuples()
    ]
    return Segmentation(
        terrain=terrain_labels(terrain),
        effort=effort_labels(effort),
        segments=table,
        sets=pd.DataFrame(columns=["kind", "start_s", "end_s", "repeats", "segment_numbers", "description"]),
        steady_speed_m_s=steady,
        steady_speed_source=source,
        confidence={
            "hills": Confidence("high", f"Altitude comes from: {track.altitude_source}."),
            "sprints": Confidence("high", "Your steady speed is known from earlier runs.")
            if source == "history"
            else Confidence("low", "Your steady speed is judged from this run alone, so sprints are provisional."),
        },
    )
