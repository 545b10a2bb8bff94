"""Load per muscle group, summed over days and weeks."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from runtone.training.weeks.active_weeks import kept_weeks, with_weeks
from runtone.training.weeks.calendar import Calendar
from runtone.training.weeks.days import Day, Runs, as_date, dated_runs
from runtone.vocabulary import GROUPS, HARD_ZONES


def weekly_load(
    runs: Runs, muscle_load: pd.DataFrame, calendar: Calendar, muscle_zones: pd.DataFrame | None = None
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

    Returns
    -------
    pandas.DataFrame
        One row a week and group, in order of week and then of `runtone.muscles.GROUPS`: ``week``, ``muscle_group``,
        ``easy_minutes``, of these ``concentric`` and ``eccentric`` (0 for the core, which is undivided),
        ``sd_easy_minutes`` (standard deviations of one group add up; only where the load has them),
        ``hard_minutes`` (minutes in the zones hard and sprint; only with zones), ``kept``, ``excused``, ``finished``.
    """
    dated = with_weeks(dated_runs(runs, calendar.today), calendar)
    weeks = kept_weeks(dated, calendar)
    sums = _grouped(dated, "week", muscle_load, muscle_zones)
    rows = pd.MultiIndex.from_product([weeks["week"], GROUPS], names=["week", "muscle_group"])
    table = sums.reindex(rows, fill_value=0.0).reset_index()
    return table.merge(weeks[["week", "kept", "excused", "finished"]], on="week", how="left", validate="many_to_one")


def daily_load(runs: Runs, muscle_load: pd.DataFrame, today: Day) -> pd.DataFrame:
    """Return the load of each muscle group on each day, from the day of the first run to today.

    Parameters
    ----------
    runs, muscle_load : pandas.DataFrame
        As `weekly_load` takes them.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a day and group: ``local_date``, ``muscle_group``, ``easy_minutes``, ``concentric``, ``eccentric``;
        zeros on days without a run.
    """
    dated = dated_runs(runs, today)
    sums = _grouped(dated, "local_date", muscle_load, None)
    last = as_date(today)
    first = dated["local_date"].iloc[0] if len(dated) else last + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    rows = pd.MultiIndex.from_product([pd.Index(days, dtype=object), GROUPS], names=["local_date", "muscle_group"])
    return sums.reindex(rows, fill_value=0.0).reset_index()


def _grouped(
    dated: pd.DataFrame, period: str, muscle_load: pd.DataFrame, muscle_zones: pd.DataFrame | None
) -> pd.DataFrame:
    """Return easy minutes by period and group, in total and by action."""
    key = "run_id" if "run_id" in muscle_load else "local_date"
    columns = list(dict.fromkeys([key, period]))
    when = dated[columns].drop_duplicates(key) if len(dated) else pd.DataFrame(columns=columns)
    load = muscle_load[[key, "muscle_group", "action", "easy_minutes"]].astype(
        {"muscle_group": str, "action": str, "easy_minutes": float}
    )
    if key == "local_date":
        load = load.assign(local_date=pd.to_datetime(load["local_date"]).dt.date)
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
        deviations = muscle_load.astype({"muscle_group": str}).groupby([key, "muscle_group"], as_index=False)
        of_run = deviations["sd_easy_minutes"].sum().merge(when, on=key)
        sums["sd_easy_minutes"] = of_run.groupby([period, "muscle_group"])["sd_easy_minutes"].sum()
    if muscle_zones is None:
        return sums
    hard = muscle_zones[muscle_zones["zone"].astype(str).isin(HARD_ZONES)].astype({"muscle_group": str})
    minutes = hard.merge(when, on="run_id").groupby([period, "muscle_group"])["minutes"].sum()
    return sums.join(minutes.rename("hard_minutes"), how="outer").fillna(0.0)
