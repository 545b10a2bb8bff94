"""Runs of True in a mask, one value a second."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]


def runs_of(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """Return where each run of True starts and ends (half open)."""
    edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
    return edges[0::2], edges[1::2]


def mask_of(starts: IntArray, ends: IntArray, n: int) -> BoolArray:
    """Return a mask of length `n` that is True inside the stretches, which must not overlap."""
    change = np.zeros(n + 1, dtype=np.int32)
    np.add.at(change, starts, 1)
    np.add.at(change, ends, -1)
    return np.cumsum(change[:n]) > 0


def keep_long(mask: BoolArray, least: int) -> BoolArray:
    """Return the mask without its runs shorter than `least` samples."""
    starts, ends = runs_of(mask)
    long = ends - starts >= least
    return mask_of(starts[long], ends[long], len(mask))


def close_gaps(mask: BoolArray, most: int) -> BoolArray:
    """Return the mask with gaps of at most `most` samples between two of its runs filled."""
    starts, ends = runs_of(mask)
    if len(starts) < 2:
        return mask
    apart = starts[1:] - ends[:-1] > most
    return mask_of(starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))], len(mask))
