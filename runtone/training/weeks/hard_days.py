"""How long ago each muscle group last had hard minutes."""

from __future__ import annotations

from typing import Final

import pandas as pd

from runtone.training.weeks.days import Day, as_date
from runtone.vocabulary import GROUPS, HARD_ZONES

LEAST_HARD_MINUTES: Final = 1.0
"""A day with less was not a hard one for the group [min]; a display choice, above what noise leaves of an easy run."""


def hard_days(muscle_zones: pd.DataFrame, today: Day) -> pd.DataFrame:
    """Return when each muscle group last had hard minutes.

    Parameters
    ----------
    muscle_zones : pandas.DataFrame
        Long: ``local_date``, ``muscle_group``, ``zone``, ``minutes``; several rows a day are added up.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a group, in the order of `runtone.muscles.GROUPS`: ``muscle_group``, ``last_day`` (NaT where never),
        ``days_since`` (NaN where never), ``hard_minutes`` (of that day).
    """
    zones = muscle_zones[muscle_zones["zone"].astype(str).isin(HARD_ZONES)]
    zones = zones.assign(local_date=pd.to_datetime(zones["local_date"]), muscle_group=zones["muscle_group"].astype(str))
    zones = zones[zones["local_date"] <= pd.Timestamp(as_date(today))]
    daily = zones.groupby(["muscle_group", "local_date"])["minutes"].sum()
    hard = daily[daily >= LEAST_HARD_MINUTES].reset_index().sort_values("local_date")
    latest = hard.groupby("muscle_group").last().reindex(list(GROUPS))
    last_day = pd.to_datetime(latest["local_date"])
    return pd.DataFrame(
        {
            "muscle_group": list(GROUPS),
            "last_day": last_day.to_numpy(),
            "days_since": (pd.Timestamp(as_date(today)) - last_day).dt.days.to_numpy(dtype=float),
            "hard_minutes": latest["minutes"].to_numpy(dtype=float),
        }
    )
