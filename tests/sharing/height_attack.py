"""Finding where somebody ran by matching the heights they passed with a public height model and the town's streets.

The town is a grid of streets over invented hills. Whoever attacks knows every street and its height exactly, and that
runs go along streets; they look for the way through the town whose heights fit best (a hidden Markov model, solved
exactly for every level that the heights might count from).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter

BLOCK_M = 100.0
BLOCKS = 50
HOMES = slice(10, 41)
"""Somebody lives at one of these streets, so that their runs stay in town."""


class Town(NamedTuple):
    """Heights of the crossings of a town's streets, shape (east, north) [m]."""

    heights_m: np.ndarray

    def height_at(self, east_m: np.ndarray, north_m: np.ndarray) -> np.ndarray:
        """Return heights between crossings, along straight lines [m]."""
        x, y = np.clip(east_m / BLOCK_M, 0, BLOCKS - 1e-9), np.clip(north_m / BLOCK_M, 0, BLOCKS - 1e-9)
        i, j = x.astype(int), y.astype(int)
        u, v, h = x - i, y - j, self.heights_m
        low = h[i, j] * (1 - u) + h[i + 1, j] * u
        high = h[i, j + 1] * (1 - u) + h[i + 1, j + 1] * u
        return np.asarray(low * (1 - v) + high * v)


def a_town(rng: np.random.Generator, hills_m: float = 30.0, wide: float = 4.0) -> Town:
    """Return a town over hills of some metres (standard deviation), some blocks wide."""
    rough = gaussian_filter(rng.normal(size=(BLOCKS + 1, BLOCKS + 1)), wide, mode="wrap")
    return Town(300.0 + hills_m * rough / rough.std())


def a_round(rng: np.random.Generator, home: np.ndarray) -> np.ndarray:
    """Return the crossings of a run from home and back by a few places, shape (crossings, 2)."""
    way = [home]
    places = [np.clip(home + rng.integers(-18, 19, 2), 0, BLOCKS) for _ in range(rng.integers(2, 4))]
    for goal in [*places, home]:
        while (way[-1] != goal).any():
            left = goal - way[-1]
            axis = int(rng.uniform() * np.abs(left).sum() >= abs(left[0]))
            step = np.zeros(2, int)
            step[axis] = np.sign(left[axis])
            way.append(way[-1] + step)
    return np.array(way)


class Match(NamedTuple):
    """The best way through a town: its first and last crossing [blocks]."""

    start: np.ndarray
    end: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        """Between the two: the best guess of a home whose ends are cut."""
        return np.asarray((self.start + self.end) / 2)


def best_match(town: Town, heights_m: np.ndarray, error_m: float, *, closed: bool) -> Match:
    """Return the way through a town whose heights fit best.

    Parameters
    ----------
    town : Town
    heights_m : ndarray, shape (blocks,)
        Heights at every block's length of the way, counted from an unknown level.
    error_m : float
        Their standard error.
    closed : bool
        Whether the run is known to end where it began.
    """
    size = BLOCKS + 1
    relative = heights_m - heights_m.mean()
    levels = np.arange(town.heights_m.min() - relative.min(), town.heights_m.max() - relative.max(), error_m * 1.5)
    if levels.size == 0:
        levels = np.array([town.heights_m.mean()])
    off = (town.heights_m[None] - levels[:, None, None]) / error_m
    cost = (off - relative[0] / error_m).astype(np.float32) ** 2
    origin = np.broadcast_to(np.arange(size * size, dtype=np.int32).reshape(size, size), cost.shape).copy()
    for height in relative[1:]:
        cost, origin = _one_block_on(cost, origin)
        cost += (off - height / error_m).astype(np.float32) ** 2
    if closed:
        x, y = np.divmod(origin, size)
        here = np.indices((size, size))
        cost = cost + 4.0 * (np.abs(x - here[0]) + np.abs(y - here[1]))
    _, i, j = np.unravel_index(int(cost.argmin()), cost.shape)
    began = divmod(int(origin.reshape(-1)[int(cost.argmin())]), size)
    return Match(np.array(began), np.array([i, j]))


def _one_block_on(cost: np.ndarray, origin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    best, best_origin = np.full_like(cost, np.inf), origin
    for axis in (1, 2):
        for step in (1, -1):
            moved, moved_origin = np.roll(cost, step, axis), np.roll(origin, step, axis)
            edge = [slice(None)] * 3
            edge[axis] = slice(0, 1) if step == 1 else slice(-1, None)
            moved[tuple(edge)] = np.inf
            better = moved < best
            best = np.where(better, moved, best)
            best_origin = np.where(better, moved_origin, best_origin)
    return best, best_origin
