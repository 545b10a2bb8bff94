"""Which days were run, a month of them, and opening one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from runtone.dashboard.charts import month_calendar
from runtone.dashboard.charts.calendar import DayTotals
from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import run_rows
from runtone.dashboard.view import View


def days_run(runs: pd.DataFrame, first: date) -> dict[date, DayTotals]:
    """Return what was run on each local day from the first on."""
    recent = runs[pd.to_datetime(runs["local_date"]) >= pd.Timestamp(first)]
    by_day = recent.groupby("local_date").agg(
        runs=("run_id", "size"), moving_s=("moving_s", "sum"), distance_m=("distance_m", "sum")
    )
    return {
        pd.Timestamp(on).date(): DayTotals(
            int(row.runs), float(np.nan_to_num(row.moving_s)), float(np.nan_to_num(row.distance_m))
        )
        for on, row in zip(by_day.index, rows_of(by_day), strict=True)
    }


def open_day(view: View, iso_day: str) -> None:
    """Open the run of a day, or the list of the day's runs where there are several."""
    on = date.fromisoformat(iso_day)
    found = run_rows(view.state, start=on, end=on)
    if len(found) == 1:
        view.goto("run", {"run": int(found["run_id"].iloc[0])})
    elif len(found):
        view.goto("runs", {"from": iso_day, "to": iso_day})


def show_month(view: View) -> None:
    """Show a month of days; which one lives in the address."""
    runs = view.runs()
    month = _month_of(st.query_params.get("month"), view.today)
    chosen = view.context.picture(
        month_calendar(
            days_run(runs, month),
            month,
            view.today,
            view.units,
            view.theme,
            week_start=view.calendar.week_start,
            excused=view.calendar.excused_weeks,
            earliest=pd.Timestamp(runs["local_date"].min()).date(),
        ),
        "calendar",
        can_save=False,
    )
    if chosen and len(chosen) == len("2026-11"):
        st.query_params["month"] = chosen
        st.rerun()
    elif chosen:
        open_day(view, chosen)


def _month_of(asked: str | None, today: date) -> date:
    """Return the first day of the month that an address asks for; the current one for what is no month."""
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)
