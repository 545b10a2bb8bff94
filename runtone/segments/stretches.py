"""Choosing the best stretches of a scored sequence, and the runs of a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


def best_stretches(score: Floats, fee: float) -> tuple[Ints, Ints]:
    """Return the stretches that maximise the sum of their scores less a fee for each, exactly.

    On the cumulative sum this is buying at troughs and selling at peaks with a fee for each trade, whose optimum is the
    set of turning points with reversal threshold `fee`. Only the local extremes of the cumulative sum can be turning
    points, so they are found by numpy and the loop runs over these alone: O(n), and a handful of Python steps for each
    change of sign.

    Parameters
    ----------
    score : array of shape (n,)
        What each sample adds to a stretch that holds it; finite.
    fee : float
        What each stretch costs; positive, in the unit of `score`.

    Returns
    -------
    starts, ends : int arrays of shape (k,)
        Half open, in order, not overlapping.
    """
    gains = score > 0
    turning = np.flatnonzero(np.diff(gains)) + 1
    at = np.concatenate(([0], turning, [len(score)]))
    level = np.concatenate(([0.0], np.cumsum(score)))[at].tolist()
    starts: list[int] = []
    ends: list[int] = []
    holding = False
    extreme, extreme_at = level[0], 0
    bought_at = 0
    for k, value in enumerate(level):
        if holding:
            if value > extreme:
                extreme, extreme_at = value, k
            elif extreme - value > fee:
                starts.append(bought_at)
                ends.append(extreme_at)
                holding, extreme, extreme_at = False, value, k
        elif value < extreme:
            extreme, extreme_at = value, k
        elif value - extreme > fee:
            bought_at, holding = extreme_at, True
            extreme, extreme_at = value, k
    if holding:
        starts.append(bought_at)
        ends.append(extreme_at)
    return at[np.array(starts, dtype=np.intp)], at[np.array(ends, dtype=np.intp)]


def runs_of(mask: Bools) -> tuple[Ints, Ints]:
    """Return where each run of True starts and ends (half open)."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    return edges[0::2], edges[1::2]


def mask_of(starts: Ints, ends: Ints, n: int) -> Bools:
    """Return a mask of length `n` that is True inside the stretches, which must not overlap."""
    change = np.zeros(n + 1, dtype=np.int32)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    return np.cumsum(change[:n]) > 0


def keep_long(mask: Bools, least: int) -> Bools:
    """Return the mask without its runs shorter than `least` samples."""
    starts, ends = runs_of(mask)
    long = ends - starts >= least
    return mask_of(starts[long], ends[long], len(mask))


def close_gaps(mask: Bools, most: int) -> Bools:
    """Return the mask with gaps of at most `most` samples between two of its runs filled."""
    starts, ends = runs_of(mask)
    if len(starts) < 2:
        return mask
    apart = starts[1:] - ends[:-1] > most
    return mask_of(starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))], len(mask))
