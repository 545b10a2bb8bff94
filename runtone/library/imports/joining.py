"""What the runner decides about which files are of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library.store import schema
from runtone.library.store.write import (
    join_runs,
    let_the_richest_speak,
    lock_owner,
    new_run,
    refresh_search_text,
    said_by_owner,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

    from runtone.library.imports.file_analysis import Original
    from runtone.library.store.database import Database


def join(database: Database, owner_id: int, run_ids: Sequence[int]) -> int:
    """Make one run of several; `OwnedLibrary.join_runs` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        digests: list[str] = []
        for run_id in run_ids:
            digests += [row.sha256 for row in _files(connection, owner_id, run_id)]
        _forget_apart(connection, owner_id, digests)
        run_id = join_runs(connection, owner_id, list(dict.fromkeys(run_ids)))
        let_the_richest_speak(connection, owner_id, run_id)
        return run_id


def separate(database: Database, owner_id: int, run_id: int, file_id: int) -> int:
    """Make a run of its own of one file; `OwnedLibrary.separate_file` says how."""
    from runtone.library.imports.file_analysis import read_original

    with database.reading() as connection:
        original = _original(connection, owner_id, run_id, file_id)
        said = said_by_owner(connection, owner_id)
    recording = read_original(original, said)
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        files = _files(connection, owner_id, run_id)
        moved = [row for row in files if row.file_id == file_id]
        if not moved or len(files) == 1:
            msg = "This file is the only one of its run, so there is nothing to separate."
            raise LibraryError(msg)
        for row in files:
            if row.file_id != file_id:
                first, second = sorted((row.sha256, moved[0].sha256))
                connection.execute(
                    sa.insert(schema.apart), {"owner_id": owner_id, "first_sha256": first, "second_sha256": second}
                )
        separate_id = new_run(connection, owner_id, recording.figures, said)
        table = schema.file
        connection.execute(
            sa.update(table).where(table.c.file_id == file_id).values(run_id=separate_id, speaks=True, chosen=False)
        )
        let_the_richest_speak(connection, owner_id, run_id)
        for each in (run_id, separate_id):
            refresh_search_text(connection, each)
        return separate_id


def choose(database: Database, owner_id: int, run_id: int, file_id: int) -> None:
    """Let one file speak for its run; `OwnedLibrary.choose_file` says how."""
    table = schema.file
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        _original(connection, owner_id, run_id, file_id)
        connection.execute(sa.update(table).where(table.c.run_id == run_id).values(chosen=table.c.file_id == file_id))
        let_the_richest_speak(connection, owner_id, run_id)


def kept_apart(connection: Connection, owner_id: int, digests: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of files among these that the runner says are not of one run."""
    apart = schema.apart.c
    wanted = set(digests)
    rows = connection.execute(
        sa.select(apart.first_sha256, apart.second_sha256).where(
            apart.owner_id == owner_id, apart.first_sha256.in_(wanted), apart.second_sha256.in_(wanted)
        )
    )
    return {(row.first_sha256, row.second_sha256) for row in rows}


def _forget_apart(connection: Connection, owner_id: int, digests: Iterable[str]) -> None:
    apart = schema.apart.c
    for first, second in combinations(sorted(digests), 2):
        connection.execute(
            sa.delete(schema.apart).where(
                apart.owner_id == owner_id, apart.first_sha256 == first, apart.second_sha256 == second
            )
        )


def _files(connection: Connection, owner_id: int, run_id: int) -> Sequence[Row[Any, Any]]:
    file = schema.file.c
    rows = connection.execute(
        sa.select(file.file_id, file.sha256).where(file.owner_id == owner_id, file.run_id == run_id)
    ).all()
    if not rows:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    return rows


def _original(connection: Connection, owner_id: int, run_id: int, file_id: int) -> Original:
    from runtone.library.imports.file_analysis import Original

    file, original = schema.file.c, schema.original.c
    row = connection.execute(
        sa.select(file.name, original.content, file.metadata)
        .join(schema.original, original.file_id == file.file_id)
        .where(file.owner_id == owner_id, file.run_id == run_id, file.file_id == file_id)
    ).one_or_none()
    if row is None:
        msg = "The run has no such file any more."
        raise LibraryError(msg)
    return Original(*row)
