"""Climbs and descents as a runner counts them: one mountain is one climb, whatever dips and shoulders it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import runs_of
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.hills import Hills
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

#: A dip does not cut a climb while it loses less than this, or than this share of the climb on both of its sides ...
SMALL_DIP_M = 3.0
SMALL_DIP_SHARE = 0.10
#: ... and less than this share of the smaller side: who comes half-way down again has met two hills.
_SHARE_OF_SIDE = 0.5
#: Nor does a level stretch cut it while it is shorter than this [m], or than this share of the climb's length.
SHORT_SHOULDER_M = 100.0
SHORT_SHOULDER_SHARE = 0.15
#: Nor a stop shorter than this [s].
SHORT_STOP_S = 120
#: A hill is counted from this share of the largest one around it, within these bounds and so far [m]: beside a climb of
#: 100 m one of 6 m is a bump, on a flat run it is the hill of the day.
COUNTED_SHARE = 0.10
LEAST_COUNTED_M = (4.0, 10.0)
AROUND_M = 2000.0
_HARDLY_ANY_M = 0.5


def count_climbs(hills: Hills, signals: Signals, still: Bools) -> Hills:
    """Join the hills of a track to climbs and descents as a runner counts them, and leave out mere bumps.

    Parameters
    ----------
    hills : Hills
        In order of time.
    signals : Signals
    still : array of shape (n,)
        The runner stands, or nothing is recorded.

    Returns
    -------
    Hills
        Fewer and longer ones, in order of time.
    """
    height, covered = from_start(signals.climb), from_start(signals.step)
    cuts = _cuts(signals, still)
    starts, ends, directions = hills.starts, hills.ends, hills.directions
    while True:
        joined = _joined(starts, ends, directions, height, covered, cuts)
        if joined is None:
            break
        starts, ends, directions = joined
    climb, at, until = directions * (height[ends] - height[starts]), covered[starts], covered[ends]
    counted = climb >= np.clip(COUNTED_SHARE * _largest_around(climb, at, until), *LEAST_COUNTED_M)
    starts, ends, directions = starts[counted], ends[counted], directions[counted]
    trimmed = [
        _without_stops(a, b, height[a : b + 1] * way, still[a:b])
        for a, b, way in zip(starts.tolist(), ends.tolist(), directions.tolist(), strict=True)
    ]
    starts, ends = np.array(trimmed, dtype=np.intp).reshape(-1, 2).T
    return replace(hills, starts=starts, ends=ends, directions=directions)


def _without_stops(start: int, end: int, height: Floats, still: Bools) -> tuple[int, int]:
    """Return a climb without the stop at its foot and at its top, where hardly any height is won any more."""
    low = np.flatnonzero(still & (height[1:] - height[0] < _HARDLY_ANY_M))
    high = np.flatnonzero(still & (height[-1] - height[:-1] < _HARDLY_ANY_M))
    return start + (int(low[-1]) + 1 if len(low) else 0), start + int(high[0]) if len(high) else end


def _cuts(signals: Signals, still: Bools) -> Ints:
    """Return at each second how many things that end every climb lie before it: long stops, and lifts in pauses."""
    starts, ends = runs_of(still)
    cut = signals.jump.copy()
    cut[starts[ends - starts >= SHORT_STOP_S]] = True
    return from_start(cut)


def _joined(
    starts: Ints, ends: Ints, directions: Ints, height: Floats, covered: Floats, cuts: Ints
) -> tuple[Ints, Ints, Ints] | None:
    """Join hills to the next of their direction where what lies between is small, the smallest dips first."""
    first, second = _next_alike(directions)
    way = directions[first]
    top, foot = ends[first], starts[second]
    dip = np.maximum(way * (height[top] - height[foot]), 0.0)
    rise = way * (height[ends[second]] - height[starts[first]])
    side = np.minimum(way * (height[top] - height[starts[first]]), way * (height[ends[second]] - height[foot]))
    length, shoulder = covered[ends[second]] - covered[starts[first]], covered[foot] - covered[top]
    small = (dip <= SMALL_DIP_M) | ((dip <= SMALL_DIP_SHARE * rise) & (dip <= _SHARE_OF_SIDE * side))
    small &= shoulder <= np.maximum(SHORT_SHOULDER_M, SHORT_SHOULDER_SHARE * length)
    small &= cuts[top] == cuts[foot]
    candidates = np.flatnonzero(small)
    if len(candidates) == 0:
        return None
    taken = np.zeros(len(starts), dtype=bool)
    kept, until = np.ones(len(starts), dtype=bool), ends.copy()
    for k in candidates[np.argsort(dip[candidates], kind="stable")].tolist():
        both = slice(int(first[k]), int(second[k]) + 1)
        if not taken[both].any():
            taken[both] = True
            kept[both.start + 1 : both.stop] = False
            until[both.start] = ends[second[k]]
    return starts[kept], until[kept], directions[kept]


def _next_alike(directions: Ints) -> tuple[Ints, Ints]:
    """Return each hill and the next one in its direction."""
    pairs = [np.flatnonzero(directions == way) for way in (1, -1)]
    first = np.concatenate([each[:-1] for each in pairs])
    second = np.concatenate([each[1:] for each in pairs])
    return first, second


def _largest_around(climb: Floats, at: Floats, until: Floats) -> Floats:
    """Return the largest climb among the hills within `AROUND_M` of each [m]."""
    low = np.searchsorted(until, at - AROUND_M)
    high = np.searchsorted(at, until + AROUND_M, side="right")
    return np.array([climb[a:b].max() for a, b in zip(low.tolist(), high.tolist(), strict=True)])
