"""Device laps that mark intervals, told from laps that mark nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runtone.sums import from_start
from runtone.tracks.times import seconds_since

if TYPE_CHECKING:
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Floats, Ints

_WORK = frozenset({"active", "interval"})
_OTHER = frozenset({"rest", "recovery", "warmup", "cooldown"})
_AUTOMATIC = frozenset({"distance", "time", "session_end"})

#: A lap shorter than this is a slip of the thumb [s].
_SHORTEST_LAP_S = 7
#: One lap begins where another ends, but for the rounding of the device's clock [s].
_CLOCK_S = 2.0
#: Automatic laps of one length differ by less than this.
_SAME_LENGTH = 0.02
#: Laps at least this fast beside the fastest third are work, where the runner pressed the button but no mark says so.
_WORK_SHARE_OF_FASTEST = 0.90
#: ... and the laps between them must be at most this fast beside the work.
_RECOVERY_SHARE_OF_WORK = 0.80
_LARGEST_SPEED_VARIATION = 0.12
_LONGEST_PRESSED_S = 600
_LEAST_PRESSED = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalLaps:
    """The laps that are repeats: half-open seconds, in order, not overlapping.

    Parameters
    ----------
    starts, ends : int arrays
    numbers : int array
        The laps' own numbers, from 1.
    stated : bool
        The watch itself marks them; else the runner pressed the lap button at each, and their speed tells.
    """

    starts: Ints
    ends: Ints
    numbers: Ints
    stated: bool


def interval_laps(laps: pd.DataFrame, begun: pd.Timestamp, signals: Signals) -> IntervalLaps | None:
    """Find the laps that mark repeats.

    Parameters
    ----------
    laps : pandas.DataFrame
        As the device wrote them, possibly no row.
    begun : pandas.Timestamp
        The instant of second 0.
    signals : Signals

    Returns
    -------
    IntervalLaps or None
        None where the laps mark nothing: there are none, the watch marks all alike, or they are automatic.
    """
    if len(laps) < 2:
        return None
    dated = laps["start_time"].notna()
    if not dated.all():
        return interval_laps(laps[dated], begun, signals)
    if not laps["start_time"].is_monotonic_increasing:
        laps = laps.sort_values("start_time", kind="stable")
    starts, ends = _seconds(laps, begun, len(signals))
    long = ends - starts >= _SHORTEST_LAP_S
    stated = _stated_work(laps)
    work = _pressed_work(laps, starts, ends, long, signals) if stated is None else stated & long
    if not work.any():
        return None
    chosen = np.flatnonzero(work)
    return IntervalLaps(starts=starts[chosen], ends=ends[chosen], numbers=chosen + 1, stated=stated is not None)


def _seconds(laps: pd.DataFrame, begun: pd.Timestamp, n: int) -> tuple[Ints, Ints]:
    """Return each lap's half-open seconds, cut where the next begins."""
    start, end = (seconds_since(begun, laps[name]) for name in ("start_time", "end_time"))
    following = np.append(start[1:], np.inf)
    end = np.where(np.isnan(end) | (np.abs(following - end) <= _CLOCK_S), following, np.fmin(end, following))
    bounds = [np.clip(np.nan_to_num(np.round(edge), posinf=n), 0, n).astype(np.intp) for edge in (start, end)]
    return bounds[0], np.maximum(bounds[1], bounds[0])


def _stated_work(laps: pd.DataFrame) -> Bools | None:
    """Return which laps the watch marks as work; None where it marks none or all alike."""
    marks = [
        str(step if isinstance(step, str) else lap).lower()
        for step, lap in zip(laps["workout_step_intensity"], laps["intensity"], strict=True)
    ]
    work = np.array([mark in _WORK for mark in marks])
    other = any(mark in _OTHER for mark in marks)
    return work if other and work.any() else None


def _pressed_work(laps: pd.DataFrame, starts: Ints, ends: Ints, long: Bools, signals: Signals) -> Bools:
    """Return which laps are repeats by their speed, where the runner pressed the button; none where laps are automatic.

    The rule of thumb is common among training programs: the fastest third tell what work is, and the laps between are
    clearly slower.
    """
    nothing = np.zeros(len(laps), dtype=bool)
    if np.count_nonzero(long) < 2 * _LEAST_PRESSED - 1 or _automatic(laps):
        return nothing
    total = from_start(signals.step)
    recorded = from_start(~signals.paused)
    speed = np.where(long, (total[ends] - total[starts]) / np.maximum(recorded[ends] - recorded[starts], 1), 0.0)
    ranked = np.sort(speed[long])[::-1]
    fastest = float(np.median(ranked[: max(len(ranked) // 3, 1)]))
    work = long & (speed >= _WORK_SHARE_OF_FASTEST * fastest)
    at = np.flatnonzero(work)
    if len(at) < _LEAST_PRESSED or (ends - starts)[at].max() > _LONGEST_PRESSED_S:
        return nothing
    between = long.copy()
    between[: at[0]] = between[at[-1] :] = between[at] = False
    apart = np.diff(at) > 1
    recovery = speed[between]
    varies = speed[at].std() / speed[at].mean()
    marked = (
        bool(apart.all())
        and bool(np.all(recovery <= _RECOVERY_SHARE_OF_WORK * speed[at].mean()))
        and varies <= _LARGEST_SPEED_VARIATION
    )
    return work if marked else nothing


def _automatic(laps: pd.DataFrame) -> bool:
    """Return whether the watch made the laps itself, each of one distance or time."""
    if laps["workout_step"].notna().any():
        return False
    triggers = {str(trigger) for trigger in laps["trigger"].dropna()}
    if triggers:
        return triggers <= _AUTOMATIC
    return any(_one_length(laps[column]) for column in ("distance_m", "timer_s"))


def _one_length(lengths: pd.Series[float]) -> bool:
    whole: Floats = pd.to_numeric(lengths, errors="coerce").to_numpy(dtype=float)[:-1]
    return bool(np.ptp(whole) <= _SAME_LENGTH * whole.mean())
