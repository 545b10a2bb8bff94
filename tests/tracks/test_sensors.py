"""Which sensor wrote the altitude is told by how it errs."""

from __future__ import annotations

import numpy as np
import pytest

from runtone.tracks import build_track
from runtone.tracks.altitude.sensors import resolution_m
from tests.tracks.runs import Truth, activity, ascent_m, hilly, recorded, steady, wandering


def noise_of(kind: str, rng: np.random.Generator, distance_m: np.ndarray) -> np.ndarray:
    seconds = distance_m.size
    if kind == "barometer":
        return wandering(rng, seconds, 0.25, 5.0)
    if kind == "terrain model":
        return wandering(rng, seconds, 0.9, 20.0)
    if kind == "GPS":
        return wandering(rng, seconds, 3.0, 90.0) + wandering(rng, seconds, 0.5, 6.0) + rng.normal(0, 0.2, seconds)
    return wandering(rng, seconds, 6.0, 30.0) + rng.normal(0, 0.6, seconds)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("truth", [steady(3600), hilly(3600)], ids=["flat", "hilly"])
@pytest.mark.parametrize("kind", ["barometer", "terrain model", "GPS", "phone"])
def test_each_kind_of_sensor_is_recognised(kind: str, truth: Truth, seed: int) -> None:
    records = recorded(truth, barometer_m=0.0, rounding_m=0.0)
    rng = np.random.default_rng(seed)
    records["altitude_m"] += np.round(noise_of(kind, rng, truth.distance_m), 1)
    track = build_track(activity(records))
    assert track.altitude_source == kind
    assert track.confidence["altitude"].level == {"barometer": "high", "terrain model": "medium"}.get(kind, "low")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_barometer_in_steps_of_a_metre_is_coarse(seed: int) -> None:
    track = build_track(activity(recorded(hilly(3600), seed=seed, rounding_m=1.0)))
    assert track.altitude_source == "coarse barometer"
    assert track.confidence["altitude"].level == "medium"


def test_with_a_phones_altitude_there_are_no_hills_and_the_run_says_so() -> None:
    records = recorded(hilly(3600), barometer_m=0.0, rounding_m=0.0)
    records["altitude_m"] += noise_of("phone", np.random.default_rng(5), hilly(3600).distance_m)
    track = build_track(activity(records))
    assert track.altitude_source == "phone"
    assert (track.frame["grade"] == 0).all()
    assert track.frame["grade_adjusted_speed_m_s"].to_numpy() == pytest.approx(track.frame["speed_m_s"].to_numpy())
    assert any("noisy as a phone's" in text for text in track.warnings)


@pytest.mark.parametrize("height", [0.0, 312.0])
def test_an_altitude_that_never_changes_was_not_measured(height: float) -> None:
    records = recorded(steady(1200))
    records["altitude_m"] = height
    track = build_track(activity(records))
    assert track.altitude_source == "none"
    assert track.frame["altitude_m"].isna().all()
    assert any("never changes" in text for text in track.warnings)


def test_what_a_watch_wrote_was_not_looked_up_in_a_terrain_model() -> None:
    truth = hilly(3600)
    records = recorded(truth, barometer_m=0.0, rounding_m=0.0)
    records["altitude_m"] += noise_of("terrain model", np.random.default_rng(2), truth.distance_m)
    assert build_track(activity(records, source_format="gpx")).altitude_source == "terrain model"
    assert build_track(activity(records, source_format="fit")).altitude_source in ("barometer", "coarse barometer")


def test_mountains_are_not_noise() -> None:
    truth = hilly(5400, speed=1.6, climb_s=700, grade=0.25, flat_s=60)
    track = build_track(activity(recorded(truth, gps_m=3.0)))
    assert track.altitude_source == "barometer"
    assert ascent_m(track.frame) == pytest.approx(truth.ascent_m, rel=0.04)


def test_the_step_in_which_heights_are_written() -> None:
    height = 100 + 20 * np.sin(np.arange(2000) / 90)
    for step in (0.1, 0.2, 1.0, 5.0):
        assert resolution_m(np.round(height / step) * step) == pytest.approx(step, rel=0.01)
    assert resolution_m(np.full(50, 7.0)) == 0.0
