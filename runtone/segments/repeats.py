"""Sets of repeats, recognised by their likeness where steady speed cannot be told from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtone.segments.stretches import runs_of
from runtone.segments.surges import LEAST_CONTRAST, Surges, standing_out, stretches_above

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
_SHORTEST_BOUT_S = 15
_MEAN_S = 11
_SLOWEST_M_S = 1.0
_SLOWER_REPEAT = 0.06
_SAME = 0.15


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
    return Surges(starts[alike], ends[alike])


def complete_set(signals: Signals, excess: Floats, found: Surges, resting: Bools) -> Surges:
    """Add to three or more alike sprints those of their kind that were run a little slower.

    A stretch that is as long as the others, in seconds or metres, and stands out from the jog on both sides is one of
    the set though it is less than 13 % faster than steady running.

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
    total = np.concatenate(([0.0], np.cumsum(signals.step)))
    seconds, metres = (ends - starts).astype(float), total[ends] - total[starts]
    usual_s, usual_m = float(np.median(seconds)), float(np.median(metres))
    if min(_variation(seconds), _variation(metres)) > LARGEST_VARIATION or usual_s < _SHORTEST_BOUT_S:
        return found
    free = resting.copy()
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        free[start:end] = True
    more = stretches_above(np.full(len(excess), _SLOWER_REPEAT), signals, excess, free)
    if len(more.starts) == 0:
        return found
    like = (np.abs((more.ends - more.starts) / usual_s - 1.0) < _SAME) | (
        np.abs((total[more.ends] - total[more.starts]) / usual_m - 1.0) < _SAME
    )
    chosen = like & (standing_out(np.clip(excess, -0.6, 0.6), more) >= LEAST_CONTRAST)
    merged = np.concatenate((starts, more.starts[chosen])), np.concatenate((ends, more.ends[chosen]))
    order = np.argsort(merged[0])
    return Surges(merged[0][order], merged[1][order])


def _running_mean(values: Floats, width: int) -> Floats:
    total = np.concatenate(([0.0], np.cumsum(values)))
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

    Bouts between the stops of a town run are alike by chance once some may be left out, so those must be more alike.
    """
    total = np.concatenate(([0.0], np.cumsum(signals.step)))
    metres = total[ends] - total[starts]
    for first, last in ((0, 0), (0, 1), (1, 0), (1, 1)):
        chosen = slice(first, len(starts) - last)
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
        and rests.min() >= LEAST_REST_S
        and np.all(rests <= MOST_REST_PER_REPEAT * np.maximum(seconds[1:], seconds[:-1]))
    )


def _variation(values: Floats) -> float:
    return float(values.std() / values.mean())
