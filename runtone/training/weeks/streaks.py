"""Streaks of kept weeks, with grace for one missed week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

KEPT_WEEKS_PER_GRACE = 4


@dataclass(frozen=True, kw_only=True)
class Streak:
    """Weeks kept in a row.

    Parameters
    ----------
    current : int
        Kept weeks of the streak that is still alive; 0 where there is none.
    longest : int
        Kept weeks of the longest streak.
    grace_available : bool
        Whether one missed week would be forgiven now.
    kept_until_grace : int
        Kept weeks that are still wanted until a missed week is forgiven again; 0 where one would be.
    forgiven : int
        Missed weeks that the current streak passed over: with one, the weeks are not all in a row.
    """

    current: int
    longest: int
    grace_available: bool
    kept_until_grace: int
    forgiven: int = 0


Mark = Literal["kept", "missed", "passed over"]


class _Walk(NamedTuple):
    """A streak followed from its first week on, as far as it goes."""

    kept: int
    kept_since_forgiven: int
    """Weeks kept since the last forgiven one; as many as earn grace where none was forgiven."""
    forgiven: tuple[int, ...]
    alive: bool


def streak_of(weeks: pd.DataFrame) -> tuple[Streak, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return the streak of a table of weeks, and which missed weeks were forgiven.

    A streak begins with a kept week and counts kept weeks. It forgives one missed week, and another once four weeks
    were kept since; a missed week that it cannot forgive ends it. A forgiven week is not counted, an excused one is
    passed over. The current week counts when it is kept, and ends nothing while it is not.

    A missed week can be forgiven by one streak and be the end of an older one: the streak that is still alive is the
    longest that reaches the present by this rule. So excusing a week never shortens any streak.

    Parameters
    ----------
    weeks : pandas.DataFrame
        As `kept_weeks` gives it: ``kept``, ``excused``, ``finished``, in order of time.

    Returns
    -------
    streak : Streak
    forgiven : numpy.ndarray of bool, shape (n_weeks,)
        The missed weeks that the current or the longest streak passed over.
    """
    marks = _marks(weeks)
    walks = [_walk(marks, start) for start in _starts(marks)]
    current = next((walk for walk in walks if walk.alive), _Walk(0, KEPT_WEEKS_PER_GRACE, (), True))
    longest = max(walks, key=lambda walk: walk.kept, default=current)
    forgiven = np.zeros(len(marks), dtype=bool)
    forgiven[[*current.forgiven, *longest.forgiven]] = True
    wanted = max(0, KEPT_WEEKS_PER_GRACE - current.kept_since_forgiven)
    streak = Streak(
        current=current.kept,
        longest=longest.kept,
        grace_available=wanted == 0,
        kept_until_grace=wanted,
        forgiven=len(current.forgiven),
    )
    return streak, forgiven


def _marks(weeks: pd.DataFrame) -> list[Mark]:
    """Return what each week is to a streak."""
    kept, excused, finished = (weeks[column].to_numpy(bool) for column in ("kept", "excused", "finished"))
    mark = np.where(excused, "passed over", np.where(kept, "kept", np.where(finished, "missed", "passed over")))
    return list(mark)


def _starts(marks: list[Mark]) -> list[int]:
    """Return the weeks on which a streak can begin: kept ones that do not follow a kept one.

    A streak that began later within a row of kept weeks would be shorter, and no more forgiving.
    """
    starts, follows_kept = [], False
    for week, mark in enumerate(marks):
        if mark == "kept" and not follows_kept:
            starts.append(week)
        if mark != "passed over":
            follows_kept = mark == "kept"
    return starts


def _walk(marks: list[Mark], start: int) -> _Walk:
    """Follow a streak from its first week to its end, or to the present."""
    kept, since = 0, KEPT_WEEKS_PER_GRACE
    forgiven: list[int] = []
    pending: list[int] = []
    for week in range(start, len(marks)):
        if marks[week] == "kept":
            kept, since = kept + 1, since + 1
            forgiven, pending = forgiven + pending, []
        elif marks[week] == "missed":
            if since < KEPT_WEEKS_PER_GRACE:
                return _Walk(kept, since, tuple(forgiven), alive=False)
            since = 0
            pending = [week]
    return _Walk(kept, since, (*forgiven, *pending), alive=True)
