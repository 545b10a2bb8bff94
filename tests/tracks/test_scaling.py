"""A hundred hours cost a hundred times one hour: counted, not timed."""

from __future__ import annotations

import sys
import tracemalloc

import numpy as np
import pandas as pd

from runtone.tracks import build_track
from tests.tracks.runs import BEGUN, activity


def ultra(hours: float) -> pd.DataFrame:
    second = np.arange(int(hours * 3600))
    rng = np.random.default_rng(1)
    speed = 2.5 + 0.3 * np.sin(second / 900)
    return pd.DataFrame(
        {
            "time": BEGUN + pd.to_timedelta(second, unit="s"),
            "latitude_deg": 47.0 + np.cumsum(speed) / 111_200 + rng.normal(0, 5e-6, second.size),
            "longitude_deg": 11.0 + rng.normal(0, 5e-6, second.size),
            "altitude_m": np.round(500 + 80 * np.sin(second / 1500) + rng.normal(0, 0.2, second.size), 1),
            "speed_m_s": speed + rng.normal(0, 0.05, second.size),
            "distance_m": np.cumsum(speed),
        }
    )


def calls(records: pd.DataFrame) -> int:
    """How many functions, of Python or C, are called."""
    run, count = activity(records), 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        build_track(run)
    finally:
        sys.setprofile(before)
    return count


def peak_bytes(records: pd.DataFrame) -> int:
    run = activity(records)
    tracemalloc.start()
    try:
        build_track(run)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_no_step_is_taken_sample_by_sample() -> None:
    build_track(activity(ultra(0.1)))
    short, long = calls(ultra(1)), calls(ultra(10))
    assert long < 1.1 * short


def test_memory_grows_with_the_run_and_no_faster() -> None:
    build_track(activity(ultra(0.1)))
    short, long = peak_bytes(ultra(2)), peak_bytes(ultra(16))
    assert long < 8.5 * short


def test_a_hundred_hours_are_a_run() -> None:
    frame = build_track(activity(ultra(100)[::5].reset_index(drop=True))).frame
    assert len(frame) == 360_000 - 4
    assert frame["distance_m"].iloc[-1] > 890_000
    assert not frame["paused"].any()
