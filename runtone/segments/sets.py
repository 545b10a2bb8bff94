"""Sets of repeats: interval sets and hill repeats, each with the numbers that describe it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from runtone.segments.effort import REST, SPRINT, WALK
from runtone.segments.same_hill import compare_hills, hill_path, signature_of
from runtone.segments.stretches import mask_of
from runtone.sums import from_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.rows import Rows
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints
    from runtone.tracks.track import Columns

SET_COLUMNS = pd.Index(
    [
        "kind",
        "start_s",
        "end_s",
        "repeats",
        "segment_numbers",
        "distance_m",
        "distance_spread",
        "climb_m",
        "shortest_s",
        "median_s",
        "longest_s",
        "time_spread",
        "rest",
        "rest_s",
        "rest_distance_m",
        "back_down",
        "last_over_first",
    ]
)
_NO_SETS = pd.DataFrame([], columns=SET_COLUMNS)

LEAST_REPEATS = 3
#: Repeats of one set differ from their median by at most this share of time or of distance.
_ALIKE = 0.15
#: ... or by this many seconds, which is what the edges of a short one are known to.
_ALIKE_S = 4.0
#: Climbs are met at different efforts, so their times may differ more.
_ALIKE_TIME_OF_CLIMBS = 0.35
#: The longest rest in a set, beside its repeat, and always allowed.
_MOST_REST_PER_REPEAT = 4.0
_REST_ALLOWED_S = 240
#: Hill repeats lose at least this share of their climb before the next.
_BACK_DOWN = 0.6
#: A repeat is one up a hill where this share of it is.
_UPHILL_SHARE = 0.6
#: Between repeats that follow at once there is no rest [s].
_LEAST_REST_S = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class _Bouts:
    """Stretches that may be repeats of one another; one value each."""

    starts: Ints
    ends: Ints
    metres: Floats
    level_metres: Floats
    climb: Floats

    @property
    def seconds(self) -> Ints:
        return self.ends - self.starts

    def part(self, which: slice) -> _Bouts:
        return _Bouts(
            starts=self.starts[which],
            ends=self.ends[which],
            metres=self.metres[which],
            level_metres=self.level_metres[which],
            climb=self.climb[which],
        )


class _SameHill:
    """Tells whether a stretch and the next are the same hill, by position; by its foot's height where there is none."""

    def __init__(self, frame: Columns, signals: Signals) -> None:
        self._height = from_start(signals.climb)
        path = hill_path(frame)
        self._signature = cache(lambda start, end: signature_of(path, start, end))

    def __call__(self, bouts: _Bouts, k: int) -> bool:
        first, second = (self._signature(int(bouts.starts[j]), int(bouts.ends[j])) for j in (k, k + 1))
        if first is None or second is None:
            apart = abs(self._height[bouts.starts[k]] - self._height[bouts.starts[k + 1]])
            return bool(apart <= (1.0 - _BACK_DOWN) * abs(bouts.climb[k]))
        return compare_hills(first, second) is not None


def find_sets(frame: Columns, signals: Signals, climbs: Hills, effort: Effort, rows: Rows) -> pd.DataFrame:
    """Recognise interval sets and hill repeats.

    Three or more consecutive sprints that are alike in time or distance are a set of intervals. Three or more
    consecutive climbs of the same hill, alike in climb and length and with as much lost between them, are hill repeats,
    and so are sprints up the same hill.

    Parameters
    ----------
    frame : pandas.DataFrame or dict of str to numpy.ndarray
        The cleaned track, one row a second.
    signals : Signals
    climbs : Hills
        As a runner counts them.
    effort : Effort
    rows : Rows
        The segments.

    Returns
    -------
    pandas.DataFrame
        Columns as docs/nomenclature.md lists them, in order of time; no row where there is no set.
    """
    same = _SameHill(frame, signals)
    sprints = _measure(signals, *effort.sprints)
    fast = [sprints.part(group) for group in _groups(sprints, _sprints_alike, LEAST_REPEATS)]
    hills = [group for group in _climb_groups(signals, climbs, same) if not any(_overlap(group, each) for each in fast)]
    up = mask_of(climbs.starts[climbs.directions > 0], climbs.ends[climbs.directions > 0], len(signals))
    sets = [_row(signals, effort, rows, each, sprint=True, uphill=_up_a_hill(signals, each, up, same)) for each in fast]
    sets += [_row(signals, effort, rows, each, sprint=False, uphill=True) for each in hills]
    sets.sort(key=lambda row: int(row["start_s"]))
    return pd.DataFrame(sets, columns=SET_COLUMNS) if sets else _NO_SETS.copy(deep=False)  # pandas copies on write


def _measure(signals: Signals, starts: Ints, ends: Ints) -> _Bouts:
    def within(values: Floats) -> Floats:
        total: Floats = from_start(values)
        return total[ends] - total[starts]

    return _Bouts(
        starts=starts,
        ends=ends,
        metres=within(signals.step),
        level_metres=within(signals.level_speed),
        climb=within(signals.climb),
    )


def _climb_groups(signals: Signals, climbs: Hills, same: _SameHill) -> list[_Bouts]:
    """Return the climbs that are repeats of one hill."""
    up = climbs.directions > 0
    bouts = _measure(signals, climbs.starts[up], climbs.ends[up])

    def alike(group: _Bouts) -> bool:
        return _climbs_alike(group) and _goes_back_down(signals, group) and same(group, len(group.starts) - 2)

    whole = [_with_first(signals, bouts, group, same) for group in _groups(bouts, alike, LEAST_REPEATS - 1)]
    return [group for group in whole if len(group.starts) >= LEAST_REPEATS]


def _groups(bouts: _Bouts, alike: Callable[[_Bouts], bool], least: int) -> list[slice]:
    """Return the longest runs of consecutive bouts that are alike, from the first on."""
    groups, first = [], 0
    for k in range(1, len(bouts.starts) + 1):
        if k < len(bouts.starts) and _follows(bouts, k) and alike(bouts.part(slice(first, k + 1))):
            continue
        if k - first >= least:
            groups.append(slice(first, k))
        first = k
    return groups


def _follows(bouts: _Bouts, k: int) -> bool:
    rest = bouts.starts[k] - bouts.ends[k - 1]
    return bool(rest <= max(_REST_ALLOWED_S, _MOST_REST_PER_REPEAT * bouts.seconds[k]))


def _near_median(values: Floats | Ints, share: float = _ALIKE, slack: float = 0.0) -> bool:
    usual = float(np.median(values))
    return bool(np.abs(values - usual).max() <= max(share * usual, slack))


def _sprints_alike(bouts: _Bouts) -> bool:
    return _near_median(bouts.seconds, slack=_ALIKE_S) or _near_median(bouts.metres)


def _climbs_alike(bouts: _Bouts) -> bool:
    return (
        _near_median(bouts.climb)
        and _near_median(bouts.metres)
        and _near_median(bouts.seconds, _ALIKE_TIME_OF_CLIMBS, _ALIKE_S)
    )


def _with_first(signals: Signals, climbs: _Bouts, group: slice, same: _SameHill) -> _Bouts:
    """Return alike climbs with the one before them, where that is the same climb with the way to its foot before it."""
    bouts = climbs.part(group)
    before = group.start - 1
    if before < 0 or not _follows(climbs, group.start):
        return bouts
    usual = float(np.median(bouts.climb))
    start, end = int(climbs.starts[before]), int(climbs.ends[before])
    height = from_start(signals.climb[start : int(bouts.starts[0])])
    at_top, at_foot = float(height[end - start]), float(height[-1])
    if climbs.climb[before] < usual or abs((at_top - at_foot) / usual - 1.0) > _ALIKE:
        return bouts
    foot = start + int(np.flatnonzero(height[: end - start] <= at_top - usual)[-1])
    whole = _measure(signals, np.concatenate(([foot], bouts.starts)), np.concatenate(([end], bouts.ends)))
    return whole if same(whole, 0) else bouts


def _goes_back_down(signals: Signals, bouts: _Bouts) -> bool:
    between = _measure(signals, bouts.ends[:-1], bouts.starts[1:])
    return bool(np.all(-between.climb >= _BACK_DOWN * bouts.climb[:-1]))


def _overlap(one: _Bouts, other: _Bouts) -> bool:
    return bool(other.starts[0] < one.ends[-1] and one.starts[0] < other.ends[-1])


def _up_a_hill(signals: Signals, bouts: _Bouts, uphill: Bools, same: _SameHill) -> bool:
    """Return whether sprints are run up a hill, and back down each time or up one and the same hill."""
    inside = np.concatenate([uphill[a:b] for a, b in zip(bouts.starts, bouts.ends, strict=True)])
    if float(inside.mean()) <= _UPHILL_SHARE:
        return False
    return _goes_back_down(signals, bouts) or all(same(bouts, k) for k in range(len(bouts.starts) - 1))


def _row(signals: Signals, effort: Effort, rows: Rows, bouts: _Bouts, *, sprint: bool, uphill: bool) -> dict[str, Any]:
    between = _measure(signals, bouts.ends[:-1], bouts.starts[1:])
    speed = bouts.level_metres / bouts.seconds
    climb = float(np.median(bouts.climb))
    return {
        "kind": "hill repeats" if uphill else "intervals",
        "start_s": int(bouts.starts[0]),
        "end_s": int(bouts.ends[-1]),
        "repeats": len(bouts.starts),
        "segment_numbers": _rows_inside(rows, bouts, SPRINT if sprint else None),
        "distance_m": float(np.median(bouts.metres)),
        "distance_spread": _spread(bouts.metres),
        "climb_m": climb,
        "shortest_s": int(bouts.seconds.min()),
        "median_s": float(np.median(bouts.seconds)),
        "longest_s": int(bouts.seconds.max()),
        "time_spread": _spread(bouts.seconds),
        "rest": _rest(effort, between),
        "rest_s": float(np.median(between.seconds)),
        "rest_distance_m": float(np.median(between.metres)),
        "back_down": uphill and bool(np.median(-between.climb) >= _BACK_DOWN * climb),
        "last_over_first": float(speed[-1] / speed[0]),
    }


def _spread(values: Floats | Ints) -> float:
    return float(np.std(values) / np.mean(values))


def _rest(effort: Effort, between: _Bouts) -> str:
    """Return what the runner does between repeats: stand, walk, jog, or nothing where they follow at once."""
    if float(np.median(between.seconds)) < _LEAST_REST_S:
        return "none"
    codes = np.concatenate([effort.codes[a:b] for a, b in zip(between.starts, between.ends, strict=True)])
    shares = {"stand": np.mean(codes == REST), "walk": np.mean(codes == WALK)}
    most = max(shares, key=lambda way: shares[way])
    return most if sum(shares.values()) > 0.5 else "jog"


def _rows_inside(rows: Rows, bouts: _Bouts, effort: int | None) -> tuple[int, ...]:
    """Return the segments that lie in the repeats."""
    middle = (rows.starts + rows.ends) / 2
    which = np.searchsorted(bouts.starts, middle, side="right") - 1
    inside = (which >= 0) & (middle < bouts.ends[which])
    if effort is not None:
        inside &= rows.effort == effort
    return tuple(np.flatnonzero(inside).tolist())
