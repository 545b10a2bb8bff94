"""What a list draws of each of its runs: its stress by muscle group, where it went, and its heights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.library.store import schema
from runtone.library.store.columns import STRESS_COLUMNS
from runtone.library.store.keys import with_run
from runtone.vocabulary import GROUPS

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True, eq=False)
class RunPictures:
    """What a list draws of its runs.

    Parameters
    ----------
    stress : pandas.DataFrame
        Indexed by run, one column a muscle group [stress minutes].
    routes : dict of int to array of shape (points, 2)
        Latitude and longitude [degrees]; runs without positions are left out. Never part of what is shared.
    profiles : dict of int to pandas.DataFrame
        A few dozen points: ``distance_m``, ``altitude_m``, ``kind``.
    """

    stress: pd.DataFrame
    routes: dict[int, Floats]
    profiles: dict[int, pd.DataFrame]


def run_pictures(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> RunPictures:
    """Return what a list draws of the runs that the conditions choose."""
    from runtone.library.imports.file_analysis import profile_from_bytes

    run, route = schema.run.c, schema.route.c
    profiles = connection.execute(sa.select(run.run_id, run.profile).where(*conditions))
    routes = connection.execute(
        sa.select(route.run_id, route.points).join(schema.run, with_run(schema.route)).where(*conditions)
    )
    return RunPictures(
        stress=_stress(connection, conditions),
        routes={int(run_id): np.frombuffer(points, dtype="<f8").reshape(-1, 2) for run_id, points in routes},
        profiles={int(run_id): profile_from_bytes(points) for run_id, points in profiles},
    )


def _stress(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    segment = schema.segment.c
    sums = (sa.func.sum(segment[name]) for name in STRESS_COLUMNS[: len(GROUPS)])
    query = sa.select(segment.run_id, *sums).join(schema.run, with_run(schema.segment))
    rows = connection.execute(query.where(*conditions).group_by(segment.run_id)).all()
    figures = np.array([row[1:] for row in rows], dtype=float).reshape(len(rows), len(GROUPS))
    return pd.DataFrame(figures, index=pd.Index([row[0] for row in rows], name="run_id"), columns=list(GROUPS))
