"""Whether a recording can be a run at all, by how fast it is: records and riders."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from runtone.earth import EARTH_RADIUS_M
from runtone.files.samples.time_order import NS_PER_S
from runtone.sums import from_start

FloatArray = NDArray[np.float64]

# Men's world records on foot, distance [m] and time [s], as World Athletics (to the marathon) and the International
# Association of Ultrarunners list them in November 2026: 800 m to 24 hours.
_RECORDS = (
    (800.0, 100.91), (1_500.0, 206.0), (3_000.0, 437.55), (5_000.0, 755.36), (10_000.0, 1_571.0), (21_097.5, 3_402.0),
    (42_195.0, 7_235.0), (100_000.0, 21_935.0), (319_614.0, 86_400.0),
)  # fmt: skip
_RIDE_M_S = 5.0
"""Faster for a quarter of an hour and more than all but some hundred runners of a million; slow for a ride."""

_RIDE_S = 900.0
_MOVING_M_S = 1.0
_IMPOSSIBLE_M_S = 40.0
_LONGEST_STEP_S = 120.0
_LEAST_S = 60.0
_AROUND_S = 5.0
_MARGIN = 1.02


def moving_speed(time_ns: NDArray[np.int64], columns: dict[str, FloatArray]) -> tuple[float, float] | None:
    """Return mean speed while moving [m/s] and time moving [s], roughly; None where nothing tells them.

    From the device's distance, else from positions, else from its speed; steps that nothing on wheels makes, and long
    ones, count for nothing.
    """
    step_s = np.diff(time_ns) / NS_PER_S
    step_m = _steps(step_s, columns)
    if step_m is None:
        return None
    with np.errstate(invalid="ignore"):
        moving = (step_s <= _LONGEST_STEP_S) & (step_m >= _MOVING_M_S * step_s) & (step_m <= _IMPOSSIBLE_M_S * step_s)
    moving_s = float(step_s[moving].sum())
    return (float(step_m[moving].sum()) / moving_s, moving_s) if moving_s > 0 else None


def speeds(time_ns: NDArray[np.int64], columns: dict[str, FloatArray]) -> FloatArray | None:
    """Return the speed at each sample [m/s] over some ten seconds around it; None where nothing tells it."""
    if "speed_m_s" in columns:
        return columns["speed_m_s"]
    way = way_of(time_ns, columns)
    if way is None:
        return None
    time_s = time_ns / NS_PER_S
    before, after = (np.interp(time_s + shift, time_s, way) for shift in (-_AROUND_S, _AROUND_S))
    span = np.minimum(time_s + _AROUND_S, time_s[-1]) - np.maximum(time_s - _AROUND_S, time_s[0])
    return np.where(span > 0, (after - before) / np.maximum(span, 1e-9), np.nan)


def way_of(time_ns: NDArray[np.int64], columns: dict[str, FloatArray]) -> FloatArray | None:
    """Return the distance covered up to each sample [m]; None where nothing tells it."""
    step_m = _steps(np.diff(time_ns) / NS_PER_S, columns)
    return None if step_m is None else from_start(np.nan_to_num(step_m))


def _steps(step_s: FloatArray, columns: dict[str, FloatArray]) -> FloatArray | None:
    distance = columns.get("distance_m")
    if distance is not None and np.nanmax(distance) > 0:
        return np.diff(_filled(distance))
    if "latitude_deg" in columns and "longitude_deg" in columns:
        latitude, longitude = (np.radians(_filled(columns[name])) for name in ("latitude_deg", "longitude_deg"))
        east = np.diff(longitude) * np.cos(latitude[1:])
        metres: FloatArray = np.hypot(np.diff(latitude), east) * EARTH_RADIUS_M
        return metres
    if "speed_m_s" in columns:
        return _filled(columns["speed_m_s"])[1:] * step_s
    return None


def _filled(values: FloatArray) -> FloatArray:
    """Return values with gaps filled along a straight line."""
    known = np.flatnonzero(~np.isnan(values))
    return values if len(known) in (0, len(values)) else np.interp(np.arange(len(values)), known, values[known])


def record_speed(seconds: float) -> float:
    """Return the mean speed [m/s] of the world record that takes so long, between two along the logarithm of time."""
    times = np.array([time for _, time in _RECORDS])
    speeds = np.array([metres / time for metres, time in _RECORDS])
    return float(np.interp(np.log(seconds), np.log(times), speeds))


def looks_like(sport: str | None, sub_sport: str | None, speed: tuple[float, float] | None) -> Literal["ride"] | None:
    """Return what a recording is by its speed, where that is no run's.

    Parameters
    ----------
    sport, sub_sport : str or None
        What is said of it; nothing is asked of what is known to be another sport.
    speed : tuple of float or None
        Mean speed while moving [m/s] and time moving [s].

    Returns
    -------
    {"ride"} or None
        A ride where it is faster than the world record that takes as long; or, where no sport is said, as fast for a
        quarter of an hour as rides are and hardly a runner is.
    """
    if speed is None or sport not in (None, "running") or sub_sport in ("treadmill", "indoor_running"):
        return None
    metres_a_second, seconds = speed
    if seconds >= _LEAST_S and metres_a_second > _MARGIN * record_speed(seconds):
        return "ride"
    return "ride" if sport is None and seconds >= _RIDE_S and metres_a_second >= _RIDE_M_S else None
