from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.tracks import grade_factor, minetti_cost
from runtone.tracks.grade_adjusted import grade_adjusted_speed
from tests.corpus import SHARED

#: As read off the vendor's grade-adjusted pace: grade [%] and factor.
TABLE = {
    -45: 2.096, -30: 1.495, -25: 1.273, -20: 1.081, -15: 0.941, -10: 0.876, -8: 0.876, -6: 0.891, -4: 0.918, -2: 0.960,
    0: 1.0, 2: 1.055, 4: 1.135, 6: 1.228, 8: 1.337, 10: 1.459, 15: 1.846, 20: 2.297, 25: 2.727, 30: 3.158, 45: 4.286,
}  # fmt: skip
GRADES = np.array(list(TABLE)) / 100.0
FACTORS = np.array(list(TABLE.values()))


def test_the_factor_is_the_table_at_its_knots() -> None:
    assert grade_factor(GRADES) == pytest.approx(FACTORS, rel=1e-12)


@settings(deadline=None)
@given(st.floats(-0.45, 0.45))
def test_the_factor_is_linear_between_the_knots(grade: float) -> None:
    right = int(np.clip(np.searchsorted(GRADES, grade), 1, GRADES.size - 1))
    share = (grade - GRADES[right - 1]) / (GRADES[right] - GRADES[right - 1])
    expected = FACTORS[right - 1] + share * (FACTORS[right] - FACTORS[right - 1])
    assert float(grade_factor(grade)) == pytest.approx(expected, rel=0.002)


@settings(deadline=None)
@given(st.floats(allow_nan=False))
def test_the_factor_is_bounded(grade: float) -> None:
    assert 0.876 <= float(grade_factor(grade)) <= 4.286


def test_beyond_the_table_the_factor_is_that_of_its_end() -> None:
    assert float(grade_factor(-3.0)) == 2.096
    assert float(grade_factor(0.9)) == 4.286


def test_shape_is_kept_and_a_missing_grade_stays_missing() -> None:
    factors = grade_factor([[0.0, np.nan], [0.1, -0.1]])
    assert factors.shape == (2, 2)
    assert np.isnan(factors[0, 1])
    assert np.isfinite(factors[[0, 1, 1], [0, 0, 1]]).all()
    assert grade_factor(0.0).shape == ()


def test_two_independent_readings_of_the_same_model_agree() -> None:
    path = SHARED / "segmentation" / "grade_factors.csv"
    if not path.is_file():
        pytest.skip(
            "no table of published grade factors beside this checkout: not shown that two readings of the model agree"
        )
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["model"].startswith("Strava GAP")]
    near = [row for row in rows if abs(float(row["grade_pct"])) <= 20 and float(row["grade_pct"]) != 12]
    assert len(near) > 20
    for row in near:
        assert float(grade_factor(float(row["grade_pct"]) / 100)) == pytest.approx(float(row["factor"]), abs=0.02)


def test_adjusted_speed_is_speed_times_the_factor() -> None:
    speed = np.full(GRADES.size, 1.8)
    assert grade_adjusted_speed(speed, GRADES) == pytest.approx(1.8 * FACTORS)


@settings(deadline=None)
@given(st.floats(0, 12), st.floats(-0.45, 0.45))
def test_no_slope_makes_a_runner_faster_than_one_on_the_level(speed: float, grade: float) -> None:
    adjusted = float(grade_adjusted_speed(np.array([speed]), np.array([grade]))[0])
    assert adjusted <= max(8.0, speed)
    assert adjusted >= 0.876 * speed - 1e-9


@pytest.mark.parametrize(
    ("grade", "cost"),
    # Minetti and others 2002, figure 1 and their polynomial: J/kg/m.
    [(0.0, 3.6), (0.1, 5.97), (0.45, 19.43), (-0.2, 1.80), (-0.1, 2.15), (-0.45, 4.03), (0.2, 9.0)],
)
def test_energy_cost_of_running_on_a_slope(grade: float, cost: float) -> None:
    assert float(minetti_cost(grade)) == pytest.approx(cost, abs=0.02)


def test_energy_cost_is_bounded_and_has_its_least_on_a_gentle_fall() -> None:
    grades = np.linspace(-2, 2, 4001)
    costs = minetti_cost(grades)
    assert costs.min() == pytest.approx(1.79, abs=0.02)
    assert -0.2 < grades[costs.argmin()] < -0.15
    assert costs.max() == float(minetti_cost(0.45))
