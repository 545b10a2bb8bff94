"""Weekly consistency: one score of 0 to 100 with its four parts, and a streak that forgives one missed week."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from runtone.errors import SettingsError
from runtone.training.weeks.active_weeks import kept_weeks
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Day, Runs, dated_runs, first_real_day
from runtone.training.weeks.streaks import Streak, streak_of
from runtone.vocabulary import WeekStart

TARGETS: Final = range(1, 8)
"""Days a week that a runner can aim for."""
SCORED_WEEKS = 8
HALF_LIFE_WEEKS = 4.0
# Weeks from the first run on, or left after excused ones are taken out, before a number means anything.
LEAST_SCORED_WEEKS = 2

PRESENCE_POINTS = 30.0
FREQUENCY_POINTS = 35.0
STEADINESS_POINTS = 20.0
SPACING_POINTS = 15.0

# A week within a quarter of a doubling of the median (84 to 119 % of it) is as steady as it need be.
STEADY_OCTAVES = 0.25
# Empty days beyond an even spread that are free, and how many more cost all of the points.
FREE_EMPTY_DAYS = 2
COSTLY_EMPTY_DAYS = 14

State = Literal["building", "excused", "steady", "mostly steady", "on and off", "quiet"]


class Part(NamedTuple):
    """One part of the score: the points it gives, and the points it can give."""

    points: float
    maximum: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Consistency:
    """How consistent the weeks are.

    Parameters
    ----------
    score : int or None
        0 to 100; None while there is too little to score (`state` is then ``"building"`` or ``"excused"``).
    parts : dict of str to Part
        ``presence`` (of 30), ``frequency`` (of 35), ``steadiness`` (of 20), ``spacing`` (of 15), unrounded; they add up
        to the score before rounding. Empty where there is no score.
    streak : Streak
        Kept weeks in a row, with grace for one missed week.
    weeks : pandas.DataFrame
        One row a week as `runtone.training.kept_weeks` gives it, with ``forgiven`` (a missed week that the
        streak passed over), ``scored`` (it is one of those that the score looks at) and ``weight`` (its share among
        them).
    state : {"building", "excused", "steady", "mostly steady", "on and off", "quiet"}
        One word for the score.
    target_runs_per_week : int
        The target that was asked for.
    week_start : {"monday", "sunday"}
        The week start that was asked for.
    """

    score: int | None
    parts: dict[str, Part]
    streak: Streak
    weeks: pd.DataFrame
    state: State
    target_runs_per_week: int
    week_start: WeekStart


def consistency(
    runs: Runs,
    today: Day,
    target_runs_per_week: int = 3,
    week_start: str = WeekStart.MONDAY,
    excused_weeks: Iterable[Day] = (),
) -> Consistency:
    """Score how consistent the runner's weeks are, and count the streak.

    The score looks at the last 8 finished calendar weeks, none before the week of the first run (a clock that was never
    set begins no history, see `first_real_day`), and takes the excused ones out. The week that finished last weighs 1,
    the one before it ``2**(-1/4)``, and so on (half-life 4 weeks); all means below are weighted so.

    - *presence*, 30 points: mean of 1 for a kept week (at least one run), 0 for a missed one;
    - *frequency*, 35 points: mean of days with a run over the target, at most 1 a week;
    - *steadiness*, 20 points: 1 less the mean, over the kept weeks whose minutes are known, of how far
      ``|log2(minutes / median)|`` goes beyond 0.25, at least 0; times presence. The median is that of the same weeks;
    - *spacing*, 15 points: 1 less a 14th for each empty day of the longest row of days without a run beyond
      ``ceil(7 / target) + 2``, between 0 and 1. Only days of the scored weeks count, from the first run on; the days
      of an excused week are no gap.

    The current week counts, as the youngest week, in presence and in frequency where that raises them, and in nothing
    that it would lower. The score is rounded once, at the end (an exact half to the even number). There is no number
    before two weeks, counted from that of the first run, are finished (``"building"``), nor while fewer than two of the
    last eight are left by the excused ones (``"excused"``).

    Parameters
    ----------
    runs : pandas.DataFrame or iterable of Run
        One row a run with ``local_date`` and ``moving_s`` (or what else `dated_runs` understands), or analysed runs.
    today : datetime.date
        The runner's local day.
    target_runs_per_week : int
        Days a week on which the runner means to run, 1 to 7: the runner's own word.
    week_start : {"monday", "sunday"}
    excused_weeks : iterable of datetime.date or str
        Weeks marked as ill or on holiday, each by any of its days.

    Returns
    -------
    Consistency

    Raises
    ------
    SettingsError
        A target, a week start or a day that cannot be used.

    Notes
    -----
    The rule is a display choice of runtone, not a finding. Foster's monotony and the acute:chronic ratio have no place
    in it: the first punishes regularity, and the second's evidence does not hold (Impellizzeri et al. 2020,
    "Acute:Chronic Workload Ratio: Conceptual Issues and Fundamental Pitfalls", Int J Sports Physiol Perform 15:907).

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2026-01-05", periods=84)
    >>> runs = pd.DataFrame({"local_date": days[days.day_of_week.isin([0, 2, 4])], "moving_s": 3000})
    >>> consistency(runs, today="2026-03-30").score
    100
    """
    target = as_target(target_runs_per_week)
    calendar = Calendar.on(today, week_start, excused_weeks)
    dated = dated_runs(runs, calendar.today)
    first = first_real_day(dated)
    dated = dated[np.array([day >= first for day in dated["local_date"]], dtype=bool)]
    weeks = kept_weeks(dated, calendar)
    streak, forgiven = streak_of(weeks)
    weeks = _weighted(weeks.assign(forgiven=forgiven))
    if weeks["scored"].sum() < LEAST_SCORED_WEEKS:
        ever_scored = int((weeks["finished"] & ~weeks["excused"]).sum())
        state: State = "building" if ever_scored < LEAST_SCORED_WEEKS else "excused"
        parts: dict[str, Part] = {}
        score = None
    else:
        parts = _parts(weeks, set(dated["local_date"]), target)
        # The ninth decimal is beyond any meaning and within the rounding of the sums.
        score = round(round(sum(part.points for part in parts.values()), 9))
        state = _state(score)
    return Consistency(
        score=score,
        parts=parts,
        streak=streak,
        weeks=weeks,
        state=state,
        target_runs_per_week=target,
        week_start=calendar.week_start,
    )


def as_target(target_runs_per_week: int) -> int:
    """Return a target that can be aimed for, or raise `SettingsError`."""
    if target_runs_per_week not in TARGETS:
        msg = f"A target of {target_runs_per_week:g} days a week cannot be used; 1 to 7 is expected."
        raise SettingsError(msg)
    return int(target_runs_per_week)


def _weighted(weeks: pd.DataFrame) -> pd.DataFrame:
    """Mark the weeks that are scored, with the weight of each."""
    age = int(weeks["finished"].sum()) - 1 - np.arange(len(weeks))
    scored = weeks["finished"].to_numpy(bool) & (age < SCORED_WEEKS) & ~weeks["excused"].to_numpy(bool)
    return weeks.assign(scored=scored, weight=np.where(scored, 2.0 ** (-age / HALF_LIFE_WEEKS), 0.0))


def _parts(weeks: pd.DataFrame, run_days: set[date], target: int) -> dict[str, Part]:
    scored = weeks[weeks["scored"]]
    frequency_of = np.minimum(weeks["run_days"].to_numpy(float) / target, 1.0)
    presence = _mean_with_current(weeks, weeks["kept"].to_numpy(float))
    frequency = _mean_with_current(weeks, frequency_of)
    steadiness = _steadiness(scored) * presence
    spacing = _spacing(weeks, run_days, target)
    return {
        "presence": Part(PRESENCE_POINTS * presence, PRESENCE_POINTS),
        "frequency": Part(FREQUENCY_POINTS * frequency, FREQUENCY_POINTS),
        "steadiness": Part(STEADINESS_POINTS * steadiness, STEADINESS_POINTS),
        "spacing": Part(SPACING_POINTS * spacing, SPACING_POINTS),
    }


def _mean_with_current(weeks: pd.DataFrame, value: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return the weighted mean over the scored weeks, with the current week where that raises it."""
    weight = weeks["weight"].to_numpy(float)
    finished_only = float(np.average(value, weights=weight))
    if weeks["excused"].iloc[-1]:
        return finished_only
    # The current week is one week younger than the last finished one, which weighs 1.
    weight = weight.copy()
    weight[-1] = 2.0 ** (1 / HALF_LIFE_WEEKS)
    return max(finished_only, float(np.average(value, weights=weight)))


def _steadiness(scored: pd.DataFrame) -> float:
    """Return 1 where the kept weeks have like minutes, 0 where they differ by a factor of 2.4 on average."""
    timed = scored[scored["kept"] & (scored["moving_min"] > 0)]
    if not len(timed):
        # Runs whose time is not known say nothing against steadiness; presence still multiplies this.
        return 1.0
    minutes = timed["moving_min"].to_numpy(float)
    octaves = np.abs(np.log2(minutes / np.median(minutes)))
    beyond = np.maximum(octaves - STEADY_OCTAVES, 0.0)
    return max(0.0, 1.0 - float(np.average(beyond, weights=timed["weight"].to_numpy(float))))


def _spacing(weeks: pd.DataFrame, run_days: set[date], target: int) -> float:
    """Return 1 where no row of empty days is longer than the target allows, 0 where one is 14 days longer."""
    first_run = min(run_days)
    longest = empty = 0
    for week in weeks[weeks["finished"]].iloc[-SCORED_WEEKS:].to_dict("records"):
        for number in range(7):
            day = week["week"] + timedelta(days=number)
            if day in run_days:
                empty = 0
            elif day >= first_run and not week["excused"]:
                empty += 1
            longest = max(longest, empty)
    allowed = math.ceil(7 / target) + FREE_EMPTY_DAYS
    return min(1.0, max(0.0, 1.0 - (longest - allowed) / COSTLY_EMPTY_DAYS))


def _state(score: int) -> State:
    """Return one word for a score; the borders are display choices."""
    if score >= 85:
        return "steady"
    if score >= 65:
        return "mostly steady"
    return "on and off" if score >= 40 else "quiet"
