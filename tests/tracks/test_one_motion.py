"""Speed, distance and positions tell one story, whatever the watch wrote."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from runtone import analyze, read_activity
from runtone.tracks import Track, build_track
from runtone.tracks.places.geodesy import metres_per_degree, planar_steps
from tests.corpus import SHARED, recordings
from tests.tracks.runs import activity, pieces, recorded, steady

CASES = SHARED / "cases"
requires_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this checkout")
READABLE = sorted(path.name for path in CASES.glob("*") if path.suffix in (".fit", ".gz") and "course" not in path.name)


def agrees_with_itself(track: Track) -> None:
    frame = track.frame
    recorded_ = ~frame["paused"].to_numpy()
    connected = recorded_[1:] & recorded_[:-1]
    speed, distance = frame["speed_m_s"].to_numpy(), frame["distance_m"].to_numpy()
    assert np.diff(distance)[connected] == pytest.approx((speed[1:] + speed[:-1])[connected] / 2, abs=1e-6)
    assert np.diff(distance)[~connected] == pytest.approx(0, abs=1e-6)
    for window in (30, 60, 300):
        if len(frame) <= window:
            continue
        whole = np.convolve(~connected, np.ones(window), "valid") == 0
        place = (np.stack([frame[name][:-window], frame[name][window:]]) for name in ("latitude_deg", "longitude_deg"))
        apart = np.hypot(*(step[0] for step in planar_steps(*place)))
        covered = distance[window:] - distance[:-window]
        known = whole & np.isfinite(apart)
        assert np.all(apart[known] <= 1.25 * covered[known] + 40)


@pytest.mark.parametrize("path", recordings(klass="run"))
def test_a_run_of_any_watch_does_not_contradict_itself(path: Path) -> None:
    agrees_with_itself(build_track(read_activity(path)))


@requires_cases
@pytest.mark.parametrize("name", READABLE)
def test_a_case_does_not_contradict_itself(name: str) -> None:
    agrees_with_itself(build_track(read_activity(CASES / name)))


@pytest.mark.parametrize("spike_m", [200, 1000, 5000, -40, -900, 1e6])
@pytest.mark.parametrize("rows", [[900], [0], [1199], [1198, 1199], [300, 301, 302], [200, 500, 501, 900]])
def test_bad_samples_of_distance_change_nothing(spike_m: float, rows: list[int]) -> None:
    records = recorded(steady(1200), gps_m=1.0)
    clean = build_track(activity(records)).frame
    records.loc[rows, "distance_m"] = np.maximum(records.loc[rows, "distance_m"] + spike_m, 0.0)
    track = build_track(activity(records))
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(clean["distance_m"].iloc[-1], abs=7)
    assert track.frame["speed_m_s"].to_numpy() == pytest.approx(clean["speed_m_s"].to_numpy(), rel=0.02)
    agrees_with_itself(track)


def test_two_bad_samples_that_differ_change_nothing() -> None:
    records = recorded(steady(1200))
    records.loc[[600, 601], "distance_m"] += [5000.0, 220.0]
    assert build_track(activity(records)).frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, abs=5)


def test_a_counter_that_is_set_back_goes_on() -> None:
    records = recorded(steady(1200), located=False)
    records.loc[600:, "distance_m"] -= records["distance_m"][600]
    assert build_track(activity(records)).frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, abs=10)


@requires_cases
@pytest.mark.parametrize("name", ["distance_spike_200.fit", "distance_spike_5000.fit"])
def test_spikes_of_real_files_change_nothing(name: str) -> None:
    assert analyze(read_activity(CASES / name)).summary["distance_m"] == pytest.approx(5397, abs=3)


RUN = [(1200, 3.0, 0.0), (40, 0.0, 0.0)]


@pytest.mark.parametrize("speed", [9.0, 13.0, 25.0])
@pytest.mark.parametrize("device", [True, False])
@pytest.mark.parametrize("where", ["after", "before", "between"])
def test_a_drive_is_a_gap_and_said(speed: float, device: bool, where: str) -> None:
    parts = {
        "after": [*RUN, (500, speed, 0.0)],
        "before": [(500, speed, 0.0), (40, 0.0, 0.0), (1200, 3.0, 0.0)],
        "between": [(600, 3.0, 0.0), (40, 0.0, 0.0), (500, speed, 0.0), (40, 0.0, 0.0), (600, 3.0, 0.0)],
    }[where]
    run = analyze(activity(recorded(pieces(*parts), gps_m=1.0, device=device), timer_s=None))
    assert run.summary["distance_m"] == pytest.approx(3600, abs=50)
    assert run.summary["moving_s"] == pytest.approx(1200, abs=25)
    assert run.track["speed_m_s"].max() < 4.0
    assert any("faster than any runner" in text and "left out" in text for text in run.warnings)
    assert run.summary["elapsed_s"] >= run.summary["timer_s"] >= run.summary["moving_s"]


def test_a_drive_with_stops_at_lights_is_one_gap() -> None:
    drive = [(60, 12.0, 0.0), (45, 0.0, 0.0), (90, 14.0, 0.0), (30, 0.0, 0.0), (120, 11.0, 0.0)]
    run = analyze(activity(recorded(pieces(*RUN, *drive), gps_m=1.0)))
    assert run.summary["distance_m"] == pytest.approx(3600, abs=40)
    assert sum("faster than any runner" in text for text in run.warnings) == 1


def test_a_bicycle_ride_home_is_a_gap() -> None:
    run = analyze(activity(recorded(pieces(*RUN, (1500, 7.6, 0.0)))))
    assert run.summary["distance_m"] == pytest.approx(3600, abs=40)


def test_a_lift_is_a_gap() -> None:
    truth = pieces(*RUN, (400, 2.5, 0.4), (40, 0.0, 0.0), (600, 3.0, -0.1))
    run = analyze(activity(recorded(truth)))
    assert run.summary["distance_m"] == pytest.approx(5400, abs=60)
    assert run.summary["ascent_m"] is not None
    assert run.summary["ascent_m"] < 30
    assert any("rise faster than anyone climbs" in text for text in run.warnings)


@pytest.mark.parametrize(("seconds", "speed"), [(100, 7.8), (206, 7.25), (760, 6.55), (1600, 6.3)])
def test_the_best_runners_are_not_carried(seconds: int, speed: float) -> None:
    run = analyze(activity(recorded(pieces((600, 3.5, 0.0), (seconds, speed, 0.0), (300, 3.0, 0.0)), gps_m=1.0)))
    assert run.summary["distance_m"] == pytest.approx(600 * 3.5 + seconds * speed + 900, rel=0.005)
    assert not run.track["paused"].any()


@requires_cases
@pytest.mark.parametrize("name", ["drove_home.fit", "drove_home.gpx.gz"])
def test_a_watch_not_stopped_gives_the_run_alone(name: str) -> None:
    run = analyze(read_activity(CASES / name))
    alone = analyze(read_activity(CASES / "drove_home_run_only.fit"))
    assert run.summary["distance_m"] == pytest.approx(5397, abs=25)
    assert run.summary["ascent_m"] in (None, pytest.approx(0, abs=1))
    assert set(run.segments["kind"]) <= {"steady", "rest"}
    work = [each.muscle_load["work_j_per_kg"].sum() for each in (run, alone)]
    assert work[0] == pytest.approx(work[1], rel=0.02)


@pytest.mark.parametrize("share", [0.8, 0.93, 1.1])
def test_speeds_are_set_to_the_distance_where_the_two_differ(share: float) -> None:
    records = recorded(pieces((600, 3.0, 0.0), (90, 4.5, 0.0), (600, 3.0, 0.0)), gps_m=1.0)
    records["speed_m_s"] *= share
    track = build_track(activity(records))
    assert track.frame["speed_m_s"].iloc[300] == pytest.approx(3.0, rel=0.02)
    assert track.frame["speed_m_s"].iloc[640] == pytest.approx(4.5, rel=0.04)
    assert any("speeds were set to it" in text for text in track.warnings)
    level = track.frame["grade_adjusted_speed_m_s"]
    assert level.mean() == pytest.approx(track.frame["distance_m"].iloc[-1] / 1289, rel=0.01)


def test_a_counter_that_positions_and_speed_contradict_is_not_believed() -> None:
    records = recorded(steady(1200), gps_m=1.0)
    records["distance_m"] *= 0.8
    track = build_track(activity(records))
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(3600, rel=0.02)
    assert any("agrees with the positions" in text for text in track.warnings)


@pytest.mark.parametrize("silent_s", [4, 8])
def test_zeros_and_bursts_below_the_floor_of_a_receiver_are_an_even_crawl(silent_s: int) -> None:
    truth = pieces((300, 3.0, 0.0), (900, 0.5, 0.5), (300, 3.0, 0.0))
    records = recorded(truth)
    crawl = records.index.isin(range(300, 1200))
    held = records["distance_m"].where(~crawl | (records.index % silent_s == 0)).ffill()
    records["distance_m"], records["speed_m_s"] = held, np.where(crawl, held.diff().fillna(0.0), records["speed_m_s"])
    frame = build_track(activity(records)).frame
    inside = frame["speed_m_s"].iloc[330:1170]
    assert inside.min() > 0.3
    assert inside.max() < 0.8
    assert np.count_nonzero(~frame["moving"]) <= 6


@pytest.mark.parametrize("total_m", [3000.0, 4000.0])
def test_a_treadmill_distance_that_its_runner_corrected_is_the_distance(total_m: float) -> None:
    records = recorded(steady(1200), located=False, barometer_m=None)
    watch = build_track(activity(records, sport="running", sub_sport="treadmill"))
    corrected = build_track(activity(records, sport="running", sub_sport="treadmill", device_distance_m=total_m))
    assert watch.confidence["distance"].level != "high"
    assert corrected.frame["distance_m"].iloc[-1] == pytest.approx(total_m, abs=0.1)
    assert corrected.frame["speed_m_s"].mean() == pytest.approx(total_m / 1199, rel=0.002)
    assert any("told the watch was believed" in text for text in corrected.warnings)
    agrees_with_itself(corrected)


def test_positions_that_leap_are_not_known_around_the_leap() -> None:
    records = recorded(steady(1200), gps_m=1.0)
    _, north = metres_per_degree(records["latitude_deg"].to_numpy())
    records.loc[600:, "latitude_deg"] += 400.0 / north[600:]
    track = build_track(activity(records))
    agrees_with_itself(track)
    assert track.frame["latitude_deg"].isna().sum() < 400
    assert track.frame["distance_m"].iloc[-1] == pytest.approx(1199 * 3.0, abs=10)


def test_records_stay_untouched() -> None:
    records = recorded(pieces(*RUN, (500, 12.0, 0.0)))
    before = records.copy()
    build_track(activity(records))
    pd.testing.assert_frame_equal(records, before)
