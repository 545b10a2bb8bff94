"""Cadence in steps of both feet a minute, from what devices call cadence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MOVING_RPM = 40.0
_HIGHEST_STRIDE_RATE = 120.0
_ON_FOOT = {None, "running", "walking", "hiking", "generic", "transition", "multisport", "snowshoeing"}
_WALKS_TO_M_S = 2.0  # adults change from a walk to a run near there (Hreljac 1993)
_SLOWEST_M_S = 0.6
_LEAST_TOLD = 20


def steps_per_minute(
    cadence: NDArray[np.float64], sport: str | None, speed_m_s: NDArray[np.float64] | None = None
) -> NDArray[np.float64] | None:
    """Turn a device's cadence into steps a minute.

    FIT counts strides (one foot, "rpm"), and most GPX and TCX writers copy that; some write steps instead. At one speed
    steps are so long that the two lie a factor of two apart, and the samples with a speed vote for the nearer.
    Without a speed the quickest tenth of the moving samples tells: nobody takes more than 120 strides a minute for so
    long. A median would not do: of a run of which two thirds are hiked it is the hiking's.

    Parameters
    ----------
    cadence : array of float64, shape (n,)
        Per minute, as the device has it; may be changed in place.
    sport : str or None
    speed_m_s : array of float64, shape (n,), optional
        At each sample [m/s], NaN where unknown.

    Returns
    -------
    array of float64, shape (n,), or None
        None for sports whose cadence counts no steps, and where no step was ever counted: the sensor is missing.
    """
    if sport not in _ON_FOOT or not (cadence > 0).any():
        return None
    if not _counts_both_feet(cadence, speed_m_s):
        cadence *= 2.0
    return cadence


def _counts_both_feet(cadence: NDArray[np.float64], speed_m_s: NDArray[np.float64] | None) -> bool:
    moving = cadence >= _MOVING_RPM
    if speed_m_s is not None:
        told = moving & (speed_m_s >= _SLOWEST_M_S)
        if np.count_nonzero(told) >= _LEAST_TOLD:
            ratio = cadence[told] / usual_steps(speed_m_s[told])
            return bool(np.median(ratio) > np.sqrt(0.5))
    return bool(moving.any()) and float(np.quantile(cadence[moving], 0.9)) > _HIGHEST_STRIDE_RATE


def usual_steps(speed_m_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many steps a minute people take at a speed, to some 15 %, walking or running.

    Walking: 60 + 40 v, through 100 a minute at 1.0 m/s and 120 at 1.5 (Tudor-Locke et al. 2019 count 100 as a moderate
    walk's). Running: 145 + 7 v, through 166 at 3 m/s and 180 at 5 m/s (van Oeveren et al. 2017).
    """
    steps: NDArray[np.float64] = np.where(speed_m_s < _WALKS_TO_M_S, 60.0 + 40.0 * speed_m_s, 145.0 + 7.0 * speed_m_s)
    return steps
