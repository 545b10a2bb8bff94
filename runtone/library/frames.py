"""Frames over many runs, read from summary rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from runtone.library import schema
from runtone.library.figure_columns import (
    EASY_COLUMNS,
    FIGURE_COLUMNS,
    GROUPS,
    LOADS,
    RUN_FIGURES,
    SEGMENT_COLUMNS,
    WORK_COLUMNS,
    ZONE_COLUMNS,
    ZONES,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.preferences import WeekStart

Kind = Literal["hill", "sprint"]

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
_DAY_SUMS = ("segments", "seconds", "distance_m", "ascent_m", "descent_m")
_WORDS = {
    "kind": ("hill", "sprint", "steady", "rest"),
    "terrain": ("uphill", "downhill", "flat"),
    "effort": ("steady", "sprint", "rest"),
    "muscle_group": GROUPS,
    "action": ("concentric", "eccentric", "undivided"),
    "zone": ZONES,
}


def run_conditions(
    owner_id: int,
    *,
    start: date | None = None,
    end: date | None = None,
    text: str | None = None,
    min_distance_m: float | None = None,
    max_distance_m: float | None = None,
    kind: Kind | None = None,
    run_ids: Sequence[int] | None = None,
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that choose an owner's runs; `OwnedLibrary.runs` says what each parameter means."""
    run = schema.run.c
    conditions: list[sa.ColumnElement[bool]] = [run.owner_id == owner_id]
    if start is not None:
        conditions.append(run.local_date >= start)
    if end is not None:
        conditions.append(run.local_date <= end)
    conditions += [run.search_text.contains(word, autoescape=True) for word in (text or "").casefold().split()]
    if min_distance_m is not None:
        conditions.append(run.distance_m >= min_distance_m)
    if max_distance_m is not None:
        conditions.append(run.distance_m <= max_distance_m)
    if kind is not None:
        conditions.append((run.hills if kind == "hill" else run.sprints) > 0)
    if run_ids is not None:
        conditions.append(run.run_id.in_(run_ids))
    return conditions


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
    frame = _with_words(_frame(connection, query))
    frame["local_date"] = pd.to_datetime(frame["local_date"])
    for name in ("distance_m", "ascent_m", "descent_m", "mean_grade", "mean_heart_rate_bpm"):
        frame[name] = frame[name].astype(float)
    return frame


def muscle_load_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return load, long: one row a segment, muscle group and action."""
    keys, figures = _figures_of_segments(connection, conditions, (*WORK_COLUMNS, *EASY_COLUMNS))
    work, easy = figures[:, : len(LOADS)], figures[:, len(LOADS) :]
    return long_load(keys, work, easy)


def muscle_zones_frame(connection: Connection, conditions: list[sa.ColumnElement[bool]]) -> pd.DataFrame:
    """Return zones, long: one row a segment, muscle group and zone."""
    keys, figures = _figures_of_segments(connection, conditions, ZONE_COLUMNS)
    return long_zones(keys, figures)


def daily_frame(
    connection: Connection, owner_id: int, start: date | None, end: date | None
) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.float64]]]:
    """Return the day rows (``local_date``, ``kind``, ``terrain`` and sums) and their figures, one row each."""
    day = schema.day.c
    conditions = [day.owner_id == owner_id]
    if start is not None:
        conditions.append(day.local_date >= start)
    if end is not None:
        conditions.append(day.local_date <= end)
    query = sa.select(
        day.local_date,
        day.kind,
        day.terrain,
        *(day[name] for name in _DAY_SUMS),
        *(day[name] for name in FIGURE_COLUMNS),
    ).where(*conditions)
    rows = connection.execute(query.order_by(day.local_date, day.kind, day.terrain)).all()
    head = 3 + len(_DAY_SUMS)
    keys = pd.DataFrame([row[:head] for row in rows], columns=["local_date", "kind", "terrain", *_DAY_SUMS])
    keys["local_date"] = pd.to_datetime(keys["local_date"])
    figures = np.array([row[head:] for row in rows], dtype=float).reshape(len(rows), len(FIGURE_COLUMNS))
    return _with_words(keys), figures


def summed(
    keys: pd.DataFrame, figures: np.ndarray[Any, np.dtype[np.float64]], by: list[str]
) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.float64]]]:
    """Add up day rows that are alike in some columns."""
    if keys.empty:
        return keys[by], figures
    grouped = keys.groupby(by, sort=True, observed=True)
    number = grouped.ngroup().to_numpy()
    totals = np.zeros((grouped.ngroups, figures.shape[1]))
    np.add.at(totals, number, figures)
    first = keys.groupby(number).head(1).index
    heads = keys.loc[first, by].iloc[np.argsort(number[first])].reset_index(drop=True)
    return heads, totals


def week_starts(days: pd.Series[pd.Timestamp], week_start: WeekStart) -> pd.Series[pd.Timestamp]:
    """Return the first day of each day's week."""
    first = 0 if week_start == "monday" else 6
    return days - pd.to_timedelta((days.dt.dayofweek - first) % 7, unit="D")


def first_day_of_week(day: date, week_start: WeekStart) -> date:
    """Return the first day of a day's week."""
    first = 0 if week_start == "monday" else 6
    return day - timedelta(days=(day.weekday() - first) % 7)


def long_load(
    keys: pd.DataFrame, work: np.ndarray[Any, np.dtype[np.float64]], easy: np.ndarray[Any, np.dtype[np.float64]]
) -> pd.DataFrame:
    """Return wide load figures as a long frame: keys, then ``muscle_group``, ``action`` and the two measures."""
    frame = _repeated(keys, len(LOADS))
    frame["muscle_group"] = _tiled([group for group, _ in LOADS], "muscle_group", len(keys))
    frame["action"] = _tiled([action for _, action in LOADS], "action", len(keys))
    frame["work_j_per_kg"] = work.reshape(-1)
    frame["easy_minutes"] = easy.reshape(-1)
    return frame


def long_zones(keys: pd.DataFrame, figures: np.ndarray[Any, np.dtype[np.float64]]) -> pd.DataFrame:
    """Return wide zone minutes as a long frame: keys, ``muscle_group``, ``zone``, ``minutes``."""
    frame = _repeated(keys, len(ZONE_COLUMNS))
    frame["muscle_group"] = _tiled([group for group in GROUPS for _ in ZONES], "muscle_group", len(keys))
    frame["zone"] = _tiled([zone for _ in GROUPS for zone in ZONES], "zone", len(keys))
    frame["minutes"] = figures.reshape(-1)
    return frame


def _figures_of_segments(
    connection: Connection, conditions: list[sa.ColumnElement[bool]], names: Sequence[str]
) -> tuple[pd.DataFrame, np.ndarray[Any, np.dtype[np.float64]]]:
    segment = schema.segment.c
    query = _in_time_order(sa.select(segment.run_id, segment.segment, *(segment[name] for name in names)), conditions)
    rows = connection.execute(query).all()
    keys = pd.DataFrame([row[:2] for row in rows], columns=["run_id", "segment"], dtype="int64")
    return keys, np.array([row[2:] for row in rows], dtype=float).reshape(len(rows), len(names))


def _in_time_order(query: sa.Select[Any], conditions: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    run, segment = schema.run, schema.segment
    return (
        query.join(run, run.c.run_id == segment.c.run_id)
        .where(*conditions)
        .order_by(run.c.start_time, run.c.run_id, segment.c.segment)
    )


def _frame(connection: Connection, query: sa.Select[Any]) -> pd.DataFrame:
    result = connection.execute(query)
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def _repeated(keys: pd.DataFrame, times: int) -> pd.DataFrame:
    return keys.loc[keys.index.repeat(times)].reset_index(drop=True)


def _tiled(values: list[str], name: str, times: int) -> pd.Categorical[Any]:
    words = _WORDS[name]
    codes = np.tile([words.index(value) for value in values], times)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(words)))


def _with_words(frame: pd.DataFrame) -> pd.DataFrame:
    for name, words in _WORDS.items():
        if name in frame:
            frame[name] = pd.Categorical(frame[name], categories=list(words))
    return frame
