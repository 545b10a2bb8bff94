"""Which weeks are kept: one table of weeks that the score, the streak and every calendar read."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs, dated_runs


def is_active_week(run_days: int) -> bool:
    """Return whether a week is kept: it has at least one day with a run.

    The one rule; the score's presence, the streak, and every calendar use it.
    """
    return run_days >= 1


def with_weeks(dated: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """Return dated runs with the first day of their ``week``."""
    of_day = {day: calendar.week_of(day) for day in set(dated["local_date"])}
    return dated.assign(week=pd.Series([of_day[day] for day in dated["local_date"]], index=dated.index, dtype=object))


def kept_weeks(runs: Runs, calendar: Calendar) -> pd.DataFrame:
    """Return one row a week, from the week of the first run to the current one, weeks without a run among them.

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run
        As `dated_runs` takes them.
    calendar : Calendar

    Returns
    -------
    pandas.DataFrame
        ``week`` and ``last_day`` (`datetime.date`, first and last day), ``runs``, ``run_days`` (days with a run; at
        most 7), ``moving_min`` [min] (0 where no run's time is known), ``kept``, ``excused``, ``finished`` (its last
        day is past). Empty where there is no run up to today.
    """
    dated = with_weeks(dated_runs(runs, calendar.today), calendar)
    starts = calendar.weeks_since(dated["local_date"].iloc[0]) if len(dated) else []
    number = {start: row for row, start in enumerate(starts)}
    of_run = np.array([number[week] for week in dated["week"]], dtype=int)
    of_day = np.array([number[week] for week in dated.drop_duplicates("local_date")["week"]], dtype=int)
    run_days = np.bincount(of_day, minlength=len(starts))
    # Summed in minutes of whole seconds sorted by size, so that the order of the rows given cannot change a digit.
    moving = np.zeros(len(starts))
    np.add.at(moving, of_run, np.nan_to_num(dated["moving_s"].to_numpy(float)) / 60)
    return pd.DataFrame(
        {
            "week": pd.Series(starts, dtype=object),
            "last_day": pd.Series([start + timedelta(days=6) for start in starts], dtype=object),
            "runs": np.bincount(of_run, minlength=len(starts)),
            "run_days": run_days,
            "moving_min": moving,
            "kept": [is_active_week(int(days)) for days in run_days],
            "excused": [start in calendar.excused_weeks for start in starts],
            "finished": [calendar.is_finished(start) for start in starts],
        }
    ).astype({"kept": bool, "excused": bool, "finished": bool})
