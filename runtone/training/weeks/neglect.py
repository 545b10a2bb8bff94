"""Muscle groups that got less than the runner's usual weeks gave them: a matter of load, not of strength."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from runtone.training.weeks.days import Day, WeekStart, as_date, dated_runs
from runtone.training.weeks.load import weekly_load
from runtone.training.weeks.usual_weeks import UsualBand, usual_band, usual_weeks
from runtone.vocabulary import GROUPS, MUSCLES

RECENT_WEEKS = 4
# A group lags only if it fell further than the runner's groups did as a whole.
LAGGING_SHARE = 0.9
# Fewer hard minutes a week than this are too few to be missed.
LEAST_HARD_MINUTES = 2.0

FIGURES = ("easy_minutes", "hard_minutes")


def neglected_groups(
    runs: pd.DataFrame | Iterable[Any],
    muscle_load: pd.DataFrame,
    today: Day,
    week_start: WeekStart = "monday",
    excused_weeks: Iterable[Day] = (),
    muscle_zones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare each group's last four finished weeks with what was usual for it before them.

    A group is neglected if its mean week is below its own usual band and has fallen by a tenth more than the median
    group, so that running less as a whole neglects no group; or if its hard minutes are well below their usual band
    (less than two thirds of its lower end) while its easy minutes are not below theirs. The second is what flat weeks
    after hilly ones look like: easy minutes add up time, and hardly show it.

    Parameters
    ----------
    runs, muscle_load, today, week_start, excused_weeks, muscle_zones
        As `runtone.training.weekly_load` takes them. Hard minutes are compared only with zones.

    Returns
    -------
    pandas.DataFrame
        One row a muscle group: ``muscle_group``, ``easy_minutes`` (mean of the recent weeks), ``usual_easy_minutes``,
        ``ratio``; ``hard_minutes``, ``usual_hard_minutes``; ``neglected`` (``"load"``, ``"hard minutes"`` or None)
        and ``sentence``. NaN and None before there are usual weeks. The core, a rough proxy, is never called
        neglected.
    """
    dated = dated_runs(runs, today)
    load = weekly_load(dated, muscle_load, today, week_start, excused_weeks, muscle_zones)
    figures = [figure for figure in FIGURES if figure in load]
    counted = load[load["finished"] & ~load["excused"]]
    weeks = sorted(set(counted["week"]))
    first = weeks[-RECENT_WEEKS:][0] if weeks else as_date(today)
    recent = counted[np.array([week >= first for week in counted["week"]], dtype=bool)]
    usual = usual_weeks(load, first)
    mean: dict[str, dict[str, float]] = {figure: dict.fromkeys(GROUPS, math.nan) for figure in FIGURES}
    band = {figure: dict.fromkeys(GROUPS, usual_band([])) for figure in FIGURES}
    for figure in figures:
        means = recent.groupby("muscle_group")[figure].mean()
        mean[figure] = {group: float(means.get(group, math.nan)) for group in GROUPS}
        band[figure] = {group: usual_band(usual.loc[usual["muscle_group"] == group, figure]) for group in GROUPS}
    whole = float(np.median([_ratio(mean["easy_minutes"][group], band["easy_minutes"][group]) for group in MUSCLES]))
    return pd.DataFrame(
        [
            _told(
                group,
                (mean["easy_minutes"][group], band["easy_minutes"][group]),
                (mean["hard_minutes"][group], band["hard_minutes"][group]),
                whole,
            )
            for group in GROUPS
        ]
    )


def _ratio(value: float, band: UsualBand) -> float:
    return value / band.median if band.known and band.median > 0 else math.nan


def _told(group: str, load: tuple[float, UsualBand], hard: tuple[float, UsualBand], whole: float) -> dict[str, Any]:
    easy, usual_easy = load
    minutes, usual_hard = hard
    ratio = _ratio(easy, usual_easy)
    neglected = None
    if group in MUSCLES and usual_easy.known:
        if usual_easy.step(easy) in ("below", "well below"):
            neglected = "load" if ratio < LAGGING_SHARE * whole else None
        elif usual_hard.median >= LEAST_HARD_MINUTES and usual_hard.step(minutes) == "well below":
            neglected = "hard minutes"
    return {
        "muscle_group": group,
        "easy_minutes": easy,
        "usual_easy_minutes": usual_easy.median,
        "ratio": ratio,
        "hard_minutes": minutes,
        "usual_hard_minutes": usual_hard.median,
        "neglected": neglected,
        "sentence": _sentence(group, neglected, ratio, minutes, usual_hard),
    }


def _sentence(group: str, neglected: str | None, ratio: float, hard: float, usual_hard: UsualBand) -> str | None:
    name = group.replace("_", " ").capitalize()
    if neglected == "load":
        return f"{name}: {100 * ratio:.0f} % of your usual load over the last four weeks, less than the other groups."
    if neglected == "hard minutes":
        return (
            f"{name}: {hard:.0f} hard minutes a week over the last four weeks, where {usual_hard.median:.0f} are usual "
            "for you; the load as a whole is as usual."
        )
    return None
