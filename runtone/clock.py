"""The one door through which the time comes in: now, and today where the runner is.

Everything left of the library is given its day. ``RUNTONE_TODAY`` pins the day, so that the product and its tests can
be tried on any date; the time of day goes on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from runtone.settings import settings


def now() -> datetime:
    """Return this moment in UTC."""
    moment = datetime.now(UTC)
    pinned = settings().today
    return moment if pinned is None else datetime.combine(pinned, moment.timetz())


def today(time_zone: str | None = None) -> date:
    """Return the day that it is in a time zone, by its IANA name; in UTC where there is none of that name."""
    return settings().today or datetime.now(_zone(time_zone)).date()


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")
