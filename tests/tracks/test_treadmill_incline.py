"""A treadmill's incline is the run's grade: nothing else tells how steep a belt was."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone import Activity, analyze
from runtone.tracks import build_track

BEGUN = pd.Timestamp("2026-05-04T06:30:00Z")


def on_a_belt(*, sub_sport: str = "treadmill", laps: bool = False, **columns: np.ndarray) -> Activity:
    """Ten minutes level, ten at 6 %, ten level, at 3 m/s."""
    seconds = 1800
    percent = np.where((np.arange(seconds) >= 600) & (np.arange(seconds) < 1200), 6.0, 0.0)
    records = pd.DataFrame(
        {"time": BEGUN + pd.to_timedelta(np.arange(seconds), unit="s"), "distance_m": 3.0 * np.arange(seconds)}
        | columns
    )
    if not laps:
        return Activity(records=records.assign(grade_pct=percent), sport="running", sub_sport=sub_sport)
    starts = BEGUN + pd.to_timedelta([0, 600, 1200], unit="s")
    told = pd.DataFrame(
        {"start_time": starts, "end_time": starts + pd.Timedelta(seconds=600), "grade_pct": [0.0, 6.0, 0.0]}
    )
    return Activity(records=records, laps=told, sport="running", sub_sport=sub_sport)


@pytest.mark.parametrize("laps", [False, True])
def test_the_incline_of_samples_or_laps_is_the_grade(laps: bool) -> None:
    track = build_track(on_a_belt(laps=laps))
    assert track.altitude_source == "treadmill"
    grade = track.frame["grade"].to_numpy()
    assert grade[[300, 900, 1500]].tolist() == [0.0, 0.06, 0.0]
    assert track.frame["altitude_m"].iloc[-1] == pytest.approx(600 * 3.0 * 0.06, abs=0.5)
    assert track.confidence["grade"].level == "medium"


def test_a_belt_set_steep_is_one_uphill_that_ends_where_it_was_set_level() -> None:
    run = analyze(on_a_belt())
    hills = run.segments[run.segments["terrain"] == "uphill"]
    assert len(hills) == 1
    assert hills["start_s"].item() == pytest.approx(600, abs=5)
    assert hills["end_s"].item() == pytest.approx(1200, abs=5)
    assert run.summary["ascent_m"] == pytest.approx(108, abs=1)
    level = analyze(Activity(records=on_a_belt(laps=True).records, sport="running"))
    glutes = [one.muscle_load.query("muscle_group == 'glutes'")["easy_minutes"].sum() for one in (run, level)]
    assert glutes[0] > 1.07 * glutes[1]  # a third of the way is steep


def test_pressure_on_the_spot_is_not_height() -> None:
    drift = np.linspace(0.0, 25.0, 1800)
    assert build_track(on_a_belt(altitude_m=drift)).frame["altitude_m"].max() == pytest.approx(108, abs=1)


def test_a_virtual_hill_keeps_its_own_height() -> None:
    height = np.concatenate([np.linspace(0.0, 60.0, 900), np.linspace(60.0, 0.0, 900)])
    track = build_track(on_a_belt(sub_sport="virtual_activity", altitude_m=height))
    assert track.altitude_source != "treadmill"
    assert track.frame["altitude_m"].max() == pytest.approx(60.0, abs=3.0)


def test_a_belt_that_was_never_tilted_tells_no_height() -> None:
    level = on_a_belt()
    level.records["grade_pct"] = 0.0
    assert build_track(level).altitude_source == "none"
