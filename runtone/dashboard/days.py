"""Which days were run, and opening one of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from runtone.dashboard.components.rows import rows_of
from runtone.dashboard.data import runs_between
from runtone.dashboard.view import View


def days_run(runs: pd.DataFrame, first: date) -> dict[date, tuple[int, float, float]]:
    """Return number of runs, moving time [s] and distance [m] of each local day from the first on."""
    recent = runs[pd.to_datetime(runs["local_date"]) >= pd.Timestamp(first)]
    by_day = recent.groupby("local_date").agg(
        runs=("run_id", "size"), moving_s=("moving_s", "sum"), distance_m=("distance_m", "sum")
    )
    return {
        pd.Timestamp(on).date(): (
            int(row.runs),
            float(np.nan_to_num(row.moving_s)),
            float(np.nan_to_num(row.distance_m)),
        )
        for on, row in zip(by_day.index, rows_of(by_day), strict=True)
    }


def open_day(view: View, iso_day: str) -> None:
    """Open the run of a day, or the list of the day's runs where there are several."""
    on = date.fromisoformat(iso_day)
    found = runs_between(view.stand, on, on)
    if len(found) == 1:
        view.goto("run", {"run": int(found["run_id"].iloc[0])})
    elif len(found):
        view.goto("runs", {"from": iso_day, "to": iso_day})
