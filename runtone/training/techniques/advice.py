"""What to try next: up to two techniques that the last four weeks lacked, with a ramp guard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from runtone.runner import Runner
from runtone.training.planning.planned_load import planned_load
from runtone.training.planning.planned_session import PlannedHills, PlannedSession, PlannedSprints
from runtone.training.techniques.cards import TECHNIQUES, Technique, TechniqueName
from runtone.training.techniques.eccentric_jumps import eccentric_jumps
from runtone.training.techniques.recognition import LEAST_REPEATS, recognised_techniques
from runtone.training.techniques.technique_days import last_weeks, technique_days
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import dated_runs
from runtone.training.weeks.neglect import neglected_groups
from runtone.training.weeks.readiness import GUARDED, RECENT_DAYS, HeldBack, Readiness, readiness
from runtone.training.weeks.run_frames import RunFrames
from runtone.vocabulary import GROUPS, MUSCLES

MOST_SUGGESTIONS: Final = 2
EASY_DAYS_BETWEEN: Final = 2
"""From one hard day to the next."""
UNSETTLED_DAYS: Final = 7
"""After a jump in braking load, for the groups that braked."""
FAMILIAR_DAYS: Final = 182
"""Sprints on the flat come after hill sprints or intervals within this time."""
LAGGING_RATIO: Final = 0.9

FIRST_SESSIONS: Final[Mapping[TechniqueName, PlannedSprints | PlannedHills]] = {
    TechniqueName.HILL_SPRINTS: PlannedSprints(count=4, seconds=10, grade=0.08, recovery_s=75),
    TechniqueName.HIIT: PlannedSprints(count=4, seconds=60, recovery_s=120, recovery="jog"),
    TechniqueName.SPRINTING: PlannedSprints(count=4, seconds=15, recovery_s=90),
    TechniqueName.TEMPO: PlannedSprints(count=3, seconds=480, recovery_s=120, recovery="jog"),
    TechniqueName.LONG_HILLS: PlannedHills(count=4, length_m=350, grade=0.06),
}
"""The hard part of the first session that the technique's card tells."""

LEAST_RUN_DAYS: Final[Mapping[TechniqueName, int]] = {
    TechniqueName.SKIPPING: 6,
    TechniqueName.HILL_SPRINTS: 8,
    TechniqueName.SQUAT_JUMPS: 8,
    TechniqueName.SPRINTING: 8,
    TechniqueName.HIIT: 10,
    TechniqueName.TEMPO: 10,
    TechniqueName.LONG_HILLS: 10,
    TechniqueName.LONG_RUN: 10,
}
LONGER_RUN: Final = 1.1
"""The first long run, in longest runs of the last four weeks."""
"""Days with a run in the last 28 below which the technique is not suggested; a choice of caution."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A technique to try.

    Parameters
    ----------
    technique : Technique
        Its card: what it is, which groups it loads and why, cautions.
    last_day : datetime.date or None
        When it was done last.
    lag : tuple of dict
        Rows of `neglected_groups` of the groups that it loads.
    repeats : int or None
        How many repeats of the card's first session the ramp guard allows, where these are fewer.
    not_before : datetime.date
        The first day that has an easy day between it and the last hard one.
    expected : pandas.DataFrame
        ``easy_minutes`` and ``stress_minutes`` that the hard part asks of each muscle group, by group, as the model
        estimates them; 0 where no model does (skipping and squat jumps).
    """

    technique: Technique
    last_day: date | None
    lag: tuple[dict[Any, Any], ...]
    repeats: int | None
    not_before: date
    expected: pd.DataFrame

    @property
    def groups(self) -> tuple[str, ...]:
        """The muscle groups that it loads most."""
        return self.technique.groups


@dataclass(frozen=True, kw_only=True, eq=False)
class Advice:
    """What to try next.

    Parameters
    ----------
    suggestions : tuple of Suggestion
        At most two, the one that fits best first.
    held_back : HeldBack or None
        Why there is none, where it is not for lack of something new.
    unsettled : tuple of str
        Groups whose braking load jumped within the last week.
    techniques : pandas.DataFrame
        As `runtone.training.last_weeks` gives it: how often each technique was done, and when last.
    """

    suggestions: tuple[Suggestion, ...]
    held_back: HeldBack | None
    unsettled: tuple[str, ...]
    techniques: pd.DataFrame


def technique_advice(
    frames: RunFrames, calendar: Calendar, runner: Runner | None = None, logged: pd.DataFrame | None = None
) -> Advice:
    """Suggest up to two techniques that the last four weeks lacked.

    Techniques that load groups which lag behind the runner's own usual weeks come first (`neglected_groups` counts
    twice, a ratio below 0.9 once), then those that are gentler to begin with. A technique is left out while the runner
    has too few days with a run for it, for a week after a jump in braking load of a group that it loads, and, for
    sprints on the flat, before hill sprints or intervals have been done within half a year. Nothing is suggested where
    `runtone.training.readiness` holds back, and no session that would break its ramp guard: repeats are taken
    away, and below three of them the technique. The same weeks give the same advice.

    Parameters
    ----------
    frames : RunFrames
        Over many runs; those of the last 40 weeks say all that is asked of them, but for when a technique was last
        seen, which `RunFrames.techniques` of all history says. With the load by ``segment``, a jump in braking on the
        way down is seen too.
    calendar : Calendar
    runner : Runner, optional
        The steady speed and the foot strike are used for the expected load.
    logged : pandas.DataFrame, optional
        Techniques logged by hand, as `runtone.training.technique_days` takes them.

    Returns
    -------
    Advice
    """
    today = calendar.today
    dated = dated_runs(frames.runs, today)
    frames = frames._replace(runs=dated)
    seen = recognised_techniques(frames.segments, dated) if frames.techniques is None else frames.techniques
    done = technique_days(seen, today, logged)
    techniques = last_weeks(done, today)
    ready = readiness(dated, frames.muscle_load, today, frames.muscle_stress)
    if ready.held_back is not None:
        return Advice(suggestions=(), held_back=ready.held_back, unsettled=(), techniques=techniques)
    lag = neglected_groups(dated, frames.muscle_load, calendar, frames.muscle_zones)
    unsettled = _unsettled(frames, today)
    lacking = set(techniques.loc[techniques["lacking"], "technique"])
    candidates = [
        technique
        for technique in TECHNIQUES
        if technique.name in lacking and _open_to(technique, ready, done, unsettled, today)
    ]
    candidates.sort(key=lambda technique: -sum(_lag_of(lag)[group] for group in technique.groups))
    last_days = techniques.set_index("technique")["last_day"].to_dict()
    day, room = _free_day(done, today), ready.room
    suggestions: list[Suggestion] = []
    for technique in candidates:
        sessions = _first_sessions(technique.name, dated, today)
        suggestion = _suggestion(technique, sessions, room, runner or Runner(), lag, last_days[technique.name], day)
        if suggestion is not None and len(suggestions) < MOST_SUGGESTIONS:
            suggestions.append(suggestion)
            # Both together stay within the guard, on days that do not touch.
            room = room - suggestion.expected[room.columns]
            day += timedelta(days=EASY_DAYS_BETWEEN)
    return Advice(
        suggestions=tuple(suggestions),
        held_back=None,
        unsettled=tuple(group for group in GROUPS if group in unsettled),
        techniques=techniques,
    )


def _unsettled(frames: RunFrames, today: date) -> set[str]:
    """Return the groups whose braking load jumped within the last week."""
    by_segment = "segment" in frames.muscle_load
    jumps = eccentric_jumps(frames.runs, frames.muscle_load, today, frames.segments if by_segment else None)
    recent = [day > today - timedelta(days=UNSETTLED_DAYS) for day in jumps["local_date"]]
    return set(jumps.loc[recent, "muscle_group"])


def _open_to(technique: Technique, ready: Readiness, done: pd.DataFrame, unsettled: set[str], today: date) -> bool:
    if ready.run_days < LEAST_RUN_DAYS[technique.name] or unsettled.intersection(technique.groups):
        return False
    if technique.name != TechniqueName.SPRINTING:
        return True
    familiar = done[done["technique"].isin([TechniqueName.HILL_SPRINTS, TechniqueName.HIIT, TechniqueName.SPRINTING])]
    return any(day > today - timedelta(days=FAMILIAR_DAYS) for day in familiar["local_date"])


def _lag_of(lag: pd.DataFrame) -> dict[str, int]:
    """Return how far each group lags: 2 where it is neglected, 1 where it got less than usual, else 0."""
    return {
        row["muscle_group"]: 2 if row["neglected"] else int(row["ratio"] < LAGGING_RATIO)
        for row in lag.to_dict("records")
    }


def _free_day(done: pd.DataFrame, today: date) -> date:
    """Return the first day from today on with an easy day between it and the last hard one."""
    last = max(done["local_date"], default=None)
    return today if last is None else max(today, last + timedelta(days=EASY_DAYS_BETWEEN))


def _suggestion(
    technique: Technique,
    sessions: list[PlannedSession],
    room: pd.DataFrame,
    runner: Runner,
    lag: pd.DataFrame,
    last_day: date | None,
    day: date,
) -> Suggestion | None:
    """Return the suggestion of a technique, or None where its smallest session breaks the ramp guard."""
    expected = pd.DataFrame(0.0, index=list(MUSCLES), columns=list(GUARDED))
    repeats = None
    if technique.seen_in_runs:
        fitting = _fitting(sessions, room, runner)
        if fitting is None:
            return None
        fewer, expected = fitting
        repeats = _repeats(sessions[fewer]) if fewer else None
    return Suggestion(
        technique=technique,
        last_day=last_day,
        lag=tuple(row for row in lag.to_dict("records") if row["muscle_group"] in technique.groups),
        repeats=repeats,
        not_before=day,
        expected=expected,
    )


def _first_sessions(technique: TechniqueName, dated: pd.DataFrame, today: date) -> list[PlannedSession]:
    """Return the first session of a technique, and the same with fewer repeats, down to the fewest that are one."""
    if technique is TechniqueName.LONG_RUN:
        recent = [day > today - timedelta(days=RECENT_DAYS) for day in dated["local_date"]]
        longest = float(dated.loc[recent, "moving_s"].max()) / 60.0
        return [PlannedSession(easy_minutes=LONGER_RUN * longest)] if longest > 0 else []
    first = FIRST_SESSIONS.get(technique)
    if first is None:
        return []
    fewer = [replace(first, count=count) for count in range(first.count, LEAST_REPEATS - 1, -1)]
    return [
        PlannedSession(hills=(each,)) if isinstance(each, PlannedHills) else PlannedSession(sprints=(each,))
        for each in fewer
    ]


def _repeats(session: PlannedSession) -> int:
    return sum(hills.count for hills in session.hills) + sum(sprints.count for sprints in session.sprints)


def _fitting(sessions: list[PlannedSession], room: pd.DataFrame, runner: Runner) -> tuple[int, pd.DataFrame] | None:
    """Return the place of the first session that the room allows, and what it asks of each group."""
    for place, session in enumerate(sessions):
        asked = planned_load(session, runner).groups.set_index("muscle_group").loc[list(MUSCLES), list(GUARDED)]
        if (asked[room.columns] <= room).all(axis=None):
            return place, asked
    return None
