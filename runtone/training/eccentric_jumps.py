"""Days whose braking load stands out from the weeks before: a downhill race after flat weeks, or a far longer run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from runtone.muscles import GROUPS
from runtone.training.days import Day, spoken_day
from runtone.training.weekly_load import daily_load

LOOK_BACK_DAYS = 42
LEAST_HISTORY_DAYS = 14
LEAST_RUN_DAYS = 4
JUMP_FACTOR = 1.5
# Eccentric easy minutes of a day below which no factor is worth a word.
LEAST_EASY_MINUTES = 15.0
# The push grew by less than this share of what the brake grew by: the way down, not the length, made the jump.
BRAKING_SHARE = 0.8

COLUMNS = ("local_date", "muscle_group", "eccentric", "largest_before", "factor", "cause", "sentence")


def eccentric_jumps(runs: pd.DataFrame | Iterable[Any], muscle_load: pd.DataFrame, today: Day) -> pd.DataFrame:
    """Find days on which a group braked far more than on any day of the six weeks before.

    A day is a jump for a group if its eccentric load is at least 1.5 times that of the largest day of the 42 days
    before it, and at least 15 easy minutes. It needs at least 14 days and 4 days with a run before it to be judged
    against; a day after weeks without a run is judged against what is left of the 42 days. It is said as load: what the
    runner should feel, or do, does not follow from it.

    Parameters
    ----------
    runs, muscle_load : pandas.DataFrame
        As `runtone.training.weekly_load` takes them.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        One row a jump, in order of day and group: ``local_date``, ``muscle_group``, ``eccentric`` [easy minutes],
        ``largest_before`` [easy minutes], ``factor``, ``cause`` (``"more braking"`` where the concentric load did not
        grow alike, else ``"more running"``) and ``sentence``.

    Notes
    -----
    Muscles unused to braking lose strength for days after much of it, and far less the second time within some weeks
    (the repeated bout effect; knee extensors 14-17 % after downhill running, Maeo et al. 2017). The six weeks, the
    factor and the least amount are display choices.
    """
    table = daily_load(runs, muscle_load, today)
    days = len(table) // len(GROUPS)
    eccentric = table["eccentric"].to_numpy(float).reshape(days, len(GROUPS))
    concentric = table["concentric"].to_numpy(float).reshape(days, len(GROUPS))
    ran = eccentric.sum(axis=1) > 0
    found = []
    for day in np.flatnonzero(ran):
        start = max(0, day - LOOK_BACK_DAYS)
        if day < LEAST_HISTORY_DAYS or np.count_nonzero(ran[start:day]) < LEAST_RUN_DAYS:
            continue
        before = eccentric[start:day].max(axis=0)
        pushed_before = concentric[start:day].max(axis=0)
        comparable = (before > 0) & (pushed_before > 0)
        jumped = comparable & (eccentric[day] >= JUMP_FACTOR * before) & (eccentric[day] >= LEAST_EASY_MINUTES)
        for group in np.flatnonzero(jumped):
            local_date = table["local_date"].iloc[day * len(GROUPS)]
            pushed = concentric[day, group] / pushed_before[group]
            found.append(_told(local_date, GROUPS[group], eccentric[day, group], before[group], pushed))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _told(local_date: date, group: str, eccentric: float, before: float, pushed: float) -> dict[str, Any]:
    factor = eccentric / before
    cause = "more braking" if pushed < BRAKING_SHARE * factor else "more running"
    name = group.replace("_", " ")
    ground = "mostly the way down" if cause == "more braking" else "mostly a longer or faster day"
    return {
        "local_date": local_date,
        "muscle_group": group,
        "eccentric": eccentric,
        "largest_before": before,
        "factor": factor,
        "cause": cause,
        "sentence": (
            f"A jump in braking load: on {spoken_day(local_date)} your {name} braked for {eccentric:.0f} easy minutes, "
            f"{factor:.1f} times the most of any day in the six weeks before; {ground}."
        ),
    }
