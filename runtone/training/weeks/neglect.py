"""Muscle groups that got less than the runner's usual weeks gave them: a matter of load, not of strength."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs, dated_runs
from runtone.training.weeks.hard_days import hard_days
from runtone.training.weeks.usual_weeks import UsualBand, usual_band, usual_weeks
from runtone.training.weeks.weekly_load import weekly_load
from runtone.vocabulary import GROUPS, MUSCLES

RECENT_WEEKS = 4
# A group lags only if it fell further than the runner's groups did as a whole.
LAGGING_SHARE = 0.9
# Fewer hard minutes a week than this are too few to be missed.
LEAST_HARD_MINUTES = 2.0
# A group that has them as a rule and had none for so long is without them, whatever its weeks add up to.
LONGEST_WITHOUT_DAYS = 21


class Shortage(StrEnum):
    """What a neglected group got too little of."""

    LOAD = "load"
    HARD_MINUTES = "hard minutes"


FIGURES = ("easy_minutes", "hard_minutes")


def neglected_groups(
    runs: Runs, muscle_load: pd.DataFrame, calendar: Calendar, muscle_zones: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Compare each group's last four finished weeks with what was usual for it before them.

    A group is neglected if its mean week is below its own usual band and has fallen by a tenth more than the median
    group, so that running less as a whole neglects no group; or if its hard minutes are well below their usual band
    (less than two thirds of its lower end), or there were none for three weeks, while its easy minutes are not below
    theirs. The second is what flat weeks after hilly ones look like: easy minutes add up time, and hardly show it.

    Parameters
    ----------
    runs, muscle_load, calendar, muscle_zones
        As `runtone.training.weekly_load` takes them. Hard minutes are compared only with zones.

    Returns
    -------
    pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``easy_minutes`` (mean of the recent weeks), ``usual_easy_minutes``,
        ``ratio``; ``hard_minutes``, ``usual_hard_minutes``, ``days_since_hard``; ``neglected`` (a `Shortage` or
        None). NaN and None before there are usual weeks. The core, a rough proxy, is never called neglected.
    """
    load = weekly_load(runs, muscle_load, calendar, muscle_zones)
    figures = [figure for figure in FIGURES if figure in load]
    counted = load[load["finished"] & ~load["excused"]]
    weeks = sorted(set(counted["week"]))
    first = weeks[-RECENT_WEEKS:][0] if weeks else calendar.today
    recent = counted[np.array([week >= first for week in counted["week"]], dtype=bool)]
    usual = usual_weeks(load, first)
    mean: dict[str, dict[str, float]] = {figure: dict.fromkeys(GROUPS, math.nan) for figure in FIGURES}
    band = {figure: dict.fromkeys(GROUPS, usual_band([])) for figure in FIGURES}
    for figure in figures:
        means = recent.groupby("muscle_group")[figure].mean()
        mean[figure] = {group: float(means.get(group, math.nan)) for group in GROUPS}
        band[figure] = {group: usual_band(usual.loc[usual["muscle_group"] == group, figure]) for group in GROUPS}
    since = _days_since_hard(runs, calendar, muscle_zones)
    whole = float(np.median([_ratio(mean["easy_minutes"][group], band["easy_minutes"][group]) for group in MUSCLES]))
    return pd.DataFrame(
        [
            _row(
                group,
                (mean["easy_minutes"][group], band["easy_minutes"][group]),
                (mean["hard_minutes"][group], band["hard_minutes"][group]),
                whole,
                since.get(group, math.nan),
            )
            for group in GROUPS
        ]
    )


def _ratio(value: float, band: UsualBand) -> float:
    return value / band.median if band.known and band.median > 0 else math.nan


def _days_since_hard(runs: Runs, calendar: Calendar, muscle_zones: pd.DataFrame | None) -> dict[str, float]:
    if muscle_zones is None:
        return {}
    days = dated_runs(runs, calendar.today)[["run_id", "local_date"]]
    since = hard_days(muscle_zones.drop(columns="local_date", errors="ignore").merge(days, on="run_id"), calendar.today)
    return dict(zip(since["muscle_group"], since["days_since"], strict=True))


def _row(
    group: str, load: tuple[float, UsualBand], hard: tuple[float, UsualBand], whole: float, days_since_hard: float
) -> dict[str, Any]:
    easy, usual_easy = load
    minutes, usual_hard = hard
    ratio = _ratio(easy, usual_easy)
    neglected: Shortage | None = None
    if group in MUSCLES and usual_easy.known:
        if usual_easy.step(easy) in ("below", "well below"):
            neglected = Shortage.LOAD if ratio < LAGGING_SHARE * whole else None
        elif usual_hard.median >= LEAST_HARD_MINUTES and (
            usual_hard.step(minutes) == "well below" or days_since_hard >= LONGEST_WITHOUT_DAYS
        ):
            neglected = Shortage.HARD_MINUTES
    return {
        "muscle_group": group,
        "easy_minutes": easy,
        "usual_easy_minutes": usual_easy.median,
        "ratio": ratio,
        "hard_minutes": minutes,
        "usual_hard_minutes": usual_hard.median,
        "days_since_hard": days_since_hard,
        "neglected": neglected,
    }
