"""Equivalent speed of a muscle group, and the zones that follow from it."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.errors import SettingsError
from runtone.muscles.load import load_index_of, sum_by_segment
from runtone.muscles.parameters import GROUPS, scalar
from runtone.muscles.power import REFERENCE_SPEED, load_index, reference_power
from runtone.muscles.work import SPEED_HIGHEST, SPEED_LOWEST

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from runtone.runner import Runner

ZONES = ("easy", "moderate", "hard", "sprint")
ZONE_BORDERS = tuple(scalar(f"zone_{zone}") for zone in ZONES[1:])
"""Lower borders of the zones above easy, in steady speeds. They are display choices, not thresholds of physiology."""

_SPEEDS = np.linspace(SPEED_LOWEST, SPEED_HIGHEST, 1401)


def equivalent_speed(rate_w_per_kg: ArrayLike, group: str, *, foot_strike: str = "unknown") -> NDArray[np.float64]:
    """Return the level speed at which a muscle group would be loaded as much [m/s].

    Parameters
    ----------
    rate_w_per_kg : array_like
        Power of the group, concentric and eccentric together [W/kg]; for core, its index.
    group : str
        One of `GROUPS`.
    foot_strike : {"rear", "mid", "fore", "unknown"}
        The runner's, so that level running is equivalent to itself.

    Returns
    -------
    numpy.ndarray
        Clamped to 2-9 m/s, the range of the model (`equivalent_speed_clamped` says where); NaN where the rate is.

    Raises
    ------
    SettingsError
        No such group, or no such foot strike.
    """
    rates = _level_rate(_known(group), foot_strike)
    return np.asarray(np.interp(np.asarray(rate_w_per_kg, float), rates, _SPEEDS))


def equivalent_speed_clamped(
    rate_w_per_kg: ArrayLike, group: str, *, foot_strike: str = "unknown"
) -> NDArray[np.bool_]:
    """Say where a rate is outside what level running at 2-9 m/s asks of the group."""
    rates = _level_rate(_known(group), foot_strike)
    rate = np.asarray(rate_w_per_kg, float)
    return np.asarray((rate < rates[0]) | (rate > rates[-1]))


def zone_minutes(track: pd.DataFrame, segments: pd.DataFrame, runner: Runner, steady_speed_m_s: float) -> pd.DataFrame:
    """Count the minutes of each segment in each group's zones: `Run.muscle_zones`.

    Parameters
    ----------
    track, segments, runner
        As for `runtone.muscles.segment_load`.
    steady_speed_m_s : float
        Level speed of the runner's easy running; where unknown (NaN), the reference of 3 m/s.

    Returns
    -------
    pandas.DataFrame
        ``segment``, ``muscle_group``, ``zone``, ``minutes``; only rows with any minutes. Seconds without load are in
        no zone; those with less load than the slowest running are easy.
    """
    steady = steady_speed_m_s if math.isfinite(steady_speed_m_s) and steady_speed_m_s > 0.0 else REFERENCE_SPEED
    index = load_index_of(track, runner).to_numpy()
    speeds = np.clip(np.array(ZONE_BORDERS) * steady, SPEED_LOWEST, SPEED_HIGHEST)
    # A hair above the border: a second exactly on it, as steady running at the slowest speed is, stays below.
    borders = load_index(speeds, foot_strike=runner.foot_strike) * (1.0 + 1e-9)
    frames = []
    for number, group in enumerate(GROUPS):
        zone = np.digitize(index[:, number], borders[:, number], right=True)
        in_zone = (zone[:, None] == np.arange(len(ZONES))) & (index[:, number] > 0.0)[:, None]
        frames.append(_long(sum_by_segment(in_zone.astype(float), segments) / 60.0, group))
    zones = pd.concat(frames, ignore_index=True)
    return zones[zones["minutes"] > 0.0].sort_values("segment", kind="stable", ignore_index=True)


@cache
def _level_rate(group: str, foot_strike: str) -> NDArray[np.float64]:
    """Return the group's power at each of `_SPEEDS` on the level; it rises throughout."""
    index = load_index(_SPEEDS, foot_strike=foot_strike)[:, GROUPS.index(group)]
    return np.asarray(index * reference_power()[group])


def _known(group: str) -> str:
    if group not in GROUPS:
        msg = f"There is no muscle group {group!r}; the groups are {', '.join(GROUPS)}."
        raise SettingsError(msg)
    return group


def _long(minutes: NDArray[np.float64], group: str) -> pd.DataFrame:
    count = len(minutes)
    return pd.DataFrame(
        {
            "segment": np.repeat(np.arange(count), len(ZONES)),
            "muscle_group": group,
            "zone": list(ZONES) * count,
            "minutes": minutes.ravel(),
        }
    )
