"""The terrain axis: which stretches are uphill, downhill or flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import best_stretches, mask_of
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints
    from runtone.tracks.track import AltitudeSource

UPHILL, FLAT, DOWNHILL = 1, 0, -1

#: A hill must climb more than a ramp of this grade.
RAMP_GRADE = 0.02
#: ... by this many metres [m]. The profile is already the most probable one for its sensor, so that a worse sensor
#: shows lower hills: no further allowance for the sensor is made.
HILL_PENALTY_M = 0.7
LEAST_CLIMB_M = 4.0
LEAST_LENGTH_M = 40.0
LEAST_MEAN_GRADE = 0.025

_NEVER = -1e9
#: Where terrain and effort change nearly together, they change together: no stretch is shorter than this [s].
_SLIVER_S = 6
_SETTLING_PASSES = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Hills:
    """Hills found in a track.

    Parameters
    ----------
    starts, ends, directions : int arrays
        Half-open seconds, and +1 (up) or -1 (down) each, in order of time.
    known : bool
        There is an altitude that can be trusted; where not, there are no hills because none can be told.
    by_slowing : bool
        The altitude is so unsure that the runner's slowing down helped to tell the hills.
    """

    starts: Ints
    ends: Ints
    directions: Ints
    known: bool = True
    by_slowing: bool = False


def find_hills(signals: Signals, altitude_source: AltitudeSource) -> Hills:
    """Find the hills that a runner would call hills.

    Chooses the set of stretches that maximises the sum of (climb - 2 % of length) less a penalty for each, exactly. Up
    and down are solved apart: an optimal rise and an optimal fall never overlap, because over a shared piece one of
    the two would lose more than it gains there.

    Parameters
    ----------
    signals : Signals
    altitude_source : str
        The kind of altitude; without one that can be trusted there are no hills.

    Returns
    -------
    Hills
    """
    if altitude_source in ("none", "phone"):
        nothing = np.empty(0, dtype=np.intp)
        return Hills(starts=nothing, ends=nothing, directions=nothing, known=False)
    found = [_one_way(signals, direction) for direction in (UPHILL, DOWNHILL)]
    starts = np.concatenate([pair[0] for pair in found])
    ends = np.concatenate([pair[1] for pair in found])
    directions = np.repeat(np.array([UPHILL, DOWNHILL]), [len(pair[0]) for pair in found])
    order = np.argsort(starts)
    return Hills(starts=starts[order], ends=ends[order], directions=directions[order])


def _one_way(signals: Signals, direction: int) -> tuple[Ints, Ints]:
    score = direction * signals.climb - RAMP_GRADE * signals.step
    starts, ends = best_stretches(np.where(signals.jump, _NEVER, score), HILL_PENALTY_M)
    real = is_hill(_between(direction * signals.climb, starts, ends), _between(signals.step, starts, ends))
    return starts[real], ends[real]


def is_hill(climb_m: Floats, length_m: Floats) -> Bools:
    """Return which stretches of such a climb (negative downhill) and length are high, long and steep enough."""
    climb = np.abs(climb_m)
    return (climb >= LEAST_CLIMB_M) & (length_m >= LEAST_LENGTH_M) & (climb >= LEAST_MEAN_GRADE * length_m)


def _between(values: Floats, starts: Ints, ends: Ints) -> Floats:
    total: Floats = from_start(values)
    return total[ends] - total[starts]


def terrain_codes(hills: Hills, n: int) -> Ints:
    """Return the terrain of each of `n` seconds as +1, 0 or -1."""
    up = hills.directions == UPHILL
    rising = mask_of(hills.starts[up], hills.ends[up], n)
    falling = mask_of(hills.starts[~up], hills.ends[~up], n)
    return rising.astype(np.intp) - falling


def settle_terrain(terrain: Ints, codes: Ints, sprinting: Bools) -> Ints:
    """Let terrain change together with effort where both change within a few seconds.

    Without this a rest at the foot of a hill would be followed by a sliver on the flat.

    Parameters
    ----------
    terrain, codes : int arrays of shape (n,)
        Of terrain and of effort.
    sprinting : array of shape (n,)

    Returns
    -------
    int array of shape (n,)
    """
    settled = terrain
    for _ in range(_SETTLING_PASSES):  # a sliver may settle to a neighbour that is one itself
        before, settled = settled, _settled_once(settled, codes, sprinting)
        if np.array_equal(before, settled):
            break
    return settled


def _settled_once(terrain: Ints, codes: Ints, sprinting: Bools) -> Ints:
    settled = terrain.copy()
    starts = np.concatenate(([0], np.flatnonzero((np.diff(terrain) != 0) | (np.diff(codes) != 0)) + 1))
    lengths = np.diff(np.append(starts, len(terrain)))
    slivers = (lengths < _SLIVER_S) & ~sprinting[starts]
    for k in np.flatnonzero(slivers).tolist():
        here = int(starts[k])
        same = [j for j in (k - 1, k + 1) if 0 <= j < len(starts) and codes[starts[j]] == codes[here]]
        if same:
            settled[here : here + lengths[k]] = settled[starts[max(same, key=lambda j: lengths[j])]]
    return settled
