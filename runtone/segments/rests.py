"""Rest: standing, pausing, and walking where there is no hill to walk up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import close_gaps, keep_long, mask_of, runs_of

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

STANDING_M_S = 0.7
MOVING_AGAIN_M_S = 1.1
LEAST_STANDING_S = 4
WALKING_CADENCE_SPM = 135.0
WALKING_M_S = 2.2
LEAST_WALKING_S = 12
_WALKING_GAP_S = 3
_WALKER_M_S = 1.9
#: Slow joggers take few steps as well: walking is clearly slower than steady running.
_WALK_SHARE = 0.75


def standing(speed: Floats) -> Bools:
    """Return where the runner stands: below 0.7 m/s for at least 4 s, until above 1.1 m/s.

    Parameters
    ----------
    speed : array of shape (n,)
        Over ground [m/s].
    """
    slow = speed < STANDING_M_S
    known = slow | (speed > MOVING_AGAIN_M_S)
    last_known = np.maximum.accumulate(np.where(known, np.arange(len(speed)), -1))
    still = (last_known >= 0) & slow[last_known]
    starts, _ = runs_of(keep_long(slow, LEAST_STANDING_S))
    runs, run_ends = runs_of(still)
    holds = np.searchsorted(starts, run_ends) > np.searchsorted(starts, runs)
    return mask_of(runs[holds], run_ends[holds], len(speed))


def walking(signals: Signals, terrain: Ints, steady_speed: float) -> Bools:
    """Return where the runner walks on the flat for at least 12 s.

    With cadence, walking is below 135 steps a minute and slower than 2.2 m/s and than 0.75 of the steady speed; without
    it, slower than 1.9 m/s and than 0.72 of the steady speed. Jogging between repeats is neither. Who walks the whole
    way does not rest by walking.
    """
    if steady_speed < _WALKER_M_S:
        return np.zeros(len(signals), dtype=bool)
    slow = signals.speed < min(1.9, 0.72 * steady_speed)
    counted = np.isfinite(signals.cadence) & (signals.cadence > 0)
    by_steps = (signals.cadence < WALKING_CADENCE_SPM) & (signals.speed < min(WALKING_M_S, _WALK_SHARE * steady_speed))
    walks = np.where(counted, by_steps, slow) & (terrain == 0)
    return keep_long(close_gaps(walks, _WALKING_GAP_S), LEAST_WALKING_S)
