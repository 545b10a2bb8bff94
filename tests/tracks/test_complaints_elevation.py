"""Public complaints about elevation in other tools, each as a test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.tracks import build_track
from tests.tracks.runs import activity, ascent_m, hilly, pieces, recorded, steady, steepest_hundred_m, wandering


@pytest.mark.parametrize("noise_m", [0.15, 0.3, 0.5])
def test_a_flat_run_is_flat(noise_m: float) -> None:
    # thomaschampagne/elevate#1101: 39 m of a flat run shown as 1165 m.
    records = recorded(steady(3600), barometer_m=noise_m, rounding_m=0.1)
    raw = np.maximum(np.diff(records["altitude_m"]), 0).sum()
    track = build_track(activity(records))
    assert raw > 100
    assert ascent_m(track.frame) < 5
    assert track.frame["grade"].abs().quantile(0.99) < 0.015
    assert np.abs(track.frame["grade_adjusted_speed_m_s"] / track.frame["speed_m_s"] - 1).max() < 0.02


def test_gps_altitude_makes_no_mountain_of_a_flat_run() -> None:
    # geo-activity-playground's notes: pure GPS noise of 1 m makes 4000 m in two hours.
    rng = np.random.default_rng(3)
    records = recorded(steady(7200), barometer_m=None)
    records["altitude_m"] = 200 + wandering(rng, 7200, 2.5, 90.0) + rng.normal(0, 1.0, 7200)
    track = build_track(activity(records))
    assert np.maximum(np.diff(records["altitude_m"]), 0).sum() > 3000
    assert track.altitude_source in ("GPS", "phone")
    assert ascent_m(track.frame) < 40


def test_a_hilly_run_keeps_its_hills() -> None:
    # gpxstudio#102: 245 m shown as 31 m.
    truth = hilly(4800, climb_s=225, grade=0.06, flat_s=150)
    assert truth.ascent_m > 240
    for barometer in (recorded(truth), recorded(truth, barometer_m=0.2, rounding_m=1.0)):
        assert ascent_m(build_track(activity(barometer)).frame) == pytest.approx(truth.ascent_m, rel=0.04)


def test_many_short_hills_are_kept() -> None:
    truth = hilly(3600, climb_s=40, grade=0.08, flat_s=20)
    track = build_track(activity(recorded(truth)))
    assert ascent_m(track.frame) == pytest.approx(truth.ascent_m, rel=0.06)


@pytest.mark.parametrize("every", [2, 5])
def test_ascent_does_not_depend_on_how_often_was_recorded(every: int) -> None:
    # RaceCraft#123: 3690 m and 2400 m of one run.
    truth = hilly(5400)
    records = recorded(truth)
    dense = ascent_m(build_track(activity(records)).frame)
    assert ascent_m(build_track(activity(records[::every])).frame) == pytest.approx(dense, rel=0.04)


def test_a_paused_ropeway_is_no_ascent() -> None:
    # wanderer#380: ascent counted across a paused ropeway. The ride has the speed of a run.
    truth = steady(1200)
    for riding_s, further_m in ((600, 2000.0), (600, 50.0), (120, 700.0)):
        records = recorded(truth, device=False)
        after = records.index >= 600
        records.loc[after, "time"] += pd.Timedelta(seconds=riding_s)
        records.loc[after, "altitude_m"] += 400.0
        records.loc[after, "latitude_deg"] += further_m / 111_200
        frame = build_track(activity(records)).frame
        assert frame["paused"].sum() == pytest.approx(riding_s, abs=2)
        assert ascent_m(frame) < 3
        assert frame["distance_m"].iloc[-1] == pytest.approx(truth.distance_m[-1], rel=0.01)
        assert frame["altitude_m"].iloc[-1] - frame["altitude_m"].iloc[0] == pytest.approx(400, abs=3)
        assert frame["grade"].abs().max() < 0.02


def test_a_ride_in_a_pause_of_the_timer_is_no_ascent_however_slow() -> None:
    records = recorded(steady(1200))
    after = records.index >= 600
    records.loc[after, "time"] += pd.Timedelta(seconds=900)
    records.loc[after, "altitude_m"] += 60.0
    records.loc[after, "latitude_deg"] += 900 / 111_200
    records.loc[after, "distance_m"] += 900.0
    times = records["time"]
    pauses = pd.DataFrame({"start_time": [times[599]], "end_time": [times[600]]})
    frame = build_track(activity(records, pauses=pauses)).frame
    assert frame["paused"].sum() == pytest.approx(900, abs=2)
    assert ascent_m(frame) < 3
    assert frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, abs=5)


def test_missing_heights_are_not_zero() -> None:
    # FitTrackee#224: missing elevation on some points broke the ascent.
    truth = hilly(3600)
    records = recorded(truth)
    rng = np.random.default_rng(5)
    records.loc[rng.random(len(records)) < 0.3, "altitude_m"] = np.nan
    records.loc[1000:1120, "altitude_m"] = np.nan
    track = build_track(activity(records))
    assert ascent_m(track.frame) == pytest.approx(truth.ascent_m, rel=0.06)
    assert np.abs(track.frame["altitude_m"] - truth.altitude_m).max() < 4


def test_zero_metres_is_a_height() -> None:
    truth = hilly(3600, grade=0.03)
    truth.start_altitude_m = -8.0
    records = recorded(truth, rounding_m=1.0)
    assert (records["altitude_m"] == 0).sum() > 50
    track = build_track(activity(records))
    assert np.abs(track.frame["altitude_m"] - truth.altitude_m).max() < 2
    assert ascent_m(track.frame) == pytest.approx(truth.ascent_m, rel=0.06)


def test_invalid_heights_before_the_first_fix_are_no_cliff() -> None:
    truth = hilly(1800)
    records = recorded(truth)
    records.loc[:7, "altitude_m"] = 0.0
    track = build_track(activity(records))
    assert ascent_m(track.frame) == pytest.approx(truth.ascent_m, rel=0.08)
    assert track.frame["grade"].abs().max() < 0.12


def test_grade_adjusted_speed_is_bounded() -> None:
    # dreeve#1996: 5:27/km gave a grade-adjusted 1:27/km.
    truth = pieces((300, 3.0, 0.0), (20, 3.0, 0.9), (300, 3.0, 0.0), (15, 3.0, -0.9), (300, 3.0, 0.0))
    frame = build_track(activity(recorded(truth, barometer_m=0.1))).frame
    assert frame["grade"].abs().max() <= 0.45
    assert frame["grade_adjusted_speed_m_s"].max() <= 8.0
    level = frame["grade_adjusted_speed_m_s"][50:250]
    assert level.to_numpy() == pytest.approx(3.0, abs=0.1)


def test_up_and_down_within_one_kilometre_do_not_cancel() -> None:
    # dreeve#1997: net grade per kilometre hides hills; adjustment is per second, then averaged.
    truth = hilly(1800, climb_s=60, grade=0.08, flat_s=30)
    frame = build_track(activity(recorded(truth))).frame
    assert abs(truth.altitude_m[-1] - truth.altitude_m[0]) < 30
    climbing = truth.grade > 0.05
    assert frame["grade_adjusted_speed_m_s"][climbing].mean() > 1.25 * 3.0
    assert frame["grade_adjusted_speed_m_s"].mean() > 1.03 * 3.0


def test_steps_of_pressure_are_no_hills() -> None:
    # Two pressure steps of 9 m on a flat run were 69 m of ascent.
    records = recorded(steady(3000))
    after = np.arange(3000)
    for second, size in ((700, 9.0), (1300, -9.0), (2200, 7.0)):
        records["altitude_m"] += size * (1 - np.exp(-np.maximum(after - second + 1, 0) / 1.5))
    track = build_track(activity(records))
    assert ascent_m(track.frame) < 5
    assert steepest_hundred_m(track.frame) < 2
    assert track.pressure_steps == 3
    assert any("jumps 3 times" in text for text in track.warnings)
    assert track.confidence["altitude"].level == "medium"


def test_steps_of_pressure_leave_the_hills_around_them() -> None:
    truth = hilly(3600)
    records = recorded(truth)
    records.loc[records.index >= 1000, "altitude_m"] += 10.0
    records.loc[records.index >= 2500, "altitude_m"] -= 10.0
    frame = build_track(activity(records)).frame
    assert ascent_m(frame) == pytest.approx(truth.ascent_m, rel=0.08)
    assert np.sqrt(np.mean((frame["grade"] - truth.grade) ** 2)) < 0.016


def test_gusts_make_no_hills() -> None:
    rng = np.random.default_rng(8)
    records = recorded(steady(3600))
    second = np.arange(3600)
    for _ in range(30):
        centre, half = rng.uniform(60, 3540), rng.uniform(4, 10)
        near = np.abs(second - centre) < half
        records.loc[near, "altitude_m"] += rng.normal(0, 1.5) * np.cos((second[near] - centre) / half * np.pi / 2) ** 2
    frame = build_track(activity(records)).frame
    assert steepest_hundred_m(frame) < 3
    assert ascent_m(frame) < 15


def test_heights_in_steps_of_ten_metres_make_no_cliffs() -> None:
    truth = hilly(3600, climb_s=400, grade=0.05, flat_s=200)
    frame = build_track(activity(recorded(truth, rounding_m=10.0))).frame
    assert frame["grade"].abs().max() < 0.12
    assert steepest_hundred_m(frame) < 9
    assert ascent_m(frame) == pytest.approx(truth.ascent_m, rel=0.3)


def test_heights_in_steps_of_ten_metres_on_flat_ground_make_no_hills() -> None:
    truth = steady(3600)
    truth.start_altitude_m = 124.9
    records = recorded(truth, barometer_m=0.3, rounding_m=10.0)
    assert records["altitude_m"].nunique() == 2
    frame = build_track(activity(records)).frame
    assert ascent_m(frame) < 10
    assert steepest_hundred_m(frame) < 3


def test_pressure_that_drifts_while_standing_is_no_climb() -> None:
    truth = pieces((600, 3.0, 0.0), (120, 0.0, 0.0), (600, 3.0, 0.0), (120, 0.0, 0.0), (600, 3.0, 0.0))
    records = recorded(truth)
    records["altitude_m"] += np.cumsum(np.where(truth.speed_m_s < 0.1, 0.02, 0.0))
    frame = build_track(activity(records)).frame
    assert frame["altitude_m"][600:720].max() - frame["altitude_m"][600:720].min() < 0.3
    assert ascent_m(frame) < 4


def test_a_barometer_that_comes_late_is_put_right_where_the_run_comes_back() -> None:
    out = pieces(*[(90, 3.0, grade) for grade in (0.0, 0.06, -0.06, 0.0, 0.06, 0.0, -0.06, 0.0)])
    there = np.concatenate([out.grade, -out.grade[::-1]])
    heading = np.concatenate([np.zeros(out.seconds), np.full(out.seconds, np.pi)])
    truth = pieces(*[(1, 3.0, float(grade)) for grade in there])
    truth.heading_rad = heading
    records = recorded(truth)
    error = {}
    for late_s in (2, 9):
        shown = records.copy()
        shown["altitude_m"] = np.concatenate(
            [np.full(late_s, records["altitude_m"][0]), records["altitude_m"][:-late_s]]
        )
        frame = build_track(activity(shown)).frame
        error[late_s] = float(np.sqrt(np.mean((frame["grade"] - truth.grade) ** 2)))
    assert error[9] < 1.25 * error[2] < 0.015
