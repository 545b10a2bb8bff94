"""Sprints: stretches clearly faster than steady running."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.segments.stretches import best_stretches, mask_of
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

FASTER_THAN_STEADY = 1.13
SPRINT_PENALTY = 1.5
_CLIP = (-0.40, 0.45)
_NEVER = -1e9
LEAST_SPRINT_S = 7
LONGEST_SPRINT_S = 600
#: Slower than this on the level nobody sprints [m/s]; and a sprint is as fast as this share of the running around it.
LEAST_SPRINT_M_S = 2.0
_LIVELY_SHARE = 0.9
LONGEST_ALONE_S = 300
ALONE_RATIO = 1.17
SHORT_SPRINT_S = 60
SHORT_SPRINT_RATIO = 1.20
LEAST_CONTRAST = 0.14
LEAST_RAW_CONTRAST = 0.05
#: Steeper than this, running fast and stepping off a wall look alike in a smoothed grade.
_TOO_STEEP = 0.20
#: Grades that are not there take from the level speed of a repeat; where raw speed stands out, so much of it is enough.
HARDLY_CLEAR = 0.6
POSITIONS_MARGIN = 0.03
#: ... and by so many times what positions make a steady runner's speed wander in ten seconds, less for a longer one.
NOISE_MARGIN = 4.0
NOISE_LAG_S, _NOISE_MEAN_S, _NOISE_SHARE = 10, 5, 0.8
_AROUND_S, _EDGE_S = 45, 4
#: The first seconds of a run often read fast: a sprint there needs more contrast, or others like it.
FIRST_S, FIRST_MARGIN = 150, 0.06
START_S = 30
ALIKE = 0.30
#: Surges this near are one unless speed fell between them by so much, in log speed, both raw and on the level [s].
LONGEST_GAP_S, LEAST_FALL = 90, 0.09
AT_ONCE_S, LEAST_FALL_AT_ONCE = 30, 0.15
FOLLOWED_S = 60
#: Raw or level speed, the better of the two, falls by more than this, in log speed, where a hill begins or ends.
_AT_THE_FOOT = 0.25
#: A sprint is split where its speed falls this far below its own, in log speed, for a few seconds.
LEAST_DIP = 0.20
DIP_PENALTY = 0.4
LONGEST_SPLIT_S = 60
_EDGE_REACH_S = 15
_EDGE_THRESHOLD = (np.log(1.08), np.log(1.30))


class Surges(NamedTuple):
    """Stretches that may be sprints: half-open seconds."""

    starts: Ints
    ends: Ints

    @classmethod
    def none(cls) -> Surges:
        """Return no stretches."""
        return cls(np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))


def find_surges(signals: Signals, excess: Floats, resting: Bools, downhill: Bools) -> Surges:
    """Find stretches faster than steady running, and set their edges where the speed itself steps.

    Parameters
    ----------
    signals : Signals
    excess : array of shape (n,)
        As `excess_of` gives it.
    resting, downhill : arrays of shape (n,)

    Returns
    -------
    Surges
    """
    first = stretches_above(np.full(len(excess), np.log(FASTER_THAN_STEADY)), signals, excess, resting)
    if len(first.starts) == 0:
        return first
    second = stretches_above(_half_way(excess, first), signals, excess, resting)
    # Down a hill raw speed goes on though the runner lets go, so there it is level speed that counts.
    raw = np.log(np.maximum(np.where(downhill, signals.level_speed, signals.speed), 0.3))
    return _join_uncut(
        raw, excess, _follow_raw(raw, np.maximum(raw, np.log(np.maximum(signals.level_speed, 0.3))), second)
    )


def _follow_raw(raw: Floats, best: Floats, surges: Surges) -> Surges:
    """Let a surge go on for as long as raw speed does, where that falls within the minute.

    A false downhill at the end of a repeat takes its level speed away too early. Where raw speed does not fall soon,
    the downhill is a real one that keeps it up. The flat at the foot of a hill is run as fast as the hill was, but it
    is no part of the repeat: the better of raw and level speed falls there.
    """
    total, total_best = from_start(raw), from_start(best)
    starts, ends = surges.starts.tolist(), surges.ends.tolist()
    for k, (start, end) in enumerate(zip(starts.copy(), ends.copy(), strict=True)):
        least = (total[end] - total[start]) / (end - start) - LEAST_FALL
        least_best = (total_best[end] - total_best[start]) / (end - start) - _AT_THE_FOOT
        limit = min(end + FOLLOWED_S, starts[k + 1] if k + 1 < len(starts) else len(raw))
        ends[k] = end + _until_fall(np.minimum(raw[end:limit] - least, best[end:limit] - least_best), 0.0)
        limit = max(start - FOLLOWED_S, ends[k - 1] if k else 0)
        starts[k] = start - _until_fall(np.minimum(raw[limit:start] - least, best[limit:start] - least_best)[::-1], 0.0)
    return Surges(np.array(starts, dtype=np.intp), np.array(ends, dtype=np.intp))


def _until_fall(values: Floats, least: float) -> int:
    """Return how many values lie above a level before one falls below it; none where none falls."""
    below = np.flatnonzero(values < least)
    return int(below[0]) if len(below) else 0


def _join_uncut(raw: Floats, excess: Floats, surges: Surges) -> Surges:
    """Join surges between which the runner did not let go: level speed fell and raw speed did not, or the reverse.

    A false downhill in the middle of a repeat, or a real rise, cuts one of the two only.
    """
    if len(surges.starts) < 2:
        return surges
    totals = [from_start(values) for values in (raw, excess)]
    starts, ends = [int(surges.starts[0])], [int(surges.ends[0])]
    for start, end in zip(surges.starts[1:].tolist(), surges.ends[1:].tolist(), strict=True):
        first, last = starts[-1], ends[-1]
        gap, inside = start - last, (last - first) + (end - start)
        fell = [
            (total[last] - total[first] + total[end] - total[start]) / inside - (total[start] - total[last]) / gap
            for total in totals
        ]
        least = LEAST_FALL_AT_ONCE if gap <= AT_ONCE_S else LEAST_FALL
        if gap <= LONGEST_GAP_S and end - first <= LONGEST_SPRINT_S and min(fell) < least:
            ends[-1] = end
        else:
            starts.append(start)
            ends.append(end)
    return Surges(np.array(starts, dtype=np.intp), np.array(ends, dtype=np.intp))


def excess_of(signals: Signals, steady: float, *, from_positions: bool) -> Floats:
    """Return by how much each second is faster than steady, in log speed, less what grades and sensors may feign."""
    ratio = np.log(np.maximum(signals.level_speed, 0.1) / steady)
    raw = np.log(np.maximum(signals.speed, 0.1) / steady)
    uphill = 1.8 * np.maximum(signals.grade, 0) * np.clip(1.0 - raw / 0.15, 0.0, 1.0)
    downhill = 1.5 * np.maximum(-signals.grade, 0)
    excess: Floats = ratio - uphill - downhill - (POSITIONS_MARGIN if from_positions else 0.0)
    return excess


def stretches_above(threshold: Floats, signals: Signals, excess: Floats, resting: Bools) -> Surges:
    """Return the stretches that maximise the sum of (excess - threshold) less a penalty for each."""
    score = np.clip(excess - threshold, *_CLIP)
    score = np.where(signals.paused, _NEVER, np.where(resting, _CLIP[0], score))
    return Surges(*best_stretches(score, SPRINT_PENALTY))


def _half_way(excess: Floats, surges: Surges) -> Floats:
    """Return a threshold for each second: half-way up to the surge that is nearest, the first one elsewhere."""
    total = from_start(excess)
    mean = (total[surges.ends] - total[surges.starts]) / (surges.ends - surges.starts)
    borders = (surges.ends[:-1] + surges.starts[1:]) // 2
    lengths = np.diff(np.concatenate(([0], borders, [len(excess)])))
    half = np.clip(0.5 * mean, *_EDGE_THRESHOLD)
    near = np.repeat(half, lengths)
    far = np.ones(len(excess), dtype=bool)
    for start, end in zip(surges.starts.tolist(), surges.ends.tolist(), strict=True):
        far[max(start - _EDGE_REACH_S, 0) : end + _EDGE_REACH_S] = False
    return np.where(far, np.minimum(near, np.log(FASTER_THAN_STEADY)), near)


def keep_sprints(
    signals: Signals, excess: Floats, surges: Surges, resting: Bools, uphill: Bools, *, from_positions: bool
) -> Surges:
    """Keep the surges that stand out from the running around them, in raw speed too, and are not too long.

    Up a hill it is surge enough not to slow down.
    """
    starts, ends = surges
    if len(starts) == 0:
        return surges
    seconds = ends - starts
    raw = np.log(np.maximum(signals.speed, 0.3))
    mean = _means(excess, starts, ends)
    mean_level = _means(signals.level_speed, starts, ends)
    least = np.where(seconds < SHORT_SPRINT_S, np.log(SHORT_SPRINT_RATIO), np.log(FASTER_THAN_STEADY))
    contrast = LEAST_CONTRAST + FIRST_MARGIN * (starts < FIRST_S)
    if from_positions:
        level = np.log(np.maximum(signals.level_speed, 0.3))
        noise = NOISE_MARGIN * _speed_noise(level, resting) * np.sqrt(NOISE_LAG_S / seconds)
        contrast = np.maximum(contrast, noise)
    clear = standing_out(np.clip(excess, -0.6, 0.6), surges)
    clear_raw = standing_out(raw, surges)
    on_hill = (_means(uphill.astype(float), starts, ends) > 0.5) & (_means(signals.grade, starts, ends) < _TOO_STEEP)
    on_hill &= _means(signals.speed, starts, ends) >= LEAST_SPRINT_M_S
    keep = (
        (seconds >= LEAST_SPRINT_S)
        & (seconds <= LONGEST_SPRINT_S)
        & (mean >= least)
        & (clear_raw >= np.where(on_hill, -1.0, 1.0) * LEAST_RAW_CONTRAST)
        & ((clear >= contrast) | ((clear >= HARDLY_CLEAR * contrast) & (clear_raw >= contrast)))
    )
    # Until a watch has settled, and a runner with it, only company tells a sprint from a fast start; and a long one
    # from a tempo run.
    company = _companions(seconds, keep)
    clearly = (seconds <= LONGEST_ALONE_S) & (mean >= np.log(ALONE_RATIO))
    keep &= ((starts >= START_S) | (company >= 2)) & (clearly | (company >= 1))
    keep &= mean_level >= _lively(signals, surges, resting)
    return _split_at_dips(raw, Surges(starts[keep], ends[keep]))


def _lively(signals: Signals, surges: Surges, resting: Bools) -> float:
    """Return the level speed that no more than a tenth of the running outside the surges reaches [m/s].

    On a trail steady speed is an average over walking, roots and stones; what is faster than it is every runnable
    stretch. A sprint is faster than those.
    """
    outside = ~resting & ~mask_of(*surges, len(resting)) & (signals.speed > LEAST_SPRINT_M_S)
    return (
        max(float(np.quantile(signals.level_speed[outside], _LIVELY_SHARE)), LEAST_SPRINT_M_S)
        if outside.any()
        else LEAST_SPRINT_M_S
    )


def _speed_noise(level: Floats, resting: Bools) -> float:
    """Return how much a runner's log speed seems to change within ten seconds while running, robustly.

    Positions of a phone, a few seconds apart, make a steady runner surge and fade by a third; the seconds in which a
    real repeat begins or ends are too few to count.
    """
    apart = _NOISE_MEAN_S + NOISE_LAG_S
    if len(level) <= 2 * apart:
        return 0.0
    total = from_start(level)
    smooth = (total[_NOISE_MEAN_S:] - total[:-_NOISE_MEAN_S]) / _NOISE_MEAN_S
    rests = from_start(resting)
    span = np.arange(len(level) - apart + 1)
    moving = rests[np.minimum(span + 2 * apart, len(level))] == rests[np.maximum(span - apart, 0)]
    change = np.abs(smooth[NOISE_LAG_S:] - smooth[:-NOISE_LAG_S])[moving]
    return float(np.quantile(change, _NOISE_SHARE)) if len(change) else 0.0


def _companions(seconds: Ints, keep: Bools) -> Ints:
    """Return how many of the kept surges last about as long as each, itself not counted."""
    kept = np.sort(seconds[keep])
    longest = np.searchsorted(kept, seconds * (1.0 + ALIKE), side="right")
    shortest = np.searchsorted(kept, seconds * (1.0 - ALIKE), side="left")
    return longest - shortest - keep


def _split_at_dips(raw: Floats, surges: Surges) -> Surges:
    """Split short sprints where the runner let go in between, in raw speed: two strides joined by a float are two."""
    starts, ends = [], []
    for start, end in zip(surges.starts.tolist(), surges.ends.tolist(), strict=True):
        parts = [(start, end)]
        if 2 * LEAST_SPRINT_S < end - start <= LONGEST_SPLIT_S:
            inside = raw[start:end]
            top = np.quantile(inside, 0.75)
            begun, over = best_stretches(np.clip(inside - (top - LEAST_DIP), *_CLIP), DIP_PENALTY)
            if len(begun) > 1 and (over - begun).min() >= LEAST_SPRINT_S:
                begun[0], over[-1] = 0, end - start
                parts = [(start + a, start + b) for a, b in zip(begun.tolist(), over.tolist(), strict=True)]
        starts += [a for a, _ in parts]
        ends += [b for _, b in parts]
    return Surges(np.array(starts, dtype=np.intp), np.array(ends, dtype=np.intp))


def standing_out(values: Floats, surges: Surges) -> Floats:
    """Return by how much each surge's middle exceeds the running just before and just after it, whichever is less."""
    starts, ends = surges
    n = len(values)
    before_from = np.maximum(starts - _AROUND_S, np.concatenate(([0], ends[:-1])))
    before_to = np.maximum(starts - _EDGE_S, before_from)
    after_to = np.minimum(ends + _AROUND_S, np.concatenate((starts[1:], [n])))
    after_from = np.minimum(ends + _EDGE_S, after_to)
    inset = np.minimum(3, (ends - starts - 1) // 2)
    inside = _means(values, starts + inset, ends - inset)
    before = np.where(before_to - before_from >= 8, inside - _means(values, before_from, before_to), np.inf)
    after = np.where(after_to - after_from >= 8, inside - _means(values, after_from, after_to), np.inf)
    return np.minimum(before, after)


def _means(values: Floats, starts: Ints, ends: Ints) -> Floats:
    total = from_start(values)
    mean: Floats = (total[ends] - total[starts]) / np.maximum(ends - starts, 1)
    return mean
