import math

import pytest

from runtone import Runner, SettingsError


def test_everything_is_optional() -> None:
    runner = Runner()
    assert runner.steady_speed_m_s is None
    assert runner.foot_strike == "unknown"


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("mass_kg", 4.0, "body mass"),
        ("mass_kg", math.nan, "body mass"),
        ("steady_speed_m_s", 25.0, "steady speed"),
        ("critical_speed_m_s", 0.0, "critical speed"),
        ("cadence_ratio", -1.0, "cadence ratio"),
    ],
)
def test_values_that_no_runner_has_are_refused_in_words(field: str, value: float, word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        Runner(**{field: value})  # type: ignore[arg-type]


def test_an_unknown_foot_strike_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="rear, mid, fore, unknown"):
        Runner(foot_strike="toe")  # type: ignore[arg-type]
