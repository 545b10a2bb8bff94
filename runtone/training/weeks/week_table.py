"""The one table of weeks that overview, muscles, shares and saved files draw from."""

from __future__ import annotations

import pandas as pd

from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Runs
from runtone.training.weeks.totals import weekly_totals
from runtone.training.weeks.usual_weeks import REACH_BACK_WEEKS, with_usual
from runtone.training.weeks.weekly_load import weekly_load

TOTALS = ("distance_m", "moving_s", "runs")


def week_table(
    runs: Runs,
    muscle_load: pd.DataFrame,
    calendar: Calendar,
    weeks: int,
    muscle_stress: pd.DataFrame | None = None,
    figure: str = "easy_minutes",
) -> pd.DataFrame:
    """Return the newest weeks up to the current one: what was run, and each group's load beside what was usual.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run with its local day, ``moving_s`` and ``distance_m``.
    muscle_load : pandas.DataFrame
        As `weekly_load` takes it; of so many weeks and the `REACH_BACK_WEEKS` before them.
    calendar : Calendar
    weeks : int
        How many; fewer where the runner began later.
    muscle_stress : pandas.DataFrame, optional
        As `weekly_load` takes it.
    figure : str
        The column of `weekly_load` that the usual bands and the steps are of.

    Returns
    -------
    pandas.DataFrame
        One row a week and group, in their order: ``week``, ``unfinished``, ``distance_m``, ``moving_s``, ``runs`` (of
        the whole week), then the columns of `with_usual`.
    """
    earliest = calendar.weeks_back(weeks - 1 + REACH_BACK_WEEKS)
    totals = weekly_totals(runs, calendar)
    totals = totals[[week >= earliest for week in totals["week"]]].assign(moving_s=totals["moving_min"] * 60)
    load = weekly_load(runs, muscle_load, calendar, muscle_stress=muscle_stress)
    load = with_usual(load[[week >= earliest for week in load["week"]]].reset_index(drop=True), figure)
    first = calendar.weeks_back(weeks - 1)
    shown = load[[week >= first for week in load["week"]]]
    table = shown.merge(totals.reindex(columns=["week", *TOTALS]), on="week", how="left", validate="many_to_one")
    return table.fillna(dict.fromkeys(TOTALS, 0)).assign(unfinished=~table["finished"])
