"""The terrain axis: which stretches are uphill, downhill or flat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import best_stretches, mask_of

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Floats, Ints
    from runtone.tracks.track import AltitudeSource

UPHILL, FLAT, DOWNHILL = 1, 0, -1

#: A hill must climb more than a ramp of this grade.
RAMP_GRADE = 0.02
#: ... by this many metres [m]. The profile is already the most probable one for its sensor, so that a worse sensor
#: shows lower hills: no further allowance for the sensor is made.
HILL_FEE_M = 0.7
LEAST_CLIMB_M = 4.0
LEAST_LENGTH_M = 40.0
LEAST_MEAN_GRADE = 0.025

_NEVER = -1e9


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

    Chooses the set of stretches that maximises the sum of (climb - 2 % of length) less a fee for each hill, exactly.
    Up and down are solved apart: an optimal rise and an optimal fall never overlap, because over a shared piece one of
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
    starts, ends = best_stretches(np.where(signals.jump, _NEVER, score), HILL_FEE_M)
    climb = _between(direction * signals.climb, starts, ends)
    length = _between(signals.step, starts, ends)
    real = (climb >= LEAST_CLIMB_M) & (length >= LEAST_LENGTH_M) & (climb >= LEAST_MEAN_GRADE * length)
    return starts[real], ends[real]


def _between(values: Floats, starts: Ints, ends: Ints) -> Floats:
    total = np.concatenate(([0.0], np.cumsum(values)))
    return total[ends] - total[starts]


def terrain_codes(hills: Hills, n: int) -> Ints:
    """Return the terrain of each of `n` seconds as +1, 0 or -1."""
    up = hills.directions == UPHILL
    rising = mask_of(hills.starts[up], hills.ends[up], n)
    falling = mask_of(hills.starts[~up], hills.ends[~up], n)
    return rising.astype(np.intp) - falling
