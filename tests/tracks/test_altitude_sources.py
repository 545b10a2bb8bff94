"""Whose height it is: a barometer's, a satellite's, or another ground's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from runtone import analyze, read_activity
from runtone.tracks import build_track
from runtone.tracks.altitude.altimeters import has_barometer
from tests.corpus import SHARED
from tests.tracks.runs import Truth, activity, ascent_m, hilly, pieces, recorded, steepest_hundred_m, wandering

CASES = SHARED / "cases"
requires_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside this checkout")


@pytest.mark.parametrize(("device", "barometer"), [
    ("Garmin Fenix 3", True), ("fenix 6 Sapphire", True), ("Garmin Forerunner 255 Music", True),
    ("Garmin Forerunner 645 Music", True), ("Garmin Forerunner 910XT", True), ("Garmin Forerunner 735XT", False),
    ("Garmin Forerunner 245 Music", False), ("Garmin Forerunner 25", False), ("Garmin Forerunner 110", False),
    ("Forerunner 405CX", False), ("Garmin Vivoactive 3", True), ("Garmin Vivo Smart HR", False),
    ("COROS PACE 2", True), ("COROS APEX Pro", True), ("Suunto Ambit3 Run", False), ("Suunto 9", True),
    ("Polar Vantage V2", True), ("Polar Vantage M", False), ("Garmin", None), ("Suunto", None),
    ("COROS Wearables", None), ("Workouts App for iPhone", None), (None, None), ("", None),
])  # fmt: skip
def test_devices_with_and_without_a_barometer(device: str | None, barometer: bool | None) -> None:
    assert has_barometer(device) is barometer


@requires_cases
@pytest.mark.parametrize("device", ["Garmin Forerunner 735XT", "Garmin", None])
def test_two_watches_on_one_route_agree(device: str | None) -> None:
    satellites = analyze(replace(read_activity(CASES / "same_route_gps_altitude.fit"), device=device))
    barometer = analyze(read_activity(CASES / "same_route_barometer.fit"))
    assert satellites.summary["altitude_source"] == "GPS"
    assert satellites.confidence["altitude"].level == "low"
    assert barometer.summary["altitude_source"] == "barometer"
    assert barometer.summary["ascent_m"] == pytest.approx(130, rel=0.1)
    assert satellites.summary["ascent_m"] == pytest.approx(130, rel=0.25)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_watch_without_a_barometer_has_none(seed: int) -> None:
    truth = hilly(grade=0.03)
    records = recorded(truth, barometer_m=None)
    records["altitude_m"] = truth.altitude_m + wandering(np.random.default_rng(seed), truth.seconds, 2.0, 30.0)
    track = build_track(activity(records, device="Garmin Forerunner 235", source_format="fit"))
    assert track.altitude_source in ("GPS", "phone")
    assert track.confidence["altitude"].level == "low"


def test_a_file_that_names_no_watch_says_so() -> None:
    records = recorded(hilly())
    named = build_track(activity(records, device="Garmin Fenix 6")).confidence["altitude"].why
    unnamed = build_track(activity(records)).confidence["altitude"].why
    assert "does not name" in unnamed
    assert "does not name" not in named


def over_a_valley(depth_m: float, length_m: float, *, speed: float = 3.0, climbing: bool = False) -> Truth:
    """A run whose heights fall and rise again by `depth_m` within `length_m`; negative is a hill over a tunnel."""
    half = round(length_m / 2 / speed)
    slope = 2 * depth_m / length_m
    base = 0.05 if climbing else 0.0
    return pieces((600, speed, base), (half, speed, base - slope), (half, speed, base + slope), (600, speed, base))


@pytest.mark.parametrize(("depth_m", "length_m"), [(30, 120), (60, 240), (80, 400), (-40, 160), (-120, 620)])
@pytest.mark.parametrize("climbing", [False, True])
def test_bridges_and_tunnels_are_level_and_said(depth_m: int, length_m: int, climbing: bool) -> None:
    truth = over_a_valley(depth_m, length_m, climbing=climbing)
    track = build_track(activity(recorded(truth)))
    level = truth.distance_m[-1] * 0.05 if climbing else 0.0
    assert ascent_m(track.frame) == pytest.approx(level, abs=8 + 0.06 * level)
    assert steepest_hundred_m(track.frame) < (14 if climbing else 8)
    assert any("under a bridge" in text for text in track.warnings)
    assert track.confidence["altitude"].level != "high"


@pytest.mark.parametrize(
    ("speed", "grade", "seconds"), [(2.2, 0.3, 12), (1.2, 0.4, 300), (3.0, -0.35, 200), (2.0, 0.25, 200)]
)
def test_steep_ground_that_a_runner_can_run_is_no_bridge(speed: float, grade: float, seconds: int) -> None:
    truth = pieces((600, 3.0, 0.0), (seconds, speed, grade), (600, 3.0, 0.0))
    track = build_track(activity(recorded(truth)))
    assert not any("bridge" in text for text in track.warnings)
    assert np.ptp(track.frame["altitude_m"]) == pytest.approx(np.ptp(truth.altitude_m), rel=0.03, abs=1.2)


@requires_cases
def test_the_bridge_and_the_tunnel_of_a_real_kind_are_level() -> None:
    run = analyze(read_activity(CASES / "bridge_and_tunnel.fit"))
    assert run.summary["ascent_m"] is not None
    assert run.summary["ascent_m"] < 10
    assert set(run.segments["terrain"]) == {"flat"}
    assert any("bridge" in text for text in run.warnings)
