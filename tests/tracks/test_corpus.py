"""Real recordings, against what their own watches say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from runtone.files import Activity, read_activity
from runtone.tracks import Track, build_track
from tests.corpus import CORPUS, manifest, requires_corpus
from tests.tracks.runs import ascent_m, steepest_hundred_m

pytestmark = [requires_corpus, pytest.mark.corpus]

RUNS = [row["file"] for row in manifest(klass="run")]


@cache
def cleaned(name: str) -> tuple[Activity, Track]:
    file = next(file for file in RUNS if file.endswith(name))
    activity = read_activity(CORPUS / file)
    return activity, build_track(activity)


@pytest.mark.parametrize("file", RUNS)
def test_every_run_becomes_a_track(file: str) -> None:
    activity, track = cleaned(file)
    frame = track.frame
    assert frame[["distance_m", "speed_m_s", "acceleration_m_s2", "grade"]].notna().all(axis=None)
    assert (frame["distance_m"].diff().dropna() >= 0).all()
    assert frame["speed_m_s"].max() < 8.5
    assert frame["grade_adjusted_speed_m_s"].max() <= 8.5
    assert frame["acceleration_m_s2"].abs().max() < 1.2
    assert len(frame) < 60_000
    if activity.device_distance_m and activity.device_distance_m > 1000:
        off = frame["distance_m"].iloc[-1] / activity.device_distance_m - 1
        edited = file.endswith(("240015081.fit", "81980283.fit"))  # their runners typed in what the treadmill said
        jumped = file.endswith("99698039.fit")  # counts a jump of 446 m in one second
        assert abs(off) < (0.25 if edited or jumped else 0.03)


def test_ascent_is_near_the_watches_own_where_they_have_a_barometer() -> None:
    ratios = []
    for file in RUNS:
        activity, track = cleaned(file)
        if activity.device_ascent_m and track.altitude_source in ("barometer", "coarse barometer"):
            ratios.append((activity.device_ascent_m, ascent_m(track.frame) / activity.device_ascent_m))
    told, ratio = np.array(ratios).T
    assert np.count_nonzero(told >= 10) > 40
    assert np.median(np.abs(ratio[told >= 10] - 1)) < 0.1
    assert abs(np.median(ratio[told >= 10]) - 1) < 0.03
    assert np.median(np.abs(ratio - 1)) < 0.13


@pytest.mark.parametrize("name", ["84264767.fit", "115145292.fit", "116925749.fit", "245909708.fit", "95349241.fit"])
def test_flat_runs_have_no_hills(name: str) -> None:
    _, track = cleaned(name)
    assert steepest_hundred_m(track.frame) < 4.0
    assert ascent_m(track.frame) < 30


def test_steps_of_pressure_on_a_flat_run_are_taken_out() -> None:
    # The watch says 9 m; two steps of 8 m alone would be 16.
    activity, track = cleaned("84264767.fit")
    assert activity.device_ascent_m == 9
    assert track.pressure_steps == 3
    assert ascent_m(track.frame) < 25


@pytest.mark.parametrize(
    ("name", "least"),
    [("472821513773416551.fit", 3200), ("468591043464429576.fit", 1050), ("activity_2944936628.fit", 540)],
)
def test_mountain_runs_keep_their_mountains(name: str, least: int) -> None:
    activity, track = cleaned(name)
    assert ascent_m(track.frame) > least
    assert ascent_m(track.frame) == pytest.approx(activity.device_ascent_m, rel=0.1)


@pytest.mark.parametrize("name", ["run_02_iphone.gpx", "run_03_iphone_4s.gpx"])
def test_altitude_of_phones_is_known_to_be_noise(name: str) -> None:
    _, track = cleaned(name)
    assert track.altitude_source == "phone"
    assert (track.frame["grade"] == 0).all()


@pytest.mark.parametrize("name", ["474069272371429378.fit", "474069278010671107.fit", "474069334113681708.fit"])
def test_files_whose_distance_is_zero_throughout_are_measured_by_position(name: str) -> None:
    activity, track = cleaned(name)
    assert activity.records.get("distance_m", np.zeros(1)).max() == 0
    assert track.speed_source == "positions"
    assert track.frame["distance_m"].iloc[-1] > 2500


def test_two_watches_on_one_run_agree() -> None:
    (_, garmin), (_, coros) = (
        cleaned(name) for name in ("20210604_track_run_garmin_fenix_6.fit", "20210604_track_run_coros_pace_2.fit")
    )
    lengths = [track.frame["distance_m"].iloc[-1] for track in (garmin, coros)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.01)


def test_one_run_written_as_gpx_and_as_tcx_is_one_track() -> None:
    (_, gpx), (_, tcx) = (cleaned(f"20210119_run_garmin_fenix6_sapphire.{ending}") for ending in ("gpx", "tcx"))
    assert gpx.frame["distance_m"].iloc[-1] == pytest.approx(tcx.frame["distance_m"].iloc[-1], rel=0.005)
    assert ascent_m(gpx.frame) == pytest.approx(ascent_m(tcx.frame), rel=0.05)
