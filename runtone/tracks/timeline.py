"""The seconds of a run, and which of them the watch recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtone.tracks.grade_adjusted import grade_factor
from runtone.tracks.places.geodesy import planar_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from runtone.tracks.carried import Carried
    from runtone.tracks.samples import Samples

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.intp]

#: A gap between samples longer than this may be a pause [s]; watches that record sparsely write every 1-7 s.
_LONGEST_SPARSE_GAP_S: Final = 10.0

#: Slower than this across a gap is a pause [m/s]: slower than any walk.
_SLOWEST_MOVE_M_S: Final = 0.8

#: Level speed of the same effort above which a gap was not run but ridden [m/s]: a car, a train, a ropeway.
_FASTEST_GAP_M_S: Final = 6.5

#: Pauses that swallow more of the samples than this are not pauses but a lost start button.
_MOST_PAUSED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Timeline:
    """The seconds of a run from its first sample to its last.

    Parameters
    ----------
    seconds : int
        Number of rows of the track, one a second.
    rows : numpy.ndarray
        Seconds that were recorded, in order; the others are paused.
    begins : numpy.ndarray of bool, shape of `rows`
        True where a recorded stretch begins: the row before it is paused, or there is none.
    cut : numpy.ndarray of bool, shape (samples - 1,)
        Intervals between samples that are pauses.
    """

    seconds: int
    rows: FloatArray
    begins: BoolArray
    cut: BoolArray

    @property
    def recorded(self) -> IntArray:
        """Row numbers of the recorded seconds."""
        return self.rows.astype(np.intp)

    def paused(self) -> BoolArray:
        """Return True for each second that was not recorded."""
        paused = np.ones(self.seconds, dtype=np.bool_)
        paused[self.recorded] = False
        return paused

    def spread(self, values: FloatArray, missing: float = np.nan) -> FloatArray:
        """Return values of the recorded seconds over all seconds, `missing` in pauses."""
        if self.rows.size == self.seconds:
            return values
        spread = np.full(self.seconds, missing)
        spread[self.recorded] = values
        return spread

    def spread_mask(self, mask: BoolArray) -> BoolArray:
        """Return a mask of the recorded seconds over all seconds, False in pauses."""
        spread = np.zeros(self.seconds, dtype=np.bool_)
        spread[self.recorded] = mask
        return spread


def timeline_of(samples: Samples, pauses: pd.DataFrame, carried: Sequence[Carried] = ()) -> Timeline:
    """Tell the seconds that were recorded from pauses and gaps.

    A pause is a gap of more than 10 s that covers less than 0.8 m/s or more than any runner could, one in which the
    runner stopped the watch's timer, or one in which the runner was carried. Slower stretches with samples in them are
    not pauses: whether a runner rests is another question.
    """
    time_s = samples.time_s
    seconds = int(time_s[-1]) + 1
    gap_s = np.diff(time_s)
    long = np.flatnonzero(gap_s > _LONGEST_SPARSE_GAP_S)
    begin_s, end_s = time_s[long], time_s[long + 1]
    still = _not_run(samples, long, gap_s[long])
    begin_s, end_s = begin_s[still], end_s[still]
    cut = np.zeros(gap_s.size, dtype=np.bool_)
    cut[long[still]] = True

    stopped = _timer_pauses(samples, pauses) if len(pauses) else (np.zeros(0), np.zeros(0))
    stopped_s, started_s = (
        np.concatenate([edge, [each[side] for each in carried]]) for side, edge in enumerate(stopped)
    )
    if stopped_s.size:
        begin_s, end_s = np.concatenate([begin_s, stopped_s]), np.concatenate([end_s, started_s])
        middle = (time_s[1:] + time_s[:-1]) / 2.0
        inside = np.searchsorted(np.sort(stopped_s), middle) - np.searchsorted(np.sort(started_s), middle)
        cut |= inside > 0

    rows = np.arange(seconds, dtype=np.float64)
    begins = np.zeros(seconds, dtype=np.bool_)
    begins[0] = True
    if begin_s.size:
        depth = np.zeros(seconds + 1, dtype=np.int64)
        first = np.floor(begin_s).astype(np.int64) + 1
        after = np.maximum(np.ceil(end_s).astype(np.int64), first)
        np.add.at(depth, np.clip(first, 0, seconds), 1)
        np.add.at(depth, np.clip(after, 0, seconds), -1)
        rows = np.flatnonzero(np.cumsum(depth[:-1]) == 0).astype(np.float64)
        begins = np.diff(rows, prepend=-2.0) > 1.0
    return Timeline(seconds, rows, begins, cut)


def _not_run(samples: Samples, gaps: IntArray, gap_s: FloatArray) -> BoolArray:
    """Whether each gap was stood through, or covered as no runner could."""
    if not gaps.size:
        return np.zeros(0, dtype=np.bool_)
    covered = _covered(samples, gaps)
    if covered is None:
        return np.ones(gaps.size, dtype=np.bool_)
    rise = np.zeros(gaps.size)
    if "altitude_m" in samples:
        altitude = samples.columns["altitude_m"]
        rise = np.nan_to_num(altitude[gaps + 1] - altitude[gaps])
    effort = covered * grade_factor(rise / np.maximum(covered, 1.0))
    return (covered < _SLOWEST_MOVE_M_S * gap_s) | (effort > _FASTEST_GAP_M_S * gap_s)


def _covered(samples: Samples, gaps: IntArray) -> FloatArray | None:
    """Distance covered in each gap [m]: the device's, else the straight line; None where neither is known."""
    if "distance_m" in samples:
        distance = samples.columns["distance_m"]
        known = np.flatnonzero(np.isfinite(distance))
        if distance[known[-1]] - distance[known[0]] > 0.0:
            filled = np.interp(samples.time_s, samples.time_s[known], distance[known])
            return np.asarray(filled[gaps + 1] - filled[gaps], dtype=np.float64)
    if "latitude_deg" in samples:
        latitude, longitude = samples.columns["latitude_deg"], samples.columns["longitude_deg"]
        known = np.flatnonzero(np.isfinite(latitude))
        before = known[np.clip(np.searchsorted(known, gaps, side="right") - 1, 0, None)]
        after = known[np.clip(np.searchsorted(known, gaps + 1), None, known.size - 1)]
        east, north = planar_steps(
            np.stack([latitude[before], latitude[after]]), np.stack([longitude[before], longitude[after]])
        )
        return np.asarray(np.hypot(east[0], north[0]), dtype=np.float64)
    return None


def _timer_pauses(samples: Samples, pauses: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return begin and end [s] of the stretches with the timer stopped, none where they cannot be right."""
    import pandas as pd

    edges = [
        (pd.DatetimeIndex(pauses[name]).as_unit("ns").asi8 - samples.start_ns) / 1e9
        for name in ("start_time", "end_time")
    ]
    right = (edges[1] > edges[0]) & (edges[0] < samples.time_s[-1]) & (edges[1] > 0.0)
    begin_s, end_s = edges[0][right], edges[1][right]
    inside = np.searchsorted(np.sort(begin_s), samples.time_s) - np.searchsorted(
        np.sort(end_s), samples.time_s, side="right"
    )
    if np.count_nonzero(inside > 0) > _MOST_PAUSED * samples.time_s.size:
        return np.zeros(0), np.zeros(0)
    return begin_s, end_s
