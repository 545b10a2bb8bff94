"""What the runs before a run say of its runner.

A run is read with what its runner's runs of the `HISTORY_DAYS` days before it say, and never with what came after: its
figures do not change when later runs arrive. What a run says to later ones (its *evidence*) is taken from its file
alone (`evidence_of`), without any history, so that nothing is handed on from run to run and the
order of imports does not matter.

Figures are rounded before they are used. They are a starting point for the analysis and known no better than that; and
a run need not be read again because an old run that was added late moved them by a hundredth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.library.store import schema
from runtone.muscles import CadenceSample, cadence_ratio, cadence_sample
from runtone.segments.effort import REST
from runtone.segments.history import (
    HISTORY_DAYS,
    critical_speed_from_history,
    effort_rows,
    usual_steady_speed,
    weighted_median,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from runtone.runner import Runner
    from runtone.segments.effort import Effort
    from runtone.tracks import Track

SPEED_STEP_M_S = 0.05
CADENCE_RATIO_STEP = 0.02


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a run says to the runs after it.

    Parameters
    ----------
    steady_speed_m_s : float or None
    moving_s : float
    efforts : tuple of (float, float)
        Durations [s] and speeds [m/s].
    cadence_ratio : float or None
    cadence_s : float
        As `runtone.muscles.cadence_sample` has them.
    time_zone : str or None
        Where it began, for runs that have no place.
    """

    steady_speed_m_s: float | None
    moving_s: float
    efforts: tuple[tuple[float, float], ...]
    cadence_ratio: float | None
    cadence_s: float
    time_zone: str | None = None


def evidence_of(track: Track, told: Effort, time_zone: str | None = None) -> Evidence:
    """Return what a cleaned track says; `told` is its effort read without any history, so that none is handed on."""
    cadence = cadence_sample(track.columns)
    steady = told.steady.speed_m_s
    return Evidence(
        steady_speed_m_s=float(steady) if np.isfinite(steady) else None,
        moving_s=float(np.count_nonzero(~track.columns["paused"] & (told.codes != REST))),
        efforts=tuple(effort_rows(track.columns)),
        cadence_ratio=cadence.ratio if cadence else None,
        cadence_s=cadence.running_s if cadence else 0.0,
        time_zone=time_zone,
    )


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
    evidence = [Evidence(**row.evidence) for row in rows]
    return [
        _runner_with(evidence[bisect_left(began, start - reach) : bisect_left(began, start)], said)
        for start in start_times
    ]


def _runner_with(evidence: Sequence[Evidence], said: Runner) -> Runner:
    """Return a runner of whom earlier runs say something."""
    if not evidence:
        return said
    steady = usual_steady_speed(*_steady_speeds(evidence))
    zones = (each.time_zone for each in reversed(evidence))
    return replace(
        said,
        steady_speed_m_s=_rounded(steady, SPEED_STEP_M_S),
        critical_speed_m_s=_rounded(critical_speed_of(evidence), SPEED_STEP_M_S) if steady is None else None,
        cadence_ratio=_rounded(_cadence_ratio(evidence), CADENCE_RATIO_STEP),
        time_zone=said.time_zone or next(filter(None, zones), None),
    )


def critical_speed_of(evidence: Sequence[Evidence]) -> float | None:
    """Return the critical speed that some runs' efforts show [m/s], where they show one.

    Efforts that are no faster than these few runs' own steady speed are easy running, and show no critical speed.
    """
    moving_s, speeds = _steady_speeds(evidence)
    known = np.isfinite(speeds) & (moving_s > 0)
    if not known.any():
        return None
    easy = weighted_median(speeds[known], moving_s[known])
    efforts = np.array([pair for each in evidence for pair in each.efforts], dtype=float).reshape(-1, 2)
    return critical_speed_from_history(pd.DataFrame(efforts, columns=["duration_s", "speed_m_s"]), easy)


def _cadence_ratio(evidence: Sequence[Evidence]) -> float | None:
    return cadence_ratio(
        CadenceSample(each.cadence_ratio, each.cadence_s) for each in evidence if each.cadence_ratio is not None
    )


def _steady_speeds(evidence: Sequence[Evidence]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return moving time [s] and steady speed [m/s] of each run; NaN where it shows none."""
    figures = np.array([(each.moving_s, each.steady_speed_m_s) for each in evidence], dtype=float).reshape(-1, 2)
    return figures[:, 0], figures[:, 1]


def _rounded(value: float | None, step: float) -> float | None:
    return None if value is None else round(round(value / step) * step, 6)


def mark_later_runs(connection: Connection, owner_id: int, start_time: datetime) -> None:
    """Record that the runs for which a run counts as history may have to be read again."""
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
