"""The days on which each technique was done: recognised in runs, or logged by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from runtone.errors import SettingsError
from runtone.training.techniques.cards import TECHNIQUES, technique_named
from runtone.training.weeks.days import Day, as_date

LOOK_BACK_DAYS: Final = 28

AMOUNTS: Final = ("minutes", "sets", "repetitions")
COLUMNS: Final = ("local_date", "technique", "run_id", "source", *AMOUNTS)


def technique_days(recognised: pd.DataFrame, today: Day, logged: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return each time a technique was done, up to today.

    Parameters
    ----------
    recognised : pandas.DataFrame
        As `runtone.training.recognised_techniques` gives them of runs with a local day.
    today : datetime.date
    logged : pandas.DataFrame, optional
        What was logged by hand: ``local_date``, ``technique`` and, where known, ``minutes``, ``sets`` and
        ``repetitions``.

    Returns
    -------
    pandas.DataFrame
        In order of day and technique: ``local_date``, ``technique``, ``run_id`` (None where logged), ``source``
        (``"run"`` or ``"logged"``), ``minutes`` (of effort), ``sets`` and ``repetitions``.

    Raises
    ------
    SettingsError
        A logged row with an unknown technique, without a day, or with an amount below zero.
    """
    rows = [
        {
            "local_date": as_date(row["local_date"]),
            "technique": row["technique"],
            "run_id": row["run_id"],
            "source": "run",
            "minutes": row["effort_s"] / 60,
            "sets": 1.0,
            "repetitions": float(row["repeats"]),
        }
        for row in recognised.to_dict("records")
    ]
    by_hand = [] if logged is None else [_logged(row) for row in logged.to_dict("records")]
    rows = [row for row in rows + by_hand if row["local_date"] <= as_date(today)]
    order = {technique.name: number for number, technique in enumerate(TECHNIQUES)}
    rows.sort(key=lambda row: (row["local_date"], order[row["technique"]], row["source"], str(row["run_id"])))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(AMOUNTS, float))


def _logged(row: dict[Any, Any]) -> dict[str, Any]:
    technique = technique_named(str(row["technique"]))
    amounts = {name: float(row[name]) if not pd.isna(row.get(name)) else float("nan") for name in AMOUNTS}
    for name, amount in amounts.items():
        if amount < 0:
            msg = f"{amount:g} {name} of {technique.title.lower()} cannot be logged; zero or more is expected."
            raise SettingsError(msg)
    return {
        "local_date": as_date(row["local_date"]),
        "technique": technique.name,
        "run_id": None,
        "source": "logged",
        **amounts,
    }


def last_weeks(days: pd.DataFrame, today: Day) -> pd.DataFrame:
    """Return how often each technique was done in the last four weeks, and when last.

    Parameters
    ----------
    days : pandas.DataFrame
        As `technique_days` gives it.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a technique, in the order of their cards: ``technique``, ``times`` (days with it in the 28 days that end
        today), ``last_day`` (None where never), ``lacking``.
    """
    now = as_date(today)
    rows = []
    for technique in TECHNIQUES:
        own: Sequence[date] = sorted(set(days.loc[days["technique"] == technique.name, "local_date"]))
        times = sum(day > now - timedelta(days=LOOK_BACK_DAYS) for day in own)
        rows.append(
            {
                "technique": technique.name,
                "times": times,
                "last_day": own[-1] if own else None,
                "lacking": times == 0,
            }
        )
    return pd.DataFrame(rows)
