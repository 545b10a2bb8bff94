"""What the runs before a run say of its runner.

A run is read with what its runner's runs of the `HISTORY_DAYS` days before it say, and never with what came after: its
figures do not change when later runs arrive. What a run says to later ones (its *evidence*) is taken from its file
alone (`runtone.library.imports.evidence`), without any history, so that nothing is handed on from run to run and the
order of imports does not matter.

Figures are rounded before they are used. They are a starting point for the analysis and known no better than that; and
a run need not be read again because an old run that was added late moved them by a hundredth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.library.store import schema
from runtone.muscles import CadenceSample, cadence_ratio
from runtone.segments.history import (
    HISTORY_DAYS,
    critical_speed_from_history,
    usual_steady_speed,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.runner import Runner

SPEED_STEP_M_S = 0.05
CADENCE_RATIO_STEP = 0.02


def runner_before(connection: Connection, owner_id: int, start_time: datetime, said: Runner) -> Runner:
    """Return what is known of a runner before a run.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
    owner_id : int
    start_time : datetime.datetime
        When the run began; only runs that began before it count.
    said : Runner
        What the runner says of themselves.

    Returns
    -------
    Runner
    """
    return runners_before(connection, owner_id, [start_time], said)[0]


def runners_before(
    connection: Connection, owner_id: int, start_times: Sequence[datetime], said: Runner
) -> list[Runner]:
    """Return what is known of a runner before each of several runs, as `runner_before` does for one."""
    if not start_times:
        return []
    reach, file = timedelta(days=HISTORY_DAYS), schema.file.c
    query = sa.select(file.start_time, file.evidence).where(
        file.owner_id == owner_id,
        file.is_primary,
        file.start_time >= min(start_times) - reach,
        file.start_time < max(start_times),
    )
    rows = connection.execute(query.order_by(file.start_time, file.sha256)).all()
    began = [row.start_time for row in rows]
    evidence = [row.evidence for row in rows]
    return [
        _runner_with(evidence[bisect_left(began, start - reach) : bisect_left(began, start)], said)
        for start in start_times
    ]


def _runner_with(evidence: Sequence[dict[str, Any]], said: Runner) -> Runner:
    """Return a runner of whom earlier runs say something."""
    if not evidence:
        return said
    steady = usual_steady_speed(
        np.array([each["moving_s"] for each in evidence], dtype=float),
        np.array([each["steady_speed_m_s"] for each in evidence], dtype=float),
    )
    zones = (each.get("time_zone") for each in reversed(evidence))
    return replace(
        said,
        steady_speed_m_s=_rounded(steady, SPEED_STEP_M_S),
        critical_speed_m_s=_rounded(critical_speed_of(evidence), SPEED_STEP_M_S) if steady is None else None,
        cadence_ratio=_rounded(_cadence_ratio(evidence), CADENCE_RATIO_STEP),
        time_zone=said.time_zone or next(filter(None, zones), None),
    )


def critical_speed_of(evidence: Sequence[dict[str, Any]]) -> float | None:
    """Return the critical speed that some runs' efforts show [m/s], where they show one.

    Efforts that are no faster than these few runs' own steady speed are easy running, and show no critical speed.
    """
    easy = _weighted_median(evidence, "steady_speed_m_s", "moving_s")
    if easy is None:
        return None
    efforts = np.array([pair for each in evidence for pair in each["efforts"]], dtype=float).reshape(-1, 2)
    return critical_speed_from_history(pd.DataFrame(efforts, columns=["duration_s", "speed_m_s"]), easy)


def _cadence_ratio(evidence: Sequence[dict[str, Any]]) -> float | None:
    return cadence_ratio(
        CadenceSample(each["cadence_ratio"], each["cadence_s"])
        for each in evidence
        if each["cadence_ratio"] is not None
    )


def _weighted_median(evidence: Sequence[dict[str, Any]], name: str, weight: str) -> float | None:
    pairs = sorted((each[name], each[weight]) for each in evidence if each[name] is not None and each[weight] > 0)
    if not pairs:
        return None
    values, weights = np.array(pairs).T
    upto = np.cumsum(weights)
    return float(values[np.searchsorted(upto, upto[-1] / 2.0)])


def _rounded(value: float | None, step: float) -> float | None:
    return None if value is None else round(round(value / step) * step, 6)


def mark_later_runs(connection: Connection, owner_id: int, start_time: datetime) -> None:
    """Note that the runs for which a run counts as history may have to be read again."""
    run = schema.run
    connection.execute(
        sa.update(run)
        .where(
            run.c.owner_id == owner_id,
            run.c.start_time > start_time,
            run.c.start_time <= start_time + timedelta(days=HISTORY_DAYS),
            sa.not_(run.c.stale),
        )
        .values(stale=True)
    )
