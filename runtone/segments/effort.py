"""The effort axis: which seconds are steady, sprint, walk or rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from runtone.segments.repeats import complete_set, find_repeats
from runtone.segments.rests import walking, walks_throughout
from runtone.segments.steady_speed import SteadySpeed, steady_between, steady_speed
from runtone.segments.stretches import mask_of
from runtone.segments.surges import Surges, excess_of, find_surges, keep_sprints
from runtone.sums import from_start
from runtone.tracks import grade_factor

if TYPE_CHECKING:
    from runtone.segments.laps import IntervalLaps
    from runtone.segments.signals import Signals
    from runtone.segments.stretches import Bools, Ints

STEADY, SPRINT, WALK, REST = 0, 1, 2, 3

#: From so many sprints on, a run is a session whose rests between them say nothing of steady speed.
_SPRINTS_OF_A_SESSION = 2
_LONGEST_RECOVERY_S = 240
_LEAST_OUTSIDE_S = 300
#: Off hills, grades are averaged over so long [s].
_CALMED_S = 30
#: A sprint this much slower than the fastest, in log speed, may be running.
_FAR_BELOW_FASTEST = 0.13
#: A steady speed that moves by more than this, in log speed, is worth detecting sprints again.
_WORTH_ANOTHER_LOOK = 0.02
#: Repeats are at least so much faster than a steady speed that history knows.
_LIKENESS_RATIO = 1.06
#: Speeding up from a rest, or slowing down to one, takes so long at most.
_TO_SPEED_S = 5
_HALF_WAY_UP_S = 1
#: ... and a steady stretch between a rest and a sprint is one of running only when it is longer.
_SPLINTER_S = 8

#: What told the sprints: the steady speed, their likeness to one another, or the watch's laps.
Rule = Literal["steady speed", "likeness", "device lap"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Effort:
    """The effort axis of a run.

    Parameters
    ----------
    codes : int array of shape (n,)
        0 steady, 1 sprint, 2 walk, 3 rest.
    sprints : Surges
        Each sprint's half-open seconds, in order; one may follow another at once where device laps say so.
    rule : {"steady speed", "likeness", "device lap"}
        What told the sprints.
    steady : SteadySpeed
    unmarked : Surges
        Sprints that detection found where the device's laps mark none.
    unseen : int array
        Numbers of marked laps in which detection sees no sprint.
    walks_throughout : bool
        The runner walks the whole way, so that walking is no break.
    """

    codes: Ints
    sprints: Surges
    rule: Rule
    steady: SteadySpeed
    unmarked: Surges
    unseen: Ints
    walks_throughout: bool = False


def read_effort(
    signals: Signals,
    terrain: Ints,
    laps: IntervalLaps | None,
    history: float | None,
    *,
    still: Bools,
    from_positions: bool,
) -> Effort:
    """Tell steady running, sprints and rest apart.

    Parameters
    ----------
    signals : Signals
        As `calmed` gives them.
    terrain : int array of shape (n,)
        +1 uphill, 0 flat, -1 downhill.
    laps : IntervalLaps, optional
        Laps that mark repeats; they win over detection.
    history : float, optional
        The runner's steady speed in the 90 days before [m/s].
    still : array of shape (n,)
        As `runtone.segments.rests.standing` gives it.
    from_positions : bool
        Speed was derived from positions, so a sprint needs a clearer surge.

    Returns
    -------
    Effort
    """
    n = len(signals)
    running = ~still
    if laps is not None:
        running = _running_outside_sprints(running, Surges(laps.starts, laps.ends))
    steady = steady_speed(signals.level_speed, running, history)
    walks = walking(signals, steady.speed_m_s)
    resting = still | (walks & (terrain == 0))
    found, rule = _detect(signals, terrain, steady.speed_m_s, resting, history=history, from_positions=from_positions)
    if rule == "likeness":
        between = steady_between(signals.level_speed, running, mask_of(*found, n))
        if _faster_than(signals, found, between):
            steady = SteadySpeed(between, "this run") if history is None else SteadySpeed(history, "history")
        else:
            found, rule = Surges.none(), "steady speed"
    elif len(found.starts) >= _SPRINTS_OF_A_SESSION and laps is None:
        outside = _running_outside_sprints(running, _strong(signals, found))
        again = steady_speed(signals.level_speed, outside, history, session=True)
        if abs(np.log(again.speed_m_s / steady.speed_m_s)) > _WORTH_ANOTHER_LOOK:
            steady = again
            walks = walking(signals, steady.speed_m_s)
            resting = still | (walks & (terrain == 0))
            found, rule = _detect(
                signals, terrain, steady.speed_m_s, resting, history=history, from_positions=from_positions
            )
    sprints, unmarked, unseen = found, Surges.none(), np.empty(0, dtype=np.intp)
    if laps is not None:
        sprints, rule = Surges(laps.starts, laps.ends), "device lap"
        unmarked = _outside(found, sprints)
        unseen = laps.numbers[~_overlapping(sprints, found)]
    if rule != "device lap":
        sprints, resting = _join_rests(_from_the_start(sprints), resting)
    sprinting = mask_of(*sprints, n)
    codes = np.where(sprinting, SPRINT, np.where(walks | resting, WALK, STEADY))
    codes[still] = REST
    # Who walks inside a lap that the watch calls an interval is still at it; who stands is not.
    if rule != "device lap":
        codes[sprinting & resting & ~still] = WALK
    return Effort(
        codes=codes,
        sprints=sprints,
        rule=rule,
        steady=steady,
        unmarked=unmarked,
        unseen=unseen,
        walks_throughout=walks_throughout(steady.speed_m_s),
    )


def calmed(signals: Signals, terrain: Ints) -> Signals:
    """Return the signals with the grade off hills, and what it makes of speed, averaged over a minute.

    Off hills what rises falls again within metres, and much of it is pressure rather than ground: taken second by
    second it would make sprints of gusts and cut repeats at false downhills.
    """
    run = from_start(signals.grade * signals.step)
    covered = from_start(signals.step)
    at = np.arange(len(signals))
    first, last = np.maximum(at - _CALMED_S // 2, 0), np.minimum(at + _CALMED_S // 2 + 1, len(signals))
    mean = (run[last] - run[first]) / np.maximum(covered[last] - covered[first], 1.0)
    grade = np.where(terrain == 0, mean, signals.grade)
    return replace(signals, grade=grade, level_speed=signals.speed * grade_factor(grade))


def _strong(signals: Signals, sprints: Surges) -> Surges:
    """Return the sprints that come near the fastest: a lively cool-down beside a set of repeats is not one of them."""
    covered = from_start(signals.level_speed)
    speed = np.log((covered[sprints.ends] - covered[sprints.starts]) / (sprints.ends - sprints.starts))
    near = speed >= speed.max() - _FAR_BELOW_FASTEST
    return Surges(sprints.starts[near], sprints.ends[near])


def _running_outside_sprints(running: Bools, sprints: Surges) -> Bools:
    """Return the running outside the sprints and outside the short rests between them, if there is enough of it."""
    n = len(running)
    starts, ends = sprints
    without = running & ~mask_of(starts, ends, n)
    short = starts[1:] - ends[:-1] <= _LONGEST_RECOVERY_S
    outside = without & ~mask_of(ends[:-1][short], starts[1:][short], n)
    if np.count_nonzero(outside) >= _LEAST_OUTSIDE_S:
        return outside
    return without if without.any() else running


def _from_the_start(sprints: Surges) -> Surges:
    """Let a sprint begin a second before its speed is half-way up: that is how long a runner takes to it."""
    earliest = np.concatenate(([0], sprints.ends[:-1]))
    return Surges(np.maximum(sprints.starts - _HALF_WAY_UP_S, earliest[: len(sprints.starts)]), sprints.ends)


def _join_rests(sprints: Surges, resting: Bools) -> tuple[Surges, Bools]:
    """Share out the few seconds between a rest and a sprint: to the sprint when very few, else to the rest.

    Nobody runs steadily for six seconds between standing and sprinting, and a segment of it would be a splinter.
    """
    n = len(resting)
    if len(sprints.starts) == 0 or not resting.any():
        return sprints, resting
    at = np.arange(n)
    last_rest = np.maximum.accumulate(np.where(resting, at, -n))
    next_rest = np.minimum.accumulate(np.where(resting, at, 2 * n)[::-1])[::-1]
    begun, over = last_rest[sprints.starts] + 1, next_rest[sprints.ends - 1]
    early, late = sprints.starts - begun, over - sprints.ends
    joined = Surges(
        np.where((early >= 0) & (early <= _TO_SPEED_S), begun, sprints.starts),
        np.where((late >= 0) & (late <= _TO_SPEED_S), over, sprints.ends),
    )
    longer = resting.copy()
    for k in np.flatnonzero((early > _TO_SPEED_S) & (early <= _SPLINTER_S)).tolist():
        longer[begun[k] : sprints.starts[k]] = True
    for k in np.flatnonzero((late > _TO_SPEED_S) & (late <= _SPLINTER_S)).tolist():
        longer[sprints.ends[k] : over[k]] = True
    return joined, longer


def _detect(
    signals: Signals, terrain: Ints, steady: float, resting: Bools, *, history: float | None, from_positions: bool
) -> tuple[Surges, Rule]:
    """Find sprints by the steady speed; where there are fewer than two, repeats by their likeness."""
    if not np.isfinite(steady):
        return Surges.none(), "steady speed"
    excess = excess_of(signals, steady, from_positions=from_positions)
    surges = find_surges(signals, excess, resting, terrain < 0)
    found = keep_sprints(signals, excess, surges, resting, terrain > 0, from_positions=from_positions)
    if len(found.starts) < 2:
        repeats = find_repeats(signals)
        if len(repeats.starts) and (history is None or _faster_than(signals, repeats, history)):
            return repeats, "likeness"
    return complete_set(signals, excess, found, resting), "steady speed"


def _faster_than(signals: Signals, repeats: Surges, steady: float) -> bool:
    """Return whether repeats are faster than a steady speed that is known: else they are running between stops."""
    inside = mask_of(*repeats, len(signals))
    return bool(signals.level_speed[inside].mean() >= _LIKENESS_RATIO * steady)


def _overlapping(these: Surges, others: Surges) -> Bools:
    """Return which stretches share at least half of themselves with the others."""
    if len(others.starts) == 0:
        return np.zeros(len(these.starts), dtype=bool)
    low = np.maximum(these.starts[:, None], others.starts)
    shared = np.maximum(np.minimum(these.ends[:, None], others.ends) - low, 0).sum(axis=1)
    half: Bools = 2 * shared >= these.ends - these.starts
    return half


def _outside(found: Surges, marked: Surges) -> Surges:
    outside = ~_overlapping(found, marked)
    return Surges(found.starts[outside], found.ends[outside])
