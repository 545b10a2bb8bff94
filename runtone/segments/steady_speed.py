"""The level speed that "steady" means in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from runtone.segments.stretches import Bools, Floats


class SteadySpeed(NamedTuple):
    """The level speed of steady running [m/s], NaN where nothing moved, and where it comes from."""

    speed_m_s: float
    source: Literal["history", "this run"]


#: Width of the histogram's bins and of its Gaussian smoothing, in log speed.
_BIN = 0.01
_SMOOTHING = 0.035
#: Warm-up and cool-down are steady by intent, so these seconds of running count three times.
_FIRST_S, _LAST_S = 7 * 60, 5 * 60
_END_WEIGHT = 3.0
#: A day's easy level lies so near the runner's usual one, in log speed.
_NEAR_HISTORY = 0.15
#: The share of running that must lie at a level for a run to overrule history.
_SHARE_AT_LEVEL = 0.25
#: Slower than this is walking for anyone, unless hardly anything in the run is faster [m/s].
_WALKING_M_S = 1.9
_SHARE_RUN = 0.25
#: A steady speed this far below the run's median is a recovery jog, not steady running.
_BELOW_MEDIAN = 0.12
#: Repeats of two to five minutes are run about this much faster than easy running.
_REPEAT_OVER_STEADY = 1.3
_LEAST_BETWEEN_S = 120


def steady_speed(level_speed: Floats, running: Bools, history: float | None, *, session: bool = False) -> SteadySpeed:
    """Find the steady speed of a run.

    With history it is the slowest level that this run holds within 15 % of the runner's own, and the runner's own where
    this run holds no such level. Without history it is the most common level speed, the first seven
    and last five minutes of running counting three times; a level far below the run's median is not believed, because
    then it is the recovery between repeats.

    Parameters
    ----------
    level_speed : array of shape (n,)
        Grade-adjusted speed [m/s].
    running : array of shape (n,)
        Neither standing nor paused.
    history : float, optional
        The runner's steady speed in the 90 days before [m/s].
    session : bool
        Only the warm-up and the cool-down of a session are left, so that they are steady by intent and their median
        says more than their most common level.

    Returns
    -------
    SteadySpeed
    """
    speeds = level_speed[running & (level_speed > 0.5)]
    faster_than_walk = speeds > _WALKING_M_S
    if np.count_nonzero(faster_than_walk) >= _SHARE_RUN * len(speeds):
        speeds = speeds[faster_than_walk]
    if len(speeds) == 0:
        return SteadySpeed(float("nan"), "this run") if history is None else SteadySpeed(history, "history")
    logs = np.log(speeds)
    weight = np.ones(len(logs))
    weight[:_FIRST_S] = _END_WEIGHT
    weight[-_LAST_S:] = _END_WEIGHT
    levels, density = _density(logs, weight)
    if history is not None:
        return SteadySpeed(_near(levels, density, history), "history")
    if session:
        return SteadySpeed(float(np.exp(np.median(logs))), "this run")
    believed = levels >= np.median(logs) - _BELOW_MEDIAN
    return SteadySpeed(float(np.exp(levels[np.argmax(density * believed)])), "this run")


def steady_between(level_speed: Floats, running: Bools, repeats: Bools) -> float:
    """Return the steady speed of a run whose repeats were told by their likeness [m/s].

    Parameters
    ----------
    level_speed : array of shape (n,)
        Grade-adjusted speed [m/s].
    running : array of shape (n,)
        Neither standing nor paused.
    repeats : array of shape (n,)
        Inside a repeat.

    Returns
    -------
    float
        Of the running between and around the repeats where there are two minutes of it, else the repeats' mean speed
        divided by 1.3.
    """
    jogged = running & ~repeats & (level_speed > _WALKING_M_S)
    if np.count_nonzero(jogged) >= _LEAST_BETWEEN_S:
        return steady_speed(level_speed, jogged, None).speed_m_s
    return float(level_speed[repeats].mean()) / _REPEAT_OVER_STEADY


def _near(levels: Floats, density: Floats, history: float) -> float:
    """Return the slowest level that the run holds near the runner's own, else the runner's own.

    The slowest, because the next one up in a session is that of its repeats.
    """
    peak = np.zeros(len(levels), dtype=bool)
    peak[1:-1] = (density[1:-1] >= density[:-2]) & (density[1:-1] > density[2:])
    near = np.flatnonzero(peak & (np.abs(levels - np.log(history)) <= _NEAR_HISTORY))
    for level in levels[near]:
        if density[np.abs(levels - level) <= 2 * _SMOOTHING].sum() >= _SHARE_AT_LEVEL * density.sum():
            return float(np.exp(level))
    return history


def _density(logs: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return levels of log speed and how much running lies near each: a histogram smoothed with a Gaussian."""
    reach = int(3 * _SMOOTHING / _BIN)
    low = float(logs.min()) - reach * _BIN
    which = ((logs - low) / _BIN).astype(np.intp)
    count = np.bincount(which, weights=weight, minlength=int(which.max()) + 1 + reach)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * _BIN / _SMOOTHING) ** 2)
    levels: Floats = low + (np.arange(len(count), dtype=np.float64) + 0.5) * _BIN
    return levels, np.convolve(count, kernel / kernel.sum())[reach : reach + len(count)]
