"""Cadence in steps of both feet a minute, from what devices call cadence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MOVING_RPM = 40.0
_HIGHEST_STRIDE_RATE = 120.0
_ON_FOOT = {None, "running", "walking", "hiking", "generic", "transition", "multisport", "snowshoeing"}


def steps_per_minute(cadence: NDArray[np.float64], sport: str | None) -> NDArray[np.float64] | None:
    """Turn a device's cadence into steps a minute.

    FIT counts strides (one foot, "rpm"), and most GPX and TCX writers copy that; some write steps instead. Runners
    take 70 to 105 strides and 140 to 210 steps a minute, so the median of the moving samples tells which it is:
    up to 120 it is strides, and doubled. The 120 leaves a fast sprinter's strides and a slow jogger's steps on
    their own sides.

    Parameters
    ----------
    cadence : array of float64, shape (n,)
        Per minute, as the device has it; may be changed in place.
    sport : str or None

    Returns
    -------
    array of float64, shape (n,), or None
        None for sports whose cadence counts no steps.
    """
    if sport not in _ON_FOOT:
        return None
    moving = cadence[cadence >= _MOVING_RPM]
    if len(moving) and np.median(moving) > _HIGHEST_STRIDE_RATE:
        return cadence
    cadence *= 2.0
    return cadence
