"""Local days as a runner reads them: names of weekdays and months, and a run's name by its time of day."""

from __future__ import annotations

from datetime import date, datetime

DAYTIMES = ((5, "Night"), (12, "Morning"), (17, "Afternoon"), (22, "Evening"), (24, "Night"))
"""Until which hour what time of day it is."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Not from the C library, whose names depend on the machine's language."""
MONTHS = tuple(name[:3] for name in MONTH_NAMES)


def day(value: date, *, weekday: bool = True, year: bool = True) -> str:
    """Return ``"Tue 3 Nov 2026"``, or parts of it."""
    parts = [WEEKDAYS[value.weekday()]] if weekday else []
    parts += [str(value.day), MONTHS[value.month - 1]]
    return " ".join([*parts, str(value.year)] if year else parts)


def day_and_month(value: date) -> str:
    """Return a day as it is said in a sentence: ``"12 April"``."""
    return f"{value.day} {MONTH_NAMES[value.month - 1]}"


def month_name(value: date) -> str:
    """Return ``"November 2026"``."""
    return f"{MONTH_NAMES[value.month - 1]} {value.year}"


def local_start(value: datetime) -> str:
    """Return ``"Tue 3 Nov 2026, 06:42"`` of a time that is already local to the run."""
    return f"{day(value.date())}, {value:%H:%M}"


def run_name(name: object, local: datetime) -> str:
    """Return what a run is called, or where nobody named it, when it was: ``"Morning run"``."""
    if isinstance(name, str) and name:
        return name
    return f"{next(word for until, word in DAYTIMES if local.hour < until)} run"
