"""Public complaints about GPS spikes, moving time, pauses and clocks in other tools, each as a test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.tracks import build_track
from tests.tracks.runs import BEGUN, activity, hilly, pieces, recorded, steady


def surge() -> tuple[pd.DataFrame, float]:
    """Ten seconds of 7.5 m/s between jogging, from positions alone."""
    truth = pieces((300, 3.0, 0.0), (10, 7.5, 0.0), (300, 3.0, 0.0))
    return recorded(truth, device=False, gps_m=2.0), float(truth.distance_m[-1])


@pytest.mark.parametrize("off_m", [25.0, 120.0, 5000.0])
def test_spikes_of_position_are_taken_out_and_counted(off_m: float) -> None:
    # geo-activity-playground#345: points at 400 km/h, and a first filter that silently did nothing.
    clean = recorded(steady(1200), device=False, gps_m=1.5)
    spiked = clean.copy()
    hit = [100, 400, 401, 800]
    spiked.loc[hit, "longitude_deg"] += off_m / 76_000
    raw_m_s = np.abs(np.diff(spiked["longitude_deg"])).max() * 76_000
    track = build_track(activity(spiked))
    assert raw_m_s > 20
    assert track.repaired_points == len(hit)
    assert track.frame["speed_m_s"].max() < 4.5
    usual = build_track(activity(clean)).frame
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(usual["distance_m"].iloc[-1], rel=0.005)
    away = np.abs(track.frame["longitude_deg"] - usual["longitude_deg"]).max() * 76_000
    assert away < 10
    assert any(f"{len(hit)} positions lie where no runner could have been" in text for text in track.warnings)


def test_the_filter_does_not_eat_a_real_sprint() -> None:
    records, length_m = surge()
    track = build_track(activity(records))
    assert track.repaired_points == 0
    assert track.frame["speed_m_s"].max() == pytest.approx(7.5, abs=0.8)
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(length_m, rel=0.01)


def test_the_raw_points_are_kept() -> None:
    # FitTrackee#48: let the user see the raw and the cleaned maximum.
    records = recorded(steady(600), device=False)
    records.loc[300:300, "latitude_deg"] += 0.01
    original = records.copy(deep=True)
    run = activity(records)
    build_track(run)
    pd.testing.assert_frame_equal(run.records, original)


def test_a_position_that_jumps_and_stays_is_no_sprint() -> None:
    records = recorded(steady(900), device=False, gps_m=1.5)
    records.loc[400:420, "latitude_deg"] += 90 / 111_200
    track = build_track(activity(records))
    assert track.repaired_points >= 2
    assert track.frame["speed_m_s"].max() < 4.5
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(899 * 3.0, rel=0.01)


def test_spikes_of_the_watchs_own_speed_are_taken_out_and_counted() -> None:
    records = recorded(steady(900))
    records.loc[[200, 500, 501], "speed_m_s"] = 45.0
    records.loc[700, "speed_m_s"] = 8.0
    track = build_track(activity(records))
    assert track.repaired_points == 4
    assert track.frame["speed_m_s"].max() < 3.3


def test_a_repeated_fix_is_not_a_stop() -> None:
    # FitTrackee kept a pace record of 3:07/km on a run of 4:00/km: a repeated fix is caught up with in one step.
    records = recorded(steady(1200), device=False)
    for start in range(100, 1100, 60):
        records.loc[start + 1 : start + 5, ["latitude_deg", "longitude_deg"]] = records.loc[
            start, ["latitude_deg", "longitude_deg"]
        ].to_numpy(dtype=float)
    frame = build_track(activity(records)).frame
    assert frame["speed_m_s"].to_numpy() == pytest.approx(3.0, abs=0.25)
    assert frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, rel=0.005)


def test_standing_still_is_a_stop() -> None:
    truth = pieces((300, 3.0, 0.0), (60, 0.0, 0.0), (300, 3.0, 0.0))
    for gps_m in (0.0, 2.0):
        frame = build_track(activity(recorded(truth, device=False, gps_m=gps_m))).frame
        assert frame["speed_m_s"][310:350].max() < 0.7


def test_elapsed_and_recorded_time_stay_apart() -> None:
    # tempo#205, fit-dashboard#23: elapsed, timer and moving time are three figures.
    records = recorded(steady(1200))
    records.loc[600:, "time"] += pd.Timedelta(seconds=300)
    frame = build_track(activity(records)).frame
    assert len(frame) - 1 == 1199 + 300
    assert frame["paused"].sum() == 300
    assert (~frame["paused"]).sum() == 1200


def test_jogged_recovery_is_not_a_pause() -> None:
    # mytourbook#535.
    truth = pieces(*[piece for _ in range(6) for piece in ((90, 5.0, 0.0), (90, 1.9, 0.0))])
    for records in (recorded(truth), recorded(truth)[::6]):
        frame = build_track(activity(records)).frame
        assert not frame["paused"].any()
        assert frame["speed_m_s"].min() > 1.5


def test_a_jump_of_twenty_days_inside_a_file_is_no_run_of_twenty_days() -> None:
    # Runalyze#2077.
    records = recorded(steady(1200))
    records.loc[600:, "time"] += pd.Timedelta(days=20)
    track = build_track(activity(records))
    assert len(track.frame) == 1200
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, rel=0.005)
    assert any("20 days" in text for text in track.warnings)


def test_another_run_twenty_days_later_is_left_out() -> None:
    first, second = recorded(steady(600)), recorded(steady(900), latitude=47.2)
    second["time"] += pd.Timedelta(days=20)
    track = build_track(activity(pd.concat([first, second])))
    assert len(track.frame) == 900
    assert track.frame["time"].iloc[0] == BEGUN + pd.Timedelta(days=20)
    assert any("600 samples" in text for text in track.warnings)


def test_samples_from_before_the_clock_was_right_are_cut_as_reading_a_file_does() -> None:
    records = recorded(steady(900))
    records.loc[:11, "time"] -= pd.Timedelta(days=9000)
    track = build_track(activity(records))
    assert len(track.frame) == 888
    assert track.frame["time"].iloc[0] == BEGUN + pd.Timedelta(seconds=12)
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(887 * 3.0, rel=0.005)
    assert any("12 samples" in text for text in track.warnings)


def test_the_last_value_of_an_instant_counts_as_in_a_file_that_is_read() -> None:
    records = recorded(steady(300))
    again = records.iloc[[100]].assign(heart_rate_bpm=99.0)
    records = pd.concat([records.assign(heart_rate_bpm=150.0), again]).sort_index(kind="stable")
    assert build_track(activity(records)).frame["heart_rate_bpm"].iloc[100] == 99.0


def test_a_clock_set_back_in_the_middle_makes_no_pause() -> None:
    records = recorded(steady(900))
    records.loc[500:, "time"] -= pd.Timedelta(hours=1)
    frame = build_track(activity(records)).frame
    assert len(frame) == 900
    assert not frame["paused"].any()


def test_a_night_of_sleep_in_an_ultra_stays_in_it() -> None:
    records = recorded(steady(1200))
    records.loc[600:, "time"] += pd.Timedelta(hours=9)
    frame = build_track(activity(records)).frame
    assert len(frame) == 1200 + 9 * 3600
    assert frame["paused"].sum() == 9 * 3600


@pytest.mark.parametrize("gap_s", [15, 60, 240])
def test_gaps_that_were_run_through_count_as_running(gap_s: int) -> None:
    # GoldenCheetah#2480: gaps understated moving time, and so a year of load.
    truth = steady(1800)
    truth.heading_rad = np.zeros(1800)
    for device in (True, False):
        records = recorded(truth, device=device)
        records = records[(records.index < 700) | (records.index >= 700 + gap_s)]
        frame = build_track(activity(records)).frame
        assert not frame["paused"].any()
        assert frame["speed_m_s"].to_numpy() == pytest.approx(3.0, abs=0.3)
        assert frame["distance_m"].iloc[-1] == pytest.approx(1799 * 3.0, rel=0.005)


@pytest.mark.parametrize("device", [True, False])
def test_uneven_recording_is_integrated_with_its_own_steps(device: bool) -> None:
    # GoldenCheetah#1164: smart recording writes every 1-6 s.
    truth = hilly(3600)
    records = recorded(truth, device=device)
    rng = np.random.default_rng(4)
    kept = np.unique(np.concatenate([[0, 3599], np.cumsum(rng.integers(1, 7, 3600)).clip(max=3599)]))
    track = build_track(activity(records.iloc[kept]))
    assert len(track.frame) == 3600
    assert not track.frame["paused"].any()
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(truth.distance_m[-1], rel=0.005)
    assert track.frame["speed_m_s"].to_numpy() == pytest.approx(3.0, abs=0.3)
    assert np.sqrt(np.mean((track.frame["grade"] - truth.grade) ** 2)) < 0.015


def test_a_treadmill_run_without_positions_is_a_run() -> None:
    # FitTrackee#941, #1064.
    truth = pieces((600, 3.0, 0.0), (300, 4.0, 0.0), (300, 2.5, 0.0))
    track = build_track(
        activity(recorded(truth, located=False, barometer_m=None), sport="running", sub_sport="treadmill")
    )
    frame = track.frame
    assert track.altitude_source == "none"
    assert track.speed_source == "device"
    assert frame[["latitude_deg", "longitude_deg", "altitude_m"]].isna().all(axis=None)
    assert (frame["grade"] == 0).all()
    assert frame["grade_adjusted_speed_m_s"].to_numpy() == pytest.approx(frame["speed_m_s"].to_numpy())
    assert frame["distance_m"].iloc[-1] == pytest.approx(truth.distance_m[-1], rel=0.005)
    assert any("no altitude" in text for text in track.warnings)


def test_a_distance_column_of_zeros_is_no_distance() -> None:
    # COROS exports: distance 0 throughout, 10 km of positions.
    records = recorded(steady(1200))
    records["distance_m"] = 0.0
    by_speed = build_track(activity(records))
    assert by_speed.frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, rel=0.01)
    by_position = build_track(activity(records.drop(columns="speed_m_s")))
    assert by_position.speed_source == "positions"
    assert by_position.frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, rel=0.01)


def test_a_distance_in_kilometres_does_not_shrink_the_run() -> None:
    records = recorded(steady(1200)).drop(columns="speed_m_s")
    records["distance_m"] /= 1000.0
    track = build_track(activity(records))
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, rel=0.01)
    assert any("does not fit its positions" in text for text in track.warnings)


def test_a_counter_of_distance_that_hangs_and_catches_up_makes_no_sprint() -> None:
    records = recorded(steady(1800), located=False, barometer_m=None).drop(columns="speed_m_s")
    second = np.arange(1800)
    # Ten per cent too slow for a minute, and the rest at once: 18 m.
    records["distance_m"] = 2.7 * second + 18.0 * (second // 60)
    frame = build_track(activity(records)).frame
    assert frame["distance_m"].iloc[-1] == pytest.approx(records["distance_m"].iloc[-1], rel=0.001)
    assert frame["speed_m_s"].max() < 4.0


def test_acceleration_is_not_made_of_gps_noise() -> None:
    still = build_track(activity(recorded(steady(1800), device=False, gps_m=3.0))).frame
    assert np.sqrt(np.mean(still["acceleration_m_s2"] ** 2)) < 0.03
    records, _ = surge()
    sprint = build_track(activity(records)).frame["acceleration_m_s2"]
    assert sprint[295:315].max() > 0.5
    assert sprint[295:315].min() < -0.5
