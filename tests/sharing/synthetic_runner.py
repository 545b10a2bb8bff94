"""A runner who lives somewhere and runs loops from the door: recordings made without any file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from runtone.analysis import Run, analyze
from runtone.files import Activity
from runtone.runner import Runner
from runtone.sharing.unredacted_run import UnredactedRun

METRES_PER_DEGREE = 111_195.0
SPEED_M_S = 5.0
"""Fast, so that there are fewer seconds to reckon with."""
RUNNER = Runner(steady_speed_m_s=4.8)
Shape = tuple[np.ndarray, np.ndarray]


def loop(rng: np.random.Generator, length_m: float = 8000.0) -> Shape:
    """Return a loop from the door and back, in metres east and north of it, one point a second."""
    bearing, bend = rng.uniform(0, 2 * np.pi), rng.choice([-1.0, 1.0])
    radius = length_m / (2 * np.pi)
    turn = np.linspace(0, 2 * np.pi, int(length_m / SPEED_M_S))
    along, across = radius * np.sin(turn), bend * radius * (1 - np.cos(turn)) * rng.uniform(0.5, 1.5)
    wobble = 15 * np.sin(np.linspace(0, rng.uniform(20, 40), turn.size))
    east = along * np.sin(bearing) + (across + wobble) * np.cos(bearing)
    north = along * np.cos(bearing) - (across + wobble) * np.sin(bearing)
    return east - east[0], north - north[0]


def recording_from(
    home_deg: tuple[float, float],
    shape: Shape,
    number: int = 1,
    *,
    heart_rate: float = 150.0,
    altitude_m: np.ndarray | None = None,
) -> Activity:
    """Return what a watch records along a shape from a home, one sample a second."""
    east, north = shape
    step = np.hypot(np.diff(east, prepend=east[0]), np.diff(north, prepend=north[0]))
    along = np.cumsum(step)
    start = datetime(2026, 3, 2, 6, 41, 13, tzinfo=UTC) + timedelta(days=number)
    records = pd.DataFrame(
        {
            "time": pd.date_range(start, periods=len(east), freq="s"),
            "latitude_deg": home_deg[0] + north / METRES_PER_DEGREE,
            "longitude_deg": home_deg[1] + east / (METRES_PER_DEGREE * np.cos(np.radians(home_deg[0]))),
            "distance_m": along,
            "altitude_m": 431.7 + 12 * np.sin(along / 300) if altitude_m is None else altitude_m,
            "cadence_spm": 168.0,
            "heart_rate_bpm": heart_rate,
        }
    )
    return Activity(records=records, sport="running", source_format="fit")


def run_from(
    home_deg: tuple[float, float],
    shape: Shape,
    number: int = 1,
    *,
    name: str = "Past the old mill",
    note: str = "Rang at the blue door",
) -> UnredactedRun:
    """Return a run along a shape from a home, as the library would give it."""
    return library_run(recording_from(home_deg, shape, number), name=name, note=note)


def library_run(activity: Activity, name: str | None = None, note: str | None = None) -> UnredactedRun:
    """Return a recording as the library would give it to be redacted."""
    run: Run = analyze(activity, RUNNER)
    return UnredactedRun(
        summary=run.summary,
        track=run.track,
        segments=run.segments,
        sets=run.sets,
        muscle_load=run.muscle_load,
        muscle_stress=run.muscle_stress,
        muscle_zones=run.muscle_zones,
        recording=lambda: activity,
        confidence=run.confidence,
        name=name,
        note=note,
        runner=RUNNER,
    )


def unread_run(activity: Activity) -> UnredactedRun:
    """Return a recording of which nothing was read but its positions: all that a run needs in order to be cut."""
    nothing = pd.DataFrame()
    return UnredactedRun(
        summary={"distance_m": float(activity.records["distance_m"].iloc[-1])},
        track=activity.records,
        segments=nothing,
        sets=nothing,
        muscle_load=nothing,
        muscle_stress=nothing,
        muscle_zones=nothing,
        recording=lambda: activity,
        runner=RUNNER,
    )
