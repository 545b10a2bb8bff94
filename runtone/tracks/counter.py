"""The watch's counter of distance without its wild samples, its jumps and its steps back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtone.sums import from_start
from runtone.tracks.positions import FASTEST_M_S, impossible_steps

if TYPE_CHECKING:
    from runtone.tracks.samples import Samples

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: A counter may make up at once for so much that it had not counted [m], and step back by so much [m]; more is wild.
_CATCHING_UP_M: Final = 20.0
_STEP_BACK_M: Final = 1.0
#: Wild samples last no longer than this [s], at an end of the recording than that, and are at most this share of all.
_LONGEST_SPIKE_S: Final = 30.0
_LONGEST_AT_END_S: Final = 10.0
#: ... where the counter goes on at the pace of the nearest so many seconds [s].
_PACED_S: Final = 10.0
_MOST_WILD: Final = 0.2

#: A counter of distance may make up at once for a minute in which it counted less; more than this over ten seconds is a
#: jump of position [m/s].
_CATCHING_UP_M_S: Final = 8.0
#: A jump is replaced by the usual speed for so long at most [s].
_LONGEST_BRIDGED_S: Final = 10.0


def without_wild_samples(samples: Samples) -> tuple[Samples, int]:
    """Return samples with other distances where their neighbours contradict them, and how many there were."""
    if "distance_m" not in samples:
        return samples, 0
    distance = samples.columns["distance_m"]
    known = np.flatnonzero(np.isfinite(distance))
    wild = known[wild_samples(samples.time_s[known], distance[known])]
    if not wild.size:
        return samples, 0
    good = np.setdiff1d(known, wild)
    distance = distance.copy()
    distance[wild] = _gone_on(samples.time_s[good], distance[good], samples.time_s[wild])
    return replace(samples, columns={**samples.columns, "distance_m": distance}), wild.size


def _gone_on(time_s: FloatArray, distance_m: FloatArray, at_s: FloatArray) -> FloatArray:
    """Return the distance at other times: evenly between samples, at the ends at the pace beside them."""
    within = min(int(np.searchsorted(time_s, time_s[0] + _PACED_S)), time_s.size - 1)
    back = int(np.searchsorted(time_s, time_s[-1] - _PACED_S))
    first_m_s = (distance_m[within] - distance_m[0]) / max(time_s[within] - time_s[0], 1.0)
    last_m_s = (distance_m[-1] - distance_m[back]) / max(time_s[-1] - time_s[back], 1.0)
    early, late = np.minimum(at_s - time_s[0], 0.0), np.maximum(at_s - time_s[-1], 0.0)
    between = np.interp(at_s, time_s, distance_m)
    return np.asarray(between + first_m_s * early + last_m_s * late, dtype=np.float64)


def wild_samples(time_s: FloatArray, distance_m: FloatArray) -> BoolArray:
    """Return True for each sample of a cumulative distance that its neighbours on both sides contradict.

    Parameters
    ----------
    time_s, distance_m : numpy.ndarray, shape (n,)
        Finite, in order of time.

    Notes
    -----
    The counter is cut wherever it steps back or forward as no runner does. A short piece is wild where the counter goes
    on after it as if it had not been there; at either end of the recording, where it fits its one neighbour not at all.
    """
    wild = np.zeros(time_s.size, dtype=np.bool_)
    step = np.diff(distance_m)
    broken = (step < -_STEP_BACK_M) | (step > FASTEST_M_S * np.diff(time_s) + _CATCHING_UP_M)
    if not broken.any():
        return wild
    edge = np.flatnonzero(broken) + 1
    pieces = list(zip([0, *edge.tolist()], [*edge.tolist(), time_s.size], strict=True))
    kept: list[tuple[int, int]] = []

    def goes_on(before: tuple[int, int], after: tuple[int, int]) -> bool:
        rise = distance_m[after[0]] - distance_m[before[1] - 1]
        span_s = time_s[after[0]] - time_s[before[1] - 1]
        return bool(-_STEP_BACK_M <= rise <= FASTEST_M_S * span_s + _CATCHING_UP_M)

    for piece in pieces:
        reach = len(kept)
        while reach and time_s[piece[0]] - time_s[kept[reach - 1][0]] <= _LONGEST_SPIKE_S:
            reach -= 1
            if reach and goes_on(kept[reach - 1], piece):
                del kept[reach:]
                break
        kept.append(piece)
    if len(kept) > 1 and _brief(time_s, kept[0]) and not goes_on(kept[0], kept[1]):
        del kept[0]
    if len(kept) > 1 and _brief(time_s, kept[-1]) and not goes_on(kept[-2], kept[-1]):
        del kept[-1]
    wild[:] = True
    for first, last in kept:
        wild[first:last] = False
    return wild if np.count_nonzero(wild) <= _MOST_WILD * wild.size else np.zeros_like(wild)


def _brief(time_s: FloatArray, piece: tuple[int, int]) -> bool:
    return bool(time_s[piece[1] - 1] - time_s[piece[0]] <= _LONGEST_AT_END_S)


def believable_counter(time_s: FloatArray, distance_m: FloatArray) -> tuple[FloatArray, int]:
    """Return a counter that only rises and never jumps, and how many of its steps were replaced.

    Parameters
    ----------
    time_s, distance_m : numpy.ndarray, shape (n,)
        Finite, in order of time, without wild samples.
    """
    set_back = np.diff(distance_m) < -_CATCHING_UP_M
    if not set_back.any():  # a step back of some metres is made good by what follows
        distance_m = np.maximum.accumulate(distance_m)
    step, step_s = np.diff(distance_m), np.diff(time_s)
    wrong = (step < 0.0) | impossible_steps(time_s, step, _CATCHING_UP_M_S)
    if not wrong.any():
        return distance_m, 0
    usual = float(np.median(step[~wrong] / step_s[~wrong])) if not wrong.all() else 0.0
    bridged = np.where(wrong, usual * np.minimum(step_s, _LONGEST_BRIDGED_S), step)
    return from_start(bridged), int(np.count_nonzero(wrong))
