"""What is usual for a runner: a robust band of each muscle group's own recent weeks, and where a week stands to it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from runtone.errors import SettingsError
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Day, Runs, dated_runs
from runtone.training.weeks.weekly_load import daily_load, weekly_load
from runtone.vocabulary import GROUPS, Step

USUAL_WEEKS = 12
LEAST_USUAL_WEEKS = 4
REACH_BACK_WEEKS = 26
"""What is usual looks back so far: whoever compares a week reads so many before it."""
# A runner as regular as clockwork has quartiles next to the median; less than this is no difference to speak of.
LEAST_HALF_WIDTH = 0.15
# Beyond the band by this factor again, "below" becomes "well below", and "above" "well above".
WELL_BEYOND = 1.5

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

Span = Literal["week", "seven days"]


@dataclass(frozen=True, kw_only=True)
class UsualBand:
    """The runner's own usual band of one figure of one muscle group.

    Parameters
    ----------
    low, median, high : float
        The band and its middle, in the figure's own unit; NaN before there are usual weeks.
    weeks : int
        How many weeks it is made of.
    """

    low: float
    median: float
    high: float
    weeks: int = 0

    @property
    def known(self) -> bool:
        """Whether there are enough weeks to call anything usual."""
        return math.isfinite(self.median)

    def step(self, value: float, *, finished: bool = True) -> Step | None:
        """Return which of five steps a value stands on; None before there are usual weeks, or where nothing is usual.

        ``well below`` is less than two thirds of the band's lower end, ``well above`` more than one and a half times
        its upper end. A week that is not finished may still reach the band: below it, it is ``still open``.
        """
        if not self.known or self.median <= 0:
            return None
        if value < self.low and not finished:
            return Step.STILL_OPEN
        if value < self.low:
            return Step.WELL_BELOW if value < self.low / WELL_BEYOND else Step.BELOW
        if value > self.high:
            return Step.WELL_ABOVE if value > self.high * WELL_BEYOND else Step.ABOVE
        return Step.USUAL


def usual_band(values: Iterable[float]) -> UsualBand:
    """Return the band of a figure's usual weeks, from the newest 12 of them.

    The band reaches from the first quartile to the third, and at least 15 % to either side of the median: the median
    and the quartiles are hardly moved by one race or one holiday, and the floor keeps a very regular runner from
    being told of differences that no estimate can see.

    Parameters
    ----------
    values : iterable of float
        The figure in each usual week, oldest first.

    Returns
    -------
    UsualBand
        Unknown (NaN) where there are fewer than 4 weeks.

    Notes
    -----
    Twelve weeks, quartiles and 15 % are display choices.
    """
    newest = np.array(list(values)[-USUAL_WEEKS:], dtype=float)
    low, median, high = band_limits(newest)
    return UsualBand(low=float(low), median=float(median), high=float(high), weeks=len(newest))


def band_limits(values: Floats) -> Floats:
    """Return the lower end, the middle and the upper end of the band of figures in usual weeks.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_weeks, ...)
        Any number of figures, oldest week first; the newest 12 weeks count.

    Returns
    -------
    numpy.ndarray, shape (3, ...)
        NaN where there are fewer than 4 weeks.
    """
    newest = values[-USUAL_WEEKS:]
    if len(newest) < LEAST_USUAL_WEEKS:
        return np.full((3, *values.shape[1:]), np.nan)
    low, median, high = np.quantile(newest, [0.25, 0.5, 0.75], axis=0)
    width = LEAST_HALF_WIDTH * median
    return np.stack([np.minimum(low, median - width), median, np.maximum(high, median + width)])


def usual_weeks(weeks: pd.DataFrame, before: date) -> pd.DataFrame:
    """Return the weeks that say what was usual before a given one.

    They are finished, not excused, have a run, and began at most 26 weeks before. A week without a run is a missed
    one, and missing weeks must not lower what is usual.

    Parameters
    ----------
    weeks : pandas.DataFrame
        A table with ``week``, ``kept``, ``excused`` and ``finished``.
    before : datetime.date
        First day of the week in question.
    """
    earliest = before - timedelta(days=7 * REACH_BACK_WEEKS)
    in_reach = np.array([earliest <= week < before for week in weeks["week"]], dtype=bool)
    return weeks[in_reach & can_be_usual(weeks)]


def can_be_usual(weeks: pd.DataFrame) -> Bools:
    """Say which weeks may tell what is usual: they are finished and kept, and not excused."""
    return (weeks["kept"] & weeks["finished"] & ~weeks["excused"]).to_numpy(bool)


def usual_bands(load: pd.DataFrame, before: date, figure: str = "easy_minutes") -> dict[str, UsualBand]:
    """Return each muscle group's usual band before a given week.

    Parameters
    ----------
    load : pandas.DataFrame
        As `weekly_load` gives it.
    before : datetime.date
        First day of the week in question; that week and later ones do not count.
    figure : str
        The column of `load` that is meant.

    Returns
    -------
    dict of str to UsualBand
        One a group, in the order of `runtone.muscles.GROUPS`.
    """
    usual = usual_weeks(load, before).sort_values("week", kind="stable")
    return {group: usual_band(usual.loc[usual["muscle_group"] == group, figure]) for group in GROUPS}


def with_usual(load: pd.DataFrame, figure: str = "easy_minutes") -> pd.DataFrame:
    """Put what was usual before each week beside the load of that week.

    Parameters
    ----------
    load : pandas.DataFrame
        As `weekly_load` gives it: a row a week and group, no week left out.
    figure : str
        The column of `load` that is meant.

    Returns
    -------
    pandas.DataFrame
        With ``low``, ``median``, ``high`` (the usual band before that week; NaN before there was one) and ``step`` (one
        of `runtone.vocabulary.STEPS`, or None).
    """
    of_week = load.iloc[:: len(GROUPS)]
    minutes = load[figure].to_numpy(float)
    loads = minutes.reshape(len(of_week), len(GROUPS))
    usual = can_be_usual(of_week)
    bands = np.full((3, *loads.shape), np.nan)
    for number in range(len(of_week)):
        before = slice(max(0, number - REACH_BACK_WEEKS), number)
        bands[:, number] = band_limits(loads[before][usual[before]])
    low, median, high = bands.reshape(3, -1)
    of_row = zip(low, median, high, minutes, load["finished"], strict=True)
    steps = [UsualBand(low=a, median=b, high=c).step(value, finished=over) for a, b, c, value, over in of_row]
    return load.assign(low=low, median=median, high=high, step=pd.Series(steps, index=load.index, dtype=object))


@dataclass(frozen=True, kw_only=True, eq=False)
class BaselineComparison:
    """Where a week stands to the runner's usual weeks.

    Parameters
    ----------
    groups : pandas.DataFrame
        One row a muscle group: ``muscle_group``, the figure compared, ``low``, ``median``, ``high`` (its usual band),
        ``step`` (``well below`` to ``well above``, or ``still open``; None before there are usual weeks), ``ratio`` (to
        the median; NaN where still open, for part of a week is not compared with a whole one) and ``still_open`` (easy
        minutes up to the lower end of the band; 0 where it is reached).
    usual_weeks : int
        How many weeks the bands are made of; too few to compare with below `LEAST_USUAL_WEEKS`.
    finished : bool
        False for a week that is still running, in which no group is below its usual, only still open.
    """

    groups: pd.DataFrame
    usual_weeks: int
    finished: bool

    @property
    def known(self) -> bool:
        """Whether there is anything to compare with."""
        return self.usual_weeks >= LEAST_USUAL_WEEKS


def compare_with_baseline(
    runs: Runs,
    muscle_load: pd.DataFrame,
    calendar: Calendar,
    span: Span = "week",
    of_week: Day | None = None,
    muscle_stress: pd.DataFrame | None = None,
    figure: str = "easy_minutes",
) -> BaselineComparison:
    """Compare each muscle group's load, or its stress, with the runner's own usual weeks.

    Parameters
    ----------
    runs, muscle_load, calendar, muscle_stress
        As `weekly_load` takes them.
    figure : str
        The column of `weekly_load` that is compared.
    span : {"week", "seven days"}
        The calendar week so far, or the seven days that end today, which are a whole week on any day.
    of_week : datetime.date, optional
        Any day of an earlier week, to look back at it; the current week by default.

    Returns
    -------
    BaselineComparison

    Raises
    ------
    SettingsError
        A span that is neither, or seven days of an earlier week.
    """
    if span not in get_args(Span) or (span == "seven days" and of_week is not None):
        msg = f"A week is compared over the span week or, up to today, over seven days; not over {span!r}."
        raise SettingsError(msg)
    dated = dated_runs(runs, calendar.today)
    week = calendar.this_week if of_week is None else calendar.week_of(of_week)
    load = weekly_load(dated, muscle_load, calendar, muscle_stress=muscle_stress)
    bands = usual_bands(load, week, figure)
    last_day = week + timedelta(days=6) if span == "week" else calendar.today
    days = daily_load(dated, muscle_load, calendar.today, muscle_stress)
    inside = np.array([timedelta() <= last_day - day < timedelta(days=7) for day in days["local_date"]], dtype=bool)
    sums = days[inside].groupby("muscle_group")[figure].sum().reindex(GROUPS, fill_value=0.0)
    finished = span == "seven days" or calendar.is_finished(week)
    return BaselineComparison(
        groups=pd.DataFrame(
            [
                {"muscle_group": group, figure: float(sums[group])}
                | _compared(float(sums[group]), bands[group], finished)
                for group in GROUPS
            ]
        ),
        usual_weeks=next(iter(bands.values())).weeks,
        finished=finished,
    )


def _compared(value: float, band: UsualBand, finished: bool) -> dict[str, Any]:
    step = band.step(value, finished=finished)
    compared = band.known and band.median > 0 and step is not Step.STILL_OPEN
    return {
        "low": band.low,
        "median": band.median,
        "high": band.high,
        "ratio": value / band.median if compared else math.nan,
        "step": step,
        "still_open": max(0.0, band.low - value) if band.known else math.nan,
    }
