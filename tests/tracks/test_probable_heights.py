from __future__ import annotations

import numpy as np
import pytest

from runtone.tracks.altitude.probable_heights import BIN_M, ErrorCourse, SensorError, Terrain, most_probable_profile

GENTLE = Terrain(0.03, 150.0)
BAROMETER = SensorError(0.25, 15.0, 0.1)


def hills(bins: int = 800) -> tuple[np.ndarray, np.ndarray]:
    grade = np.resize(np.repeat([0.0, 0.06, 0.0, -0.06], 40), bins)
    return grade, np.concatenate([[0.0], np.cumsum(grade[:-1] * BIN_M)])


def noisy(height: np.ndarray, seed: int = 1, deviation: float = 0.25) -> np.ndarray:
    return height + np.random.default_rng(seed).normal(0, deviation, height.size)


def test_height_and_grade_come_back_from_under_the_noise() -> None:
    grade, height = hills()
    found = most_probable_profile(noisy(height), np.ones(height.size), GENTLE, BAROMETER)
    assert np.sqrt(np.mean((found.grade - grade) ** 2)) < 0.011
    assert np.sqrt(np.mean((found.height_m - height) ** 2)) < 0.2


def test_without_noise_the_profile_is_the_ground() -> None:
    height = 0.04 * BIN_M * np.arange(400.0)
    found = most_probable_profile(height, np.ones(400), Terrain(0.08, 200.0), SensorError(0.01, 15.0, 0.01))
    assert found.grade[20:-20] == pytest.approx(0.04, abs=0.002)


def test_bins_without_a_height_are_bridged() -> None:
    grade, height = hills()
    seen = np.ones(height.size)
    seen[1::2] = 0.0
    seen[300:306] = 0.0
    found = most_probable_profile(np.where(seen > 0, noisy(height), -999.0), seen, GENTLE, BAROMETER)
    assert np.sqrt(np.mean((found.grade - grade) ** 2)) < 0.014


def test_a_zero_that_moves_where_it_may_is_no_grade() -> None:
    height = np.where(np.arange(400) < 200, 0.0, 12.0)
    usual = ErrorCourse.usual(BAROMETER, 400)
    free = usual._replace(offset_slack_m=np.where(np.arange(399) == 199, 30.0, 0.0))
    tied = most_probable_profile(noisy(height), np.ones(400), GENTLE, BAROMETER, usual)
    loose = most_probable_profile(noisy(height), np.ones(400), GENTLE, BAROMETER, free)
    assert np.abs(loose.grade).max() < 0.015
    assert tied.grade.max() > 0.1


def test_the_profile_does_not_care_how_high_it_is() -> None:
    _, height = hills(300)
    low = most_probable_profile(noisy(height), np.ones(300), GENTLE, BAROMETER)
    high = most_probable_profile(noisy(height) + 3000.0, np.ones(300), GENTLE, BAROMETER)
    assert high.grade == pytest.approx(low.grade, abs=1e-7)


def test_it_solves_the_normal_equations_it_states() -> None:
    # One Gaussian round on a short profile, against the dense matrix of the same model.
    from runtone.tracks.altitude import probable_heights as profile

    rng = np.random.default_rng(6)
    height, seen = rng.normal(0, 1, 12), np.ones(12)
    band, right = profile._heights_band(height, seen, BAROMETER, np.zeros(11))
    for state, (start, keep) in enumerate(((0.03, 0.97), (0.25, 0.7)), start=1):
        profile._add_process(band, state, start, np.full(11, keep), np.full(11, start**2 * (1 - keep**2)))
    dense = np.zeros((36, 36))
    rows = []

    def add(weight: float, coefficients: dict[int, float], value: float = 0.0) -> None:
        row = np.zeros(36)
        for column, coefficient in coefficients.items():
            row[column] = coefficient
        dense[:] += weight * np.outer(row, row)
        rows.append(weight * value * row)

    for i in range(12):
        add(1 / 0.1**2, {3 * i: 1.0, 3 * i + 2: 1.0}, height[i])
    for i in range(11):
        half = BIN_M / 2
        add(1 / 0.02**2, {3 * i: -1.0, 3 * i + 3: 1.0, 3 * i + 1: -half, 3 * i + 4: -half})
        add(1 / (0.03**2 * (1 - 0.97**2)), {3 * i + 1: -0.97, 3 * i + 4: 1.0})
        add(1 / (0.25**2 * (1 - 0.7**2)), {3 * i + 2: -0.7, 3 * i + 5: 1.0})
    add(1 / 0.03**2, {1: 1.0})
    add(1 / 0.25**2, {2: 1.0})
    add(1e-8, {0: 1.0})
    expected = np.linalg.solve(dense, np.sum(rows, axis=0))
    assert profile._solve(band.copy(order="F"), right) == pytest.approx(expected, abs=1e-6)
