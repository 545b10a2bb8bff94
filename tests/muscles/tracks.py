"""Tracks of known motion."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import uniform_filter1d

Part = tuple[str, str, int, float, float]
"""Kind, terrain, seconds, speed [m/s] and grade."""


def track(seconds: int, speed: ArrayLike = 3.0, **columns: ArrayLike) -> pd.DataFrame:
    """A track of so many seconds; level, without cadence, unless columns say otherwise."""
    values: dict[str, ArrayLike] = {
        "speed_m_s": speed,
        "grade": 0.0,
        "acceleration_m_s2": 0.0,
        "cadence_spm": np.nan,
        "paused": False,
    }
    return pd.DataFrame({name: np.broadcast_to(value, seconds) for name, value in (values | columns).items()})


def from_speed(speed: NDArray[np.float64], **columns: ArrayLike) -> pd.DataFrame:
    """A track whose acceleration is that of its speed smoothed over five seconds."""
    acceleration = np.gradient(uniform_filter1d(speed, 5, mode="nearest"))
    return track(len(speed), speed, acceleration_m_s2=acceleration, **columns)


def course(*parts: Part) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A track and its segments from parts (kind, terrain, seconds, speed, grade)."""
    rows, tracks, start = [], [], 0
    for kind, terrain, seconds, speed, grade in parts:
        rows.append({"kind": kind, "terrain": terrain, "start_s": start, "end_s": start + seconds})
        tracks.append(track(seconds, speed, grade=grade))
        start += seconds
    return pd.concat(tracks, ignore_index=True), pd.DataFrame(rows)


HILLY: tuple[Part, ...] = (
    ("steady", "flat", 900, 3.0, 0.0),
    ("hill", "uphill", 240, 2.6, 0.09),
    ("hill", "downhill", 200, 3.4, -0.09),
    ("hill", "uphill", 240, 2.6, 0.09),
    ("hill", "downhill", 200, 3.4, -0.09),
    ("rest", "flat", 60, 0.0, 0.0),
    ("steady", "flat", 600, 3.0, 0.0),
)
SPRINTS: tuple[Part, ...] = (
    ("steady", "flat", 1500, 3.0, 0.0),
    *(("sprint", "uphill", 20, 5.5, 0.06), ("rest", "downhill", 60, 1.2, -0.02)) * 4,
    ("steady", "flat", 600, 3.0, 0.0),
)
FLAT: tuple[Part, ...] = (("steady", "flat", 1800, 3.0, 0.0),)
