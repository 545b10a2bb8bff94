from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtone.files import Activity
from runtone.muscles import (
    ACTIONS,
    GROUPS,
    expected_cadence,
    load_index,
    load_index_of,
    load_rate,
    reference_power,
    running_power,
    segment_load,
    walking_power,
)
from runtone.runner import Runner
from runtone.tracks import build_track
from tests.muscles.tracks import HILLY, SPRINTS, Part, course, from_speed, track

SECONDS = 3600


def easy_minutes(frame: pd.DataFrame, runner: Runner | None = None) -> pd.Series[float]:
    return load_index_of(frame, runner or Runner()).sum() / 60.0


def gain(frame: pd.DataFrame, speed: float = 3.0) -> pd.Series[float]:
    """Of each group, the load of a level track against the same time at one speed."""
    return easy_minutes(frame) / easy_minutes(track(len(frame), speed)) - 1.0


def test_rates_are_power_of_the_six_groups_and_both_actions() -> None:
    rate = load_rate(track(10, 4.0, grade=0.0, cadence_spm=180.0), Runner(foot_strike="fore"))
    assert rate.columns.equals(pd.MultiIndex.from_product([GROUPS[:6], ACTIONS]))
    np.testing.assert_allclose(rate.iloc[5], running_power(4.0, cadence_spm=180.0, foot_strike="fore").ravel())


def test_one_minute_of_easy_running_is_one_easy_minute_of_every_group() -> None:
    np.testing.assert_allclose(easy_minutes(track(60)), 1.0, rtol=1e-12)


def test_the_frame_keeps_the_index_of_the_track() -> None:
    frame = track(5).set_axis([7, 8, 9, 10, 11])
    assert load_rate(frame, Runner()).index.equals(frame.index)


@pytest.mark.parametrize("columns", [["speed_m_s"], ["speed_m_s", "grade"], ["speed_m_s", "cadence_spm", "paused"]])
def test_what_a_track_lacks_is_level_steady_and_of_expected_cadence(columns: list[str]) -> None:
    np.testing.assert_allclose(load_rate(track(60)[columns], Runner()), load_rate(track(60), Runner()))


def test_a_treadmill_without_grade_is_level() -> None:
    np.testing.assert_allclose(load_rate(track(60, grade=np.nan), Runner()), load_rate(track(60), Runner()))


def test_standing_pausing_and_gaps_load_nothing() -> None:
    frame = track(6, [3.0, 0.0, 3.0, np.nan, 3.0, -1.0], paused=[False, False, True, False, False, False])
    moving = load_index_of(frame, Runner()).gt(0.0).all(axis=1)
    assert moving.tolist() == [True, False, False, False, True, False]
    assert load_rate(frame, Runner()).notna().all(axis=None)


def test_nothing_is_loaded_by_a_track_of_no_seconds() -> None:
    assert load_rate(track(0), Runner()).shape == (0, 12)
    assert load_index_of(track(0), Runner()).shape == (0, 7)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(*[st.floats(allow_nan=True, allow_infinity=True)] * 4), min_size=1, max_size=20))
def test_rates_are_never_missing_and_never_negative(rows: list[tuple[float, float, float, float]]) -> None:
    frame = pd.DataFrame(rows, columns=["speed_m_s", "grade", "acceleration_m_s2", "cadence_spm"])
    rate = load_rate(frame, Runner()).to_numpy()
    assert np.isfinite(rate).all()
    assert (rate >= 0.0).all()


# Walking


def test_walking_is_slow_running_scaled_by_its_cost() -> None:
    # Minetti 2002 on the level: walking 2.5, running 3.6 J/kg/m.
    expected = running_power(2.0) * 1.4 / 2.0 * 2.5 / 3.6
    np.testing.assert_allclose(walking_power(1.4), expected)
    np.testing.assert_allclose(load_rate(track(3, 1.4), Runner()).iloc[0], expected.ravel())


@pytest.mark.parametrize(
    ("speed", "cadence", "walks"),
    [(1.7, np.nan, True), (1.7, 165.0, True), (1.9, np.nan, False), (1.9, 120.0, True), (2.4, 160.0, False)],
)
def test_what_counts_as_walking(speed: float, cadence: float, walks: bool) -> None:
    power = walking_power(speed) if walks else running_power(speed, cadence_spm=cadence)
    np.testing.assert_allclose(load_rate(track(3, speed, cadence_spm=cadence), Runner()).iloc[1], power.ravel())


def test_a_cadence_that_no_runner_has_at_that_speed_is_unknown() -> None:
    # A sensor that drops out reads 0 or half; running at 3.5 m/s with 90 steps a minute does not exist.
    np.testing.assert_allclose(load_rate(track(3, 3.5, cadence_spm=90.0), Runner()), load_rate(track(3, 3.5), Runner()))


def test_core_walks_too_and_stands_still() -> None:
    core = load_index_of(track(3, [0.0, 1.4, 3.0]), Runner())["core"]
    assert core[0] == 0.0
    assert 0.0 < core[1] < core[2]
    assert core[2] == pytest.approx(1.0)


def test_core_grows_with_cadence_speed_and_slope_as_stated() -> None:
    assert load_index(4.5)[-1] == pytest.approx((161.5 + 22.0) / 167.0 * (0.6 + 0.4 * 1.5))
    assert load_index(3.0, -0.1)[-1] == pytest.approx(0.98 * 1.1)
    assert load_index(3.0, cadence_spm=180.0)[-1] == pytest.approx(180.0 / 167.0)


# The runner


@pytest.mark.parametrize("ratio", [0.93, 1.08])
def test_the_habit_of_a_runner_is_no_load_but_leaving_it_is(ratio: float) -> None:
    runner = Runner(cadence_ratio=ratio)
    own = track(60, 3.5, cadence_spm=ratio * float(expected_cadence(3.5)))
    np.testing.assert_allclose(load_rate(own, runner), load_rate(track(60, 3.5), runner))
    shorter_steps = own.assign(cadence_spm=1.05 * own["cadence_spm"])
    change = easy_minutes(shorter_steps, runner) / easy_minutes(own, runner)
    assert change["quads"] < 1.0
    assert change["hip_flexors"] > 1.0


def test_foot_strike_shifts_load_from_quads_to_calves() -> None:
    rear, fore = (easy_minutes(track(60), Runner(foot_strike=strike)) for strike in ("rear", "fore"))
    assert fore["calves"] > rear["calves"]
    assert fore["quads"] < rear["quads"]
    np.testing.assert_allclose(easy_minutes(track(60)), rear)


# Noise


def wander(rng: np.random.Generator, sd: float, memory_s: float, seconds: int = SECONDS) -> NDArray[np.float64]:
    """Noise that forgets itself over so many seconds."""
    keep = np.exp(-1.0 / memory_s)
    value, out = rng.normal(0.0, sd), np.empty(seconds)
    for second, push in enumerate(rng.normal(0.0, sd * np.sqrt(1.0 - keep**2), seconds)):
        value = keep * value + push
        out[second] = value
    return out


@pytest.mark.parametrize("speed", [2.6, 3.0, 4.0])
@pytest.mark.parametrize(("sd", "memory_s"), [(0.2, 0.01), (0.4, 0.01), (0.2, 3.0), (0.3, 5.0), (0.4, 10.0)])
def test_speed_noise_adds_less_than_three_percent(speed: float, sd: float, memory_s: float) -> None:
    noisy = speed + wander(np.random.default_rng(1), sd, memory_s)
    assert gain(from_speed(np.maximum(noisy, 0.0)), speed).abs().max() < 0.03


def test_accelerations_of_a_rough_speed_would_count() -> None:
    # Why the speed must be smoothed first, and why the tests above can fail: jitter of 0.5 m of each second's position.
    jitter = np.diff(np.random.default_rng(1).normal(0.0, 0.5, SECONDS + 1))
    rough = track(SECONDS, acceleration_m_s2=np.gradient(jitter))
    assert gain(rough).max() > 0.03
    assert gain(from_speed(3.0 + jitter).assign(speed_m_s=3.0)).max() < 0.01


@pytest.mark.parametrize(("sd", "memory_s"), [(0.005, 30.0), (0.01, 30.0), (0.015, 10.0), (0.05, 0.01)])
def test_grade_noise_adds_less_than_three_percent(sd: float, memory_s: float) -> None:
    grade = wander(np.random.default_rng(2), sd, memory_s)
    assert gain(track(SECONDS, grade=grade)).abs().max() < 0.03


def positions(north_m: NDArray[np.float64], east_m: NDArray[np.float64], **columns: NDArray[np.float64]) -> Activity:
    """An activity of positions around 51 degrees north, one a second."""
    count = len(north_m)
    records = pd.DataFrame(
        {
            "time": pd.date_range("2026-03-01T08:00", periods=count, freq="s", tz="UTC"),
            "latitude_deg": 51.0 + north_m / 111_195.0,
            "longitude_deg": 7.0 + east_m / (111_195.0 * np.cos(np.radians(51.0))),
            **columns,
        }
    )
    return Activity(records=records)


@pytest.mark.parametrize(("wander_m", "memory_s"), [(1.0, 60.0), (2.5, 40.0), (4.0, 30.0)])
def test_a_flat_steady_run_under_a_wandering_sensor_gains_less_than_three_percent(
    wander_m: float, memory_s: float
) -> None:
    rng = np.random.default_rng(3)
    north, east = (
        wander(rng, wander_m, memory_s, 2400) + rng.normal(0.0, 0.2, 2400) + way
        for way in (3.0 * np.arange(2400.0), np.zeros(2400))
    )
    altitude = 80.0 + wander(rng, 0.3, 6.0, 2400) + rng.normal(0.0, 0.1, 2400)
    clean = build_track(positions(3.0 * np.arange(2400.0), np.zeros(2400), altitude_m=np.full(2400, 80.0))).frame
    noisy = build_track(positions(north, east, altitude_m=altitude)).frame
    assert (easy_minutes(noisy) / easy_minutes(clean) - 1.0).max() < 0.03


def test_real_changes_of_speed_do_count() -> None:
    seconds = np.arange(1200)
    surging = from_speed(3.5 + 1.2 * np.tanh(3.0 * np.sin(2.0 * np.pi * seconds / 60.0)))
    moving, without = (
        segment_load(frame, pd.DataFrame({"start_s": [0], "end_s": [1200]}), Runner()).set_index(
            ["muscle_group", "action"]
        )
        for frame in (surging, surging.assign(acceleration_m_s2=0.0))
    )
    change = moving["easy_minutes"] / without["easy_minutes"]
    assert change["glutes", "concentric"] > 1.005, "speeding up is pushing"
    assert change["quads", "eccentric"] > 1.004, "slowing down is braking, by more than speeding up spares"


def test_the_energy_of_a_standing_start_is_supplied() -> None:
    # 0 to 5 m/s takes 12.5 J/kg; the muscles do about half of it, tendons and the rest of the body the other.
    speed = np.concatenate([np.zeros(20), np.linspace(0.5, 5.0, 10), np.full(30, 5.0)])
    moving = from_speed(speed)
    extra = (load_rate(moving, Runner()) - load_rate(moving.assign(acceleration_m_s2=0.0), Runner())).sum()
    net = extra.xs("concentric", level="action").sum() - extra.xs("eccentric", level="action").sum()
    assert 3.0 < net < 12.5


# Sums over segments


@pytest.mark.parametrize("parts", [HILLY, SPRINTS])
def test_segments_add_up_to_the_seconds(parts: tuple[Part, ...]) -> None:
    frame, segments = course(*parts)
    load = segment_load(frame, segments, Runner())
    rate = load_rate(frame, Runner()).sum()
    work = load.groupby(["muscle_group", "action"])["work_j_per_kg"].sum()
    np.testing.assert_allclose(work.loc[rate.index], rate, rtol=1e-6)
    minutes = load.groupby("muscle_group")["easy_minutes"].sum()
    np.testing.assert_allclose(minutes[list(GROUPS)], easy_minutes(frame))


def test_easy_minutes_are_work_over_the_reference() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner()).query("muscle_group != 'core'")
    reference = load["muscle_group"].map(reference_power())
    np.testing.assert_allclose(load["easy_minutes"], load["work_j_per_kg"] / (60.0 * reference))


def test_the_long_frame_has_a_row_for_every_segment_group_and_action() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner())
    assert list(load.columns) == [
        "segment", "muscle_group", "action", "work_j_per_kg", "easy_minutes", "sd_easy_minutes",
    ]  # fmt: skip
    assert len(load) == len(segments) * 13
    assert load["segment"].is_monotonic_increasing
    core = load.query("muscle_group == 'core'")
    assert core["action"].unique().tolist() == ["undivided"]
    assert core["work_j_per_kg"].isna().all()
    assert load[["easy_minutes", "sd_easy_minutes"]].notna().all(axis=None)


def test_a_rest_of_standing_has_no_load() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner())
    assert (load.query("segment == 5")["easy_minutes"] == 0.0).all()
