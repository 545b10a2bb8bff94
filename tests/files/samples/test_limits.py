from __future__ import annotations

import numpy as np
import pytest

from runtone.files.fit.device_names import device_name, garmin_model
from runtone.files.samples.possible_values import POSSIBLE, keep_possible
from runtone.files.samples.steps import steps_per_minute

NAN = np.nan


@pytest.mark.parametrize("name", POSSIBLE)
def test_both_ends_of_a_range_are_possible_and_nothing_beyond(name: str) -> None:
    low, high, word = POSSIBLE[name]
    columns, said = keep_possible({name: np.array([low, high, low - 1, high + 1, np.inf, NAN])})
    kept = columns[name]
    assert kept[1] == high
    assert np.isnan(kept[2:]).all()
    assert said == [f"3 impossible {word} values count as missing"]


def test_a_heart_rate_of_zero_is_no_reading_and_not_worth_a_word() -> None:
    columns, said = keep_possible({"heart_rate_bpm": np.array([0, 150.0]), "altitude_m": np.array([0, 1.0])})
    assert np.isnan(columns["heart_rate_bpm"][0])
    assert columns["altitude_m"].tolist() == [0, 1]
    assert said == []


def test_a_distance_that_is_each_step_s_is_not_used() -> None:
    rng = np.random.default_rng(1)
    columns, said = keep_possible({"distance_m": rng.uniform(1, 3, 100), "speed_m_s": np.ones(100)})
    assert list(columns) == ["speed_m_s"]
    assert said == ["its distances do not add up along the way (some programs write each step's) and were not used"]
    growing = np.arange(100.0)
    growing[[30, 60]] = 0
    assert keep_possible({"distance_m": growing})[1] == []


def test_columns_without_a_value_are_left_out() -> None:
    columns, _ = keep_possible({"power_w": np.array([NAN, NAN]), "speed_m_s": np.array([NAN, 1])})
    assert list(columns) == ["speed_m_s"]


def test_positions_are_missing_together() -> None:
    columns, said = keep_possible(
        {"latitude_deg": np.array([45, 0, 91, NAN, 0.0]), "longitude_deg": np.array([9, 0, 9, 9, 9.0])}
    )
    assert np.isnan(columns["latitude_deg"]).tolist() == [False, True, True, True, False]
    assert np.isnan(columns["longitude_deg"]).tolist() == [False, True, True, True, False]
    assert said == ["1 impossible position counts as missing"]
    assert keep_possible({"latitude_deg": np.array([45.0])}) == ({}, [])


@pytest.mark.parametrize("sport", ["cycling", "swimming", "rowing"])
def test_cadence_of_other_sports_is_no_steps(sport: str) -> None:
    assert steps_per_minute(np.array([90.0]), sport) is None


def test_a_walker_s_cadence_of_one_foot() -> None:
    steps = steps_per_minute(np.array([0, 55.0]), "walking")
    assert steps is not None
    assert steps.tolist() == [0, 110]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fr945", "Forerunner 945"), ("fr245m_asia", "Forerunner 245 Music"), ("fr910xt", "Forerunner 910XT"),
        ("fenix6s_sport_asia", "Fenix 6S Sport"), ("vivo_smart_hr", "Vivo Smart HR"), ("venu2_plus", "Venu 2 Plus"),
        ("enduro", "Enduro"), ("d2_air_x10", "D2 Air X 10"),
    ],
)  # fmt: skip
def test_garmins_words_become_what_is_printed_on_the_watch(name: str, said: str) -> None:
    assert garmin_model(name) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("garmin", 3113, None), "Garmin Forerunner 945"), (("garmin", 65_000, None), "Garmin"),
        (("coros", 1, "COROS PACE 2"), "COROS PACE 2"), (("suunto", 1, "Vertical"), "Suunto Vertical"),
        (("development", 1, None), None), ((None, None, "HUAWEI WATCH"), "HUAWEI WATCH"),
    ],
)  # fmt: skip
def test_devices(given: tuple[str | None, int | None, str | None], said: str) -> None:
    assert device_name(*given) == said
