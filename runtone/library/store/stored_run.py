"""One run as the library has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.confidence import Confidence
from runtone.errors import LibraryError
from runtone.library.imports.duplicates import PossibleDuplicate, possible_duplicates
from runtone.library.store import schema
from runtone.library.store.columns import RUN_FIGURES
from runtone.library.store.frames import (
    muscle_load_frame,
    muscle_stress_frame,
    muscle_zones_frame,
    run_conditions,
    runs_frame,
    segments_frame,
)
from runtone.library.store.keys import of_run
from runtone.library.store.stored_track import track_from_parquet
from runtone.segments import SET_COLUMNS, Reason
from runtone.tracks import LAP_COLUMNS, splits

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class StoredFile(NamedTuple):
    """One original file of a run; ``is_primary`` where the run's figures come from it."""

    file_id: int
    name: str
    format: str
    size_bytes: int
    device: str | None
    start_time: datetime
    distance_m: float
    is_primary: bool
    imported_at: datetime


@dataclass(frozen=True, kw_only=True, eq=False)
class StoredRun:
    """One run as the library has it.

    Parameters
    ----------
    run_id : int
    name, sport, note : str or None
        The runner's own word where there is one, else the file's.
    summary : dict
        Keys of docs/nomenclature.md (section Summary).
    track, segments, sets, muscle_load, muscle_stress, muscle_zones : pandas.DataFrame
        As `runtone.Run` has them.
    laps : pandas.DataFrame
        The watch's laps, as `runtone.tracks.device_laps` returns them.
    confidence : dict of str to Confidence
    warnings : tuple of str
    device : str or None
    files : tuple of StoredFile
        The file that is_primary comes first.
    possible_duplicates : tuple of PossibleDuplicate
    """

    run_id: int
    name: str | None
    sport: str | None
    note: str | None
    summary: dict[str, Any]
    track: pd.DataFrame
    segments: pd.DataFrame
    sets: pd.DataFrame
    muscle_load: pd.DataFrame
    muscle_stress: pd.DataFrame
    muscle_zones: pd.DataFrame
    laps: pd.DataFrame
    confidence: dict[str, Confidence]
    warnings: tuple[str, ...]
    device: str | None
    files: tuple[StoredFile, ...]
    possible_duplicates: tuple[PossibleDuplicate, ...] = ()

    @property
    def figures(self) -> dict[str, Any]:
        """The summary, by the name that a shared run has it under."""
        return self.summary

    def track_by_second(self) -> pd.DataFrame:
        """Return the track, as charts take it."""
        return self.track

    def splits_every(self, every_m: float) -> pd.DataFrame:
        """Return the run's splits of one length [m]."""
        return splits(self.track, every_m)

    @property
    def shortened(self) -> bool:
        """Whether anything was cut out, as it may be of a shared run."""
        return False


def stored_run(connection: Connection, owner_id: int, run_id: int) -> StoredRun:
    """Return one of an owner's runs.

    Raises
    ------
    LibraryError
        The owner has no such run.
    """
    conditions = run_conditions(owner_id, run_ids=[run_id])
    runs = runs_frame(connection, conditions)
    if runs.empty:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    row = runs.iloc[0]
    parts = schema.run_detail.c
    whole = sa.select(parts.detail, parts.track).where(of_run(schema.run_detail, owner_id, run_id))
    detail, track = connection.execute(whole).one()
    return StoredRun(
        run_id=run_id,
        name=row["name"],
        sport=row["sport"],
        note=row["note"],
        summary=_summary(row),
        track=track_from_parquet(track),
        segments=_segments(connection, conditions),
        sets=pd.DataFrame(detail["sets"], columns=SET_COLUMNS).dropna(subset="last_over_first"),
        muscle_load=muscle_load_frame(connection, conditions).drop(columns="run_id"),
        muscle_stress=muscle_stress_frame(connection, conditions).drop(columns="run_id"),
        muscle_zones=muscle_zones_frame(connection, conditions).drop(columns="run_id"),
        laps=pd.DataFrame(
            detail.get("laps", []), columns=list(LAP_COLUMNS)
        ),  # of a run read before they were kept: none
        confidence={figure: Confidence(*values) for figure, values in detail["confidence"].items()},
        warnings=tuple(detail["warnings"]),
        device=row["device"],
        files=_files(connection, owner_id, run_id),
        possible_duplicates=possible_duplicates(connection, owner_id, run_id),
    )


def _summary(row: pd.Series[Any]) -> dict[str, Any]:
    start = row["start_time"]
    local = start.tz_convert(row["time_zone"]).to_pydatetime()
    summary: dict[str, Any] = {
        "name": row["name"],
        "sport": row["sport"],
        "start_time": start.to_pydatetime(),
        "time_zone": row["time_zone"],
        "local_start": local,
        "local_date": local.date(),
    }
    for figure in RUN_FIGURES:
        value = row[figure]
        summary[figure] = None if isinstance(value, float) and np.isnan(value) else value
    summary["repaired_points"] = int(row["repaired_points"])
    return summary


def _segments(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    segments = segments_frame(connection, conditions).drop(columns=["run_id", "segment", "local_date"])
    return segments.assign(reason=pd.Series([Reason.from_text(text) for text in segments["reason"]], dtype=object))


def _files(connection: Connection, owner_id: int, run_id: int) -> tuple[StoredFile, ...]:
    file = schema.file.c
    query = sa.select(*(file[name] for name in StoredFile._fields)).where(of_run(schema.file, owner_id, run_id))
    rows = connection.execute(
        query.order_by(
            file.is_primary.desc(), file.completeness.desc(), file.covered_s.desc().nulls_last(), file.sha256
        )
    )
    return tuple(StoredFile(*row) for row in rows)
