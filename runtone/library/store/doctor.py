"""A check of the whole library: whether everything is there, readable, and in agreement."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

import sqlalchemy as sa

from runtone.library.imports.duplicates import open_questions
from runtone.library.imports.early_dates import date_questions
from runtone.library.imports.question_words import TWO_PEOPLE
from runtone.library.store import schema
from runtone.library.store.keys import of_run
from runtone.library.store.originals import original_where
from runtone.library.store.stored_track import track_from_parquet
from runtone.library.store.write import day_rows
from runtone.plurals import counted

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.store.database import Database

Severity = Literal["well", "advice", "damage"]


LEAST_PAIRS_OF_TWO = 2
"""So many pairs of runs at the same minutes, elsewhere or with another heart rate, are no clock gone wrong."""


class Finding(NamedTuple):
    """One thing that the check found, in one sentence, and what to do about it."""

    severity: Severity
    sentence: str


def examine(database: Database, owner_id: int) -> Iterator[Finding]:
    """Check the database's file and all that one owner has; nothing is changed.

    Yields
    ------
    Finding
        What is damaged or could be better; at the end, in any case, how much was looked at.
    """
    damage = 0
    with database.reading() as connection:
        for finding in (
            *_database_file(database, connection),
            *_files(connection, owner_id),
            *_runs(connection, owner_id),
            *_days(connection, owner_id),
        ):
            damage += finding.severity == "damage"
            yield finding
        yield from _to_do(connection, owner_id)
        run, file = schema.run.c, schema.file.c
        runs = connection.execute(sa.select(sa.func.count()).where(run.owner_id == owner_id)).scalar_one()
        files = connection.execute(sa.select(sa.func.count()).where(file.owner_id == owner_id)).scalar_one()
    verdict = "all is well" if not damage else f"{damage} of them damaged"
    looked = f"{counted(runs, 'run')} and {counted(files, 'original file')} at {database.place} looked at: {verdict}."
    yield Finding("well", looked)


def _database_file(database: Database, connection: Connection) -> Iterator[Finding]:
    if not database.is_sqlite:
        return
    for (answer,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if answer != "ok":
            yield Finding("damage", f"The database's file is damaged ({answer}). Restore a copy, or import again.")
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding("damage", f"A row of {row[0]} refers to a row of {row[2]} that is not there.")


def _files(connection: Connection, owner_id: int) -> Iterator[Finding]:
    file = schema.file.c
    query = (
        sa.select(file.file_id, file.name, file.sha256)
        .where(file.owner_id == owner_id)
        .order_by(file.start_time, file.file_id)
    )
    for row in connection.execute(query).all():
        original = original_where(connection, owner_id, file.file_id == row.file_id)
        try:
            whole = original is not None and original.member.sha256 == row.sha256
        except zlib.error:
            whole = False
        if not whole:
            yield Finding(
                "damage",
                f"The original file {row.name} is no longer what was imported. Its run's figures are still there; "
                "delete the run and import the file again.",
            )


def _runs(connection: Connection, owner_id: int) -> Iterator[Finding]:
    run, detail, segment, file = schema.run.c, schema.run_detail.c, schema.segment.c, schema.file.c
    query = sa.select(run.run_id, run.local_date, run.elapsed_s).where(run.owner_id == owner_id)
    for row in connection.execute(query.order_by(run.start_time)).all():
        known_as = f"The run of {row.local_date}"
        speaking = connection.execute(
            sa.select(sa.func.count()).where(of_run(schema.file, owner_id, row.run_id), file.is_primary)
        ).scalar_one()
        if speaking != 1:
            yield Finding("damage", f"{known_as} has {speaking} files that its figures come from, where one is right.")
        covered = connection.execute(
            sa.select(sa.func.count(), sa.func.sum(segment.end_s - segment.start_s)).where(
                of_run(schema.segment, owner_id, row.run_id)
            )
        ).one()
        if covered[0] == 0 or covered[1] != round(row.elapsed_s) + 1:
            yield Finding("damage", f"{known_as} has segments that do not cover it. Run `runtone reanalyze --all`.")
        of_it = of_run(schema.run_detail, owner_id, row.run_id)
        track = connection.execute(sa.select(detail.track).where(of_it)).scalar_one_or_none()
        if track is None or not _readable(track, round(row.elapsed_s) + 1):
            yield Finding("damage", f"{known_as} has no readable track. Run `runtone reanalyze --all`.")


def _readable(track: bytes, seconds: int) -> bool:
    try:
        return len(track_from_parquet(track)) == seconds
    except (OSError, ValueError, KeyError):  # what pyarrow raises for bytes that are not Parquet
        return False


def _days(connection: Connection, owner_id: int) -> Iterator[Finding]:
    """Compare the day rows with what the segments add up to."""
    day, run = schema.day, schema.run.c
    days = set(connection.execute(sa.select(run.local_date).where(run.owner_id == owner_id)).scalars())
    days |= set(connection.execute(sa.select(day.c.local_date).where(day.c.owner_id == owner_id)).scalars())
    for local_date in sorted(days):
        stored = connection.execute(
            sa.select(day).where(day.c.owner_id == owner_id, day.c.local_date == local_date)
        ).mappings()
        there = {(row["kind"], row["terrain"]): dict(row) for row in stored}
        right = {(row["kind"], row["terrain"]): row for row in day_rows(connection, owner_id, local_date)}
        if there.keys() != right.keys() or not all(_alike(there[key], right[key]) for key in right):
            yield Finding(
                "damage", f"The sums of {local_date} are not those of its runs. Run `runtone reanalyze --all`."
            )


def _alike(one: dict[str, object], other: dict[str, object]) -> bool:
    return all(
        math.isclose(value, other[name], rel_tol=1e-9, abs_tol=1e-9)  # type: ignore[arg-type]
        for name, value in one.items()
        if isinstance(value, int | float)
    )


def _to_do(connection: Connection, owner_id: int) -> Iterator[Finding]:
    from runtone.library.imports.file_analysis import ANALYSIS_VERSION

    run, file, batch = schema.run.c, schema.file.c, schema.import_batch.c
    old = connection.execute(
        sa.select(sa.func.count()).where(file.owner_id == owner_id, file.evidence_version != ANALYSIS_VERSION)
    ).scalar_one()
    if old:
        yield Finding("advice", f"{counted(old, 'file')} were read by an older analysis: run `runtone reanalyze`.")
    stale = connection.execute(sa.select(sa.func.count()).where(run.owner_id == owner_id, run.stale)).scalar_one()
    if stale:
        yield Finding(
            "advice",
            f"{counted(stale, 'run')} may read differently now that earlier runs are known: run `runtone reanalyze`.",
        )
    for question in date_questions(connection, owner_id):
        yield Finding("advice", f"{question.name}: {question.sentence}")
    asked = list(open_questions(connection, owner_id))
    for each in asked:
        first, second = each.names
        yield Finding("advice", f"{first} and {second} ({each.local_date}) overlap. {each.sentence}")
    if sum(each.overlap.looks_like_two_people for each in asked) >= LEAST_PAIRS_OF_TWO:
        yield Finding("advice", TWO_PEOPLE)
    finished = sa.select(sa.func.coalesce(sa.func.max(batch.import_id), 0)).where(
        batch.owner_id == owner_id, batch.finished_at.is_not(None)
    )
    broken_off = connection.execute(
        sa.select(sa.func.count()).where(
            batch.owner_id == owner_id, batch.finished_at.is_(None), batch.import_id > finished.scalar_subquery()
        )
    ).scalar_one()
    if broken_off:
        yield Finding(
            "advice",
            f"{counted(broken_off, 'import')} did not come to an end, or still run. What was reported done is kept; "
            "import the same files again to get the rest.",
        )
