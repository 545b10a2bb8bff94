"""Streaks of kept weeks, with grace for one missed week."""

from __future__ import annotations

from dataclasses import dataclass

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
        Kept weeks that are still wanted until a missed week is forgiven again; 0 where it already is.
    """

    current: int
    longest: int
    grace_available: bool
    kept_until_grace: int


def streak_of(weeks: pd.DataFrame) -> tuple[Streak, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return the streak of a table of weeks, and which missed weeks it forgave.

    A streak counts kept weeks. It forgives one missed week, and may forgive another once four weeks were kept since;
    a missed week that cannot be forgiven ends it, and the next kept week begins a new one. A forgiven week is not
    counted, an excused one is passed over. The current week is counted when it is kept, and breaks nothing while it
    is not.

    Parameters
    ----------
    weeks : pandas.DataFrame
        As `kept_weeks` gives it: ``kept``, ``excused``, ``finished``, in order of time.

    Returns
    -------
    streak : Streak
    forgiven : numpy.ndarray of bool, shape (n_weeks,)
    """
    forgiven = np.zeros(len(weeks), dtype=bool)
    length = longest = since_grace = 0
    grace = True
    for row, week in enumerate(weeks[["kept", "excused", "finished"]].itertuples(index=False)):
        if week.excused:
            continue
        if week.kept:
            length, since_grace = length + 1, since_grace + 1
            grace = grace or since_grace >= KEPT_WEEKS_PER_GRACE
            longest = max(longest, length)
        elif not week.finished:
            continue
        elif grace and length:
            grace, since_grace = False, 0
            forgiven[row] = True
        else:
            length, since_grace, grace = 0, 0, True
    wanted = 0 if grace else KEPT_WEEKS_PER_GRACE - since_grace
    return Streak(current=length, longest=longest, grace_available=grace, kept_until_grace=wanted), forgiven
