"""The rows of a run: hills, repeats, rests and what lies between, as a runner counts them, and the figures of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.segments.effort import REST, SPRINT, STEADY, WALK
from runtone.segments.hills import is_hill
from runtone.segments.signals import read_signals
from runtone.segments.stretches import mask_of, runs_of
from runtone.sums import from_start
from runtone.vocabulary import coded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.reasons import Reason
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

#: A rest of its own lasts so long; on a hill, where shorter stops do not cut the climb, so long [s].
LEAST_REST_S = 10
LEAST_REST_ON_HILL_S = 120
#: No other row but a sprint is shorter than this; between two hills even so much level ground is none of its own [s].
LEAST_ROW_S = 10
LEAST_LEVEL_S = 20
#: Over less than this a grade says nothing [m].
_LEAST_LENGTH_M = 5.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """The segments as plain arrays, one value each; names and units as in the segments frame.

    Parameters
    ----------
    starts, ends : int arrays
        Half-open seconds.
    terrain, effort, kind : int arrays
        Codes; a kind is a place in `runtone.vocabulary.KINDS`.
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


def cut_rows(signals: Signals, terrain: Ints, climbs: Hills, effort: Effort) -> Rows:
    """Cut a run into rows and measure each.

    A climb is one row whatever its dips and short stops, a repeat one whatever it crosses.

    Parameters
    ----------
    signals : Signals
    terrain : int array of shape (n,)
        The fine label of each second: +1 uphill, 0 flat, -1 downhill.
    climbs : Hills
        As a runner counts them.
    effort : Effort

    Returns
    -------
    Rows
    """
    n = len(signals)
    climb = _numbers(climbs.starts, climbs.ends, n)
    sprint = np.where(effort.codes == SPRINT, _numbers(effort.sprints.starts, effort.sprints.ends, n), 0)
    rest = _rests(effort, climb)
    key = np.where(rest, len(climbs.starts) + 1, np.where(sprint > 0, -sprint, climb))
    starts, keys = _without_slivers(key, len(climbs.starts))
    ends = np.append(starts[1:], n)
    ways = np.concatenate(([0], climbs.directions))
    is_sprint, is_rest = keys < 0, keys > len(climbs.starts)
    on_climb = ~is_sprint & ~is_rest
    most = _most_of(terrain, starts, ends)
    figures = measure(signals, starts)
    # A bump beside larger hills is no row of its own; but a row that has become as steep as a hill is one.
    bump = np.where(climbs.known & is_hill(figures["ascent_m"] - figures["descent_m"], figures["distance_m"]), 1, 0)
    ways_or_bump = np.where(keys == 0, bump * np.sign(figures["mean_grade"]), ways[np.where(on_climb, keys, 0)])
    ground = np.where(on_climb, ways_or_bump, most).astype(np.intp)
    walked = _share(effort.codes == WALK, starts, ends) > 0.5 * _share(effort.codes != REST, starts, ends)
    still = _share(effort.codes == REST, starts, ends) >= _share(effort.codes == WALK, starts, ends)
    work = np.where(is_sprint, SPRINT, np.where(is_rest, np.where(still, REST, WALK), np.where(walked, WALK, STEADY)))
    return Rows(
        starts=starts,
        ends=ends,
        terrain=ground,
        effort=work,
        kind=np.where(is_rest, 3, np.where(is_sprint, 1, np.where(ground != 0, 0, 2))),
        by_lap=is_sprint & (effort.rule == "device lap"),
        figures=figures,
    )


def _numbers(starts: Ints, ends: Ints, n: int) -> Ints:
    """Return at each second the number, from 1, of the stretch that holds it; 0 outside. One may follow at once."""
    change = np.zeros(n + 1, dtype=np.intp)
    numbers = np.arange(1, len(starts) + 1)
    np.add.at(change, starts, numbers)
    np.add.at(change, ends, -numbers)
    return np.cumsum(change[:n])


def _rests(effort: Effort, climb: Ints) -> Bools:
    """Return where rest rows lie. Standing and walking breaks that follow each other are one rest."""
    pausing = effort.codes == REST
    if not effort.walks_throughout:
        pausing |= (effort.codes == WALK) & (climb == 0)
    starts, ends = runs_of(pausing)
    on_climb = _share(climb > 0, starts, ends) == 1.0
    long = ends - starts >= np.where(on_climb, LEAST_REST_ON_HILL_S, LEAST_REST_S)
    return mask_of(starts[long], ends[long], len(climb))


def _without_slivers(key: Ints, climbs: int) -> tuple[Ints, Ints]:
    """Return where each row starts and its key, slivers given to a neighbour, the shortest first."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(key)) + 1)).astype(np.intp)
    keys = key[starts]
    while len(keys) > 1:
        lengths = np.diff(np.append(starts, len(key)))
        on_climb = np.pad((keys > 0) & (keys <= climbs), 1)
        least = np.where((keys == 0) & on_climb[:-2] & on_climb[2:], LEAST_LEVEL_S, LEAST_ROW_S)
        short = (keys >= 0) & (lengths < least)
        if not short.any():
            break
        # A sprint takes a sliver only from between two sprints; else the longer neighbour does.
        worth = np.pad(lengths + np.where(keys < 0, 0, len(key)), 1)
        before, after = worth[:-2], worth[2:]
        beside = np.pad(np.where(short, lengths, len(key)), 1, constant_values=len(key))
        given = short & (lengths < beside[:-2]) & (lengths <= beside[2:])
        keys = np.where(given, np.where(before >= after, np.roll(keys, 1), np.roll(keys, -1)), keys)
        new = np.concatenate(([True], np.diff(keys) != 0))
        starts, keys = starts[new], keys[new]
    return starts, keys


def _share(mask: Bools, starts: Ints, ends: Ints) -> Floats:
    total = from_start(mask.astype(float))
    share: Floats = (total[ends] - total[starts]) / np.maximum(ends - starts, 1)
    return share


def _most_of(terrain: Ints, starts: Ints, ends: Ints) -> Ints:
    """Return what most of each stretch is: +1, -1, or 0 where neither way has the more than half of it."""
    total = from_start(terrain.astype(float))
    mean = (total[ends] - total[starts]) / (ends - starts)
    return np.where(np.abs(mean) > 0.5, np.sign(mean), 0).astype(np.intp)


def measure(signals: Signals, starts: Ints) -> dict[str, Floats]:
    """Return the figures of stretches that follow each other, by the names that the segments frame gives them."""
    distance = np.add.reduceat(signals.step, starts)
    ascent = np.add.reduceat(np.maximum(signals.climb, 0), starts)
    descent = np.add.reduceat(np.maximum(-signals.climb, 0), starts)
    recorded = np.maximum(np.add.reduceat((~signals.paused).astype(float), starts), 1.0)
    beats = np.isfinite(signals.heart_rate)
    counted = np.add.reduceat(beats.astype(float), starts)
    level = np.add.reduceat(np.where(signals.paused, 0.0, signals.level_speed), starts)
    heart = np.add.reduceat(np.where(beats, signals.heart_rate, 0.0), starts)
    return {
        "distance_m": distance,
        "ascent_m": ascent,
        "descent_m": descent,
        "mean_grade": np.where(distance > _LEAST_LENGTH_M, (ascent - descent) / np.maximum(distance, 1.0), 0.0),
        "mean_speed_m_s": distance / recorded,
        "mean_grade_adjusted_speed_m_s": level / recorded,
        "mean_heart_rate_bpm": np.where(counted > 0, heart / np.maximum(counted, 1.0), np.nan),
    }


def segments_frame(rows: Rows, reasons: Sequence[Reason]) -> pd.DataFrame:
    """Return the segments frame; columns as docs/nomenclature.md lists them."""
    return pd.DataFrame(
        {
            "kind": coded("kind", rows.kind),
            "terrain": terrain_labels(rows.terrain),
            "effort": effort_labels(rows.effort),
            "start_s": rows.starts,
            "end_s": rows.ends,
            **rows.figures,
            "source": coded("source", rows.by_lap),
            "reason": pd.Series(list(reasons), dtype=object),
        }
    )


def pieces(track: pd.DataFrame) -> pd.DataFrame:
    """Open the segments of a run into the pieces they are made of.

    Parameters
    ----------
    track : pandas.DataFrame
        As `Run.track`: cleaned, one row a second, with ``terrain``, ``effort`` and ``segment``.

    Returns
    -------
    pandas.DataFrame
        One row for each stretch of one terrain, one effort and one segment, in order of time; together they cover the
        track. ``segment`` (row in the segments frame), ``terrain``, ``effort``, ``start_s``, ``end_s``, and figures as
        in the segments frame.
    """
    signals = read_signals(track)
    labels = [track[name] for name in ("segment", "terrain", "effort")]
    codes = [label.cat.codes if isinstance(label.dtype, pd.CategoricalDtype) else label for label in labels]
    changes = np.any([np.diff(np.asarray(code)) != 0 for code in codes], axis=0)
    starts = np.concatenate(([0], np.flatnonzero(changes) + 1)).astype(np.intp)
    return pd.DataFrame(
        {
            **{str(label.name): label.to_numpy()[starts] for label in labels},
            "start_s": starts,
            "end_s": np.append(starts[1:], len(track)),
            **measure(signals, starts),
        }
    )


def terrain_labels(codes: Ints) -> pd.Categorical[str]:
    """Return terrain codes (+1, 0, -1) as their words."""
    return coded("terrain", np.array([2, 0, 1], dtype=np.int8)[codes])


def effort_labels(codes: Ints) -> pd.Categorical[str]:
    """Return effort codes as their words."""
    return coded("effort", codes)
