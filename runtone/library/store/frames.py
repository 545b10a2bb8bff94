"""Frames over many runs, read from summary rows alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, Unpack

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from runtone.library.store import schema
from runtone.library.store.columns import (
    EASY_COLUMNS,
    RUN_FIGURES,
    SD_COLUMNS,
    SEGMENT_COLUMNS,
    STRESS_COLUMNS,
    STRESS_MEASURES,
    WORK_COLUMNS,
    ZONE_COLUMNS,
)
from runtone.library.store.keys import with_run
from runtone.training import recognised_techniques, week_of
from runtone.vocabulary import CATEGORIES, GROUPS, LOAD_PARTS, ZONES, Group, coded, with_categories

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.vocabulary import WeekStart

Kind = Literal["hill", "sprint", "trail", "track", "treadmill", "outdoors"]
"""With at least one hill or sprint; of that sport; or not on a treadmill."""
Floats = NDArray[np.float64]

TECHNIQUES_SINCE = 8
"""The first version of the analysis that stored which techniques a run held."""
MOST_WORDS = 20
"""A search looks for so many words; a database refuses a condition of thousands."""
SORT_COLUMNS = (
    "start_time",
    "name",
    "distance_m",
    "moving_s",
    "elapsed_s",
    "ascent_m",
    "descent_m",
    "mean_speed_m_s",
    "mean_grade_adjusted_speed_m_s",
    "mean_heart_rate_bpm",
    "mean_cadence_spm",
    "hills",
    "sprints",
)


class WideRows(NamedTuple):
    """Figures side by side, and the columns that say what each row is of.

    Parameters
    ----------
    keys : dict
        Such as ``local_date`` (datetime64), or ``run_id`` and ``segment``.
    figures : array of shape (rows, figures)
    """

    keys: Mapping[str, NDArray[np.generic]]
    figures: Floats


class RunFilters(TypedDict, total=False):
    """What runs are chosen by; `OwnedLibrary.runs` says what each means. None chooses all."""

    start: date | None
    end: date | None
    text: str | None
    min_distance_m: float | None
    max_distance_m: float | None
    min_ascent_m: float | None
    kind: Kind | None
    run_ids: Sequence[int] | None


def run_conditions(owner_id: int, **filters: Unpack[RunFilters]) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that choose an owner's runs."""
    run = schema.run.c
    conditions: list[sa.ColumnElement[bool]] = [run.owner_id == owner_id]
    # a local day lies within two UTC days around it; said as well, so that indexes on the instant can be used
    if (start := filters.get("start")) is not None:
        conditions += [run.local_date >= start, run.start_time >= _midnight(start) - timedelta(days=1)]
    if (end := filters.get("end")) is not None:
        conditions += [run.local_date <= end, run.start_time < _midnight(end) + timedelta(days=2)]
    words = (filters.get("text") or "").casefold().split()[:MOST_WORDS]
    conditions += [run.search_text.contains(word, autoescape=True) for word in words]
    if (least_m := filters.get("min_distance_m")) is not None:
        conditions.append(run.distance_m >= least_m)
    if (most_m := filters.get("max_distance_m")) is not None:
        conditions.append(run.distance_m <= most_m)
    if (climb_m := filters.get("min_ascent_m")) is not None:
        conditions.append(run.ascent_m >= climb_m)
    if (kind := filters.get("kind")) is not None:
        conditions.append(_of_kind(kind))
    if (run_ids := filters.get("run_ids")) is not None:
        conditions.append(run.run_id.in_(run_ids))
    return conditions


def _of_kind(kind: Kind) -> sa.ColumnElement[bool]:
    run = schema.run.c
    if kind in ("hill", "sprint"):
        return (run.hills if kind == "hill" else run.sprints) > 0
    sport = sa.func.coalesce(run.own_sport, run.recorded_sport, "")
    indoors = sport.contains("treadmill") | sport.contains("indoor")
    if kind in ("treadmill", "outdoors"):
        return indoors if kind == "treadmill" else ~indoors
    return sport.contains(kind)


def runs_frame(
    connection: Connection,
    conditions: list[sa.ColumnElement[bool]],
    *,
    sort: str = "start_time",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> pd.DataFrame:
    """Return one row a run."""
    run = schema.run.c
    name = sa.func.coalesce(run.own_name, run.recorded_name).label("name")
    columns = [
        run.run_id,
        name,
        run.start_time,
        run.time_zone,
        run.local_date,
        sa.func.coalesce(run.own_sport, run.recorded_sport).label("sport"),
        *(run[figure] for figure in RUN_FIGURES),
        run.hills,
        run.sprints,
        run.device,
        run.note,
    ]
    by = sa.func.lower(name) if sort == "name" else run[sort]
    order = by.desc().nulls_last() if descending else by.asc().nulls_last()
    query = sa.select(*columns).where(*conditions).order_by(order, run.run_id.desc()).limit(limit).offset(offset)
    frame = _frame(connection, query)
    frame["start_time"] = pd.to_datetime(frame["start_time"], utc=True)
    frame["local_date"] = pd.to_datetime(frame["local_date"])
    for figure in RUN_FIGURES:
        if not figure.endswith("_source"):
            frame[figure] = frame[figure].astype(float)
    return frame


def segments_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return one row a segment, runs and segments in time order."""
    segment, run = schema.segment.c, schema.run.c
    query = _in_time_order(
        sa.select(
            segment.run_id,
            segment.segment,
            run.local_date,
            *(segment[name] for name in SEGMENT_COLUMNS),
        ),
        conditions,
    )
    frame = with_categories(_frame(connection, query))
    frame["local_date"] = pd.to_datetime(frame["local_date"])
    for name in ("distance_m", "ascent_m", "descent_m", "mean_grade", "mean_heart_rate_bpm"):
        frame[name] = frame[name].astype(float)
    return frame


def muscle_load_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return load and its bands, long: one row a segment, muscle group and action."""
    rows = _figures_of_segments(connection, conditions, (*WORK_COLUMNS, *EASY_COLUMNS, *SD_COLUMNS))
    load, bands = np.split(rows.figures, (2 * len(LOAD_PARTS),), axis=1)
    return long_load(WideRows(rows.keys, load)).assign(sd_easy_minutes=bands.reshape(-1))


def muscle_zones_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return zones, long: one row a segment, muscle group and zone."""
    return long_zones(_figures_of_segments(connection, conditions, ZONE_COLUMNS))


def muscle_stress_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return stress, long: one row a segment and muscle group."""
    return long_stress(_figures_of_segments(connection, conditions, STRESS_COLUMNS))


def run_techniques_frame(connection: Connection, owner_id: int) -> pd.DataFrame:
    """Return the techniques that each run held, oldest first."""
    run, held = schema.run.c, schema.run_technique.c
    columns = (held.run_id, held.technique, held.repeats, held.effort_s, held.shortest_s, held.longest_s)
    query = sa.select(*columns, run.local_date).join(schema.run, with_run(schema.run_technique))
    stored = _frame(connection, query.where(run.owner_id == owner_id, run.analysis_version >= TECHNIQUES_SINCE))
    # Runs that were read before techniques were stored: so long as they are not read again, theirs are looked for here.
    before = [run.owner_id == owner_id, run.analysis_version < TECHNIQUES_SINCE]
    segments = segments_frame(connection, before)
    found = recognised_techniques(segments, runs_frame(connection, before)) if len(segments) else stored[:0]
    every = pd.concat([stored.astype({"local_date": "datetime64[s]"}), found.astype({"local_date": "datetime64[s]"})])
    return every.sort_values(["local_date", "run_id", "technique"], ignore_index=True)


def run_days_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return the few figures of runs that weeks and months are counted from, oldest first."""
    run = schema.run.c
    figures = ("moving_s", "distance_m", "ascent_m")
    query = sa.select(run.run_id, sa.type_coerce(run.local_date, sa.types.NullType()), *(run[name] for name in figures))
    result = connection.execute(query.where(*conditions).order_by(run.local_date, run.run_id))
    rows = result.cursor.fetchall()  # plain tuples: thousands of them, twice as quick as rows that know their columns
    columns = list(zip(*rows, strict=True)) or [()] * (2 + len(figures))
    return pd.DataFrame(
        {
            "run_id": np.array(columns[0], dtype=np.int64),
            "local_date": _days(columns[1]),
            **{name: np.array(column, dtype=float) for name, column in zip(figures, columns[2:], strict=True)},
        }
    )


def day_rows(
    connection: Connection, owner_id: int, names: Sequence[str], *, start: date | None, end: date | None
) -> WideRows:
    """Return some figures of the days with a run, oldest first."""
    day = schema.day.c
    conditions = [day.owner_id == owner_id]
    if start is not None:
        conditions.append(day.local_date >= start)
    if end is not None:
        conditions.append(day.local_date <= end)
    query = sa.select(day.local_date, *(sa.func.sum(day[name]) for name in names)).where(*conditions)
    rows = connection.execute(query.group_by(day.local_date).order_by(day.local_date)).all()
    figures = np.array([row[1:] for row in rows], dtype=float).reshape(len(rows), len(names))
    return WideRows({"local_date": _days([row[0] for row in rows])}, figures)


def in_weeks(days: WideRows, week_start: WeekStart) -> WideRows:
    """Return figures of days added up to local weeks; ``week`` is the first day of each."""
    local_days = np.asarray(days.keys["local_date"], dtype="datetime64[D]").tolist()
    weeks, number = np.unique(_days([week_of(day, week_start) for day in local_days]), return_inverse=True)
    totals = np.zeros((len(weeks), days.figures.shape[1]))
    np.add.at(totals, number, days.figures)
    return WideRows({"week": weeks}, totals)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(values: Sequence[str | date]) -> NDArray[np.datetime64]:
    """Return days, as text (SQLite) or dates (PostgreSQL), as what pandas calls midnight without a zone."""
    return np.array(values, dtype="datetime64[D]").astype("datetime64[s]")


def long_load(rows: WideRows) -> pd.DataFrame:
    """Return wide load figures as a long frame: keys, then ``muscle_group``, ``action`` and the two measures."""
    columns = _repeated(rows, len(LOAD_PARTS))
    work, easy = np.split(rows.figures, 2, axis=1)
    columns["muscle_group"] = _tiled([group for group, _ in LOAD_PARTS], "muscle_group", len(work))
    columns["action"] = _tiled([action for _, action in LOAD_PARTS], "action", len(work))
    columns["work_j_per_kg"] = np.where([group == Group.CORE for group, _ in LOAD_PARTS], np.nan, work).reshape(-1)
    columns["easy_minutes"] = easy.reshape(-1)
    return pd.DataFrame(columns)


def long_zones(rows: WideRows) -> pd.DataFrame:
    """Return wide zone minutes as a long frame: keys, ``muscle_group``, ``zone``, ``minutes``."""
    columns = _repeated(rows, len(ZONE_COLUMNS))
    figures = rows.figures
    columns["muscle_group"] = _tiled([group for group in GROUPS for _ in ZONES], "muscle_group", len(figures))
    columns["zone"] = _tiled([zone for _ in GROUPS for zone in ZONES], "zone", len(figures))
    columns["minutes"] = figures.reshape(-1)
    return pd.DataFrame(columns)


def long_stress(rows: WideRows) -> pd.DataFrame:
    """Return wide stress as a long frame: keys, ``muscle_group`` and the measures; the core is not divided."""
    columns = _repeated(rows, len(GROUPS))
    figures = rows.figures
    columns["muscle_group"] = _tiled(list(GROUPS), "muscle_group", len(figures))
    groups = len(GROUPS)
    whole, band, push, brake = np.split(figures, (groups, 2 * groups, 3 * groups - 1), axis=1)
    undivided = np.full((len(figures), 1), np.nan)
    parts = (whole, band, np.hstack((push, undivided)), np.hstack((brake, undivided)))
    return pd.DataFrame(columns | {name: part.reshape(-1) for name, part in zip(STRESS_MEASURES, parts, strict=True)})


def past_imports_frame(connection: Connection, owner_id: int, limit: int) -> pd.DataFrame:
    """Return the results of imports, the newest first."""
    batch, result = schema.import_batch.c, schema.import_result.c
    query = (
        sa.select(
            batch.import_id,
            batch.started_at,
            batch.finished_at,
            result.name,
            result.status,
            schema.run.c.run_id,  # of a run that is still there
            result.message,
        )
        .join(schema.import_batch, sa.and_(batch.owner_id == result.owner_id, batch.import_id == result.import_id))
        .outerjoin(schema.run, with_run(schema.import_result))
        .where(batch.owner_id == owner_id)
        .order_by(result.result_id.desc())
        .limit(limit)
    )
    frame = _frame(connection, query)
    frame["run_id"] = frame["run_id"].astype("Int64")
    for name in ("started_at", "finished_at"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def _figures_of_segments(
    connection: Connection, conditions: list[sa.ColumnElement[bool]], names: Sequence[str]
) -> WideRows:
    segment = schema.segment.c
    query = _in_time_order(sa.select(segment.run_id, segment.segment, *(segment[name] for name in names)), conditions)
    rows = connection.execute(query).all()
    keys = {
        "run_id": np.array([row[0] for row in rows], dtype=np.int64),
        "segment": np.array([row[1] for row in rows], dtype=np.int64),
    }
    return WideRows(keys, np.array([row[2:] for row in rows], dtype=float).reshape(len(rows), len(names)))


def _in_time_order(query: sa.Select[Any], conditions: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    run, segment = schema.run, schema.segment
    return (
        query.join(run, with_run(segment))
        .where(*conditions)
        .order_by(run.c.start_time, run.c.run_id, segment.c.segment)
    )


def _frame(connection: Connection, query: sa.Select[Any]) -> pd.DataFrame:
    result = connection.execute(query)
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def _repeated(rows: WideRows, times: int) -> dict[str, NDArray[np.generic] | pd.Categorical[str]]:
    return {name: column.repeat(times) for name, column in rows.keys.items()}


def _tiled(values: list[str], name: str, times: int) -> pd.Categorical[str]:
    return coded(name, np.tile(CATEGORIES[name].categories.get_indexer(pd.Index(values)), times))
