"""Local days: the one place that says which day a run belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from runtone.errors import SettingsError

Day = date | datetime | str
Runs = pd.DataFrame | Iterable[Any]
"""One row a run, or runs that were analysed, as `dated_runs` takes them."""

MOST_STRAY_DAYS: Final = 2
LONGEST_BREAK: Final = timedelta(days=366)

# Where a frame of runs may hold its moving time, best first, with the factor that makes seconds of it.
_DURATION_COLUMNS: Mapping[str, float] = {
    "moving_s": 1.0,
    "moving_min": 60.0,
    "minutes": 60.0,
    "duration_s": 1.0,
    "timer_s": 1.0,
    "elapsed_s": 1.0,
}


def as_date(day: Day) -> date:
    """Return a calendar day from a date, a datetime (its own wall clock), or an ISO 8601 text.

    Parameters
    ----------
    day : datetime.date, datetime.datetime, pandas.Timestamp or str
        ``"2026-03-09"`` and ``"2026-W11"`` (its Monday) are both understood.

    Returns
    -------
    datetime.date

    Raises
    ------
    SettingsError
        The value is not a day.
    """
    if isinstance(day, str):
        try:
            return datetime.fromisoformat(day).date()
        except ValueError:
            msg = f"{day!r} is not a day; write it as year-month-day, for example 2026-03-09."
            raise SettingsError(msg) from None
    return _whole_day(day)


def _whole_day(day: Any) -> date:
    if not isinstance(day, date) or pd.isna(day):
        msg = f"{day!r} is not a day; a date is expected."
        raise SettingsError(msg)
    return day.date() if isinstance(day, datetime) else day


def local_date(start_time: datetime, time_zone: str) -> date:
    """Return the calendar day on the runner's own clock at an instant.

    A run belongs, as a whole, to the day on which it began: one that starts at 23:40 and ends after midnight is the
    evening's run.

    Parameters
    ----------
    start_time : datetime.datetime or pandas.Timestamp
        Instant of the run's first sample; an aware one. A naive one is taken as UTC.
    time_zone : str
        IANA name of the zone in which the run began, for example ``"Europe/Berlin"``.

    Returns
    -------
    datetime.date

    Raises
    ------
    SettingsError
        There is no time zone of that name.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        msg = f"There is no time zone called {time_zone!r}; an IANA name such as Europe/Berlin is expected."
        raise SettingsError(msg) from None
    aware = start_time if start_time.tzinfo is not None else start_time.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(zone).date()


def dated_runs(runs: Runs, today: Day | None = None) -> pd.DataFrame:
    """Return one row a run with its local day and moving time, however the runs were given.

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run, of mapping
        A frame one row a run, or objects with a ``summary`` mapping, or such mappings themselves. The day is read from
        ``local_date``, else from ``start_time`` with ``time_zone`` (or the wall clock that ``start_time`` shows), else
        from ``date``. The time is read from ``moving_s``, else ``moving_min`` or ``minutes``, else ``duration_s``,
        ``timer_s`` or ``elapsed_s``.
    today : datetime.date, optional
        Runs of later days are left out.

    Returns
    -------
    pandas.DataFrame
        The columns given, then ``local_date`` (object, `datetime.date`) and ``moving_s`` [s] (NaN where unknown), in
        order of day; ties keep the order of their moving time, so the order of the rows given does not matter.

    Raises
    ------
    SettingsError
        Rows without any column that tells the day.
    """
    frame = runs if isinstance(runs, pd.DataFrame) else _frame_of(runs)
    days = pd.Series(_days(frame), index=frame.index, dtype=object)
    dated = frame.assign(local_date=days, moving_s=_moving_s(frame))
    dated = dated[days.notna().to_numpy()]
    if today is not None:
        last = as_date(today)
        dated = dated[(dated["local_date"] <= last).to_numpy(bool)]
    return dated.sort_values(["local_date", "moving_s"], kind="stable").reset_index(drop=True)


def first_real_day(dated: pd.DataFrame) -> date | None:
    """Return the day on which a history begins: not that of a watch whose clock was never set.

    Such runs are years too early. A day or two with runs, and then none for more than a year, is no beginning, as long
    as others follow.

    Parameters
    ----------
    dated : pandas.DataFrame
        With ``local_date``, in any order.

    Returns
    -------
    datetime.date or None
        None without a run.
    """
    days = sorted({as_date(day) for day in dated["local_date"]})
    for at in range(min(MOST_STRAY_DAYS, len(days) - 1), 0, -1):
        if days[at] - days[at - 1] > LONGEST_BREAK:
            return days[at]
    return days[0] if days else None


def _frame_of(runs: Iterable[Any]) -> pd.DataFrame:
    """Return the summaries of runs as a frame."""
    return pd.DataFrame([dict(run if isinstance(run, Mapping) else run.summary) for run in runs])


def _days(frame: pd.DataFrame) -> list[date | None]:
    """Return the local day of each row; None where it is missing."""
    if not len(frame):
        return []
    if "local_date" in frame:
        return [_day_or_none(value) for value in frame["local_date"]]
    if "start_time" in frame and "time_zone" in frame:
        return [_local_day(start, zone) for start, zone in zip(frame["start_time"], frame["time_zone"], strict=True)]
    for column in ("date", "day", "local_start", "start_time"):
        if column in frame:
            return [_day_or_none(value) for value in frame[column]]
    msg = "The runs have no column that tells their day; local_date (or start_time with time_zone) is expected."
    raise SettingsError(msg)


def _day_or_none(value: Any) -> date | None:
    # Plain dates are by far the most common, and a long history has many.
    if type(value) is date:
        return value
    return None if pd.isna(value) else as_date(value)


def _local_day(start: Any, zone: Any) -> date | None:
    if pd.isna(start):
        return None
    if pd.isna(zone):
        return as_date(start)
    return local_date(pd.Timestamp(start).to_pydatetime(warn=False), str(zone))


def _moving_s(frame: pd.DataFrame) -> pd.Series[float]:
    """Return the moving time of each row [s], from the best column that has one."""
    moving = pd.Series(float("nan"), index=frame.index, dtype=float)
    for column, seconds in _DURATION_COLUMNS.items():
        if column in frame:
            given = _seconds_or_number(frame[column]) * seconds
            moving = moving.fillna(given)
    return moving.where(moving >= 0)


def _seconds_or_number(column: pd.Series[Any]) -> pd.Series[float]:
    """Return a column as floats; time differences become seconds."""
    if pd.api.types.is_timedelta64_dtype(column):
        return pd.to_timedelta(column).dt.total_seconds()
    return pd.to_numeric(column, errors="coerce").astype(float)
