from __future__ import annotations

import numpy as np
import pytest

from runtone.tracks.smoothing import noise_variance, smooth_path, steady_or_stepping


def test_a_step_of_speed_keeps_its_edge() -> None:
    rng = np.random.default_rng(1)
    true = np.repeat([3.0, 5.0, 3.0], [200, 20, 200])
    level = steady_or_stepping(true + rng.normal(0, 0.3, true.size), 0.09, np.zeros(true.size, bool))
    assert np.sqrt(np.mean((level - true) ** 2)) < 0.12
    assert level[210] == pytest.approx(5.0, abs=0.25)
    assert int(np.argmax(np.diff(level))) == pytest.approx(199, abs=1)


def test_noise_without_steps_is_averaged_away() -> None:
    rng = np.random.default_rng(2)
    level = steady_or_stepping(3.0 + rng.normal(0, 0.3, 2000), 0.18, np.zeros(2000, bool))
    assert level.std() < 0.1


def test_stretches_owe_nothing_to_one_another() -> None:
    begins = np.zeros(200, bool)
    begins[[0, 100]] = True
    values = np.repeat([2.0, 6.0], 100)
    assert steady_or_stepping(values, 1.0, begins) == pytest.approx(values, abs=1e-6)


def test_noise_is_measured_under_steps() -> None:
    rng = np.random.default_rng(3)
    true = np.repeat([3.0, 5.0, 2.0, 4.0], 250)
    assert noise_variance(true + rng.normal(0, 0.2, 1000)) == pytest.approx(0.04, rel=0.2)
    assert noise_variance(true) == 0.0
    assert noise_variance(np.ones(3)) == 0.0


def test_a_path_is_smooth_near_its_fixes_and_deaf_to_one_that_is_off() -> None:
    second = np.arange(300.0)
    true = np.stack([3.0 * second, 40.0 * np.sin(second / 60.0)], axis=1)
    rng = np.random.default_rng(4)
    noisy = true + rng.normal(0, 0.5, true.shape)
    noisy[150] += 14.0
    none = np.zeros(300, bool)
    path = smooth_path(noisy, ~none, none)
    away = np.hypot(*(path - true).T)
    assert np.sqrt(np.mean(away**2)) < 0.5
    assert away[150] < 2.0


def test_a_path_without_fixes_follows_the_line_between_them() -> None:
    second = np.arange(50.0)
    line = np.stack([2.0 * second, np.zeros(50)], axis=1)
    seen = np.zeros(50, bool)
    seen[[0, 10, 20, 30, 40, 49]] = True
    assert smooth_path(line, seen, np.zeros(50, bool)) == pytest.approx(line, abs=1e-6)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_few_rows_are_enough(size: int) -> None:
    begins = np.zeros(size, bool)
    assert steady_or_stepping(np.ones(size), 0.1, begins).shape == (size,)
    assert smooth_path(np.ones((size, 2)), ~begins, begins).shape == (size, 2)
