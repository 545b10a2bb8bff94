"""Sprints: stretches clearly faster than steady running."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runtone.segments.stretches import best_stretches

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

FASTER_THAN_STEADY = 1.13
SPRINT_FEE = 1.5
_CLIP = (-0.40, 0.45)
_NEVER = -1e9
LEAST_SPRINT_S = 7
LONGEST_SPRINT_S = 600
SHORT_SPRINT_S = 60
SHORT_SPRINT_RATIO = 1.20
LEAST_CONTRAST = 0.14
LEAST_RAW_CONTRAST = 0.05
POSITIONS_MARGIN = 0.06
_AROUND_S, _EDGE_S = 45, 4
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


def find_surges(signals: Signals, excess: Floats, resting: Bools) -> Surges:
    """Find stretches faster than steady running, and set their edges where the speed itself steps."""
    first = stretches_above(np.full(len(excess), np.log(FASTER_THAN_STEADY)), signals, excess, resting)
    if len(first.starts) == 0:
        return first
    return stretches_above(_half_way(excess, first), signals, excess, resting)


def excess_of(signals: Signals, steady: float, *, from_positions: bool) -> Floats:
    """Return by how much each second is faster than steady, in log speed, less what grades and sensors may feign."""
    ratio = np.log(np.maximum(signals.level_speed, 0.1) / steady)
    raw = np.log(np.maximum(signals.speed, 0.1) / steady)
    uphill = 1.8 * np.maximum(signals.grade, 0) * np.clip(1.0 - raw / 0.15, 0.0, 1.0)
    downhill = 1.5 * np.maximum(-signals.grade, 0)
    excess: Floats = ratio - uphill - downhill - (0.06 if from_positions else 0.0)
    return excess


def stretches_above(threshold: Floats, signals: Signals, excess: Floats, resting: Bools) -> Surges:
    """Return the stretches that maximise the sum of (excess - threshold) less a fee for each."""
    score = np.clip(excess - threshold, *_CLIP)
    score = np.where(signals.paused, _NEVER, np.where(resting, _CLIP[0], score))
    return Surges(*best_stretches(score, SPRINT_FEE))


def _half_way(excess: Floats, surges: Surges) -> Floats:
    """Return a threshold for each second: half-way up to the surge that is nearest, the first one elsewhere."""
    total = np.concatenate(([0.0], np.cumsum(excess)))
    mean = (total[surges.ends] - total[surges.starts]) / (surges.ends - surges.starts)
    borders = (surges.ends[:-1] + surges.starts[1:]) // 2
    lengths = np.diff(np.concatenate(([0], borders, [len(excess)])))
    half = np.clip(0.5 * mean, *_EDGE_THRESHOLD)
    near = np.repeat(half, lengths)
    far = np.ones(len(excess), dtype=bool)
    for start, end in zip(surges.starts.tolist(), surges.ends.tolist(), strict=True):
        far[max(start - _EDGE_REACH_S, 0) : end + _EDGE_REACH_S] = False
    return np.where(far, np.minimum(near, np.log(FASTER_THAN_STEADY)), near)


def keep_sprints(signals: Signals, excess: Floats, surges: Surges, *, from_positions: bool) -> Surges:
    """Keep the surges that stand out from the running around them, in raw speed too, and are not too long."""
    starts, ends = surges
    if len(starts) == 0:
        return surges
    seconds = ends - starts
    raw = np.log(np.maximum(signals.speed, 0.3))
    clear = standing_out(np.clip(excess, -0.6, 0.6), surges)
    clear_raw = standing_out(raw, surges)
    mean = _means(excess, starts, ends)
    least = np.where(seconds < SHORT_SPRINT_S, np.log(SHORT_SPRINT_RATIO), np.log(FASTER_THAN_STEADY))
    contrast = LEAST_CONTRAST + (POSITIONS_MARGIN if from_positions else 0.0)
    keep = (
        (seconds >= LEAST_SPRINT_S)
        & (seconds <= LONGEST_SPRINT_S)
        & (mean >= least)
        & (clear >= contrast)
        & (clear_raw >= LEAST_RAW_CONTRAST)
    )
    return Surges(starts[keep], ends[keep])


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
    total = np.concatenate(([0.0], np.cumsum(values)))
    mean: Floats = (total[ends] - total[starts]) / np.maximum(ends - starts, 1)
    return mean
