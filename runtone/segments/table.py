"""The segments frame: cutting at every change of terrain or effort, and the figures of each piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.segments.effort import REST, SPRINT
from runtone.vocabulary import coded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.segments.effort import Effort
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

#: Where terrain and effort change nearly together, they change together: no piece is shorter than this [s].
_SLIVER_S = 6
_SETTLING_PASSES = 3
#: Over less than this a grade says nothing [m].
_LEAST_LENGTH_M = 5.0


def settle_terrain(terrain: Ints, effort: Effort) -> Ints:
    """Let terrain change together with effort where both change within a few seconds.

    Without this a rest at the foot of a hill would be followed by a sliver on the flat.

    Parameters
    ----------
    terrain : int array of shape (n,)
    effort : Effort

    Returns
    -------
    int array of shape (n,)
    """
    settled = terrain
    for _ in range(_SETTLING_PASSES):  # a sliver may settle to a neighbour that is one itself
        before, settled = settled, _settled_once(settled, effort)
        if np.array_equal(before, settled):
            break
    return settled


def _settled_once(terrain: Ints, effort: Effort) -> Ints:
    settled = terrain.copy()
    starts = _changes(terrain, effort.codes)
    lengths = np.diff(np.append(starts, len(terrain)))
    slivers = (lengths < _SLIVER_S) & (effort.codes[starts] != SPRINT)
    for k in np.flatnonzero(slivers).tolist():
        here = int(starts[k])
        same = [j for j in (k - 1, k + 1) if 0 <= j < len(starts) and effort.codes[starts[j]] == effort.codes[here]]
        if same:
            settled[here : here + lengths[k]] = settled[starts[max(same, key=lambda j: lengths[j])]]
    return settled


def _terrain_of_rows(terrain: Ints, effort: Effort) -> Ints:
    """Return the terrain with each sprint's own made one: uphill or downhill where that is most of it."""
    whole = terrain.copy()
    for start, end in zip(effort.sprints.starts.tolist(), effort.sprints.ends.tolist(), strict=True):
        mean = float(terrain[start:end].mean())
        inside = effort.codes[start:end] == SPRINT
        whole[start:end][inside] = np.sign(mean) if abs(mean) > 0.5 else 0
    return whole


def _changes(terrain: Ints, codes: Ints) -> Ints:
    return np.concatenate(([0], np.flatnonzero((np.diff(terrain) != 0) | (np.diff(codes) != 0)) + 1))


@dataclass(frozen=True, kw_only=True, eq=False)
class Pieces:
    """The segments as plain arrays, one value each; names and units as in the segments frame.

    Parameters
    ----------
    starts, ends : int arrays
        Half-open seconds.
    terrain, effort, kind : int arrays
        Codes; a kind is a place in `KINDS`.
    by_lap : array
        The effort is the device lap's word.
    figures : dict of str to array
        The frame's columns of numbers, by name.
    """

    starts: Ints
    ends: Ints
    terrain: Ints
    effort: Ints
    kind: Ints
    by_lap: Bools
    figures: dict[str, Floats]


def cut_pieces(signals: Signals, heart_rate: Floats, terrain: Ints, effort: Effort) -> Pieces:
    """Cut a run at every change of terrain or effort and between sprints, and measure each piece.

    A sprint is one piece whatever it crosses, because a runner counts repeats and not the bumps in them.

    Parameters
    ----------
    signals : Signals
    heart_rate : array of shape (n,)
        Beats a minute; NaN where unknown.
    terrain : int array of shape (n,)
        +1 uphill, 0 flat, -1 downhill.
    effort : Effort

    Returns
    -------
    Pieces
    """
    n = len(signals)
    terrain = _terrain_of_rows(terrain, effort)
    edges = (_changes(terrain, effort.codes), effort.sprints.starts, effort.sprints.ends)
    starts = np.unique(np.concatenate(edges)).astype(np.intp)
    starts = starts[starts < n]
    ends = np.append(starts[1:], n)
    distance = np.add.reduceat(signals.step, starts)
    ascent = np.add.reduceat(np.maximum(signals.climb, 0), starts)
    descent = np.add.reduceat(np.maximum(-signals.climb, 0), starts)
    recorded = np.maximum(np.add.reduceat((~signals.paused).astype(float), starts), 1.0)
    beats = np.isfinite(heart_rate)
    counted = np.add.reduceat(beats.astype(float), starts)
    level = np.add.reduceat(np.where(signals.paused, 0.0, signals.level_speed), starts)
    heart = np.add.reduceat(np.where(beats, heart_rate, 0.0), starts)
    ground, work = terrain[starts], effort.codes[starts]
    figures = {
        "distance_m": distance,
        "ascent_m": ascent,
        "descent_m": descent,
        "mean_grade": np.where(distance > _LEAST_LENGTH_M, (ascent - descent) / np.maximum(distance, 1.0), 0.0),
        "mean_speed_m_s": distance / recorded,
        "mean_grade_adjusted_speed_m_s": level / recorded,
        "mean_heart_rate_bpm": np.where(counted > 0, heart / np.maximum(counted, 1.0), np.nan),
    }
    return Pieces(
        starts=starts,
        ends=ends,
        terrain=ground,
        effort=work,
        kind=np.where(work == REST, 3, np.where(work == SPRINT, 1, np.where(ground != 0, 0, 2))),
        by_lap=(work == SPRINT) & (effort.rule == "device lap"),
        figures=figures,
    )


def segments_frame(pieces: Pieces, reasons: Sequence[str]) -> pd.DataFrame:
    """Return the segments frame; columns as docs/nomenclature.md lists them."""
    return pd.DataFrame(
        {
            "kind": coded("kind", pieces.kind),
            "terrain": terrain_labels(pieces.terrain),
            "effort": effort_labels(pieces.effort),
            "start_s": pieces.starts,
            "end_s": pieces.ends,
            **pieces.figures,
            "source": coded("source", pieces.by_lap),
            "reason": pd.array(np.array(reasons, dtype=object), dtype="str"),
        }
    )


def terrain_labels(codes: Ints) -> pd.Categorical[str]:
    """Return terrain codes (+1, 0, -1) as their words."""
    return coded("terrain", np.array([2, 0, 1], dtype=np.int8)[codes])


def effort_labels(codes: Ints) -> pd.Categorical[str]:
    """Return effort codes as their words."""
    return coded("effort", codes)
