"""From an activity's samples to its clean track, one row a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.ndimage import gaussian_filter1d, median_filter

from runtone.confidence import Confidence
from runtone.errors import TooShortError
from runtone.tracks.grade_adjusted import STEEPEST_GRADE, grade_factor
from runtone.tracks.track import Track

if TYPE_CHECKING:
    from runtone.files import Activity

FloatArray = npt.NDArray[np.float64]


def _column(records: pd.DataFrame, name: str) -> FloatArray | None:
    if name not in records:
        return None
    values = records[name].to_numpy(dtype=np.float64, na_value=np.nan)
    return values if np.isfinite(values).any() else None


def _interpolated(second: FloatArray, time_s: FloatArray, values: FloatArray) -> FloatArray:
    known = np.isfinite(values)
    return np.interp(second, time_s[known], values[known])


def build_track(activity: Activity) -> Track:
    """Clean an activity's samples to one row a second."""
    records = activity.records
    stamp = pd.DatetimeIndex(records["time"]).as_unit("ns").asi8
    order = np.argsort(stamp, kind="stable")
    stamp, first = np.unique(stamp[order], return_index=True)
    if stamp.size < 2:
        raise TooShortError("There are fewer than two samples, so there is nothing to analyse.", name=activity.name)
    rows = order[first]
    time_s = (stamp - stamp[0]) / 1e9
    n = int(time_s[-1]) + 1
    second = np.arange(n, dtype=np.float64)

    columns = {
        name: values[rows]
        for name in (
            "latitude_deg",
            "longitude_deg",
            "altitude_m",
            "distance_m",
            "speed_m_s",
            "cadence_spm",
            "heart_rate_bpm",
        )
        if (values := _column(records, name)) is not None
    }
    at = {name: _interpolated(second, time_s, values) for name, values in columns.items()}
    if "distance_m" in at and at["distance_m"][-1] - at["distance_m"][0] > 10:
        distance = np.maximum.accumulate(at["distance_m"])
        source = "distance"
    elif "latitude_deg" in at:
        x = np.radians(at["longitude_deg"]) * 6371008.8 * np.cos(np.radians(at["latitude_deg"]))
        y = np.radians(at["latitude_deg"]) * 6371008.8
        x, y = (gaussian_filter1d(median_filter(axis, 9, mode="nearest"), 3.0, mode="nearest") for axis in (x, y))
        distance = np.r_[0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y)))]
        source = "positions"
    else:
        distance = np.r_[0.0, np.cumsum(at["speed_m_s"])[:-1]]
        source = "device"
    if "speed_m_s" in at:
        speed = np.maximum(gaussian_filter1d(median_filter(at["speed_m_s"], 3, mode="nearest"), 1.0), 0.0)
        speed = np.interp(second + 1.5, second, speed)
        source = "device"
    else:
        speed = gaussian_filter1d(np.gradient(distance), 2.0) if n > 1 else np.zeros(n)
    distance = distance - distance[0]

    gap = np.diff(time_s)
    covered = np.diff(np.interp(time_s, second, distance))
    paused = np.zeros(n, bool)
    for i in np.flatnonzero((gap > 10) & (covered < 0.8 * gap)):
        paused[int(np.floor(time_s[i])) + 1 : int(np.ceil(time_s[i + 1]))] = True

    altitude = np.full(n, np.nan)
    grade = np.zeros(n)
    altitude_source = "none"
    if "altitude_m" in at and distance[-1] > 50:
        step = np.arange(0.0, distance[-1] + 5.0, 5.0)
        profile = gaussian_filter1d(np.interp(step, distance + 1e-6 * second, at["altitude_m"]), 5.0, mode="nearest")
        altitude = np.interp(distance, step, profile)
        grade = np.clip(np.interp(distance, step, np.gradient(profile, 5.0)), -STEEPEST_GRADE, STEEPEST_GRADE)
        altitude_source = "barometer"

    speed[paused] = 0.0
    grade[paused] = 0.0
    altitude[paused] = np.nan
    frame = pd.DataFrame(
        {
            "time": pd.to_datetime(stamp[0] + np.arange(n) * 1_000_000_000, utc=True),
            "latitude_deg": at.get("latitude_deg", np.full(n, np.nan)),
            "longitude_deg": at.get("longitude_deg", np.full(n, np.nan)),
            "distance_m": distance,
            "speed_m_s": speed,
            "acceleration_m_s2": np.gradient(gaussian_filter1d(speed, 2.5)) if n > 1 else np.zeros(n),
            "altitude_m": altitude,
            "grade": grade,
            "grade_adjusted_speed_m_s": speed * grade_factor(grade),
            "cadence_spm": at.get("cadence_spm", np.full(n, np.nan)),
            "heart_rate_bpm": at.get("heart_rate_bpm", np.full(n, np.nan)),
            "paused": paused,
        }
    )
    known = Confidence("medium", "A simple smoothing.")
    return Track(
        frame=frame,
        altitude_source=altitude_source,  # type: ignore[arg-type]
        speed_source=source,  # type: ignore[arg-type]
        confidence={"distance": known, "speed": known, "altitude": known, "grade": known},
    )
