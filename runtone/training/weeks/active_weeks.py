"""Which weeks are kept: one table of weeks that the score, the streak and every calendar read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from runtone.training.weeks.days import Day, WeekStart, as_date, dated_runs, week_of, week_starts


def is_kept(run_days: int) -> bool:
    """Say whether a week is kept: it has at least one day with a run.

    The one rule; the score's presence, the streak, and every calendar use it.
    """
    return run_days >= 1


def is_finished(week: date, today: date) -> bool:
    """Say whether the week that begins on a day is over: its last day is past."""
    return week + timedelta(days=7) <= today


def excused_week_starts(excused_weeks: Iterable[Day], week_start: WeekStart) -> frozenset[date]:
    """Return the first days of the excused weeks, each of which may be named by any of its days."""
    return frozenset(week_of(day, week_start) for day in excused_weeks)


def with_weeks(dated: pd.DataFrame, week_start: WeekStart) -> pd.DataFrame:
    """Return dated runs with the first day of their ``week``."""
    of_day = {day: week_of(day, week_start) for day in set(dated["local_date"])}
    return dated.assign(week=pd.Series([of_day[day] for day in dated["local_date"]], index=dated.index, dtype=object))


def kept_weeks(
    runs: pd.DataFrame | Iterable[Any],
    today: Day,
    week_start: WeekStart = "monday",
    excused_weeks: Iterable[Day] = (),
) -> pd.DataFrame:
    """Return one row a week, from the week of the first run to the current one, weeks without a run among them.

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run
        As `dated_runs` takes them.
    today : datetime.date
        The runner's local day.
    week_start : {"monday", "sunday"}
    excused_weeks : iterable of datetime.date or str
        Any day of each week that the runner marked as ill or on holiday.

    Returns
    -------
    pandas.DataFrame
        ``week`` and ``last_day`` (`datetime.date`, first and last day), ``runs``, ``run_days`` (days with a run; at
        most 7), ``moving_min`` [min] (0 where no run's time is known), ``kept``, ``excused``, ``finished`` (its last
        day is past). Empty where there is no run up to today.
    """
    dated = with_weeks(dated_runs(runs, today), week_start)
    starts = week_starts(dated["local_date"].iloc[0], as_date(today), week_start) if len(dated) else []
    number = {start: row for row, start in enumerate(starts)}
    of_run = np.array([number[week] for week in dated["week"]], dtype=int)
    of_day = [number[week_of(day, week_start)] for day in set(dated["local_date"])]
    run_days = np.bincount(of_day, minlength=len(starts)) if starts else np.zeros(0, dtype=int)
    # Summed in minutes of whole seconds sorted by size, so that the order of the rows given cannot change a digit.
    moving = np.zeros(len(starts))
    np.add.at(moving, of_run, np.nan_to_num(dated["moving_s"].to_numpy(float)) / 60)
    excused = excused_week_starts(excused_weeks, week_start)
    return pd.DataFrame(
        {
            "week": pd.Series(starts, dtype=object),
            "last_day": pd.Series([start + timedelta(days=6) for start in starts], dtype=object),
            "runs": np.bincount(of_run, minlength=len(starts)) if starts else np.zeros(0, dtype=int),
            "run_days": run_days,
            "moving_min": moving,
            "kept": [is_kept(int(days)) for days in run_days],
            "excused": [start in excused for start in starts],
            "finished": [is_finished(start, as_date(today)) for start in starts],
        }
    ).astype({"kept": bool, "excused": bool, "finished": bool})
