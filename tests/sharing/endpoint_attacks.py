"""Published ways to infer where runs begin from many shared lines.

Each takes lines as arrays of metres east and north, one a run, and returns a guess in the same frame. The ideas are
those of Hassan, Hussain and Bates (USENIX Security 2018) and of Dhondt and others (ACM CCS 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import least_squares

Line = np.ndarray
HEADING_M = 100.0


def ends(lines: Sequence[Line]) -> np.ndarray:
    """Return first and last points, as rows."""
    return np.vstack([line[[0, -1]] for line in lines])


def mean_of_ends(lines: Sequence[Line], hidden_m: np.ndarray) -> np.ndarray:
    """Guess the middle of all visible ends."""
    del hidden_m
    return np.asarray(ends(lines).mean(axis=0))


def circle_fit(lines: Sequence[Line], hidden_m: np.ndarray) -> np.ndarray:
    """Guess the centre of the circle that the ends lie on."""
    del hidden_m
    x, y = ends(lines).T
    a = np.c_[2 * x, 2 * y, np.ones_like(x)]
    return np.asarray(np.linalg.lstsq(a, x**2 + y**2, rcond=None)[0][:2])


def heading_intersection(lines: Sequence[Line], hidden_m: np.ndarray) -> np.ndarray:
    """Guess where the ends' headings, drawn back, come together."""
    del hidden_m
    a, b = np.zeros((2, 2)), np.zeros(2)
    for line in lines:
        for piece in (line, line[::-1]):
            away = np.hypot(*(piece - piece[0]).T)
            inside = piece[int(np.argmax(away > HEADING_M)) or -1]
            direction = inside - piece[0]
            length = float(np.hypot(*direction))
            if length == 0:
                continue
            normal = np.array([-direction[1], direction[0]]) / length
            a += np.outer(normal, normal)
            b += normal * (normal @ piece[0])
    return np.linalg.solve(a + 1e-9 * np.eye(2), b)


def trilateration(lines: Sequence[Line], hidden_m: np.ndarray) -> np.ndarray:
    """Guess the place whose distances from the ends fit what is missing of each run's length, half at either end."""
    points = ends(lines)
    reach = np.repeat(np.maximum(hidden_m, 0.0) / 2, 2)

    def off(home: np.ndarray) -> np.ndarray:
        return np.asarray(np.hypot(*(points - home).T) - reach)

    return np.asarray(least_squares(off, points.mean(axis=0)).x)


def densest_end(lines: Sequence[Line], hidden_m: np.ndarray) -> np.ndarray:
    """Guess the end that has most others within 500 m."""
    del hidden_m
    points = ends(lines)
    near = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) < 500
    return np.asarray(points[int(near.sum(axis=1).argmax())])


ATTACKS: dict[str, Callable[[Sequence[Line], np.ndarray], np.ndarray]] = {
    "mean of ends": mean_of_ends,
    "circle fit": circle_fit,
    "heading intersection": heading_intersection,
    "trilateration": trilateration,
    "densest end": densest_end,
}
