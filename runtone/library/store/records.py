"""Best times, and the same hill or the same route met again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.library.imports.earlier_runs import Evidence, critical_speed_of
from runtone.library.store import schema
from runtone.library.store.keys import of_run, with_run
from runtone.segments.best_times import BEST_TIME_COLUMNS, best_time_rows
from runtone.segments.history import HISTORY_DAYS
from runtone.segments.same_hill import HillSignature, compare_hills, hill_path, signature_of
from runtone.tracks.places.route import POINTS, route_points, same_route
from runtone.tracks.track import columns_of
from runtone.training import techniques_of_run

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.analysis import Run
    from runtone.library.store.database import Database
    from runtone.segments.stretches import Floats

LEAST_CLIMB_M = 10.0
"""Climbs of less are not kept to be met again [m]."""
_CELL_DEG = 0.01
_CELLS_ROUND = 36_000
_NEIGHBOURS = [row * _CELLS_ROUND + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
_FAST = 1
"""Of zlib's levels the quickest: a few percent larger than its usual one, in a third of the time."""
_ROUTE_TOLERANCE = 0.07
_PATH_COLUMNS = ("latitude_deg", "longitude_deg", "distance_m", "seconds")

Rows = list[dict[str, Any]]

RECORD_TABLES = ("best_time", "climb", "route", "run_technique")


def record_rows(run: Run) -> dict[str, Rows]:
    """Return an analysed run's rows for each of `RECORD_TABLES`, without its number."""
    track = columns_of(run.track)
    points = route_points(track)
    distance = float(run.summary["distance_m"])
    routes = [] if points is None else [{"distance_m": distance, "points": points.astype("<f8").tobytes()}]
    return {
        "best_time": [dict(zip(BEST_TIME_COLUMNS, row, strict=True)) for row in best_time_rows(track)],
        "climb": list(_climb_rows(run.segments, hill_path(track))),
        "route": routes,
        "run_technique": _technique_rows(run),
    }


def _technique_rows(run: Run) -> Rows:
    held = techniques_of_run(run.segments, run.summary["steady_speed_m_s"])
    return [{name: value for name, value in each._asdict().items() if name != "run_id"} for each in held]


def _climb_rows(segments: pd.DataFrame, track: Floats) -> Iterable[dict[str, Any]]:
    climbs = ((segments["terrain"] == "uphill") & (segments["ascent_m"] >= LEAST_CLIMB_M)).to_numpy()
    if not climbs.any():
        return
    figures = (segments[name].to_numpy()[climbs].tolist() for name in ("start_s", "end_s", "ascent_m"))
    for number, start, end, ascent in zip(np.flatnonzero(climbs).tolist(), *figures, strict=True):
        path = signature_of(track, start, end)
        yield {
            "segment": number,
            "ascent_m": ascent,
            "seconds": float(end - start),
            "cell": None if path is None else _cell(path),
            "path": None if path is None else _packed(path),
        }


def _cell(path: HillSignature) -> int:
    """Return the number of the map cell, about a kilometre wide, that a path's middle lies in."""
    middle = len(path.latitude_deg) // 2
    row = int((path.latitude_deg[middle] + 90.0) / _CELL_DEG)
    column = int((path.longitude_deg[middle] + 180.0) / _CELL_DEG) % _CELLS_ROUND
    return row * _CELLS_ROUND + column


def _packed(path: HillSignature) -> bytes:
    columns = np.array([getattr(path, name) for name in _PATH_COLUMNS], dtype="<f8")
    return zlib.compress(np.append(columns.ravel(), path.climb_m).tobytes(), _FAST)


def _unpacked(content: bytes) -> HillSignature:
    figures = np.frombuffer(zlib.decompress(content), dtype="<f8")
    columns = figures[:-1].reshape(len(_PATH_COLUMNS), -1).tolist()
    named = {name: tuple(column) for name, column in zip(_PATH_COLUMNS, columns, strict=True)}
    return HillSignature(**named, climb_m=float(figures[-1]))


def insert_records(connection: Connection, owner_id: int, run_id: int, records: dict[str, Rows]) -> None:
    """Store a run's best times, climbs and route."""
    for name, rows in records.items():
        table = schema.metadata.tables[name]
        if rows:
            connection.execute(sa.insert(table), [{"owner_id": owner_id, "run_id": run_id, **row} for row in rows])


class OwnedRecords:
    """What one owner's runs are compared by: best times, biggest climbs, the same hill or route met again."""

    _database: Database
    _owner_id: int

    def best_times(self) -> pd.DataFrame:
        """Return the fastest time of every run over every record distance, oldest first.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``local_date``, ``distance_m``, ``seconds``, ``start_s``.
        """
        best, run = schema.best_time.c, schema.run.c
        query = (
            sa.select(best.run_id, run.local_date, best.distance_m, best.seconds, best.start_s)
            .join(schema.run, with_run(schema.best_time))
            .where(run.owner_id == self._owner_id)
            .order_by(run.start_time, best.run_id, best.distance_m)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return _dated(rows, "run_id", "local_date", "distance_m", "seconds", "start_s")

    def biggest_climbs(self, most: int = 10) -> pd.DataFrame:
        """Return the biggest climbs, the biggest first.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``local_date``, ``segment``, ``ascent_m``, ``seconds``.
        """
        climb, run = schema.climb.c, schema.run.c
        query = (
            sa.select(climb.run_id, run.local_date, climb.segment, climb.ascent_m, climb.seconds)
            .join(schema.run, with_run(schema.climb))
            .where(climb.owner_id == self._owner_id)
            .order_by(climb.ascent_m.desc(), climb.run_id)
            .limit(most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return _dated(rows, "run_id", "local_date", "segment", "ascent_m", "seconds")

    def critical_speed(self, day: date) -> float | None:
        """Return the critical speed that the efforts of the `HISTORY_DAYS` up to a day show, on the level.

        Returns
        -------
        float or None
            [m/s]; None where they do not look like best efforts.
        """
        file, run = schema.file.c, schema.run.c
        query = (
            sa.select(file.evidence)
            .join(schema.run, with_run(schema.file))
            .where(
                file.owner_id == self._owner_id,
                file.is_primary,
                run.local_date > day - timedelta(days=HISTORY_DAYS),
                run.local_date <= day,
            )
            .order_by(file.start_time, file.sha256)
        )
        with self._database.reading() as connection:
            evidence = [Evidence(**each) for each in connection.execute(query).scalars()]
        return critical_speed_of(evidence)

    def same_hills(self, run_id: int) -> pd.DataFrame:
        """Return every other time that the hills of a run were climbed, in this run and in others, oldest first.

        Returns
        -------
        pandas.DataFrame
            ``segment`` (of this run), ``other_run_id``, ``other_segment``, ``local_date``, ``earlier`` (than this one),
            ``length_m`` (of the part that both climbed), ``seconds`` and ``other_seconds`` (over that part).
        """
        climb, run = schema.climb.c, schema.run.c
        own_paths = sa.select(climb.segment, climb.cell, climb.path).where(
            of_run(schema.climb, self._owner_id, run_id), climb.path.is_not(None)
        )
        with self._database.reading() as connection:
            own = connection.execute(own_paths).all()
            near = {row.cell + step for row in own for step in _NEIGHBOURS}
            others = connection.execute(
                sa.select(climb.run_id, climb.segment, run.local_date, climb.path)
                .join(schema.run, with_run(schema.climb))
                .where(climb.owner_id == self._owner_id, climb.cell.in_(near))
                .order_by(run.start_time, climb.run_id, climb.segment)
            ).all()
        known = [_unpacked(other.path) for other in others]
        place = {(other.run_id, other.segment): at for at, other in enumerate(others)}
        met = [
            (
                *(mine.segment, other.run_id, other.segment, other.local_date, at < own_place),
                *(hill.length_m, hill.first_s, hill.second_s),
            )
            for mine in own
            for path, own_place in ((_unpacked(mine.path), place[run_id, mine.segment]),)
            for at, (other, other_path) in enumerate(zip(others, known, strict=True))
            if at != own_place and (hill := compare_hills(path, other_path)) is not None
        ]
        names = (
            *("segment", "other_run_id", "other_segment", "local_date", "earlier"),
            *("length_m", "seconds", "other_seconds"),
        )
        return _dated(met, *names)

    def same_route(self, run_id: int) -> pd.DataFrame:
        """Return the other runs that took a run's route, oldest first.

        Returns
        -------
        pandas.DataFrame
            ``run_id``, ``local_date``, ``earlier`` (than this one), ``direction`` (``same`` or ``reverse``),
            ``distance_m``, ``moving_s``, ``elapsed_s``, ``mean_heart_rate_bpm``.
        """
        route, run = schema.route.c, schema.run.c
        figures = ("distance_m", "moving_s", "elapsed_s", "mean_heart_rate_bpm")
        names = ("run_id", "local_date", "earlier", "direction", *figures)
        with self._database.reading() as connection:
            own = connection.execute(
                sa.select(route.distance_m, route.points, run.start_time)
                .join(schema.run, with_run(schema.route))
                .where(of_run(schema.route, self._owner_id, run_id))
            ).one_or_none()
            if own is None:
                return _dated([], *names)
            low, high = (own.distance_m * (1.0 + sign * _ROUTE_TOLERANCE) for sign in (-1, 1))
            others = connection.execute(
                sa.select(route.run_id, run.local_date, run.start_time, route.points, *(run[name] for name in figures))
                .join(schema.run, with_run(schema.route))
                .where(route.owner_id == self._owner_id, route.run_id != run_id, route.distance_m.between(low, high))
                .order_by(run.start_time, route.run_id)
            ).all()
        mine = _points(own.points)
        taken = [
            (row.run_id, row.local_date, row.start_time < own.start_time, direction, *row[4:])
            for row in others
            if (direction := same_route(mine, _points(row.points))) is not None
        ]
        return _dated(taken, *names)


def _dated(rows: Iterable[Iterable[Any]], *names: str) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(names))
    return frame.assign(local_date=pd.to_datetime(frame["local_date"]))


def _points(content: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.frombuffer(content, dtype="<f8").astype(float).reshape(POINTS, 2)
