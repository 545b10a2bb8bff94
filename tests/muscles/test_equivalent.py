import numpy as np
import pytest

from runtone.errors import SettingsError
from runtone.muscles import (
    GROUPS,
    equivalent_speed,
    equivalent_speed_clamped,
    load_index,
    reference_power,
    running_power,
    segment_equivalent_speeds,
    segment_load,
)
from runtone.runner import Runner
from tests.muscles.tracks import HILLY, course

SIX = GROUPS[:6]


@pytest.mark.parametrize(
    ("speed", "grade", "typical"),
    [
        (2.5, 0.0, (0.72, 0.80, 0.81, 0.78, 0.84, 0.75)),
        (4.0, 0.0, (1.67, 1.54, 1.38, 1.60, 1.31, 1.66)),
        (5.0, 0.0, (2.54, 2.09, 1.74, 2.46, 1.58, 2.33)),
        (7.0, 0.0, (4.50, 3.64, 2.35, 4.33, 1.80, 3.64)),
        (3.0, 0.1, (1.03, 1.44, 0.89, 1.25, 1.07, 1.06)),
        (4.5, 0.1, (2.14, 2.56, 1.43, 2.43, 1.56, 2.12)),
        (3.5, -0.1, (1.31, 1.20, 1.44, 1.24, 0.87, 1.35)),
    ],
)
def test_typical_values(speed: float, grade: float, typical: tuple[float, ...]) -> None:
    assert load_index(speed, grade)[:6].round(2).tolist() == list(typical)


@pytest.mark.parametrize(
    ("speed", "grade", "group", "pace"),
    [
        (3.0, 0.1, "glutes", "4:20"),
        (3.0, 0.1, "quads", "6:08"),
        (3.5, -0.1, "quads", "4:01"),
        (3.5, -0.1, "calves", "6:26"),
    ],
)
def test_typical_equivalent_paces(speed: float, grade: float, group: str, pace: str) -> None:
    rate = running_power(speed, grade)[GROUPS.index(group)].sum()
    seconds = round(float(1000.0 / equivalent_speed(rate, group)))
    assert f"{seconds // 60}:{seconds % 60:02d}" == pace


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("strike", ["rear", "mid", "fore", "unknown"])
def test_level_running_is_equivalent_to_itself(group: str, strike: str) -> None:
    speed = np.linspace(2.0, 9.0, 333)
    rate = load_index(speed, foot_strike=strike)[:, GROUPS.index(group)] * reference_power()[group]
    assert (np.diff(rate) > 0.0).all(), "more speed asks more of every group"
    np.testing.assert_allclose(equivalent_speed(rate, group, foot_strike=strike), speed, atol=1e-4)


def test_outside_the_range_the_border_is_given_and_flagged() -> None:
    rate = np.array([0.0, 1.0, reference_power()["quads"], 50.0, np.nan])
    speed = equivalent_speed(rate, "quads")
    np.testing.assert_allclose(speed, [2.0, 2.0, 3.0, 9.0, np.nan], atol=1e-5)
    assert equivalent_speed_clamped(rate, "quads").tolist() == [True, True, False, True, False]


def test_a_group_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="'biceps'"):
        equivalent_speed(1.0, "biceps")


def test_segments_have_the_equivalent_speed_of_their_motion() -> None:
    frame, segments = course(*HILLY)
    load = segment_load(frame, segments, Runner())
    speeds = segment_equivalent_speeds(load, segments).set_index(["segment", "muscle_group"])
    for group in GROUPS:
        assert speeds.loc[(0, group), "equivalent_speed_m_s"] == pytest.approx(3.0, abs=0.02)
    # The hill's ends blend into the level over 30 m of 624 m.
    expected = equivalent_speed(load_index(2.6, 0.09)[1] * reference_power()["glutes"], "glutes")
    assert speeds.loc[(1, "glutes"), "equivalent_speed_m_s"] == pytest.approx(float(expected), rel=0.02)
    assert not speeds.loc[(1, "glutes"), "clamped"]
    assert speeds.loc[(5, "glutes"), "clamped"], "a rest is below the range"
