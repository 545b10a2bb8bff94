"""What the runner decides about which files are of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library.imports.primary_file import select_primary_file
from runtone.library.store import schema
from runtone.library.store.keys import of_file, of_run
from runtone.library.store.originals import original_where
from runtone.library.store.write import (
    join_runs,
    lock_owner,
    new_run,
    owner_runner,
    refresh_search_text,
)

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

    from runtone.library.imports.source_files import Original
    from runtone.library.store.database import Database


def join(database: Database, owner_id: int, run_ids: Sequence[int]) -> int:
    """Make one run of several; `OwnedLibrary.join_runs` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        digests: list[str] = []
        for run_id in run_ids:
            digests += [row.sha256 for row in _files(connection, owner_id, run_id)]
        _forget_not_same(connection, owner_id, digests)
        run_id = join_runs(connection, owner_id, list(dict.fromkeys(run_ids)))
        select_primary_file(connection, owner_id, run_id)
        return run_id


def separate(database: Database, owner_id: int, run_id: int, file_id: int) -> int:
    """Make a run of its own of one file; `OwnedLibrary.separate_file` says how."""
    from runtone.library.imports.file_analysis import read_original

    with database.reading() as connection:
        original = _original(connection, owner_id, run_id, file_id)
        said = owner_runner(connection, owner_id)
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
                _tell_apart(connection, owner_id, row.sha256, moved[0].sha256)
        separate_id = new_run(connection, owner_id, recording.figures, said)
        table = schema.file
        connection.execute(
            sa.update(table)
            .where(of_file(table, owner_id, file_id))
            .values(run_id=separate_id, is_primary=True, is_pinned=False)
        )
        select_primary_file(connection, owner_id, run_id)
        for each in (run_id, separate_id):
            refresh_search_text(connection, owner_id, each)
        return separate_id


def choose(database: Database, owner_id: int, run_id: int, file_id: int) -> None:
    """Let a run's figures come from one of its files; `OwnedLibrary.choose_file` says how."""
    table = schema.file
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        _original(connection, owner_id, run_id, file_id)
        connection.execute(
            sa.update(table).where(of_run(table, owner_id, run_id)).values(is_pinned=table.c.file_id == file_id)
        )
        select_primary_file(connection, owner_id, run_id)


def keep_separate(database: Database, owner_id: int, run_ids: Sequence[int]) -> None:
    """Record that runs are not the same; `OwnedLibrary.keep_separate` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        digests = [[row.sha256 for row in _files(connection, owner_id, run_id)] for run_id in run_ids]
        for ours, theirs in combinations(digests, 2):
            for one in ours:
                for other in theirs:
                    _tell_apart(connection, owner_id, one, other)


def _tell_apart(connection: Connection, owner_id: int, one: str, other: str) -> None:
    table = schema.not_same_run
    first, second = sorted((one, other))
    known = sa.select(table.c.owner_id).where(
        table.c.owner_id == owner_id, table.c.first_sha256 == first, table.c.second_sha256 == second
    )
    if connection.execute(known).one_or_none() is None:
        values = {"owner_id": owner_id, "first_sha256": first, "second_sha256": second}
        connection.execute(sa.insert(table), values)


def _forget_not_same(connection: Connection, owner_id: int, digests: Iterable[str]) -> None:
    pair = schema.not_same_run.c
    for first, second in combinations(sorted(digests), 2):
        connection.execute(
            sa.delete(schema.not_same_run).where(
                pair.owner_id == owner_id, pair.first_sha256 == first, pair.second_sha256 == second
            )
        )


def _files(connection: Connection, owner_id: int, run_id: int) -> Sequence[Row[Any, Any]]:
    file = schema.file.c
    rows = connection.execute(sa.select(file.file_id, file.sha256).where(of_run(schema.file, owner_id, run_id))).all()
    if not rows:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    return rows


def _original(connection: Connection, owner_id: int, run_id: int, file_id: int) -> Original:
    file = schema.file.c
    found = original_where(connection, owner_id, file.run_id == run_id, file.file_id == file_id)
    if found is None:
        msg = "The run has no such file any more."
        raise LibraryError(msg)
    return found
