"""Pauses that a file shows by beginning a new track segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from runtone.files.samples.time_order import NO_TIME, NS_PER_S

_LEAST_PAUSE_S = 5.0
_LEAST_PAUSE_INTERVALS = 3.0


def segment_breaks(time_ns: NDArray[np.int64], segments: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Return the breaks between track segments.

    Some programs begin a segment at every lap or every thousand points: it is a pause only where at least 5 s and
    three usual intervals pass.

    Parameters
    ----------
    time_ns : array of int64, shape (n,)
        Unix time of each point [ns], in file order.
    segments : array of int32, shape (n,)
        Number of the segment of each point.

    Returns
    -------
    list of tuple of int
        Start and end [Unix ns].
    """
    known = np.flatnonzero(time_ns > NO_TIME + 1)
    times, segments = time_ns[known], segments[known]
    if len(times) < 2:
        return []
    steps = np.diff(times)
    usual = float(np.median(steps))
    least = max(_LEAST_PAUSE_S * NS_PER_S, _LEAST_PAUSE_INTERVALS * usual)
    between = np.flatnonzero((np.diff(segments) != 0) & (steps >= least))
    return [(int(times[at]), int(times[at + 1])) for at in between]
