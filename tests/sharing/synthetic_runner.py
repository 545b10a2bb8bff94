"""A runner who lives somewhere and runs loops from the door: tracks made without any file, for the tests of sharing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from runtone.runner import Runner
from runtone.sharing.redaction import OwnersRun

METRES_PER_DEGREE = 111_195.0
SPEED_M_S = 5.0
"""Fast, so that there are fewer seconds to reckon with."""


def loop(rng: np.random.Generator, length_m: float = 8000.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a loop from the door and back, in metres east and north of it, one point a second."""
    bearing, bend = rng.uniform(0, 2 * np.pi), rng.choice([-1.0, 1.0])
    radius = length_m / (2 * np.pi)
    turn = np.linspace(0, 2 * np.pi, int(length_m / SPEED_M_S))
    along, across = radius * np.sin(turn), bend * radius * (1 - np.cos(turn)) * rng.uniform(0.5, 1.5)
    wobble = 15 * np.sin(np.linspace(0, rng.uniform(20, 40), turn.size))
    east = along * np.sin(bearing) + (across + wobble) * np.cos(bearing)
    north = along * np.cos(bearing) - (across + wobble) * np.sin(bearing)
    return east - east[0], north - north[0]


def run_from(
    home_deg: tuple[float, float],
    shape: tuple[np.ndarray, np.ndarray],
    number: int = 1,
    *,
    heart_rate: float = 150.0,
    name: str = "Past the old mill",
    note: str = "Rang at the blue door",
) -> OwnersRun:
    """Return a run along a shape from a home, with one segment every 600 s."""
    east, north = shape
    seconds = len(east)
    latitude = home_deg[0] + north / METRES_PER_DEGREE
    longitude = home_deg[1] + east / (METRES_PER_DEGREE * np.cos(np.radians(home_deg[0])))
    step = np.hypot(np.diff(east, prepend=east[0]), np.diff(north, prepend=north[0]))
    altitude = 431.7 + 8 * np.sin(np.cumsum(step) / 300)
    start = datetime(2026, 3, 2, 6, 41, 13, tzinfo=UTC) + timedelta(days=number)
    segment = np.arange(seconds) // 600
    track = pd.DataFrame(
        {
            "time": pd.date_range(start, periods=seconds, freq="s"),
            "latitude_deg": latitude,
            "longitude_deg": longitude,
            "distance_m": np.cumsum(step),
            "speed_m_s": step,
            "acceleration_m_s2": 0.0,
            "altitude_m": altitude,
            "grade": np.gradient(altitude) / np.maximum(step, 0.5),
            "grade_adjusted_speed_m_s": step,
            "cadence_spm": 168.0,
            "heart_rate_bpm": heart_rate,
            "paused": False,
            "moving": True,
            "terrain": "flat",
            "effort": "steady",
            "segment": segment,
        }
    )
    return OwnersRun(
        key=f"run {number}",
        summary={
            "local_date": date(2026, 3, 2) + timedelta(days=number),
            "local_start": start,
            "time_zone": "Europe/Zurich",
            "distance_m": float(step.sum()),
            "moving_s": float(seconds),
            "ascent_m": 40.0,
            "descent_m": 40.0,
            "mean_speed_m_s": float(step.mean()),
            "mean_grade_adjusted_speed_m_s": float(step.mean()),
            "mean_heart_rate_bpm": heart_rate,
            "steady_speed_m_s": 3.0,
        },
        track=track,
        segments=segments_of(track),
        sets=pd.DataFrame(columns=["kind", "start_s", "end_s", "repeats", "segment_numbers", "description"]),
        muscle_load=load_of(track),
        muscle_zones=pd.DataFrame(columns=["segment", "muscle_group", "zone", "minutes"]),
        name=name,
        note=note,
        runner=Runner(),
    )


def segments_of(track: pd.DataFrame) -> pd.DataFrame:
    """Return the segments of a track, with reasons that tell times since the start."""
    rows = []
    for number in range(int(track["segment"].iloc[-1]) + 1):
        of = track.index[track["segment"] == number]
        rows.append(
            {
                "kind": "steady",
                "terrain": "flat",
                "effort": "steady",
                "start_s": int(of[0]),
                "end_s": int(of[-1]) + 1,
                "distance_m": float(track.loc[of, "speed_m_s"].sum()),
                "ascent_m": 5.0,
                "descent_m": 5.0,
                "mean_grade": 0.0,
                "mean_speed_m_s": 3.0,
                "mean_grade_adjusted_speed_m_s": 3.0,
                "mean_heart_rate_bpm": 150.0,
                "source": "detected",
                "reason": f"Part of a stretch from {of[0]} s to {of[-1] + 1} s of the whole run.",
            }
        )
    return pd.DataFrame(rows)


def load_of(track: pd.DataFrame) -> pd.DataFrame:
    """Return the load of a track's segments."""
    from runtone.muscles import segment_load

    return segment_load(track, segments_of(track), Runner())
