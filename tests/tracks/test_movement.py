"""Climbing is moving: which seconds of a run the runner stood still in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from runtone import analyze, read_activity
from runtone.tracks import Times, build_track, times_of
from tests.cases import CASES, requires_cases
from tests.corpus import recordings
from tests.tracks.runs import Truth, activity, pieces, recorded, wandering


def times(records: pd.DataFrame, **more: object) -> Times:
    return times_of(build_track(activity(records, **more)).frame)


def hike(speed: float, grade: float, *, seconds: int = 1200) -> Truth:
    return pieces((300, 3.0, 0.0), (seconds, speed, grade), (300, 3.0, 0.0))


@pytest.mark.parametrize(
    ("speed", "grade"), [(0.55, 0.5), (0.4, 0.7), (0.3, 0.9), (0.5, -0.4), (0.45, 0.3), (0.6, 0.2)]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_climb_is_moving_however_slow_over_ground(speed: float, grade: float, seed: int) -> None:
    told = times(recorded(hike(speed, grade), seed=seed))
    assert told.moving_s >= 1799 - 5


@pytest.mark.parametrize(("speed", "grade"), [(0.5, 0.5), (0.45, 0.6), (0.4, -0.6)])
def test_a_climb_is_moving_under_satellite_altitude_too(speed: float, grade: float) -> None:
    rng = np.random.default_rng(5)
    truth = hike(speed, grade)
    records = recorded(truth, barometer_m=None)
    records["altitude_m"] = truth.altitude_m + wandering(rng, truth.seconds, 3.0, 70.0)
    assert times(records).moving_s >= 1799 * 0.98


def test_steps_are_moving_where_there_is_no_altitude() -> None:
    truth = hike(0.25, 0.0)
    records = recorded(truth, barometer_m=None)
    records["cadence_spm"] = np.where(truth.speed_m_s > 1, 165, 104 + 2 * (np.arange(truth.seconds) // 3 % 3))
    assert times(records).moving_s >= 1799 - 5


@pytest.mark.parametrize("sensor", ["barometer", "barometer with drift", "satellites", "none"])
@pytest.mark.parametrize("seconds", [8, 30, 90, 400])
def test_a_stop_is_no_movement(sensor: str, seconds: int) -> None:
    rng = np.random.default_rng(seconds)
    truth = pieces((600, 3.0, 0.02), (seconds, 0.0, 0.0), (600, 3.0, -0.02))
    records = recorded(truth, gps_m=2.0, barometer_m=None if sensor in ("none", "satellites") else 0.25)
    if sensor == "barometer with drift":
        records["altitude_m"] += np.cumsum(np.where(truth.speed_m_s == 0, 0.015, 0.0))
    if sensor == "satellites":
        records["altitude_m"] = truth.altitude_m + wandering(rng, truth.seconds, 3.0, 70.0)
    records["cadence_spm"] = np.where(truth.speed_m_s > 0, 168.0, 112.0)  # held from before the stop
    told = times(records)
    assert told.elapsed_s - told.moving_s == pytest.approx(seconds, abs=4 + 0.06 * seconds)


def test_a_jump_of_pressure_at_a_stop_is_no_movement() -> None:
    truth = pieces((600, 3.0, 0.0), (120, 0.0, 0.0), (600, 3.0, 0.0))
    records = recorded(truth)
    records.loc[660:, "altitude_m"] += 6.0
    assert times(records).moving_s == pytest.approx(1199, abs=8)


def test_a_stumble_is_no_stop() -> None:
    records = recorded(pieces((600, 3.0, 0.0), (3, 0.0, 0.0), (600, 3.0, 0.0)))
    assert times(records).moving_s >= 1200


def test_times_are_counted_in_the_seconds_between_rows() -> None:
    told = times(recorded(pieces((900, 3.0, 0.0))))
    assert (told.elapsed_s, told.timer_s, told.moving_s) == (899.0, 899.0, 899.0)
    assert told.mean_speed_m_s == pytest.approx(3.0, rel=0.002)


@pytest.mark.parametrize(("timer_s", "shown_s"), [(899.2, 899.0), (880.0, 880.0), (600.0, 899.0), (5000.0, 899.0)])
def test_a_timer_is_believed_where_it_fits_the_samples(timer_s: float, shown_s: float) -> None:
    records = recorded(pieces((450, 3.0, 0.0), (50, 0.0, 0.0), (400, 3.0, 0.0)))
    summary = analyze(activity(records, timer_s=timer_s)).summary
    assert summary["timer_s"] == shown_s
    assert summary["elapsed_s"] >= summary["timer_s"] >= summary["moving_s"]


@requires_cases
@pytest.mark.parametrize(
    ("name", "ascent_m"),
    [("steep_vertical_km_60min", 1000), ("steep_vertical_km_42min", 1000), ("steep_stairs", None)],
)
def test_a_vertical_kilometre_is_moving_from_start_to_end(name: str, ascent_m: int | None) -> None:
    run = analyze(read_activity(CASES / f"{name}.fit"))
    assert run.summary["moving_s"] >= run.summary["elapsed_s"] - 5
    assert run.summary["mean_speed_m_s"] <= run.track["speed_m_s"].max()
    if ascent_m:
        assert run.summary["ascent_m"] == pytest.approx(ascent_m, rel=0.02)


@pytest.mark.parametrize("path", recordings(klass="run"))
def test_elapsed_timer_and_moving_are_in_order_in_every_run(path: Path) -> None:
    run = analyze(read_activity(path))
    summary, track = run.summary, run.track
    assert summary["elapsed_s"] == len(track) - 1
    assert summary["elapsed_s"] >= summary["timer_s"] >= summary["moving_s"] > 0
    assert summary["mean_speed_m_s"] <= track["speed_m_s"].max()
    assert not (track["moving"] & track["paused"]).any()
