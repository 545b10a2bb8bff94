"""Sets of repeats: interval sets and hill repeats, each described in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from runtone.segments.effort import REST, SPRINT
from runtone.segments.reasons import seconds_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.segments.effort import Effort
    from runtone.segments.hills import Hills
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Floats, Ints
    from runtone.segments.table import Pieces

_COLUMNS = pd.Index(["kind", "start_s", "end_s", "repeats", "segment_numbers", "description"])

LEAST_REPEATS = 3
#: Repeats of one set differ from their median by at most this share of time or of distance.
_ALIKE = 0.15
#: ... or by this many seconds, which is what the edges of a short one are known to.
_ALIKE_S = 4.0
#: The longest rest in a set, beside its repeat, and always allowed.
_MOST_REST_PER_REPEAT = 4.0
_REST_ALLOWED_S = 240
#: Hill repeats lose at least this share of their climb before the next.
_BACK_DOWN = 0.6
#: Distances that are run on purpose [m]; a set this close to one is called by it.
_ROUND_M = (60, 80, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1609, 2000, 2400, 3000, 3200, 5000)
_NEAR_ROUND = 0.04
_AS_FAST = 0.01
_WALKING_M_S = 1.9


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


def find_sets(signals: Signals, terrain: Ints, hills: Hills, effort: Effort, pieces: Pieces) -> pd.DataFrame:
    """Recognise interval sets and hill repeats.

    Three or more consecutive sprints that are alike in time or distance are a set of intervals, or hill repeats where
    most of them is uphill; three or more consecutive climbs that are alike in climb and length, with as much lost
    between them, are hill repeats.

    Parameters
    ----------
    signals : Signals
    terrain : int array of shape (n,)
    hills : Hills
    effort : Effort
    pieces : Pieces
        The segments.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``start_s``, ``end_s``, ``repeats``, ``segment_numbers`` and ``description``, in order of time; no row
        where there is no set.
    """
    sprints = _measure(signals, *effort.sprints)
    found = [(sprints.part(group), True) for group in _groups(sprints, _sprints_alike, LEAST_REPEATS)]
    up = hills.directions > 0
    climbs = _measure(signals, hills.starts[up], hills.ends[up])
    for group in _groups(climbs, _climbs_alike, LEAST_REPEATS - 1):
        bouts = _with_first(signals, climbs, group)
        if len(bouts.starts) < LEAST_REPEATS:
            continue
        taken = any(other.starts[0] < bouts.ends[-1] and bouts.starts[0] < other.ends[-1] for other, _ in found)
        if not taken and _goes_back_down(signals, bouts):
            found.append((bouts, False))
    rows = [_row(signals, effort, terrain, pieces, bouts, sprint=sprint) for bouts, sprint in found]
    rows.sort(key=lambda row: int(row["start_s"]))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _measure(signals: Signals, starts: Ints, ends: Ints) -> _Bouts:
    def within(values: Floats) -> Floats:
        total = np.concatenate(([0.0], np.cumsum(values)))
        return total[ends] - total[starts]

    return _Bouts(
        starts=starts,
        ends=ends,
        metres=within(signals.step),
        level_metres=within(signals.level_speed),
        climb=within(signals.climb),
    )


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


def _near_median(values: Floats | Ints, slack: float = 0.0) -> bool:
    usual = float(np.median(values))
    return bool(np.abs(values - usual).max() <= max(_ALIKE * usual, slack))


def _sprints_alike(bouts: _Bouts) -> bool:
    return _near_median(bouts.seconds, _ALIKE_S) or _near_median(bouts.metres)


def _climbs_alike(bouts: _Bouts) -> bool:
    return _near_median(bouts.climb) and _near_median(bouts.metres)


def _with_first(signals: Signals, climbs: _Bouts, group: slice) -> _Bouts:
    """Return alike climbs with the one before them, where that is the same climb with the way to its foot before it."""
    bouts = climbs.part(group)
    before = group.start - 1
    if before < 0 or not _follows(climbs, group.start):
        return bouts
    usual = float(np.median(bouts.climb))
    start, end = int(climbs.starts[before]), int(climbs.ends[before])
    height = np.concatenate(([0.0], np.cumsum(signals.climb[start : int(bouts.starts[0])])))
    at_top, at_foot = float(height[end - start]), float(height[-1])
    if climbs.climb[before] < usual or abs((at_top - at_foot) / usual - 1.0) > _ALIKE:
        return bouts
    foot = start + int(np.flatnonzero(height[: end - start] <= at_top - usual)[-1])
    return _measure(signals, np.concatenate(([foot], bouts.starts)), np.concatenate(([end], bouts.ends)))


def _goes_back_down(signals: Signals, bouts: _Bouts) -> bool:
    between = _measure(signals, bouts.ends[:-1], bouts.starts[1:])
    return bool(np.all(-between.climb >= _BACK_DOWN * bouts.climb[:-1]))


def _row(
    signals: Signals, effort: Effort, terrain: Ints, pieces: Pieces, bouts: _Bouts, *, sprint: bool
) -> dict[str, Any]:
    inside = np.concatenate([terrain[a:b] for a, b in zip(bouts.starts, bouts.ends, strict=True)])
    uphill = not sprint or float((inside > 0).mean()) > 0.6
    kind: Literal["intervals", "hill repeats"] = "hill repeats" if uphill else "intervals"
    count = len(bouts.starts)
    words = (
        f"{count} x {_what(bouts, uphill=uphill)}, {_between(signals, effort, bouts, uphill=uphill)}; "
        f"{_last_and_first(bouts)}"
    )
    return {
        "kind": kind,
        "start_s": int(bouts.starts[0]),
        "end_s": int(bouts.ends[-1]),
        "repeats": count,
        "segment_numbers": _rows_inside(pieces, bouts, SPRINT if sprint else None),
        "description": words,
    }


def _rows_inside(pieces: Pieces, bouts: _Bouts, effort: int | None) -> tuple[int, ...]:
    """Return the segments that lie in the repeats."""
    middle = (pieces.starts + pieces.ends) / 2
    which = np.searchsorted(bouts.starts, middle, side="right") - 1
    inside = (which >= 0) & (middle < bouts.ends[which])
    if effort is not None:
        inside &= pieces.effort == effort
    return tuple(np.flatnonzero(inside).tolist())


def _what(bouts: _Bouts, *, uphill: bool) -> str:
    """Return what was repeated and how long it took: 400 m in 1:32-1:38."""
    usual = float(np.median(bouts.metres))
    nearest = min(_ROUND_M, key=lambda metres: abs(metres - usual))
    is_round = abs(nearest - usual) <= _NEAR_ROUND * usual
    spread_s, spread_m = (float(np.std(v) / np.mean(v)) for v in (bouts.seconds, bouts.metres))
    if uphill:
        return (
            f"{10 * round(usual / 10)} m uphill (+{np.median(bouts.climb):.0f} m) in {_range_of_times(bouts.seconds)}"
        )
    if is_round and spread_m <= 2 * spread_s + 0.02:
        return f"{nearest} m in {_range_of_times(bouts.seconds)}"
    if spread_m < spread_s:
        return f"{10 * round(usual / 10)} m in {_range_of_times(bouts.seconds)}"
    metres = _range(round(float(bouts.metres.min())), round(float(bouts.metres.max())))
    return f"{seconds_in_words(float(np.median(bouts.seconds)))} over {metres} m"


def _range(low: int | str, high: int | str) -> str:
    return f"{low}" if low == high else f"{low}-{high}"


def _range_of_times(seconds: Ints) -> str:
    low, high = int(seconds.min()), int(seconds.max())
    if high < 60:
        return f"{_range(low, high)} s"
    return _range(*(f"{each // 60}:{each % 60:02d}" for each in (low, high)))


def _between(signals: Signals, effort: Effort, bouts: _Bouts, *, uphill: bool) -> str:
    """Return what lies between the repeats: jog 200 m between."""
    rests = _measure(signals, bouts.ends[:-1], bouts.starts[1:])
    seconds, metres = float(np.median(rests.seconds)), float(np.median(rests.metres))
    if seconds < 5:
        return "without a rest between"
    rested = 5 * round(seconds / 5)
    resting = np.concatenate([effort.codes[a:b] == REST for a, b in zip(rests.starts, rests.ends, strict=True)])
    moved = np.concatenate([signals.speed[a:b] for a, b in zip(rests.starts, rests.ends, strict=True)])
    if resting.mean() > 0.5:
        return f"{'stand' if np.median(moved) < 0.7 else 'walk'} {seconds_in_words(rested)} between"
    if uphill:
        return f"back down in {seconds_in_words(rested)} between"
    way = "walk" if np.median(moved) < _WALKING_M_S else "jog"
    return f"{way} {10 * round(metres / 10)} m between"


def _last_and_first(bouts: _Bouts) -> str:
    speed = bouts.level_metres / bouts.seconds
    change = float(speed[-1] / speed[0] - 1.0)
    if abs(change) < _AS_FAST:
        return "last as fast as first"
    return f"last {100 * abs(change):.0f} % {'faster' if change > 0 else 'slower'} than first"
