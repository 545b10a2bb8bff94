import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.errors import SettingsError
from runtone.muscles import GROUPS, expected_cadence, extrapolation, level_anchors, running_power, work_per_step

FINITE = st.floats(allow_nan=False, allow_infinity=False)
STRIKES = st.sampled_from(["rear", "mid", "fore", "unknown"])
CONCENTRIC, ECCENTRIC = 0, 1
STANCE, SWING = 0, 1


def row(group: str) -> int:
    return GROUPS.index(group)


def test_the_anchors_are_met() -> None:
    table = level_anchors()
    for speed in ("2.0", "2.5", "3.5", "4.5", "5.0", "7.0", "9.0"):
        expected = table[f"work_{speed}_m_s"].to_numpy(float).reshape(6, 2, 2)
        np.testing.assert_allclose(work_per_step(float(speed)), expected, rtol=1e-12)


@pytest.mark.parametrize(
    "shapes", [((), (), ()), ((5,), (), ()), ((4, 1), (3,), ()), ((2, 1, 1), (3, 1), (4,)), ((0,), (), ())]
)
def test_inputs_are_broadcast(shapes: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]) -> None:
    speed, grade, acceleration = (np.full(shape, value) for shape, value in zip(shapes, (3.0, 0.05, 0.5), strict=True))
    work = work_per_step(speed, grade, acceleration)
    assert work.shape == (*np.broadcast_shapes(*shapes), 6, 2, 2)
    assert work.dtype == np.float64
    np.testing.assert_allclose(work, np.broadcast_to(work_per_step(3.0, 0.05, 0.5), work.shape))


def test_a_grid_is_the_same_as_point_by_point() -> None:
    rng = np.random.default_rng(0)
    speed, grade, acceleration, cadence = rng.uniform((1, -0.4, -3, 130), (10, 0.4, 3, 210), (50, 4)).T
    together = work_per_step(speed, grade, acceleration, cadence, "mid")
    for number in range(50):
        alone = work_per_step(speed[number], grade[number], acceleration[number], cadence[number], "mid")
        np.testing.assert_allclose(together[number], alone, rtol=1e-13)


@settings(deadline=None)
@given(speed=FINITE, grade=FINITE, acceleration=FINITE, cadence=st.none() | FINITE, strike=STRIKES)
def test_work_is_finite_and_never_negative(
    speed: float, grade: float, acceleration: float, cadence: float | None, strike: str
) -> None:
    work = work_per_step(speed, grade, acceleration, cadence, strike)
    assert np.isfinite(work).all()
    assert (work >= 0.0).all()
    assert (work < 20.0).all(), "no more than a few J/kg a step, whatever comes in"


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinities_are_clamped(value: float) -> None:
    assert np.isfinite(work_per_step(value, value, value, value)).all()


@pytest.mark.parametrize("place", range(3))
def test_what_is_not_known_stays_unknown_and_spoils_nothing_else(place: int) -> None:
    inputs = np.array([[3.0, 3.0], [0.02, 0.02], [0.5, 0.5]])
    inputs[place, 0] = np.nan
    work = work_per_step(inputs[0], inputs[1], inputs[2])
    assert np.isnan(work[0]).any()
    np.testing.assert_allclose(work[1], work_per_step(3.0, 0.02, 0.5))


def test_a_missing_cadence_is_the_expected_one() -> None:
    speed = np.array([2.5, 3.5])
    given_none = work_per_step(speed, 0.1)
    np.testing.assert_allclose(work_per_step(speed, 0.1, cadence_spm=np.nan), given_none)
    np.testing.assert_allclose(work_per_step(speed, 0.1, cadence_spm=expected_cadence(speed, 0.1)), given_none)


def test_outside_the_range_the_border_holds_and_flags_say_so() -> None:
    np.testing.assert_allclose(work_per_step(1.0), work_per_step(2.0))
    np.testing.assert_allclose(work_per_step(12.0), work_per_step(9.0))
    np.testing.assert_allclose(work_per_step(3.0, 0.6), work_per_step(3.0, 0.3))
    np.testing.assert_allclose(work_per_step(3.0, 0.0, -9.0), work_per_step(3.0, 0.0, -2.5))
    np.testing.assert_allclose(work_per_step(3.0, cadence_spm=300.0), work_per_step(3.0, cadence_spm=1.25 * 167.0))
    flags = extrapolation([1.9, 2.0, 5.0, 5.1, 9.0, 9.1], [0.0, 0.15, -0.16, 0.30, -0.31, np.nan])
    assert flags.speed_clamped.tolist() == [True, False, False, False, False, True]
    assert flags.speed_extrapolated.tolist() == [False, False, False, True, True, True]
    assert flags.grade_extrapolated.tolist() == [False, False, True, True, True, False]
    assert flags.grade_clamped.tolist() == [False, False, False, False, True, False]


def test_small_accelerations_are_noise() -> None:
    np.testing.assert_array_equal(work_per_step(3.0, 0.0, [0.099, -0.099]), work_per_step([3.0, 3.0]))
    assert (work_per_step(3.0, 0.0, 0.11) != work_per_step(3.0)).any()


def test_expected_cadence_on_level_and_slopes() -> None:
    assert expected_cadence(2.5) == pytest.approx(161.5)
    assert expected_cadence(4.5) == pytest.approx(183.5)
    # Swanson & Caldwell 2000: a good quarter more steps at 30 %; Padulo: 4 % more at 7 %.
    assert expected_cadence(3.0, 0.07) / expected_cadence(3.0) == pytest.approx(1.042)
    assert expected_cadence(3.0, -0.10) / expected_cadence(3.0) == pytest.approx(0.98)


# The terms of the model, each written out by hand from the published equations.

UPHILL = {"hip_flexors": 0.02, "glutes": 0.22, "quads": 0.0, "hamstrings": 0.14, "calves": 0.03, "shins": 0.003}
SPEEDING = {"hip_flexors": 0.02, "glutes": 0.12, "quads": 0.04, "hamstrings": 0.10, "calves": 0.24, "shins": 0.003}
BRAKING = {"hip_flexors": 0.01, "glutes": 0.01, "quads": 0.29, "hamstrings": 0.02, "calves": 0.0, "shins": 0.006}
UP_RELIEF = {"hip_flexors": 0.3, "glutes": 0.3, "quads": 0.34, "hamstrings": 0.3, "calves": 3.0, "shins": 0.8}
DOWN_RELIEF = {"hip_flexors": 2.5, "glutes": 2.5, "quads": 2.2, "hamstrings": 2.5, "calves": 0.24, "shins": 0.75}


@pytest.mark.parametrize("group", GROUPS[:6])
@pytest.mark.parametrize("grade", [0.05, 0.28])
def test_uphill_term_by_term(group: str, grade: float) -> None:
    length = 60.0 * 3.0 / (167.0 * (1.0 + 0.6 * grade))
    climb = 9.81 * length * grade / np.hypot(1.0, grade)
    level, up = work_per_step(3.0)[row(group)], work_per_step(3.0, grade)[row(group)]
    assert up[ECCENTRIC, STANCE] == pytest.approx(level[ECCENTRIC, STANCE] * max(0.15, 1.0 - grade / UP_RELIEF[group]))
    assert up[CONCENTRIC].sum() == pytest.approx(level[CONCENTRIC].sum() + UPHILL[group] * climb)
    assert up[ECCENTRIC, SWING] == pytest.approx(level[ECCENTRIC, SWING])


@pytest.mark.parametrize("group", GROUPS[:6])
@pytest.mark.parametrize("grade", [-0.05, -0.28])
def test_downhill_term_by_term(group: str, grade: float) -> None:
    length = 60.0 * 3.0 / (167.0 * (1.0 + 0.2 * grade))
    drop = -9.81 * length * grade / np.hypot(1.0, grade)
    level, down = work_per_step(3.0)[row(group)], work_per_step(3.0, grade)[row(group)]
    push = level[CONCENTRIC, STANCE] * max(0.15, 1.0 + grade / DOWN_RELIEF[group])
    assert down[CONCENTRIC].sum() == pytest.approx(push + level[CONCENTRIC, SWING])
    assert down[ECCENTRIC].sum() == pytest.approx(level[ECCENTRIC].sum() + BRAKING[group] * drop)


@pytest.mark.parametrize("group", GROUPS[:6])
def test_speeding_up_and_slowing_down_term_by_term(group: str) -> None:
    length, slope = 60.0 * 4.0 / 178.0, 0.8 / 9.81
    level = work_per_step(4.0)[row(group)]
    faster, slower = work_per_step(4.0, 0.0, [0.8, -0.8])[:, row(group)]
    assert faster[CONCENTRIC].sum() == pytest.approx(level[CONCENTRIC].sum() + SPEEDING[group] * 0.8 * length)
    assert faster[ECCENTRIC, STANCE] == pytest.approx(
        level[ECCENTRIC, STANCE] * max(0.15, 1.0 - slope / UP_RELIEF[group])
    )
    assert slower[ECCENTRIC].sum() == pytest.approx(level[ECCENTRIC].sum() + BRAKING[group] * 0.8 * length)
    assert slower[CONCENTRIC, STANCE] == pytest.approx(
        level[CONCENTRIC, STANCE] * max(0.15, 1.0 - slope / DOWN_RELIEF[group])
    )


STANCE_EXPONENT = {"hip_flexors": 0.0, "glutes": -1.5, "quads": -2.8, "hamstrings": 0.55, "calves": -1.8, "shins": 0.0}
SWING_EXPONENT = {"hip_flexors": 0.8, "glutes": 0.6, "quads": 1.1, "hamstrings": 0.6, "calves": 0.0, "shins": 0.5}


@pytest.mark.parametrize("group", GROUPS[:6])
@pytest.mark.parametrize("deviation", [-0.25, -0.1, 0.05, 0.25])
def test_cadence_term_by_term(group: str, deviation: float) -> None:
    ratio = (work_per_step(3.0, cadence_spm=167.0 * (1.0 + deviation)) / work_per_step(3.0))[row(group)]
    np.testing.assert_allclose(ratio[:, STANCE], np.exp(STANCE_EXPONENT[group] * deviation))
    np.testing.assert_allclose(ratio[:, SWING], np.exp(SWING_EXPONENT[group] * deviation))


def test_cadence_changes_the_work_of_climbing_only_through_the_step_length() -> None:
    climb = [
        work_per_step(3.0, 0.1, cadence_spm=cadence).sum(axis=(0, -1))[CONCENTRIC]
        - (work_per_step(3.0, cadence_spm=cadence / 1.06).sum(axis=(0, -1))[CONCENTRIC])
        for cadence in (160.0, 177.02, 190.0)
    ]
    assert climb[0] / climb[1] == pytest.approx(177.02 / 160.0)
    assert climb[2] / climb[1] == pytest.approx(177.02 / 190.0)


def test_foot_strike_part_by_part() -> None:
    fore, mid, rear, unknown = (work_per_step(3.0, foot_strike=strike) for strike in ("fore", "mid", "rear", "unknown"))
    ratio = np.ones((6, 2, 2))
    ratio[row("quads"), ECCENTRIC, STANCE] = 0.82
    ratio[row("quads"), CONCENTRIC, STANCE] = 0.92
    ratio[row("calves"), ECCENTRIC, STANCE] = 1.25
    ratio[row("calves"), CONCENTRIC, STANCE] = 1.05
    ratio[row("shins"), ECCENTRIC, :] = 0.60
    ratio[row("shins"), CONCENTRIC, SWING] = 0.60
    ratio[row("hamstrings"), CONCENTRIC, STANCE] = 0.95
    np.testing.assert_allclose(fore / rear, ratio)
    np.testing.assert_allclose(mid / rear, (1.0 + ratio) / 2.0)
    np.testing.assert_array_equal(unknown, rear)


@pytest.mark.parametrize("strike", ["heel", "", None, 3])
def test_an_unknown_word_for_foot_strike_is_refused(strike: int | str | None) -> None:
    with pytest.raises(SettingsError, match="Foot strike is one of rear"):
        work_per_step(3.0, foot_strike=strike)  # type: ignore[arg-type]  # a wrong type is refused too


def test_easy_running_in_watts() -> None:
    # The table of concentric and eccentric power on the level at 3 m/s, W/kg.
    concentric = (0.827, 1.033, 1.151, 1.116, 2.471, 0.086)
    eccentric = (0.698, 0.373, 2.337, 0.981, 1.714, 0.112)
    np.testing.assert_allclose(running_power(3.0).T, (concentric, eccentric), atol=0.0015)
