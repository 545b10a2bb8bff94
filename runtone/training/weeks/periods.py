"""Totals of months, and of the week, month and year so far, each against the last one up to the same day."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from typing import Final

import pandas as pd

from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs, dated_runs, first_real_day

PERIODS: Final = ("week", "month", "year")
SUMMED: Final = ("distance_m", "moving_s", "ascent_m")


def period_totals(runs: Runs, calendar: Calendar) -> pd.DataFrame:
    """Return what was run in the current week, month and year so far, and in the last ones up to the same day.

    The last month's same day is its last one where it has fewer days; the last year's 29 February is the 28th.

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run
        As `runtone.training.weeks.days.dated_runs` takes them, with ``distance_m`` and ``ascent_m`` where known.
    calendar : Calendar

    Returns
    -------
    pandas.DataFrame
        Two rows a period, in the order of `PERIODS`: ``period``, ``last`` (False of the current one, True of the one
        before), ``first_day``, ``last_day``, ``runs``, ``distance_m``, ``moving_s`` and ``ascent_m`` (NaN where there
        were runs and none tells it).
    """
    dated = _dated(runs, calendar)
    spans = [(period, last, *_span(period, calendar, last=last)) for period in PERIODS for last in (False, True)]
    days = pd.to_datetime(dated["local_date"])
    rows = []
    for period, last, first, until in spans:
        own = dated[((days >= pd.Timestamp(first)) & (days <= pd.Timestamp(until))).to_numpy(bool)]
        sums = own[list(SUMMED)].sum(min_count=1 if len(own) else 0)
        rows.append(
            {"period": period, "last": last, "first_day": first, "last_day": until, "runs": len(own), **sums.to_dict()}
        )
    return pd.DataFrame(rows)


def _dated(runs: Runs, calendar: Calendar) -> pd.DataFrame:
    """Return the runs with their days and what is summed of them, NaN where it is not told."""
    dated = dated_runs(runs, calendar.today)
    for column in SUMMED:
        dated[column] = dated[column].astype(float) if column in dated else float("nan")
    return dated


def _span(period: str, calendar: Calendar, *, last: bool) -> tuple[date, date]:
    """Return the first and the last day of a period so far, or of the one before it up to the same day."""
    today = calendar.today
    if period == "week":
        back = timedelta(weeks=int(last))
        return calendar.this_week - back, today - back
    if period == "year":
        year = today.year - int(last)
        return date(year, 1, 1), _day_of(year, today.month, today.day)
    first = today.replace(day=1)
    if last:
        first = (first - timedelta(days=1)).replace(day=1)
    return first, _day_of(first.year, first.month, today.day)


def _day_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def monthly_totals(runs: Runs, calendar: Calendar) -> pd.DataFrame:
    """Return one row a month, from that of the first real run (`first_real_day`) to the current one.

    Parameters
    ----------
    runs, calendar
        As `period_totals` takes them.

    Returns
    -------
    pandas.DataFrame
        ``month`` (its first day), ``runs``, ``run_days``, ``distance_m``, ``moving_s``, ``ascent_m`` (NaN where there
        were runs and none tells it) and ``finished``. Empty without a run.
    """
    dated = _dated(runs, calendar)
    first = first_real_day(dated)
    if first is None:
        return pd.DataFrame(columns=["month", "runs", "run_days", *SUMMED, "finished"])
    of_month = dated.groupby(pd.to_datetime(dated["local_date"]).dt.to_period("M"))
    every = pd.period_range(first, calendar.today, freq="M")
    sums = of_month[list(SUMMED)].sum(min_count=1).reindex(every)
    counts = of_month["local_date"].agg(["size", "nunique"]).reindex(every, fill_value=0)
    sums.loc[(counts["size"] == 0).to_numpy(bool)] = 0.0
    return pd.DataFrame(
        {
            "month": pd.Series([month.start_time.date() for month in every], dtype=object),
            "runs": counts["size"].to_numpy(int),
            "run_days": counts["nunique"].to_numpy(int),
            **{column: sums[column].to_numpy(float) for column in SUMMED},
            "finished": [month.end_time.date() < calendar.today for month in every],
        }
    )
