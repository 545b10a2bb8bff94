"""Dates that are 1,024 weeks early: the satellites' week counts in ten bits, and old receivers lost count in 2019."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

ROLLOVER = timedelta(weeks=1_024)
"""GPS counts weeks in ten bits from 6 January 1980 (IS-GPS-200, 20.3.3.3.1.1); it began anew in 1999 and 2019."""

_FIRST_FIT = datetime(2007, 6, 1, tzinfo=UTC)
"""Before the format was published no device can have written it."""

_NEAR = timedelta(days=2)
_DATE = re.compile(r"(?<!\d)(20[0-4]\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))")


def is_rolled_over(start: datetime, label: str, source_format: str) -> bool:
    """Tell whether a recording is dated 1,024 weeks early.

    Parameters
    ----------
    start : datetime.datetime
        Aware; what the samples say.
    label : str
        The file's name: many hold the date as a phone or a site knew it.
    source_format : str

    Returns
    -------
    bool
        Whether the file's name tells the date 1,024 weeks later, or the file is older than its own format.
    """
    later = start + ROLLOVER
    if source_format == "fit" and start < _FIRST_FIT:
        return True
    return any(abs(told - later) <= _NEAR for told in _dates_in(label.rpartition("/")[2]))


def may_be_rolled_over(start: datetime) -> bool:
    """Tell whether a recording is so old that it may well be one dated 1,024 weeks early: hardly a runner had GPS."""
    return start < _FIRST_FIT


def _dates_in(name: str) -> list[datetime]:
    dates = []
    for found in _DATE.finditer(name):
        try:
            dates.append(datetime(*map(int, found.groups()), 12, tzinfo=UTC))  # type: ignore[arg-type, misc]
        except ValueError:
            continue
    return dates
