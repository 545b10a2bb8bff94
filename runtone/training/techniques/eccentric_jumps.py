"""Days whose braking load stands out from the weeks before: a downhill race after flat weeks, or a far longer run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from runtone.muscles import ACTIONS, GROUPS, running_power
from runtone.training.weeks.days import Day, Runs, dated_runs
from runtone.training.weeks.weekly_load import daily_load

LOOK_BACK_DAYS: Final = 42
LEAST_HISTORY_DAYS: Final = 14
LEAST_RUN_DAYS: Final = 4
JUMP_FACTOR: Final = 1.5
LEAST_EASY_MINUTES: Final = 15.0
"""Eccentric easy minutes of a day below which no factor is worth a word."""

DOWNHILL_SHARE: Final = 1.1
"""A group whose eccentric load is less than this times the level one, on a way down of 10 %, is not braked by it."""

Loads = np.ndarray[Any, np.dtype[np.float64]]
COLUMNS: Final = ("local_date", "muscle_group", "eccentric", "largest_before", "factor", "cause")


class JumpCause(StrEnum):
    """What a jump in braking load came from."""

    WAY_DOWN = "the way down"
    MORE_RUNNING = "more running"


def eccentric_jumps(
    runs: Runs, muscle_load: pd.DataFrame, today: Day, segments: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find days on which a group braked far more than on any day of the six weeks before.

    A day is a jump for a group if its eccentric load is at least 1.5 times that of the largest day of the 42 days
    before it, and at least 15 easy minutes; or, with segments and for the groups that a way down brakes more (quads and
    shins), if that holds for the part on downhill segments alone, which is how a short way down after flat weeks stands
    out from long flat runs. It needs at least 14 days, and 4 days
    with a run among the 42, to be judged against. It is said as load: what the runner should feel, or do, does not
    follow.

    Parameters
    ----------
    runs, muscle_load : pandas.DataFrame
        As `runtone.training.weekly_load` takes them; the load by ``segment`` where segments are given.
    today : datetime.date
    segments : pandas.DataFrame, optional
        Segments of these runs, with ``run_id`` and ``segment``.

    Returns
    -------
    pandas.DataFrame
        One row a day and group, in their order: ``local_date``, ``muscle_group``, ``eccentric`` [easy minutes] and
        ``largest_before`` [easy minutes] (both of downhill segments where the way down is the cause), ``factor``
        (infinite after six weeks without any) and ``cause`` (``"the way down"`` or ``"more running"``).

    Notes
    -----
    Muscles unused to braking lose strength for days after much of it, and far less the second time within some weeks
    (the repeated bout effect; knee extensors 14-17 % after downhill running, Maeo et al. 2017). The six weeks, the
    factor and the least amount are display choices.
    """
    dated = dated_runs(runs, today)
    table = daily_load(dated, muscle_load, today)
    eccentric = _by_day(table)
    down = np.zeros_like(eccentric)
    if segments is not None:
        down = _by_day(daily_load(dated, _downhill(muscle_load, segments), today)) * _braked_downhill()
    measures: tuple[tuple[JumpCause, Loads], ...] = ((JumpCause.WAY_DOWN, down), (JumpCause.MORE_RUNNING, eccentric))
    found = []
    for day in _judged_days(eccentric.sum(axis=1) > 0):
        local_date = table["local_date"].iloc[day * len(GROUPS)]
        for number, group in enumerate(GROUPS):
            for cause, load in measures:
                before = float(load[max(0, day - LOOK_BACK_DAYS) : day, number].max())
                value = float(load[day, number])
                if value >= LEAST_EASY_MINUTES and value >= JUMP_FACTOR * before:
                    found.append(_row(local_date, group, value, before, cause))
                    break
    return pd.DataFrame(found, columns=list(COLUMNS))


def _by_day(table: pd.DataFrame) -> Loads:
    """Return the eccentric load, shape (n_days, n_groups)."""
    return table["eccentric"].to_numpy(float).reshape(len(table) // len(GROUPS), len(GROUPS))


@cache
def _braked_downhill() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say which groups a way down brakes more than level running does, according to the model; shape (n_groups,)."""
    eccentric = ACTIONS.index("eccentric")
    down, level = (running_power(3.0, grade)[..., eccentric] for grade in (-0.1, 0.0))
    # The core, last of the groups, is undivided.
    return np.append(down >= DOWNHILL_SHARE * level, [False])


def _downhill(muscle_load: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of load that belong to downhill segments."""
    down = segments.loc[segments["terrain"].astype(str) == "downhill", ["run_id", "segment"]]
    return muscle_load.merge(down, on=["run_id", "segment"])


def _judged_days(ran: np.ndarray[Any, np.dtype[np.bool_]]) -> Iterable[int]:
    """Yield the days with a run that have enough before them to be judged against."""
    for day in np.flatnonzero(ran).tolist():
        if day >= LEAST_HISTORY_DAYS and np.count_nonzero(ran[max(0, day - LOOK_BACK_DAYS) : day]) >= LEAST_RUN_DAYS:
            yield day


def _row(local_date: date, group: str, eccentric: float, before: float, cause: JumpCause) -> dict[str, Any]:
    return {
        "local_date": local_date,
        "muscle_group": group,
        "eccentric": eccentric,
        "largest_before": before,
        "factor": eccentric / before if before > 0 else math.inf,
        "cause": cause,
    }
