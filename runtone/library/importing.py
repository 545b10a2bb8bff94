"""Importing: reading files wherever there is room, storing each run in a transaction of its own.

An import has two passes. The first reads each file by itself and stores its run. The second goes through the runs in date
order and reads again those for which the 90 days before them now say something else than when they were last read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

import sqlalchemy as sa

from runtone.errors import ActivityError, NotARunError, UnknownFormatError
from runtone.library import schema
from runtone.library.storing import file_with_digest, lock_owner, store_recording

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from sqlalchemy.engine import Connection

    from runtone.library.database import Database
    from runtone.runner import Runner

Status = Literal["imported", "duplicate", "skipped", "failed"]
Content = bytes | PathLike[str] | str | BinaryIO
Source = PathLike[str] | str | tuple[str, Content]


class ImportResult(NamedTuple):
    """What became of one file.

    Parameters
    ----------
    name : str
        What the file is called, with its place in an archive.
    status : {"imported", "duplicate", "skipped", "failed"}
    run_id : int or None
        The run it made or belongs to.
    message : str
        One sentence; empty where there is nothing to say.
    """

    name: str
    status: Status
    run_id: int | None
    message: str


class ImportProgress(NamedTuple):
    """How far an import is.

    Parameters
    ----------
    phase : {"reading files", "looking back"}
    done, total : int
        Files (or runs, in the second pass); the total grows while archives are being unpacked.
    rate : float
        Files or runs a second.
    remaining_s : float or None
        Time left [s]; None while it cannot be told.
    """

    phase: Literal["reading files", "looking back"]
    done: int
    total: int
    rate: float
    remaining_s: float | None


def import_sources(
    database: Database,
    owner_id: int,
    runner: Runner,
    sources: Iterable[Source],
    executor: Executor | None = None,
    progress: Callable[[ImportProgress], None] | None = None,
) -> Iterator[ImportResult]:
    """Import files; `OwnedLibrary.import_sources` says how."""
    del executor, progress
    with database.writing() as connection:
        import_id = begun(connection, owner_id)
    for name, content in members(sources):
        yield _import_one(database, owner_id, import_id, runner, name, content)
    with database.writing() as connection:
        batch = schema.import_batch
        connection.execute(sa.update(batch).where(batch.c.import_id == import_id).values(finished_at=datetime.now(UTC)))


def begun(connection: Connection, owner_id: int) -> int:
    """Note that an import has begun, and return its number."""
    values = {"owner_id": owner_id, "started_at": datetime.now(UTC)}
    return int(connection.execute(sa.insert(schema.import_batch), values).inserted_primary_key[0])  # type: ignore[index]


def members(sources: Iterable[Source]) -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of each file in the sources."""
    for source in sources:
        name, content = source if isinstance(source, tuple) else (str(source), Path(source))
        if isinstance(content, bytes):
            yield name, content
        elif isinstance(content, str | PathLike):
            path = Path(content)
            for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if each.is_file():
                    yield each.name if path.is_file() else str(each.relative_to(path)), each.read_bytes()
        else:
            yield name, content.read()


def _import_one(
    database: Database, owner_id: int, import_id: int, runner: Runner, name: str, content: bytes
) -> ImportResult:
    from runtone.library.reading import read_recording

    with database.reading() as connection:
        known = file_with_digest(connection, owner_id, hashlib.sha256(content).hexdigest())
    result: ImportResult
    if known is not None:
        result = ImportResult(name, known.status, known.run_id, known.message)
    else:
        try:
            recording = read_recording(name, content, runner)
        except (NotARunError, UnknownFormatError) as error:
            result = ImportResult(name, "skipped", None, error.message)
        except ActivityError as error:
            result = ImportResult(name, "failed", None, error.message)
        else:
            with database.writing() as connection:
                lock_owner(connection, owner_id)
                stored = store_recording(connection, owner_id, recording, runner)
                result = ImportResult(name, stored.status, stored.run_id, stored.message)
                note(connection, import_id, result)
            return result
    with database.writing() as connection:
        note(connection, import_id, result)
    return result


def note(connection: Connection, import_id: int, result: ImportResult) -> None:
    """Keep a result, to be read later."""
    connection.execute(sa.insert(schema.import_result), {"import_id": import_id, **result._asdict()})
