"""The level speed that "steady" means in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from runtone.segments.stretches import Bools, Floats

_BIN = 0.01
_SMOOTHING = 0.035
_FIRST_S, _LAST_S = 7 * 60, 5 * 60
_END_WEIGHT = 3.0
_NEAR_HISTORY = 0.12


def steady_speed(
    level_speed: Floats, running: Bools, history: float | None
) -> tuple[float, Literal["history", "this run"]]:
    """Return the steady speed of a run [m/s] and where it comes from.

    Parameters
    ----------
    level_speed : array of shape (n,)
        Grade-adjusted speed [m/s].
    running : array of shape (n,)
        Neither resting nor paused.
    history : float, optional
        The runner's steady speed in the 90 days before [m/s]. The level that this run holds within 12 % of it is
        taken, else it.

    Returns
    -------
    speed : float
        NaN where nothing moved.
    source : {"history", "this run"}
    """
    chosen = running & (level_speed > 0.5)
    values = np.log(level_speed[chosen])
    if history is not None:
        near = np.abs(values - np.log(history)) < _NEAR_HISTORY
        if np.count_nonzero(near) < 60:
            return history, "history"
        return _mode(values[near], np.ones(np.count_nonzero(near))), "history"
    if len(values) == 0:
        return float("nan"), "this run"
    weight = np.ones(len(values))
    weight[:_FIRST_S] = _END_WEIGHT
    weight[-_LAST_S:] = _END_WEIGHT
    return _mode(values, weight), "this run"


def _mode(logs: Floats, weight: Floats) -> float:
    """Return the most common speed, from a weighted histogram smoothed with a Gaussian."""
    low = logs.min() - 4 * _SMOOTHING
    bins = int((logs.max() - low) / _BIN) + 1 + int(4 * _SMOOTHING / _BIN)
    count = np.bincount(((logs - low) / _BIN).astype(np.intp), weights=weight, minlength=bins)
    reach = int(3 * _SMOOTHING / _BIN)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * _BIN / _SMOOTHING) ** 2)
    peak = int(np.argmax(np.convolve(count, kernel, mode="same")))
    return float(np.exp(low + (peak + 0.5) * _BIN))
