"""Days on which calendars go wrong: whatever shows a day is tried on each of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

A_WEEK: Final = tuple(date(2026, 11, 23) + timedelta(days=at) for at in range(7))
"""Every weekday; the sample season ended on the Saturday before."""
FAR_DAYS: Final = (date(2028, 2, 29), date(2031, 7, 9))
TRICKY_DAYS: Final = (
    *A_WEEK,
    date(2026, 12, 31),  # in ISO week 53
    date(2027, 1, 1),  # in the last ISO week of the year before
    *FAR_DAYS,
    date(2027, 3, 27),  # before, on and after the day on which Europe changes to summer time, and back
    date(2027, 3, 28),
    date(2027, 3, 29),
    date(2026, 10, 24),
    date(2026, 10, 25),
    date(2026, 10, 26),
)
TRICKY_WEEKS: Final = (date(2026, 12, 28), date(2027, 3, 22), date(2028, 2, 28))
"""Mondays of weeks that hold the turn of a year, a change to summer time and a 29 February."""
