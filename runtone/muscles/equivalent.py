"""Equivalent speed: the level speed at which a muscle group would be loaded as much."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.errors import SettingsError
from runtone.muscles.parameters import GROUPS
from runtone.muscles.power import load_index, reference_power
from runtone.muscles.work import SPEED_HIGHEST, SPEED_LOWEST

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

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


def segment_equivalent_speeds(
    muscle_load: pd.DataFrame, segments: pd.DataFrame, *, foot_strike: str = "unknown"
) -> pd.DataFrame:
    """Return the equivalent speed of each muscle group over each segment of a run.

    Parameters
    ----------
    muscle_load, segments : pandas.DataFrame
        Those of a `Run`, or its stored rows.
    foot_strike : {"rear", "mid", "fore", "unknown"}
        The runner's.

    Returns
    -------
    pandas.DataFrame
        ``segment``, ``muscle_group``, ``equivalent_speed_m_s`` (the level speed that would have asked as much of the
        group in the same time), and ``clamped``, true where that lies outside 2-9 m/s. No row for a segment of no time.
    """
    table = segments if "segment" in segments.columns else segments.rename_axis("segment").reset_index()
    minutes = ((table["end_s"] - table["start_s"]) / 60.0).set_axis(table["segment"])
    load = muscle_load.assign(muscle_group=muscle_load["muscle_group"].astype(str))
    load = load.groupby(["segment", "muscle_group"], sort=False)["easy_minutes"].sum().reset_index()
    load = load.assign(minutes=minutes.reindex(load["segment"]).to_numpy(float)).query("minutes > 0")
    speed, clamped = np.empty(len(load)), np.empty(len(load), bool)
    for group, rows in load.groupby("muscle_group").indices.items():
        rate = (load["easy_minutes"] / load["minutes"]).to_numpy(float)[rows] * reference_power()[str(group)]
        speed[rows] = equivalent_speed(rate, str(group), foot_strike=foot_strike)
        clamped[rows] = equivalent_speed_clamped(rate, str(group), foot_strike=foot_strike)
    found = load.assign(equivalent_speed_m_s=speed, clamped=clamped)
    return found[["segment", "muscle_group", "equivalent_speed_m_s", "clamped"]].reset_index(drop=True)
