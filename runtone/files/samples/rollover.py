"""Dates that are 1,024 weeks early: the satellites' week counts in ten bits, and old receivers lost count in 2019."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd

from runtone.files.activity import Activity, Outcome

ROLLOVER = timedelta(weeks=1_024)
"""GPS counts weeks in ten bits from 6 January 1980 (IS-GPS-200, 20.3.3.3.1.1); it began anew in 1999 and 2019."""

FIRST_FIT = datetime(2007, 6, 1, tzinfo=UTC)
"""Before the format was published no device can have written it, and hardly a runner had GPS."""

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
    if source_format == "fit" and start < FIRST_FIT:
        return True
    return any(abs(told - later) <= _NEAR for told in _dates_in(label.rpartition("/")[2]))


def with_right_dates(found: list[Outcome], label: str, said: bool | None = None) -> list[Outcome]:
    """Return the activities of one file, dated 1,024 weeks later where their receiver lost count of weeks.

    Parameters
    ----------
    found : list of Outcome
        In order of time.
    label : str
        The file's name.
    said : bool or None
        What the runner says: whether the dates are 1,024 weeks early. Where nothing is said, the file's name and format
        tell, and a warning says so.
    """
    first = next((each for each in found if isinstance(each, Activity)), None)
    if first is None or first.start_time is None or said is False:
        return found
    if said or is_rolled_over(first.start_time, label, first.source_format or ""):
        return [_moved(each, label) if isinstance(each, Activity) else each for each in found]
    return [_doubted(each, label) if isinstance(each, Activity) else each for each in found]


def _moved(activity: Activity, label: str) -> Activity:
    assert activity.start_time is not None
    before, after = activity.start_time, activity.start_time + ROLLOVER
    warning = (
        f"{label}: its date, {before:%Y-%m-%d}, is 1,024 weeks early, as of receivers that lost count of GPS weeks; it "
        f"was dated {after:%Y-%m-%d}."
    )
    return replace(
        activity,
        records=_later(activity.records, "time"),
        laps=_later(activity.laps, "start_time", "end_time"),
        pauses=_later(activity.pauses, "start_time", "end_time"),
        start_time=after,
        date_moved=True,
        warnings=(warning, *activity.warnings),
    )


def _later(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    return frame.assign(**{name: frame[name] + ROLLOVER for name in names})


def _doubted(activity: Activity, label: str) -> Activity:
    start = activity.start_time
    if start is None or start >= FIRST_FIT:
        return activity
    warning = (
        f"{label}: it is dated {start:%Y-%m-%d}; if it was run on {start + ROLLOVER:%Y-%m-%d}, its receiver lost count "
        "of GPS weeks."
    )
    return replace(activity, warnings=(warning, *activity.warnings))


def _dates_in(name: str) -> list[datetime]:
    dates = []
    for found in _DATE.finditer(name):
        try:
            dates.append(datetime(*map(int, found.groups()), 12, tzinfo=UTC))  # type: ignore[arg-type, misc]
        except ValueError:
            continue
    return dates
