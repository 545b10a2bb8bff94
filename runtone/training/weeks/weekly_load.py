"""Load and stress per muscle group, summed over days and weeks."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from runtone.training.weeks.active_weeks import kept_weeks, with_weeks
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Day, Runs, as_date, dated_runs
from runtone.vocabulary import GROUPS, HARD_ZONES

STRESS = ("stress_minutes", "push_stress_minutes", "brake_stress_minutes")


def weekly_load(
    runs: Runs,
    muscle_load: pd.DataFrame,
    calendar: Calendar,
    muscle_zones: pd.DataFrame | None = None,
    muscle_stress: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the load of each muscle group in each week, weeks without a run among them.

    Parameters
    ----------
    runs : pandas.DataFrame
        One row a run with its local day.
    muscle_load : pandas.DataFrame
        Long: ``run_id``, ``muscle_group``, ``action``, ``easy_minutes``; summed over segments or not. Without
        ``run_id``, sums of days with their ``local_date``.
    calendar : Calendar
    muscle_zones : pandas.DataFrame, optional
        Long: ``run_id``, ``muscle_group``, ``zone``, ``minutes``.
    muscle_stress : pandas.DataFrame, optional
        Long: ``run_id`` (or ``local_date``), ``muscle_group`` and the measures of `STRESS`.

    Returns
    -------
    pandas.DataFrame
        One row a week and group, in order of week and then of `runtone.muscles.GROUPS`: ``week``, ``muscle_group``,
        ``easy_minutes``, of these ``concentric`` and ``eccentric`` (0 for the core, which is undivided),
        ``sd_easy_minutes`` (standard deviations of one group add up; only where the load has them),
        ``hard_minutes`` (minutes in the zones hard and sprint; only with zones), the measures of `STRESS` (only with
        stress), ``kept``, ``excused``, ``finished``.
    """
    dated = with_weeks(dated_runs(runs, calendar.today), calendar)
    weeks = kept_weeks(dated, calendar)
    sums = _grouped(dated, "week", muscle_load, muscle_zones, muscle_stress)
    rows = pd.MultiIndex.from_product([weeks["week"], GROUPS], names=["week", "muscle_group"])
    table = sums.reindex(rows, fill_value=0.0).reset_index()
    return table.merge(weeks[["week", "kept", "excused", "finished"]], on="week", how="left", validate="many_to_one")


def daily_load(
    runs: Runs, muscle_load: pd.DataFrame, today: Day, muscle_stress: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the load of each muscle group on each day, from the day of the first run to today.

    Parameters
    ----------
    runs, muscle_load, muscle_stress : pandas.DataFrame
        As `weekly_load` takes them.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a day and group: ``local_date``, ``muscle_group``, ``easy_minutes``, ``concentric``, ``eccentric``,
        and the measures of `STRESS` (only with stress); zeros on days without a run.
    """
    dated = dated_runs(runs, today)
    sums = _grouped(dated, "local_date", muscle_load, None, muscle_stress)
    last = as_date(today)
    first = dated["local_date"].iloc[0] if len(dated) else last + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = pd.MultiIndex.from_product([pd.Index(days, dtype=object), GROUPS], names=["local_date", "muscle_group"])
    return sums.reindex(rows, fill_value=0.0).reset_index()


def _grouped(
    dated: pd.DataFrame,
    period: str,
    muscle_load: pd.DataFrame,
    muscle_zones: pd.DataFrame | None,
    muscle_stress: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return easy minutes by period and group, in total and by action; hard minutes and stress where they are given."""
    key, when = _periods(dated, period, muscle_load)
    load = _keyed(muscle_load, key).astype({"action": str, "easy_minutes": float})
    # By run first, so that the many segments of a long history are summed once and in one order.
    by_run = load.groupby([key, "muscle_group", "action"], as_index=False)["easy_minutes"].sum()
    by_action = (
        by_run.merge(when, on=key)
        .pivot_table(index=[period, "muscle_group"], columns="action", values="easy_minutes", aggfunc="sum")
        .reindex(columns=["concentric", "eccentric", "undivided"])
        .fillna(0.0)
    )
    sums = pd.DataFrame(
        {
            "easy_minutes": by_action.sum(axis=1),
            "concentric": by_action["concentric"],
            "eccentric": by_action["eccentric"],
        }
    )
    if "sd_easy_minutes" in muscle_load:
        sums = sums.join(_summed(load, key, when, period, ["sd_easy_minutes"]))
    if muscle_zones is not None:
        zone_key, zone_when = _periods(dated, period, muscle_zones)
        hard = _keyed(muscle_zones[muscle_zones["zone"].astype(str).isin(HARD_ZONES)], zone_key)
        minutes = _summed(hard, zone_key, zone_when, period, ["minutes"])
        sums = sums.join(minutes.rename(columns={"minutes": "hard_minutes"}), how="outer").fillna(0.0)
    if muscle_stress is not None:
        stress_key, stress_when = _periods(dated, period, muscle_stress)
        sums = sums.join(_summed(_keyed(muscle_stress, stress_key), stress_key, stress_when, period, list(STRESS)))
    return sums


def _periods(dated: pd.DataFrame, period: str, figures: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return what figures are keyed by, runs or days, and the period of each."""
    key = "run_id" if "run_id" in figures else "local_date"
    columns = list(dict.fromkeys([key, period]))
    return key, dated[columns].drop_duplicates(key) if len(dated) else pd.DataFrame(columns=columns)


def _keyed(figures: pd.DataFrame, key: str) -> pd.DataFrame:
    named = figures.astype({"muscle_group": str})
    return named if key == "run_id" else named.assign(local_date=pd.to_datetime(named["local_date"]).dt.date)


def _summed(figures: pd.DataFrame, key: str, when: pd.DataFrame, period: str, names: list[str]) -> pd.DataFrame:
    of_key = figures.groupby([key, "muscle_group"], as_index=False)[names].sum()
    return of_key.merge(when, on=key).groupby([period, "muscle_group"])[names].sum()
