"""A track cut into segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pandas as pd

from runtone.confidence import Confidence
from runtone.segments.climbs import count_climbs
from runtone.segments.effort import REST, SPRINT, calmed, read_effort
from runtone.segments.hills import find_hills, settle_terrain, terrain_codes
from runtone.segments.history import known_steady_speed
from runtone.segments.label_confidence import disagreements, hills_confidence, sprints_confidence
from runtone.segments.laps import interval_laps
from runtone.segments.reasons import Reasons
from runtone.segments.rests import standing
from runtone.segments.rows import cut_rows, effort_labels, segments_frame, terrain_labels
from runtone.segments.sets import find_sets
from runtone.segments.signals import read_signals
from runtone.segments.slowing import find_hills_by_height_and_slowing

if TYPE_CHECKING:
    from runtone.runner import Runner
    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.laps import IntervalLaps
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Ints
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

    terrain: pd.Categorical[str]
    effort: pd.Categorical[str]
    segments: pd.DataFrame
    sets: pd.DataFrame
    steady_speed_m_s: float
    steady_speed_source: Literal["history", "this run"]
    warnings: tuple[str, ...] = ()
    confidence: dict[str, Confidence] = field(default_factory=dict)


class Ground(NamedTuple):
    """What can be told of a track without its runner."""

    signals: Signals
    laps: IntervalLaps | None
    """Those that mark repeats."""
    hills: Hills
    terrain: Ints
    calmed: Signals
    still: Bools


def read_ground(track: Track, laps: pd.DataFrame) -> Ground:
    """Return the ground of a track, and where its runner stood; parameters are those of `segment_track`."""
    signals = read_signals(track.columns)
    hills = find_hills(signals, track.altitude_source)
    terrain = terrain_codes(hills, len(signals))
    marked = interval_laps(laps, track.frame["time"].iloc[0], signals)
    return Ground(signals, marked, hills, terrain, calmed(signals, terrain), standing(signals))


def effort_on(ground: Ground, track: Track, runner: Runner) -> Effort:
    """Tell steady running, sprints and rests of each second."""
    return read_effort(
        ground.calmed,
        ground.terrain,
        ground.laps,
        known_steady_speed(runner),
        still=ground.still,
        from_positions=track.speed_source == "positions",
    )


def segment_track(track: Track, laps: pd.DataFrame, runner: Runner, ground: Ground | None = None) -> Segmentation:
    """Cut a track into hills, sprints, steady running and rests.

    Parameters
    ----------
    track : Track
        Cleaned, one row a second.
    laps : pandas.DataFrame
        The device's laps; columns as docs/nomenclature.md lists them, possibly no row.
    runner : Runner
        What is known of the runner; the steady speed from history where there is any.
    ground : Ground, optional
        Of the same track and laps, where it has been read already.

    Returns
    -------
    Segmentation
    """
    ground = ground or read_ground(track, laps)
    signals, hills, terrain = ground.signals, ground.hills, ground.terrain
    effort = effort_on(ground, track, runner)
    if track.altitude_source == "GPS" and np.isfinite(effort.steady.speed_m_s):
        hills = find_hills_by_height_and_slowing(signals, effort, track.altitude_source)
        terrain = terrain_codes(hills, len(signals))
    terrain = settle_terrain(terrain, effort.codes, effort.codes == SPRINT)
    climbs = count_climbs(hills, signals, effort.codes == REST)
    rows = cut_rows(signals, terrain, climbs, effort)
    return Segmentation(
        terrain=terrain_labels(terrain),
        effort=effort_labels(effort.codes),
        segments=segments_frame(rows, Reasons(signals, climbs, effort, ground.laps).of(rows)),
        sets=find_sets(track.columns, signals, climbs, effort, rows),
        steady_speed_m_s=effort.steady.speed_m_s,
        steady_speed_source=effort.steady.source,
        warnings=disagreements(effort, ground.laps),
        confidence={
            "hills": hills_confidence(track.altitude_source),
            "sprints": sprints_confidence(effort, from_positions=track.speed_source == "positions"),
        },
    )
