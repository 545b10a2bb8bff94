"""What to try next: up to two techniques that the last four weeks lacked, with a ramp guard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from runtone.muscles import GROUPS
from runtone.runner import Runner
from runtone.training.planning.planned_load import planned_load
from runtone.training.planning.planned_session import PlannedSession, PlannedSprints
from runtone.training.techniques.cards import TECHNIQUES, Technique, TechniqueName
from runtone.training.techniques.days import last_weeks, technique_days
from runtone.training.techniques.eccentric_jumps import eccentric_jumps
from runtone.training.techniques.recognition import LEAST_REPEATS
from runtone.training.weeks.days import Day, WeekStart, as_date, dated_runs, spoken_day
from runtone.training.weeks.neglect import neglected_groups
from runtone.training.weeks.readiness import STEP, Readiness, readiness
from runtone.vocabulary import MUSCLES

MOST_SUGGESTIONS: Final = 2
EASY_DAYS_BETWEEN: Final = 2
"""From one hard day to the next."""
UNSETTLED_DAYS: Final = 7
"""After a jump in braking load, for the groups that braked."""
FAMILIAR_DAYS: Final = 182
"""Sprints on the flat come after hill sprints or intervals within this time."""
LAGGING_RATIO: Final = 0.9

FIRST_SESSIONS: Final[Mapping[TechniqueName, PlannedSprints]] = {
    "hill_sprints": PlannedSprints(count=4, seconds=10, grade=0.08, recovery_s=75),
    "hiit": PlannedSprints(count=4, seconds=60, recovery_s=120, recovery="jog"),
    "sprinting": PlannedSprints(count=4, seconds=15, recovery_s=90),
}
"""The hard part of the first session that the technique's card tells."""

LEAST_RUN_DAYS: Final[Mapping[TechniqueName, int]] = {
    "skipping": 6,
    "hill_sprints": 8,
    "squat_jumps": 8,
    "sprinting": 8,
    "hiit": 10,
}
"""Days with a run in the last 28 below which the technique is not suggested; a choice of caution."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A technique to try.

    Parameters
    ----------
    technique : Technique
        Its card: what it is, which groups it loads and why, cautions.
    why : str
        What the last four weeks lacked, and which groups lag.
    how_to_begin : str
        The first session.
    not_before : datetime.date
        The first day that has an easy day between it and the last hard one.
    expected : dict of str to float
        Easy minutes that the hard part asks of each muscle group, as the model estimates it; empty where no model
        does (skipping and squat jumps).
    guard : str
        Why it is no more than this, in one sentence.
    """

    technique: Technique
    why: str
    how_to_begin: str
    not_before: date
    expected: dict[str, float]
    guard: str

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
    held_back : str or None
        Why there is none, where it is not for lack of something new.
    techniques : pandas.DataFrame
        As `runtone.training.last_weeks` gives it: how often each technique was done, and when last.
    sentence : str
        One sentence for the runner.
    """

    suggestions: tuple[Suggestion, ...]
    held_back: str | None
    techniques: pd.DataFrame
    sentence: str


def technique_advice(
    runs: pd.DataFrame | Iterable[Any],
    segments: pd.DataFrame,
    muscle_load: pd.DataFrame,
    today: Day,
    runner: Runner | None = None,
    week_start: WeekStart = "monday",
    excused_weeks: Iterable[Day] = (),
    logged: pd.DataFrame | None = None,
    muscle_zones: pd.DataFrame | None = None,
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
    runs, segments, muscle_load, muscle_zones : pandas.DataFrame
        The frames over many runs; those of the last 40 weeks say all that is asked of them. With the load by
        ``segment``, a jump in braking on the way down is seen too.
    today : datetime.date
    runner : Runner, optional
        The steady speed and the foot strike are used for the expected load.
    week_start : {"monday", "sunday"}
    excused_weeks : iterable of datetime.date or str
    logged : pandas.DataFrame, optional
        Techniques logged by hand, as `runtone.training.technique_days` takes them.

    Returns
    -------
    Advice
    """
    now = as_date(today)
    dated = dated_runs(runs, now)
    done = technique_days(dated, segments, now, logged)
    techniques = last_weeks(done, now)
    ready = readiness(dated, muscle_load, now)
    if ready.held_back is not None:
        return Advice(suggestions=(), held_back=ready.held_back, techniques=techniques, sentence=ready.held_back)
    lag = neglected_groups(dated, muscle_load, now, week_start, excused_weeks, muscle_zones)
    unsettled = _unsettled(dated, segments, muscle_load, now)
    lacking = techniques.loc[techniques["lacking"], "technique"].tolist()
    candidates = [
        technique
        for technique in TECHNIQUES
        if technique.name in lacking and _open_to(technique, ready, done, unsettled, now)
    ]
    candidates.sort(key=lambda technique: -sum(_lag_of(lag)[group] for group in technique.groups))
    last_days = techniques.set_index("technique")["last_day"].to_dict()
    day, room = _free_day(done, now), dict(ready.room)
    suggestions: list[Suggestion] = []
    for technique in candidates:
        told = _suggestion(technique, room, runner or Runner(), lag, last_days[technique.name], day)
        if told is not None and len(suggestions) < MOST_SUGGESTIONS:
            suggestions.append(told)
            # Both together stay within the guard, on days that do not touch.
            room = {group: left - told.expected.get(group, 0.0) for group, left in room.items()}
            day += timedelta(days=EASY_DAYS_BETWEEN)
    return Advice(
        suggestions=tuple(suggestions),
        held_back=None,
        techniques=techniques,
        sentence=_sentence(suggestions, lacking, unsettled),
    )


def _unsettled(dated: pd.DataFrame, segments: pd.DataFrame, muscle_load: pd.DataFrame, today: date) -> set[str]:
    """Return the groups whose braking load jumped within the last week."""
    jumps = eccentric_jumps(dated, muscle_load, today, segments if "segment" in muscle_load else None)
    recent = [day > today - timedelta(days=UNSETTLED_DAYS) for day in jumps["local_date"]]
    return set(jumps.loc[recent, "muscle_group"])


def _open_to(technique: Technique, ready: Readiness, done: pd.DataFrame, unsettled: set[str], today: date) -> bool:
    if ready.run_days < LEAST_RUN_DAYS[technique.name] or unsettled.intersection(technique.groups):
        return False
    if technique.name != "sprinting":
        return True
    familiar = done[done["technique"].isin(["hill_sprints", "hiit", "sprinting"])]
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
    technique: Technique, room: dict[str, float], runner: Runner, lag: pd.DataFrame, last_day: date | None, day: date
) -> Suggestion | None:
    """Return the suggestion of a technique, or None where its smallest session breaks the ramp guard."""
    expected: dict[str, float] = {}
    how_to_begin = technique.how_to_begin
    guard = "A watch does not see it, so its load is not estimated; the amount is that of a first time."
    if technique.seen_in_runs:
        first = FIRST_SESSIONS[technique.name]
        fitting = _fitting(first, room, runner)
        if fitting is None:
            return None
        count, expected = fitting
        if count < first.count:
            how_to_begin += f" {count} times are enough for now."
        guard = (
            f"Even on top of your last seven days it keeps every muscle group within {100 * STEP:.0f} % above the "
            "fullest of the four weeks before."
        )
    return Suggestion(
        technique=technique,
        why=_why(technique, lag, last_day),
        how_to_begin=how_to_begin,
        not_before=day,
        expected=expected,
        guard=guard,
    )


def _fitting(first: PlannedSprints, room: dict[str, float], runner: Runner) -> tuple[int, dict[str, float]] | None:
    """Return the most repeats of a first session that the room allows, and their load."""
    for count in range(first.count, LEAST_REPEATS - 1, -1):
        sprints = PlannedSprints(
            count=count,
            seconds=first.seconds,
            grade=first.grade,
            recovery_s=first.recovery_s,
            recovery=first.recovery,
        )
        groups = planned_load(PlannedSession(sprints=(sprints,)), runner).groups.set_index("muscle_group")
        load = {group: float(groups["easy_minutes"][group]) for group in MUSCLES}
        if all(load[group] <= room[group] for group in MUSCLES):
            return count, load
    return None


def _why(technique: Technique, lag: pd.DataFrame, last_day: date | None) -> str:
    lacked = "Your last four weeks had none" + (f", the last was on {spoken_day(last_day)}." if last_day else ".")
    own = lag[lag["muscle_group"].isin(technique.groups)]
    reasons = own["sentence"].dropna().tolist()
    return " ".join([lacked, *reasons, technique.loads])


def _sentence(suggestions: list[Suggestion], lacking: list[str], unsettled: set[str]) -> str:
    if suggestions:
        names = " or ".join(suggestion.technique.title.lower() for suggestion in suggestions)
        return f"Your last four weeks lacked {names}."
    if not lacking:
        return "Your last four weeks held every technique."
    if unsettled:
        names = " and ".join(group.replace("_", " ") for group in GROUPS if group in unsettled)
        return f"Nothing new for now: the braking load of your {names} jumped within the last seven days."
    return "Nothing new fits your last four weeks; go on as you are."
