"""Bring the samples of a recording into one order of time, and say what that took.

Clocks jump: a watch starts with the time of its last use and is set right by the first satellite, a phone's network
corrects it in mid-run, a chained file holds the same run twice, a damaged byte moves one sample by years. Downstream
everything integrates over time, so the samples leave here with times that only rise.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from runtone.plurals import counted, were

NS_PER_S = 1_000_000_000
NO_TIME = np.iinfo(np.int64).min
"""The integer of a missing instant (NaT)."""

_EARLIEST_NS = 567_993_600 * NS_PER_S  # 1988-01-01: no device recorded tracks before; FIT counts from 1989-12-31
_LATEST_NS = 4_102_444_800 * NS_PER_S  # 2100-01-01
_LONGEST_BREAK_NS = 24 * 3600 * NS_PER_S
_MAX_BLOCKS = 200

IntArray = NDArray[np.int64]
Columns = dict[str, NDArray[np.float64]]


@dataclass(slots=True)
class OrderedSamples:
    """Samples with strictly rising times.

    Attributes
    ----------
    time_ns : array of int64, shape (m,)
        Unix time [ns].
    rows : array of int64, shape (m,)
        Row of each in the input; of samples that were merged, the last one's.
    columns : dict of str to array of float64, shape (m,)
    repairs : list of str
        What was cut or merged; each a clause that can follow "the file: ".
    """

    time_ns: IntArray
    rows: IntArray
    columns: Columns
    repairs: list[str] = field(default_factory=list)


def order_samples(time_ns: IntArray, columns: Columns) -> OrderedSamples:
    """Order samples by time; cut impossible times and merge samples of one instant.

    Four steps, each said in ``repairs`` where it changes something: samples without a possible time are left out;
    whole blocks that stand in the wrong order are put right, and of what is still out of order the fewest samples
    possible are left out (the longest non-falling subsequence stays [1]_); of stretches more than 24 hours apart the
    one with most samples stays; samples of the same instant become one, in which the last value of each column speaks.

    Parameters
    ----------
    time_ns : array of int64, shape (n,)
        Unix time [ns] in file order, `NO_TIME` where missing.
    columns : dict of str to array of float64, shape (n,)
        NaN where missing.

    Returns
    -------
    OrderedSamples
        With no rows if there is no possible time.

    References
    ----------
    .. [1] C. Schensted, "Longest increasing and decreasing subsequences", Canadian J. Math. 13, 1961.
    """
    repairs: list[str] = []
    possible = (time_ns >= _EARLIEST_NS) & (time_ns < _LATEST_NS)
    rows = np.flatnonzero(possible)
    n_untimed = int(np.count_nonzero(time_ns == NO_TIME))
    n_impossible = len(time_ns) - len(rows) - n_untimed
    if n_untimed and len(rows):
        repairs.append(f"{counted(n_untimed, 'sample')} without a time {were(n_untimed)} left out")
    if n_impossible and len(rows):
        repairs.append(f"{counted(n_impossible, 'sample')} with an impossible date {were(n_impossible)} cut")
    rows, n_backward, n_repeated = _in_order(rows, time_ns[rows])
    if n_backward:
        repairs.append(f"the clock goes back: {counted(n_backward, 'sample')} out of order {were(n_backward)} cut")
    if n_repeated:
        repairs.append(f"{counted(n_repeated, 'sample')} {were(n_repeated)} recorded twice and count once")
    rows, gap = _largest_stretch(rows, time_ns[rows])
    if gap:
        repairs.append(gap)
    times = time_ns[rows]
    if len(times) > 1 and not (times[1:] > times[:-1]).all():
        return _merged(times, rows, columns, repairs)
    if len(rows) < len(time_ns) or n_backward or n_repeated or (rows[1:] < rows[:-1]).any():
        columns = {name: values[rows] for name, values in columns.items()}
    return OrderedSamples(times, rows, columns, repairs)


def _in_order(rows: IntArray, times: IntArray) -> tuple[IntArray, int, int]:
    """Return rows in non-falling order of time, how many were cut for going back, and how many as repeats."""
    steps_back = np.flatnonzero(times[1:] < times[:-1]) + 1
    if not len(steps_back):
        return rows, 0, 0
    kept = _longest_rising(times)
    if len(steps_back) <= _MAX_BLOCKS:
        # Tracks or chained files in the wrong order: whole blocks change places, if that keeps more.
        blocks = np.split(np.arange(len(times)), steps_back)
        order = np.concatenate(sorted(blocks, key=lambda block: int(times[block[0]])))
        kept_of_blocks = _longest_rising(times[order])
        if len(kept_of_blocks) > len(kept):
            rows, times, kept = rows[order], times[order], kept_of_blocks
    left_out = np.ones(len(times), dtype=bool)
    left_out[kept] = False
    n_repeated = int(np.isin(times[left_out], times[kept]).sum())
    return rows[kept], int(left_out.sum()) - n_repeated, n_repeated


def _longest_rising(times: IntArray) -> IntArray:
    """Return the positions of a longest non-falling subsequence."""
    tails: list[int] = []
    tail_positions: list[int] = []
    before: list[int] = []
    for position, time in enumerate(times.tolist()):
        length = bisect_right(tails, time)
        before.append(tail_positions[length - 1] if length else -1)
        if length == len(tails):
            tails.append(time)
            tail_positions.append(position)
        else:
            tails[length] = time
            tail_positions[length] = position
    chain = []
    position = tail_positions[-1]
    while position >= 0:
        chain.append(position)
        position = before[position]
    return np.array(chain[::-1], dtype=np.int64)


def _largest_stretch(rows: IntArray, times: IntArray) -> tuple[IntArray, str]:
    breaks = np.flatnonzero(np.diff(times) > _LONGEST_BREAK_NS) + 1
    if not len(breaks):
        return rows, ""
    edges = np.concatenate(([0], breaks, [len(times)]))
    largest = int(np.argmax(np.diff(edges)))
    start, stop = int(edges[largest]), int(edges[largest + 1])
    n_cut = len(times) - (stop - start)
    if start:
        away, where = int(times[start] - times[0]), "before"
    else:
        away, where = int(times[-1] - times[stop - 1]), "after"
    days = away / (86_400 * NS_PER_S)
    far = f"{days:,.0f} days" if days >= 1.5 else "a day"
    return rows[start:stop], f"{counted(n_cut, 'sample')} dated {far} {where} the rest {were(n_cut)} cut"


def _merged(times: IntArray, rows: IntArray, columns: Columns, repairs: list[str]) -> OrderedSamples:
    """Merge samples of one instant; some devices write each sensor's value in a sample of its own."""
    first = np.concatenate(([True], times[1:] > times[:-1]))
    starts = np.flatnonzero(first)
    lasts = np.concatenate((starts[1:], [len(times)])) - 1
    n_merged = len(times) - len(starts)
    share = "shares" if n_merged == 1 else "share"
    repairs.append(f"{counted(n_merged, 'sample')} {share} a time with another and {were(n_merged)} merged with it")
    merged = {}
    for name, column in columns.items():
        values = column[rows]
        present = np.where(np.isnan(values), -1, np.arange(len(values)))
        newest = np.maximum.accumulate(present)[lasts]
        merged[name] = np.where(newest >= starts, values[np.maximum(newest, 0)], np.nan)
    return OrderedSamples(times[lasts], rows[lasts], merged, repairs)
