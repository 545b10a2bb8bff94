"""Rest and walking: standing, pausing, and going at a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import best_stretches, keep_long, mask_of, runs_of
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools

LEAST_STANDING_S = 4
#: Who stands and creeps on for so long, never faster than this, still stands [s, m/s].
_CREEPING_S, MOVING_AGAIN_M_S = 10, 1.1
WALKING_CADENCE_SPM = 135.0
WALKING_M_S = 2.2
LEAST_WALKING_S = 12
_WALKER_M_S = 1.9
#: Slow joggers take few steps as well: walking is clearly slower than steady running.
_WALK_SHARE = 0.75
#: Without cadence, walking is slower than this [m/s], than this share of steady speed, and than this much less for each
#: unit of grade uphill, where runners shorten their stride long before they walk.
_WALK_M_S, _WALK_SHARE_BY_SPEED, _SLOWER_UPHILL = 2.0, 0.68, 3.0
_SLOWEST_RUN_UPHILL_M_S = 0.9
#: A step rate counts as much as a speed that differs from the limit by so many times its share.
_OF_CADENCE = 3.0
_WALK_PENALTY = 1.5
_CLIP = (-0.40, 0.45)


def standing(signals: Signals) -> Bools:
    """Return where the runner stands for at least 4 s, some creeping on included, or where the watch pauses.

    Parameters
    ----------
    signals : Signals
    """
    still = keep_long(~signals.moving, LEAST_STANDING_S)
    starts, ends = runs_of(~still)
    brief = (ends - starts <= _CREEPING_S) & (starts > 0) & (ends < len(still))
    fast = from_start((signals.speed > MOVING_AGAIN_M_S).astype(float))
    creeping = brief & (fast[ends] == fast[starts])
    return still | mask_of(starts[creeping], ends[creeping], len(still)) | signals.paused


def walking(signals: Signals, steady_speed: float) -> Bools:
    """Return where the runner walks for at least 12 s, on the flat or on a hill.

    With cadence, walking is below 135 steps a minute and slower than 2.2 m/s and than 0.75 of the steady speed; without
    it, slower than 2.0 m/s and 0.68 of the steady speed. Stretches are judged as a whole, since who walks is fast and
    slow by turns. Jogging between repeats is neither.

    Parameters
    ----------
    signals : Signals
    steady_speed : float
        On the level [m/s].
    """
    known = steady_speed if not walks_throughout(steady_speed) else np.inf
    counted = np.isfinite(signals.cadence) & (signals.cadence > 0)
    shortened = np.maximum(signals.grade, 0.0)
    limit = np.where(
        counted,
        min(WALKING_M_S, _WALK_SHARE * known),
        np.maximum(min(_WALK_M_S, _WALK_SHARE_BY_SPEED * known) - _SLOWER_UPHILL * shortened, _SLOWEST_RUN_UPHILL_M_S),
    )
    slow = np.log(limit / np.maximum(signals.speed, 0.1))
    few_steps = _OF_CADENCE * np.log(WALKING_CADENCE_SPM / np.where(counted, signals.cadence, 1.0))
    score = np.clip(np.where(counted, np.minimum(slow, few_steps), slow), *_CLIP)
    walks = mask_of(*best_stretches(np.where(signals.paused, _CLIP[0], score), _WALK_PENALTY), len(signals))
    return keep_long(walks, LEAST_WALKING_S)


def walks_throughout(steady_speed: float) -> bool:
    """Return whether the runner walks the whole way, so that walking is no rest."""
    return not steady_speed >= _WALKER_M_S
