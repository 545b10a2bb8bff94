"""Daily load per muscle group and its exponential means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from runtone.muscles import GROUPS
from runtone.training.weeks.days import Day
from runtone.training.weeks.weekly_load import daily_load

MEAN_DAYS = (7, 28, 42)
# Before a week of days is known, a mean would be the first run's load and no more.
LEAST_DAYS = 7


def daily_trends(
    runs: pd.DataFrame | Iterable[Any],
    muscle_load: pd.DataFrame,
    today: Day,
    muscle_stress: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the daily load, and stress, of each muscle group with its 7, 28 and 42 day exponential means.

    Parameters
    ----------
    runs, muscle_load, muscle_stress : pandas.DataFrame
        As `runtone.training.weekly_load` takes them.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a day and group from the first run's day to today, in order of day and group: the columns of
        `runtone.training.daily_load`, then ``mean_7_days``, ``mean_28_days``, ``mean_42_days`` [easy minutes a day]
        and, of the eccentric part, ``eccentric_mean_7_days`` and so on; with stress, ``stress_mean_7_days`` and so on
        [stress minutes a day]. NaN in the first 6 days.

    Notes
    -----
    An *N* day mean weighs a day that is *k* days old by ``exp(-k / N)``, and is divided by the weights of the days
    known, so it does not begin too low. The three spans are display choices: a week, a month, and the six weeks
    customary in charts of training load. They are not time constants of any muscle.
    """
    table = daily_load(runs, muscle_load, today, muscle_stress)
    days = len(table) // len(GROUPS)
    added = {}
    meant = {"": "easy_minutes", "eccentric_": "eccentric", "stress_": "stress_minutes"}
    for prefix, column in meant.items():
        if column not in table:
            continue
        by_day = table[column].to_numpy(float).reshape(days, len(GROUPS))
        for span in MEAN_DAYS:
            added[f"{prefix}mean_{span}_days"] = exponential_mean(by_day, span).ravel()
    return table.assign(**added)


def exponential_mean(
    daily: np.ndarray[tuple[int, int], np.dtype[np.float64]], days: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the exponential mean up to each day.

    Parameters
    ----------
    daily : numpy.ndarray, shape (n_days, n_columns)
        One row a day, without gaps.
    days : float
        The age at which a day weighs 1/e [days].

    Returns
    -------
    numpy.ndarray, shape (n_days, n_columns)
        NaN in the first 6 days.
    """
    if not len(daily):
        return daily.copy()
    fade = float(np.exp(-1.0 / days))
    # adjusted: the weights of the days that there are add up to one
    fading = pd.DataFrame(daily).ewm(alpha=1.0 - fade, adjust=True, min_periods=LEAST_DAYS)
    return np.asarray(fading.mean(), dtype=np.float64)
