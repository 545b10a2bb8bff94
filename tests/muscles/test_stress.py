"""Stress: what one minute of it is, what keeps noise and habit out of it, and where it says that it is not sure."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import runtone
from runtone.files import Activity
from runtone.muscles import (
    GROUPS,
    equivalent_speed,
    expected_cadence,
    load_index_of,
    reference_power,
    run_muscles,
    stress,
    stress_clamped,
    stress_totals,
)
from runtone.runner import FootStrike, Runner
from runtone.tracks import build_track
from runtone.tracks.places.geodesy import metres_per_degree
from tests.muscles.tracks import FLAT, HILLY, SPRINTS, Part, course, from_speed, track
from tests.tracks.runs import BEGUN, Truth, positions, steady, wandering

KNOWN = Runner(steady_speed_m_s=3.0)


def a_minute(frame: pd.DataFrame, runner: Runner = KNOWN, speed_source: str | None = None) -> pd.Series[float]:
    """Mean stress of each group over the moving seconds [stress minutes a minute]."""
    return stress(frame, runner, speed_source=speed_source)[frame["speed_m_s"] > 0].mean()


def from_pieces(*pieces: tuple[int, float]) -> pd.DataFrame:
    """A track of (seconds, speed) whose speed changes within two seconds or so."""
    wanted = np.concatenate([np.full(seconds, float(speed)) for seconds, speed in pieces])
    speed, now = np.empty_like(wanted), wanted[0]
    for second, goal in enumerate(wanted):
        now += (goal - now) * (1.0 - np.exp(-1.0 / 2.0))
        speed[second] = now
    return from_speed(speed)


# What one minute is


@pytest.mark.parametrize("strike", ["rear", "fore", "unknown"])
@pytest.mark.parametrize("own_speed", [2.3, 3.0, 4.1])
def test_a_minute_of_ones_own_easy_running_is_one_stress_minute_of_every_group(
    own_speed: float, strike: FootStrike
) -> None:
    runner = Runner(steady_speed_m_s=own_speed, foot_strike=strike)
    np.testing.assert_allclose(a_minute(track(120, own_speed), runner), 1.0, rtol=1e-9)


@pytest.mark.parametrize("group", GROUPS[:6])
def test_a_second_twice_as_demanding_counts_sixteen(group: str) -> None:
    easy = load_index_of(track(1), KNOWN)[group].item()
    speed = float(equivalent_speed(2.0 * easy * reference_power()[group], group))
    # Calves level off above 5 m/s, so that twice is beyond the range there; all others reach it.
    expected = (load_index_of(track(1, speed), KNOWN)[group].item() / easy) ** 4
    assert a_minute(track(120, speed))[group] == pytest.approx(expected, rel=1e-6) or speed > 7.0
    assert expected == pytest.approx(16.0, rel=1e-3) or group in ("calves", "quads")


@pytest.mark.parametrize("parts", [HILLY, SPRINTS, FLAT])
def test_segments_add_up_to_the_seconds(parts: tuple[Part, ...]) -> None:
    frame, segments = course(*parts)
    tables = run_muscles(frame, segments, KNOWN, 3.0)
    rows = tables.muscle_stress
    assert list(rows.columns) == [
        "segment", "muscle_group", "stress_minutes", "push_stress_minutes", "brake_stress_minutes",
        "sd_stress_minutes",
    ]  # fmt: skip
    assert len(rows) == len(segments) * len(GROUPS)
    sums = rows.groupby("muscle_group")["stress_minutes"].sum()[list(GROUPS)]
    np.testing.assert_allclose(sums, stress(frame, KNOWN).sum() / 60.0)
    core = rows["muscle_group"] == "core"
    assert rows.loc[core, ["push_stress_minutes", "brake_stress_minutes"]].isna().all(axis=None)
    assert rows.loc[~core].notna().all(axis=None)
    totals = stress_totals(rows).set_index("muscle_group")
    np.testing.assert_allclose(totals["stress_minutes"], sums)
    assert totals["push_stress_minutes"].isna().loc["core"]


def test_push_and_brake_are_lenses_of_their_own() -> None:
    whole = pd.DataFrame({"start_s": [0], "end_s": [600]})
    up, down = (
        run_muscles(track(600, 3.0, grade=grade), whole, KNOWN, 3.0).muscle_stress.set_index("muscle_group")
        for grade in (0.08, -0.08)
    )
    assert up["push_stress_minutes"].loc["glutes"] > 2.0 * up["brake_stress_minutes"].loc["glutes"]
    assert down["brake_stress_minutes"].loc["quads"] > 2.0 * down["push_stress_minutes"].loc["quads"]


def test_the_run_has_what_the_function_gives() -> None:
    seconds = np.arange(2000.0)
    speed = np.where((seconds % 400) > 340, 5.0, 2.8)
    records = pd.DataFrame(
        {
            "time": BEGUN + pd.to_timedelta(seconds, unit="s"),
            "speed_m_s": speed,
            "distance_m": np.cumsum(speed),
            "cadence_spm": 160.0 + 10.0 * (speed - 2.8),
        }
    )
    run = runtone.analyze(Activity(records=records))
    sums = run.muscle_stress.groupby("muscle_group")["stress_minutes"].sum()[list(GROUPS)]
    np.testing.assert_allclose(stress(run.track, run.runner).sum() / 60.0, sums)


# Habits


@pytest.mark.parametrize("ratio", [0.92, 1.09])
@pytest.mark.parametrize("known", [True, False])
def test_a_habit_of_cadence_is_no_effort(ratio: float, known: bool) -> None:
    runner = Runner(steady_speed_m_s=3.0, cadence_ratio=ratio if known else None)
    frame = track(600, 3.0, cadence_spm=ratio * float(expected_cadence(3.0)))
    np.testing.assert_allclose(a_minute(frame, runner), 1.0, rtol=1e-6)


def test_leaving_the_habit_is_effort() -> None:
    runner = Runner(steady_speed_m_s=3.0, cadence_ratio=1.0)
    quick = a_minute(track(600, 3.0, cadence_spm=1.06 * float(expected_cadence(3.0))), runner)
    assert quick["hip_flexors"] > 1.2
    assert quick["quads"] < 0.9


# The steady speed


def test_without_history_a_run_is_compared_with_its_own_middle_and_says_so() -> None:
    frame, segments = course(*FLAT)
    tables = run_muscles(frame.assign(speed_m_s=3.6), segments, Runner(), 3.6)
    np.testing.assert_allclose(tables.muscle_stress["stress_minutes"], 30.0, rtol=1e-6)
    assert tables.confidence["stress"].level == "low"
    assert "provisional" in tables.confidence["stress"].why
    known = run_muscles(frame, segments, KNOWN, 3.0)
    assert "provisional" not in known.confidence["stress"].why
    assert known.muscle_stress["sd_stress_minutes"].sum() < tables.muscle_stress["sd_stress_minutes"].sum()


def test_a_slow_start_does_not_make_a_hard_run_of_the_rest() -> None:
    frame = from_pieces((700, 1.95), (2400, 3.6))
    assert a_minute(frame, Runner()).max() < 1.2
    as_sprints = frame.assign(effort=np.where(np.arange(len(frame)) < 700, "steady", "sprint"))
    assert a_minute(as_sprints, Runner()).max() < 10.0


def test_repeats_do_not_raise_what_they_are_compared_with() -> None:
    pieces = [(600, 2.8), *[(180, 3.9), (60, 2.4)] * 6, (300, 2.8)]
    frame = from_pieces(*pieces)
    frame = frame.assign(effort=np.where(frame["speed_m_s"] > 3.3, "sprint", "steady"))
    known = a_minute(frame, Runner(steady_speed_m_s=2.8))
    np.testing.assert_allclose(a_minute(frame, Runner()), known, rtol=0.05)


def test_critical_speed_stands_in_for_steady_speed_as_it_does_for_segments() -> None:
    runner = Runner(critical_speed_m_s=4.0)
    np.testing.assert_allclose(a_minute(track(60, 0.78 * 4.0), runner), 1.0, rtol=1e-9)


def test_so_much_stress_for_so_long_is_said_to_be_a_fault() -> None:
    segments = pd.DataFrame({"start_s": [0], "end_s": [2400]})
    runner = Runner(steady_speed_m_s=2.0)
    assert run_muscles(track(2400, 4.6), segments, runner, 2.0).warnings
    race = run_muscles(track(2400, 3.9), segments, KNOWN, 3.0)
    assert race.warnings == ()
    assert 1.5 < stress_totals(race.muscle_stress)["stress_minutes"].iloc[:6].mean() / 40.0 < 5.0
    six_times = from_pieces((900, 2.8), *[(80, 4.6), (120, 2.2)] * 8, (300, 2.8))
    whole = pd.DataFrame({"start_s": [0], "end_s": [len(six_times)]})
    assert run_muscles(six_times, whole, Runner(steady_speed_m_s=2.8), 2.8).warnings == ()


# Beyond what the model knows


@pytest.mark.parametrize("speed", [8.0, 9.0, 12.0])
def test_speeds_beyond_the_model_are_clamped_before_they_are_raised_and_flagged(speed: float) -> None:
    frame = track(60, speed)
    np.testing.assert_allclose(stress(frame, KNOWN), stress(track(60, 7.0), KNOWN))
    assert stress_clamped(frame, KNOWN).all()
    assert not stress_clamped(track(60, 6.9), KNOWN).any()


def test_slopes_beyond_the_model_are_clamped_and_flagged() -> None:
    assert stress_clamped(track(60, 2.5, grade=0.4), KNOWN).all()
    np.testing.assert_allclose(
        stress(track(60, 2.5, grade=0.4), KNOWN), stress(track(60, 2.5, grade=0.3), KNOWN), rtol=1e-9
    )
    assert not stress_clamped(track(60, 0.0, grade=0.4), KNOWN).any(), "standing is not steep"


# Pauses, walking, hiking


def test_pauses_and_standing_have_no_stress_and_do_not_dilute_what_is_beside_them() -> None:
    frame = track(300, 3.0)
    frame.loc[100:199, "paused"] = True
    rate = stress(frame, KNOWN)
    assert (rate.iloc[100:200] == 0.0).all(axis=None)
    np.testing.assert_allclose(rate.drop(index=range(100, 200)), 1.0, rtol=1e-9)
    assert (stress(track(60, 0.0), KNOWN) == 0.0).all(axis=None)
    assert stress(track(0), KNOWN).shape == (0, 7)
    assert stress(track(1), KNOWN).shape == (1, 7)


def test_walking_weighs_next_to_nothing() -> None:
    assert a_minute(track(300, 1.4, cadence_spm=110.0)).iloc[:6].max() < 0.1


def test_hiking_up_a_mountain_is_read_from_climbing_power() -> None:
    up = a_minute(track(1200, 1.1, grade=0.28, cadence_spm=110.0))
    slower = a_minute(track(1200, 0.7, grade=0.28, cadence_spm=110.0))
    along = a_minute(track(1200, 1.1, cadence_spm=110.0))
    assert up["glutes"] > 0.6
    assert up["glutes"] / slower["glutes"] == pytest.approx((1.1 / 0.7) ** 4, rel=1e-6)
    assert along["glutes"] < 0.1
    index = load_index_of(track(1, 1.1, grade=0.28, cadence_spm=110.0), KNOWN)["glutes"].item()
    assert up["glutes"] > 1.5 * index**4, "by the index alone, relief from braking would hide the climb"


# Noise: the qualities of position that a watch may have: wander [m], its memory [s], jitter [m], spikes, speed noise

QUALITIES = {
    "good": (1.8, 40.0, 0.12, 0.0002, 0.06),
    "middling": (3.0, 40.0, 0.30, 0.0008, 0.12),
    "bad": (5.0, 30.0, 0.60, 0.003, 0.22),
}


def recorded_with(truth: Truth, quality: str, altitude: str, own_speed: bool, seed: int = 3) -> Activity:
    """A run as a watch of some quality would write it."""
    wander, memory, jitter, spikes, speed_noise = QUALITIES[quality]
    rng = np.random.default_rng(seed)
    n = truth.seconds
    latitude, longitude = positions(truth)
    east, north = metres_per_degree(latitude)
    off = [wandering(rng, n, 0.8 * wander, memory) + rng.normal(0.0, jitter, n) for _ in range(2)]
    spiked = rng.random(n) < spikes
    for axis in off:
        axis[spiked] += rng.normal(0.0, 25.0, np.count_nonzero(spiked))
    columns = {"latitude_deg": latitude + off[0] / north, "longitude_deg": longitude + off[1] / east}
    if altitude == "barometer":
        columns["altitude_m"] = np.round((truth.altitude_m + wandering(rng, n, 0.25, 5.0)) / 0.2) * 0.2
    if altitude == "GPS":
        sensor = wandering(rng, n, 3.2, 100.0) + wandering(rng, n, 0.5, 6.0) + rng.normal(0.0, 0.2, n)
        columns["altitude_m"] = np.round(truth.altitude_m + sensor, 1)
    if own_speed:
        noise = wandering(rng, n, speed_noise, 4.0) + rng.normal(0.0, 0.4 * speed_noise, n)
        columns["speed_m_s"] = np.maximum(truth.speed_m_s + noise, 0.0)
        columns["distance_m"] = np.concatenate([[0.0], np.cumsum(columns["speed_m_s"])[:-1]])
    steps = 162.0 + 9.0 * (truth.speed_m_s - 2.8) + rng.normal(0.0, 2.0, n)
    columns["cadence_spm"] = np.round(steps / 2.0) * 2.0
    return Activity(records=pd.DataFrame({"time": BEGUN + pd.to_timedelta(np.arange(n), unit="s"), **columns}))


@pytest.mark.parametrize("own_speed", [True, False], ids=["own speed", "positions only"])
@pytest.mark.parametrize("altitude", ["none", "barometer", "GPS"])
@pytest.mark.parametrize("quality", QUALITIES)
def test_noise_adds_less_than_five_percent_to_a_steady_run(quality: str, altitude: str, own_speed: bool) -> None:
    cleaned = build_track(recorded_with(steady(2400, 3.0), quality, altitude, own_speed))
    assert cleaned.speed_source == ("device" if own_speed else "positions")
    assert a_minute(cleaned.frame, Runner()).sub(1.0).abs().max() < 0.05


@pytest.mark.parametrize(("source", "least"), [("device", 0.85), ("distance", 0.75), ("positions", 0.75)])
@pytest.mark.parametrize("speed", [5.0, 6.0])
def test_a_sprint_of_eight_seconds_stays(source: str, least: float, speed: float) -> None:
    frame = from_pieces((300, 3.0), (8, speed), (300, 3.0))
    raw = (load_index_of(frame, KNOWN) / load_index_of(track(1), KNOWN).iloc[0]) ** 4
    sprint = slice(290, 330)
    kept = (stress(frame, KNOWN, speed_source=source).iloc[sprint].sum() - 40) / (raw.iloc[sprint].sum() - 40)
    assert kept.iloc[:6].min() > least
    assert kept.iloc[:6].max() < 1.02


def test_a_sprint_stays_through_cleaning_of_any_source() -> None:
    pieces = [(600, 3.0), *[(8, 6.0), (120, 2.8)] * 5, (300, 3.0)]
    truth_speed = from_pieces(*pieces)["speed_m_s"].to_numpy()
    truth = Truth(truth_speed, np.zeros(len(truth_speed)))
    wanted = a_minute(from_speed(truth_speed), KNOWN)
    for own_speed in (True, False):
        found = a_minute(build_track(recorded_with(truth, "good", "none", own_speed)).frame, KNOWN)
        for group in ("hip_flexors", "glutes", "hamstrings"):
            assert found[group] - 1.0 > 0.6 * (wanted[group] - 1.0), own_speed


def test_speed_from_positions_is_averaged_further() -> None:
    rng = np.random.default_rng(2)
    noisy = from_speed(np.maximum(3.0 + wandering(rng, 3000, 0.35, 4.0), 0.5))
    device, positions_ = (a_minute(noisy, KNOWN, speed_source=source) for source in ("device", "positions"))
    assert (positions_.iloc[:6] < device.iloc[:6] - 0.01).all()
    by_itself = noisy.copy()
    by_itself.attrs["speed_source"] = "positions"
    np.testing.assert_allclose(a_minute(by_itself, KNOWN), positions_)


# How sure


def test_the_band_of_demand_is_widened_by_the_exponent() -> None:
    segments = pd.DataFrame({"start_s": [0], "end_s": [600]})
    runner = dataclasses.replace(KNOWN, foot_strike="rear")

    def relative(frame: pd.DataFrame) -> pd.Series[float]:
        rows = run_muscles(frame, segments, runner, 3.0).muscle_stress.set_index("muscle_group")
        return rows["sd_stress_minutes"] / rows["stress_minutes"]

    np.testing.assert_allclose(relative(track(600, 3.0)), 0.0, atol=1e-9, err_msg="easy running is the unit itself")
    climbing = relative(track(600, 3.0, grade=0.08))
    assert climbing["glutes"] > 4.0 * 1.5 * 0.08
    faster, fast = relative(track(600, 4.5)), relative(track(600, 3.5))
    assert (faster > fast).all()
