"""Sets of repeats, recognised by their likeness where steady speed cannot be told from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import runs_of
from runtone.segments.surges import LEAST_CONTRAST, Surges, standing_out, stretches_above
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

LEAST_REPEATS = 3
FAST_OVER_SLOW = 1.35
LARGEST_VARIATION = 0.25
LARGEST_VARIATION_TRIMMED = 0.10
LARGEST_SPEED_VARIATION = 0.10
LONGEST_REPEAT_S = 420
LEAST_REST_S = 15
MOST_REST_PER_REPEAT = 4.0
LEAST_REST_PER_REPEAT, FULL_REST_PER_REPEAT, LARGEST_VARIATION_BRIEF = 0.12, 0.3, 0.08
#: Bouts that climb this much [m], of which the next keeps this share, are pieces of one climb.
LEAST_ONWARD_M, ONWARD_SHARE = 4.0, 0.5
_SHORTEST_BOUT_S = 15
_MEAN_S = 11
_SLOWEST_M_S = 1.0
_SLOWER_REPEAT = 0.06
_SAME = 0.15
_UNLIKE = 0.20
_SHORTEST_SET_S = 40
_LONGEST_GAP = 2.0
#: A sprint this much slower than the fastest, in log speed, is not a repeat of the same set.
_FAR_BELOW_FASTEST = 0.13
_FAR_BELOW_SET = 0.10


def find_repeats(signals: Signals) -> Surges:
    """Find three or more alike fast bouts with rests between; none where the run is not such a set.

    The speed is split half-way between its two clusters. That alone would find repeats in any run with stops, so the
    bouts must be alike.
    """
    if len(signals) < 4 * _MEAN_S:
        return Surges.none()
    smooth = _running_mean(np.where(signals.paused, 0.0, signals.level_speed), _MEAN_S)
    split, fast_speed, slow_speed = _two_clusters(np.maximum(smooth, _SLOWEST_M_S))
    if fast_speed < FAST_OVER_SLOW * slow_speed:
        return Surges.none()
    starts, ends = runs_of((smooth > split) & ~signals.paused)
    long = ends - starts >= _SHORTEST_BOUT_S
    starts, ends = starts[long], ends[long]
    alike = _alike(signals, starts, ends)
    starts, ends = starts[alike], ends[alike]
    if len(starts) < LEAST_REPEATS or not _rested(signals, starts, ends) or _climb_on(signals, starts, ends):
        return Surges.none()
    return Surges(starts, ends)


def _rested(signals: Signals, starts: Ints, ends: Ints) -> bool:
    """Return whether the rests are those of repeats: stops for a photo or a light are short beside the running.

    Rests that are short, though not as short as those, are believed between repeats of one length.
    """
    covered = from_start(signals.step)
    share = float(np.median(starts[1:] - ends[:-1])) / float(np.median(ends - starts))
    varies = min(_variation((ends - starts).astype(float)), _variation(covered[ends] - covered[starts]))
    return share >= FULL_REST_PER_REPEAT or (share >= LEAST_REST_PER_REPEAT and varies <= LARGEST_VARIATION_BRIEF)


def _climb_on(signals: Signals, starts: Ints, ends: Ints) -> bool:
    """Return whether the bouts are pieces of one climb or descent: each goes on from where the last one ended."""
    height = from_start(signals.climb)
    climbs, onward = height[ends] - height[starts], height[starts[1:]] - height[starts[:-1]]
    usual = float(np.median(climbs))
    return abs(usual) >= LEAST_ONWARD_M and float(np.median(onward)) / usual >= ONWARD_SHARE


def complete_set(signals: Signals, excess: Floats, found: Surges, resting: Bools) -> Surges:
    """Complete three or more alike sprints to the set they are.

    A stretch that is as long as the others, in seconds or metres, and stands out from the jog on both sides is one of
    the set though it is less than 13 % faster than steady running. A stretch before or after the set that is far slower
    than it is not a sprint but a lively warm-up or cool-down.

    Parameters
    ----------
    signals : Signals
    excess : array of shape (n,)
        Log speed above steady, each second.
    found : Surges
    resting : array of shape (n,)

    Returns
    -------
    Surges
    """
    starts, ends = found
    if len(starts) < LEAST_REPEATS:
        return found
    ran = from_start(signals.step)
    level = from_start(signals.level_speed)
    seconds, metres = (ends - starts).astype(float), ran[ends] - ran[starts]
    fast = np.log((level[ends] - level[starts]) / seconds)
    strong = fast >= fast.max() - _FAR_BELOW_FASTEST
    usual_s, usual_m = float(np.median(seconds[strong])), float(np.median(metres[strong]))
    varies = min(_variation(seconds[strong]), _variation(metres[strong]))
    few = np.count_nonzero(strong) < LEAST_REPEATS
    if few or varies > LARGEST_VARIATION or usual_s < _SHORTEST_BOUT_S:
        return found
    usual = float(np.median(fast[strong]))
    if usual_s >= _SHORTEST_SET_S:
        # What is livelier than steady before and after a set, yet unlike it, is warm-up and cool-down.
        first, last = np.flatnonzero((fast >= usual - _FAR_BELOW_SET) | (np.abs(seconds / usual_s - 1.0) < _UNLIKE))[
            [0, -1]
        ]
        starts, ends = starts[first : last + 1], ends[first : last + 1]
    free = resting.copy()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        free[start:end] = True
    more = stretches_above(np.full(len(excess), _SLOWER_REPEAT), signals, excess, free)
    if len(more.starts) == 0:
        return Surges(starts, ends)
    more_s, more_m = more.ends - more.starts, ran[more.ends] - ran[more.starts]
    like = (np.abs(more_s / usual_s - 1.0) < _SAME) | (np.abs(more_m / usual_m - 1.0) < _SAME)
    near = np.log((level[more.ends] - level[more.starts]) / more_s) >= usual - _FAR_BELOW_FASTEST
    pause = _LONGEST_GAP * float(np.median(starts[1:] - ends[:-1]))
    in_time = (more.ends >= starts[0] - pause) & (more.starts <= ends[-1] + pause)
    chosen = like & near & in_time & (standing_out(np.clip(excess, -0.6, 0.6), more) >= LEAST_CONTRAST)
    merged = np.concatenate((starts, more.starts[chosen])), np.concatenate((ends, more.ends[chosen]))
    order = np.argsort(merged[0])
    return Surges(merged[0][order], merged[1][order])


def _running_mean(values: Floats, width: int) -> Floats:
    total = from_start(values)
    at = np.arange(len(values))
    low, high = np.maximum(at - width // 2, 0), np.minimum(at + width // 2 + 1, len(values))
    mean: Floats = (total[high] - total[low]) / (high - low)
    return mean


def _two_clusters(values: Floats) -> tuple[float, float, float]:
    """Return the midpoint and the two centres of the values' best two clusters."""
    low, high = (float(q) for q in np.quantile(values, [0.1, 0.9]))
    for _ in range(20):
        split = 0.5 * (low + high)
        upper = values > split
        if upper.all() or not upper.any():
            return split, high, low
        new_low, new_high = float(values[~upper].mean()), float(values[upper].mean())
        if new_low == low and new_high == high:
            break
        low, high = new_low, new_high
    return 0.5 * (low + high), high, low


def _alike(signals: Signals, starts: Ints, ends: Ints) -> slice:
    """Return which bouts are the repeats of one set: all, or all but the first, the last or both; else none.

    Slower running before and after the repeats, which is warm-up and cool-down, is left aside. Bouts between the stops
    of a town run are alike by chance once some others may be left out, so those must be more alike.
    """
    if len(starts) == 0:
        return slice(0, 0)
    total = from_start(signals.step)
    metres = total[ends] - total[starts]
    speed = metres / (ends - starts)
    fast = np.flatnonzero(speed >= (1.0 - _SAME) * np.sort(speed)[-(len(speed) // 3 + 1)])
    for first, last in ((0, 0), (0, 1), (1, 0), (1, 1)):
        chosen = slice(int(fast[0]) + first, int(fast[-1]) + 1 - last)
        largest = LARGEST_VARIATION if first + last == 0 else LARGEST_VARIATION_TRIMMED
        if _is_set(starts[chosen], ends[chosen], metres[chosen], largest):
            return chosen
    return slice(0, 0)


def _is_set(starts: Ints, ends: Ints, metres: Floats, largest_variation: float) -> bool:
    if len(starts) < LEAST_REPEATS:
        return False
    seconds = (ends - starts).astype(float)
    rests = starts[1:] - ends[:-1]
    return bool(
        seconds.max() <= LONGEST_REPEAT_S
        and min(_variation(seconds), _variation(metres)) <= largest_variation
        and _variation(metres / seconds) <= LARGEST_SPEED_VARIATION
        and np.abs(metres / seconds / np.median(metres / seconds) - 1.0).max() <= _SAME
        and rests.min() >= LEAST_REST_S
        and np.all(rests <= MOST_REST_PER_REPEAT * np.maximum(seconds[1:], seconds[:-1]))
    )


def _variation(values: Floats) -> float:
    return float(values.std() / values.mean())
