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
from runtone.sums import from_start

NS_PER_S = 1_000_000_000
NO_TIME = np.iinfo(np.int64).min
"""The integer of a missing instant (NaT)."""

_EARLIEST_NS = 567_993_600 * NS_PER_S  # 1988-01-01: no device recorded tracks before; FIT counts from 1989-12-31
_LATEST_NS = 4_102_444_800 * NS_PER_S  # 2100-01-01
LONGEST_BREAK_NS = 12 * 3600 * NS_PER_S
"""What is further apart is not one run: an ultra sleeps less, a stage race rests longer between its stages."""

_MAX_BLOCKS = 200
# A block that is smaller than both is a clock that was wrong for some samples, and is cut, never moved.
_LEAST_MOVED = 60
_LEAST_MOVED_SHARE = 0.05
_SHORTEST_STRETCH_NS = 60 * NS_PER_S
_SET_BACK_NS = 60 * NS_PER_S
_SOON_NS = 600 * NS_PER_S
_SAME_PLACE_M = 200.0
_DEGREE_M = 111_195.0  # of latitude, on the sphere of the earth's mean radius
_DENSE_NS = 10 * NS_PER_S

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
    breaks : list of tuple of int
        Start and end [Unix ns] of each stretch that nothing was recorded of, because its ends were moved together.
    """

    time_ns: IntArray
    rows: IntArray
    columns: Columns
    repairs: list[str] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)


def order_samples(time_ns: IntArray, columns: Columns, *, one_clock: bool = True) -> OrderedSamples:
    """Order samples by time; cut impossible times and merge samples of one instant.

    Five steps, each said in ``repairs`` where it changes something: samples without a possible time are left out; a
    clock that was set back while the way went on is set forward again; whole blocks that stand in the wrong order are
    put right (nothing connects them), and of what is still out of order the fewest samples possible are left out (the
    longest non-falling subsequence stays [1]_); stretches of less than a minute more than 12 hours away from the rest
    are cut; samples of the same instant become one, in which the last value of each column speaks.

    Parameters
    ----------
    time_ns : array of int64, shape (n,)
        Unix time [ns] in file order, `NO_TIME` where missing.
    columns : dict of str to array of float64, shape (n,)
        NaN where missing.
    one_clock : bool
        Whether one device wrote all of it in one go, so that where the clock goes back it may have been set back.

    Returns
    -------
    OrderedSamples
        With no rows if there is no possible time. Longer stretches may lie more than 12 hours apart.

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
    times = time_ns[rows]
    breaks: list[tuple[int, int]] = []
    if (times[1:] < times[:-1]).any():
        times, rows, said = _set_forward(times, rows, columns) if one_clock else (times, rows, [])
        times, rows, more, breaks = _in_order(times, rows)
        repairs += said + more
    times, rows, said = _without_strays(times, rows)
    repairs += said
    if len(times) > 1 and not (times[1:] > times[:-1]).all():
        times, rows, columns = _merged(times, rows, columns, repairs)
    elif len(rows) < len(time_ns) or (rows[1:] < rows[:-1]).any():
        columns = {name: values[rows] for name, values in columns.items()}
    return OrderedSamples(times, rows, columns, repairs, breaks)


def _set_forward(times: IntArray, rows: IntArray, columns: Columns) -> tuple[IntArray, IntArray, list[str]]:
    """Mend a clock that was set back in mid-run: where the way goes on, so does the time, one second later.

    The clock of the longest part is believed.
    """
    steps_back = np.flatnonzero(times[1:] < times[:-1] - _SET_BACK_NS) + 1
    if not 0 < len(steps_back) <= _MAX_BLOCKS:
        return times, rows, []
    edges = np.concatenate(([0], steps_back, [len(times)]))
    least = _least_moved(np.diff(edges))
    # Single samples that are dated ahead step back as well: leaving those out would leave out few.
    if np.diff(edges).min() < least or len(times) - len(_longest_rising(times)) < least:
        return times, rows, []
    if _meet_when_sorted(times, edges) or _is_recorded_twice(times, rows, columns, edges):
        return times, rows, []
    if not all(_goes_on(rows[at - 1], rows[at], columns) for at in steps_back):
        return times, rows, []
    shift = from_start(times[steps_back - 1] + NS_PER_S - times[steps_back])
    longest = int(np.argmax(np.diff(edges)))
    mended = times + np.repeat(shift - shift[longest], np.diff(edges))
    minutes = float(np.max(times[steps_back - 1] - times[steps_back])) / 60e9
    by = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    return mended, rows, [f"its clock was set back by {by} on the way; the parts meet, so they were joined"]


def _meet_when_sorted(times: IntArray, edges: IntArray) -> bool:
    """Tell whether parts of a recording only stand in the wrong order: sorted, one begins soon after another ends."""
    firsts, lasts = np.sort(times[edges[:-1]]), np.sort(times[edges[1:] - 1])
    between = firsts[1:] - lasts[:-1]
    return bool(((between >= 0) & (between <= _SOON_NS)).all())


def _is_recorded_twice(times: IntArray, rows: IntArray, columns: Columns, edges: IntArray) -> bool:
    """Tell whether a later part has, at the same instants, the same places as an earlier one."""
    if "latitude_deg" not in columns:
        return False
    latitude = columns["latitude_deg"][rows]
    for at in edges[1:-1].tolist():
        _, first, again = np.intersect1d(times[:at], times[at:], return_indices=True)
        if len(first) and np.median(np.abs(latitude[first] - latitude[at + again])) * _DEGREE_M < _SAME_PLACE_M / 10:
            return True
    return False


def _least_moved(sizes: IntArray) -> float:
    return min(float(_LEAST_MOVED), _LEAST_MOVED_SHARE * float(sizes.max()))


def _goes_on(before: np.int64, after: np.int64, columns: Columns) -> bool:
    """Tell whether a sample goes on where the one before it in the file ended, by its distance, else its position."""
    distance = columns.get("distance_m")
    if distance is not None:
        ran = float(distance[after] - distance[before])
        return -1.0 <= ran <= _SAME_PLACE_M and float(distance[before]) > 0
    latitude, longitude = columns.get("latitude_deg"), columns.get("longitude_deg")
    if latitude is None or longitude is None:
        return False
    north = latitude[after] - latitude[before]
    east = (longitude[after] - longitude[before]) * np.cos(np.radians(latitude[before]))
    return bool(np.hypot(north, east) * _DEGREE_M <= _SAME_PLACE_M)


def _in_order(times: IntArray, rows: IntArray) -> tuple[IntArray, IntArray, list[str], list[tuple[int, int]]]:
    """Return samples in non-falling order of time, what was cut for it, and the breaks between moved blocks."""
    steps_back = np.flatnonzero(times[1:] < times[:-1]) + 1
    if not len(steps_back):
        return times, rows, [], []
    kept = _longest_rising(times)
    if len(steps_back) <= _MAX_BLOCKS:
        # Tracks or chained files in the wrong order: whole blocks change places, if that keeps more.
        blocks = np.split(np.arange(len(times)), steps_back)
        least = _least_moved(np.array([len(block) for block in blocks]))
        blocks = [block for block in blocks if len(block) >= least]
        order = np.concatenate(sorted(blocks, key=lambda block: int(times[block[0]])))
        kept_of_blocks = order[_longest_rising(times[order])]
        if len(kept_of_blocks) > len(kept):
            kept = kept_of_blocks
    left_out = np.ones(len(times), dtype=bool)
    left_out[kept] = False
    n_repeated = int(np.isin(times[left_out], times[kept]).sum())
    n_backward = int(left_out.sum()) - n_repeated
    said = []
    if n_backward:
        said.append(f"the clock goes back: {counted(n_backward, 'sample')} out of order {were(n_backward)} cut")
    if n_repeated:
        said.append(f"{counted(n_repeated, 'sample')} {were(n_repeated)} recorded twice and count once")
    times, rows = times[kept], rows[kept]
    moved = np.flatnonzero((rows[1:] < rows[:-1]) & (times[1:] > times[:-1] + _DENSE_NS))
    return times, rows, said, [(int(times[at]), int(times[at + 1])) for at in moved]


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


def _without_strays(times: IntArray, rows: IntArray) -> tuple[IntArray, IntArray, list[str]]:
    """Cut stretches of less than a minute that lie far from everything else; the largest stretch always stays."""
    breaks = np.flatnonzero(np.diff(times) > LONGEST_BREAK_NS) + 1
    if not len(breaks):
        return times, rows, []
    edges = np.concatenate(([0], breaks, [len(times)]))
    largest = int(np.argmax(np.diff(edges)))
    is_kept = times[edges[1:] - 1] - times[edges[:-1]] >= _SHORTEST_STRETCH_NS
    is_kept[largest] = True
    if is_kept.all():
        return times, rows, []
    kept = np.repeat(is_kept, np.diff(edges))
    said = []
    for where, beyond in (("before", times < times[edges[largest]]), ("after", times > times[edges[largest + 1] - 1])):
        cut = times[beyond & ~kept]
        if len(cut):
            near, far = (
                (times[edges[largest]], cut[0]) if where == "before" else (times[edges[largest + 1] - 1], cut[-1])
            )
            days = abs(int(far) - int(near)) / (86_400 * NS_PER_S)
            away = f"{days:,.0f} days" if days >= 1.5 else "a day" if days >= 0.9 else f"{days * 24:.0f} hours"
            said.append(f"{counted(len(cut), 'sample')} dated {away} {where} the rest {were(len(cut))} cut")
    return times[kept], rows[kept], said


def _merged(
    times: IntArray, rows: IntArray, columns: Columns, repairs: list[str]
) -> tuple[IntArray, IntArray, Columns]:
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
    return times[lasts], rows[lasts], merged
