"""Writing a run into the library: what one transaction does."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.library.imports import duplicates
from runtone.library.imports.earlier_runs import mark_later_runs
from runtone.library.imports.early_dates import date_questions
from runtone.library.imports.primary_file import select_primary_file, why_primary
from runtone.library.preferences import Preferences
from runtone.library.store import schema
from runtone.library.store.columns import FIGURE_COLUMNS
from runtone.library.store.keys import of_file, of_run, with_run
from runtone.library.store.originals import keep_original
from runtone.library.store.records import RECORD_TABLES, insert_records
from runtone.vocabulary import Status

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.imports.file_analysis import Figures, Recording
    from runtone.runner import Runner


class Stored(NamedTuple):
    """What became of a recording: whether it made a run of its own, which run it belongs to, and a sentence."""

    status: Status
    run_id: int
    message: str


def lock_owner(connection: Connection, owner_id: int) -> None:
    """Count one more write of this owner, which lets no other write of theirs in until the transaction ends."""
    connection.execute(
        sa.update(schema.owner).where(schema.owner.c.owner_id == owner_id).values(version=schema.owner.c.version + 1)
    )


def store_recording(connection: Connection, owner_id: int, recording: Recording, runner: Runner) -> Stored:
    """Store a recording, as a run of its own or as one more file of a run that is there.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
        In a write transaction, after `lock_owner`.
    owner_id : int
    recording : Recording
    runner : Runner
        What the recording's figures were made with.

    Returns
    -------
    Stored
    """
    same = file_with_digest(connection, owner_id, recording.sha256)
    if same is not None:
        return same
    found = duplicates.runs_of(connection, owner_id, recording)
    if not found:
        run_id = new_run(connection, owner_id, recording.figures, runner)
        _add_file(connection, owner_id, run_id, recording, is_primary=True)
        mark_later_runs(connection, owner_id, recording.start_time)
        return Stored(Status.IMPORTED, run_id, _with_questions(connection, owner_id, run_id, recording.remark))
    run_id = join_runs(connection, owner_id, found)
    other = duplicates.primary_file_name(connection, owner_id, run_id)
    _add_file(connection, owner_id, run_id, recording, is_primary=False)
    if select_primary_file(connection, owner_id, run_id) == recording.sha256:
        replace_figures(connection, owner_id, run_id, recording.figures, runner, stale=True)
    message = why_primary(connection, owner_id, run_id, recording.sha256, other)
    return Stored(Status.DUPLICATE, run_id, _with_questions(connection, owner_id, run_id, message))


def _with_questions(connection: Connection, owner_id: int, run_id: int, message: str) -> str:
    """Return a message with what the runner is to be asked about the run."""
    asked = duplicates.possible_duplicates(connection, owner_id, run_id)
    overlaps = (f"It overlaps {each.name}. {each.reason}" for each in asked)
    dates = (each.sentence for each in date_questions(connection, owner_id, run_id))
    return " ".join(part for part in (message, *overlaps, *dates) if part)


def join_same_runs(connection: Connection, owner_id: int, run_id: int, recording: Recording) -> int:
    """Join a run with those that one of its files, read anew, is found to be of; return the number that stays."""
    same = duplicates.runs_of(connection, owner_id, recording)
    return join_runs(connection, owner_id, sorted({run_id, *same}))


def join_same_stored(connection: Connection, owner_id: int, run_id: int) -> int:
    """Join a stored run with those that its files are of; return the number that stays."""
    same = {run_id}
    for each in duplicates.recordings_of(connection, owner_id, run_id):
        same.update(duplicates.runs_of(connection, owner_id, each))
    return join_runs(connection, owner_id, sorted(same))


def join_runs(connection: Connection, owner_id: int, run_ids: Sequence[int]) -> int:
    """Make one run of several and return its number; the first one's name and note stay where it has any."""
    keep, *others = run_ids
    run, file, result = schema.run, schema.file, schema.import_result
    for other in others:
        gone = connection.execute(
            sa.select(run.c.local_date, run.c.start_time, run.c.own_name, run.c.own_sport, run.c.note).where(
                of_run(run, owner_id, other)
            )
        ).one()
        connection.execute(sa.update(file).where(of_run(file, owner_id, other)).values(run_id=keep, is_primary=False))
        connection.execute(sa.update(result).where(of_run(result, owner_id, other)).values(run_id=keep))
        connection.execute(sa.delete(run).where(of_run(run, owner_id, other)))
        own = {name: getattr(gone, name) for name in ("own_name", "own_sport", "note")}
        connection.execute(
            sa.update(run)
            .where(of_run(run, owner_id, keep))
            .values({name: sa.func.coalesce(run.c[name], value) for name, value in own.items()})
        )
        refresh_days(connection, owner_id, {gone.local_date})
        mark_later_runs(connection, owner_id, gone.start_time)
    if others:
        refresh_search_text(connection, owner_id, keep)
    return keep


def file_with_digest(connection: Connection, owner_id: int, sha256: str) -> Stored | None:
    """Return the run that has a file of exactly these bytes, if there is one."""
    file = schema.file
    row = connection.execute(
        sa.select(file.c.run_id, file.c.name).where(file.c.owner_id == owner_id, file.c.sha256 == sha256)
    ).one_or_none()
    return (
        None if row is None else Stored(Status.DUPLICATE, row.run_id, f"The same bytes as {row.name}; nothing to add.")
    )


def add_metadata(connection: Connection, owner_id: int, sha256: str, metadata: dict[str, Any] | None) -> None:
    """Keep what another archive says of a file that is there already: its title, for example.

    Where two archives say different things, one is taken by their text, whichever came first.
    """
    file, run = schema.file, schema.run
    row = connection.execute(
        sa.select(file.c.file_id, file.c.run_id, file.c.is_primary, file.c.metadata).where(
            file.c.owner_id == owner_id, file.c.sha256 == sha256
        )
    ).one_or_none()
    merged = merged_metadata(row.metadata if row is not None else None, metadata)
    if row is None or merged == row.metadata:
        return
    lock_owner(connection, owner_id)
    connection.execute(sa.update(file).where(of_file(file, owner_id, row.file_id)).values(metadata=merged))
    if row.is_primary:
        connection.execute(sa.update(run).where(of_run(run, owner_id, row.run_id)).values(stale=True, runner={}))


def merged_metadata(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what two archives say of one file, whichever came first."""
    merged = dict(one or {})
    for name in ("listing", "workout"):
        told = (other or {}).get(name)
        # a file that is in the library is a run; an archive that thinks otherwise is not asked again
        if told is None or told["sport"] not in (None, "running"):
            continue
        known = merged.get(name)
        merged[name] = told if known is None else max(known, told, key=lambda each: json.dumps(each, sort_keys=True))
    return merged or None


def replace_figures(
    connection: Connection, owner_id: int, run_id: int, figures: Figures, runner: Runner, *, stale: bool
) -> None:
    """Put the figures of another analysis in the place of a run's own; names, notes and files stay.

    Parameters
    ----------
    connection : sqlalchemy.engine.Connection
    owner_id, run_id : int
    figures : Figures
    runner : Runner
        What they were made with.
    stale : bool
        Whether the weeks before the run are still to be looked at.
    """
    before = _day_of(connection, owner_id, run_id)
    connection.execute(
        sa.update(schema.run)
        .where(of_run(schema.run, owner_id, run_id))
        .values(**figures.run, runner=runner_to_plain(runner), stale=stale)
    )
    for name in ("run_detail", "segment", *RECORD_TABLES):
        table = schema.metadata.tables[name]
        connection.execute(sa.delete(table).where(of_run(table, owner_id, run_id)))
    _insert_detail(connection, owner_id, run_id, figures)
    _insert_segments(connection, owner_id, run_id, figures.segments)
    insert_records(connection, owner_id, run_id, figures.records)
    refresh_search_text(connection, owner_id, run_id)
    refresh_days(connection, owner_id, {before, figures.run["local_date"]})


def replace_evidence(connection: Connection, owner_id: int, file_id: int, recording: Recording) -> None:
    """Write anew what a file, read by a newer analysis, says."""
    file = schema.file
    facts = ("device", "start_time", "end_time", "distance_m", "completeness", "covered_s")
    values = {name: getattr(recording, name) for name in facts}
    connection.execute(
        sa.update(file)
        .where(of_file(file, owner_id, file_id))
        .values(
            **values, evidence=asdict(recording.evidence), evidence_version=recording.figures.run["analysis_version"]
        )
    )
    connection.execute(sa.delete(schema.file_outline).where(of_file(schema.file_outline, owner_id, file_id)))
    _insert_outline(connection, owner_id, file_id, recording)


def _insert_outline(connection: Connection, owner_id: int, file_id: int, recording: Recording) -> None:
    values = {"owner_id": owner_id, "file_id": file_id, "outline": recording.outline.to_bytes()}
    connection.execute(sa.insert(schema.file_outline), values)


def owner_runner(connection: Connection, owner_id: int) -> Runner:
    """Return what an owner says of themselves, as an analysis needs it."""
    table = schema.owner
    query = sa.select(table.c.preferences).where(table.c.owner_id == owner_id)
    return Preferences.from_plain(connection.execute(query).scalar_one()).runner


def runner_to_plain(runner: Runner) -> dict[str, Any]:
    """Return what was known of the runner as JSON can hold it."""
    return {name: getattr(runner, name) for name in sorted(runner.__dataclass_fields__)}


def refresh_days(connection: Connection, owner_id: int, days: Iterable[date]) -> None:
    """Make the rows of these days anew from the segments of their runs.

    Sums are exact (`math.fsum`), so that they do not depend on the order in which runs came.
    """
    for local_date in sorted(set(days)):
        connection.execute(
            sa.delete(schema.day).where(schema.day.c.owner_id == owner_id, schema.day.c.local_date == local_date)
        )
        rows = day_rows(connection, owner_id, local_date)
        if rows:
            connection.execute(sa.insert(schema.day), rows)


def day_rows(connection: Connection, owner_id: int, local_date: date) -> list[dict[str, Any]]:
    """Return what the rows of a day should be: one for each kind of segment and terrain, in that order."""
    kinds: dict[tuple[str, str], list[Sequence[Any]]] = {}
    for row in connection.execute(_segments_of_day(), {"owner_id": owner_id, "local_date": local_date}):
        kinds.setdefault((row[0], row[1]), []).append(row[2:])
    return [
        {"owner_id": owner_id, "local_date": local_date, "kind": kind, "terrain": terrain} | _sums(members)
        for (kind, terrain), members in sorted(kinds.items())
    ]


def refresh_search_text(connection: Connection, owner_id: int, run_id: int) -> None:
    """Write anew what a search looks through: names, note, device and file names, in lower case."""
    run, file = schema.run, schema.file
    words = connection.execute(
        sa.select(run.c.own_name, run.c.recorded_name, run.c.note, run.c.device).where(of_run(run, owner_id, run_id))
    ).one()
    its = of_run(file, owner_id, run_id)
    names = connection.execute(sa.select(file.c.name).where(its).order_by(file.c.name)).scalars()
    text = "\n".join(str(word) for word in (*words, *names) if word)
    connection.execute(sa.update(run).where(of_run(run, owner_id, run_id)).values(search_text=text.casefold()))


_DAY_SUMS = ("seconds", "distance_m", "ascent_m", "descent_m", *FIGURE_COLUMNS)


@cache
def _segments_of_day() -> sa.Select[Any]:
    """Return the query for a day's segments; with a hundred columns, made once for all days."""
    run, segment = schema.run, schema.segment
    columns = segment.c
    return (
        sa.select(
            columns.kind,
            columns.terrain,
            (columns.end_s - columns.start_s).label("seconds"),
            columns.distance_m,
            columns.ascent_m,
            columns.descent_m,
            *(columns[name] for name in FIGURE_COLUMNS),
        )
        .join(run, with_run(segment))
        .where(run.c.owner_id == sa.bindparam("owner_id"), run.c.local_date == sa.bindparam("local_date"))
    )


def _sums(members: list[Sequence[Any]]) -> dict[str, Any]:
    totals = [math.fsum(filter(None, column)) for column in zip(*members, strict=True)]
    return {"segments": len(members), **dict(zip(_DAY_SUMS, totals, strict=True))}


def _day_of(connection: Connection, owner_id: int, run_id: int) -> date:
    query = sa.select(schema.run.c.local_date).where(of_run(schema.run, owner_id, run_id))
    day: date = connection.execute(query).scalar_one()
    return day


def new_run(connection: Connection, owner_id: int, figures: Figures, runner: Runner) -> int:
    """Store the figures of a run that has no file yet, and return its number."""
    values = {"owner_id": owner_id, "runner": runner_to_plain(runner), "stale": True, "search_text": "", **figures.run}
    run_id = int(connection.execute(sa.insert(schema.run), values).inserted_primary_key[0])  # type: ignore[index]
    _insert_detail(connection, owner_id, run_id, figures)
    _insert_segments(connection, owner_id, run_id, figures.segments)
    insert_records(connection, owner_id, run_id, figures.records)
    refresh_days(connection, owner_id, {figures.run["local_date"]})
    return run_id


def _insert_detail(connection: Connection, owner_id: int, run_id: int, figures: Figures) -> None:
    values = {"owner_id": owner_id, "run_id": run_id, "detail": figures.detail, "track": figures.track}
    connection.execute(sa.insert(schema.run_detail), values)


def _insert_segments(connection: Connection, owner_id: int, run_id: int, segments: list[dict[str, Any]]) -> None:
    if segments:
        keys = {"owner_id": owner_id, "run_id": run_id}
        connection.execute(sa.insert(schema.segment), [{**keys, **row} for row in segments])


def _add_file(
    connection: Connection,
    owner_id: int,
    run_id: int,
    recording: Recording,
    *,
    is_primary: bool,
) -> None:
    values = {
        "owner_id": owner_id,
        "run_id": run_id,
        "name": recording.name,
        "sha256": recording.sha256,
        "size_bytes": recording.size_bytes,
        "format": recording.format,
        "device": recording.device,
        "start_time": recording.start_time,
        "end_time": recording.end_time,
        "distance_m": recording.distance_m,
        "completeness": recording.completeness,
        "covered_s": recording.covered_s,
        "is_primary": is_primary,
        "metadata": recording.metadata,
        "evidence": asdict(recording.evidence),
        "evidence_version": recording.figures.run["analysis_version"],
        "imported_at": clock.now(),
    }
    file_id = connection.execute(sa.insert(schema.file), values).inserted_primary_key[0]  # type: ignore[index]
    keep_original(connection, owner_id, file_id, recording)
    _insert_outline(connection, owner_id, file_id, recording)
    refresh_search_text(connection, owner_id, run_id)
