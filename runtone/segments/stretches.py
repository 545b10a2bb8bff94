"""Choosing the best stretches of a scored sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.sums import from_start
from runtone.tracks.masks import close_gaps, keep_long, mask_of, runs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["best_stretches", "close_gaps", "keep_long", "mask_of", "runs_of"]


def best_stretches(score: Floats, penalty: float) -> tuple[Ints, Ints]:
    """Return the stretches that maximise the sum of their scores less a penalty for each, exactly.

    On the cumulative sum this is buying at troughs and selling at peaks with a penalty for each trade, whose optimum is
    the set of turning points with reversal threshold `penalty`. Only the local extremes of the cumulative sum can be
    turning points, so they are found by numpy and the loop runs over these alone: O(n), and a handful of Python steps
    for each change of sign.

    Parameters
    ----------
    score : array of shape (n,)
        What each sample adds to a stretch that holds it; finite.
    penalty : float
        What each stretch costs; positive, in the unit of `score`.

    Returns
    -------
    starts, ends : int arrays of shape (k,)
        Half open, in order, not overlapping.
    """
    gains = score > 0
    turning = np.flatnonzero(np.diff(gains)) + 1
    at = np.concatenate(([0], turning, [len(score)]))
    level = from_start(score)[at].tolist()
    starts: list[int] = []
    ends: list[int] = []
    holding = False
    extreme, extreme_at = level[0], 0
    bought_at = 0
    for k, value in enumerate(level):
        if holding:
            if value > extreme:
                extreme, extreme_at = value, k
            elif extreme - value > penalty:
                starts.append(bought_at)
                ends.append(extreme_at)
                holding, extreme, extreme_at = False, value, k
        elif value < extreme:
            extreme, extreme_at = value, k
        elif value - extreme > penalty:
            bought_at, holding = extreme_at, True
            extreme, extreme_at = value, k
    if holding:
        starts.append(bought_at)
        ends.append(extreme_at)
    return at[np.array(starts, dtype=np.intp)], at[np.array(ends, dtype=np.intp)]
