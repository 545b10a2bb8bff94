"""Deleting for good: not only from what is shown, but from the database's file.

SQLite overwrites what is deleted with zeros (`secure_delete`); the write-ahead log, which may still hold it, is
emptied, and the file is written anew. On PostgreSQL tables of links, zones and notes are written anew, and those of
deleted runs vacuumed: when the server overwrites their pages, and what its log and backups keep, is up to the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library.arrivals import tables as arrivals
from runtone.library.imports.earlier_runs import mark_later_runs
from runtone.library.preferences import Preferences
from runtone.library.shares.stored_shares import forget_snapshots
from runtone.library.store import deleted_runs, schema
from runtone.library.store.keys import of_run
from runtone.library.store.migrations.partitions import partition_names
from runtone.library.store.originals import hand_over
from runtone.library.store.write import lock_owner, refresh_days

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from runtone.library.store.database import Database


LARGEST_REWRITTEN_BYTES = 32_000_000
"""A table of PostgreSQL up to this size is written anew in a fraction of a second."""
_LONGEST_WAIT_S = 3


def delete_runs(database: Database, owner_id: int, run_ids: Sequence[int]) -> None:
    """Move runs to the bin; `OwnedLibrary.delete_runs` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        deleted_runs.move_to_bin(connection, owner_id, run_ids)
        forget_snapshots(connection, owner_id)


def delete_for_good(database: Database, owner_id: int, run_ids: Sequence[int]) -> None:
    """Delete runs, in the bin or not, with their files; `OwnedLibrary.delete_for_good` says how."""
    homes = {owner_id}
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        for run_id in dict.fromkeys(run_ids):
            home = deleted_runs.home_of(connection, owner_id, run_id)
            deleted_runs.remember(connection, owner_id, home, run_id)
            _delete_run(connection, home, run_id, pairs_of=(owner_id, home))
            homes.add(home)
        forget_snapshots(connection, owner_id)
    purge(database, homes)


def restore_runs(database: Database, owner_id: int, run_ids: Sequence[int]) -> list[int]:
    """Bring runs back from the bin; `OwnedLibrary.restore_runs` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        forget_snapshots(connection, owner_id)
        return deleted_runs.restore(connection, owner_id, run_ids)


def delete_everything(database: Database, owner_id: int) -> None:
    """Delete all that an owner has; `OwnedLibrary.delete_everything` says how."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        bin_id = deleted_runs.empty_bin(connection, owner_id)
        mine = (schema.run, schema.file, schema.day, schema.not_same_run, schema.import_batch, schema.technique)
        given = (schema.share, schema.private_zone, schema.owner_secret)
        arriving = (arrivals.watched_folder, arrivals.address, arrivals.source)
        for table in (*mine, schema.deleted_file, *given, *arriving):
            connection.execute(sa.delete(table).where(table.c.owner_id == owner_id))
        owner = schema.owner
        connection.execute(
            sa.update(owner).where(owner.c.owner_id == owner_id).values(preferences=Preferences().to_plain())
        )
    purge(database, {owner_id} if bin_id is None else {owner_id, bin_id})


def purge(database: Database, owner_ids: Iterable[int]) -> None:
    """Let nothing of what was deleted of some owners remain in the database's files.

    On PostgreSQL the partitions that other owners' runs lie in are left alone.

    Raises
    ------
    LibraryError
        It is deleted, but traces may remain.
    """
    try:
        with database.outside_transactions() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                names = _lying_in(connection, owner_ids, schema.metadata.sorted_tables)
                connection.exec_driver_sql(f"VACUUM {', '.join(names)}")
    except LibraryError as error:
        msg = f"It is deleted, but the library's file could not be written anew, so traces may remain in it. {error}"
        raise LibraryError(msg) from error


def erase_traces(database: Database, owner_id: int, *tables: sa.Table) -> None:
    """Let nothing of a row that was deleted or changed remain, without writing the whole file anew.

    What is deleted from SQLite's pages is overwritten with them; this empties the write-ahead log, which has the pages
    as they were. It waits for readers, and where one stays it is done after the next deletion.

    Parameters
    ----------
    database : Database
    owner_id : int
    tables : sqlalchemy.Table
        Those that rows were deleted from or changed in, for PostgreSQL, which writes them anew; its log is its own.
    """
    with database.outside_transactions() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            _rewrite(connection, _lying_in(connection, {owner_id}, tables))


def _lying_in(connection: Connection, owner_ids: Iterable[int], tables: Iterable[sa.Table]) -> list[str]:
    """Return the tables and partitions that some owners' rows lie in."""
    return sorted({name for owner_id in owner_ids for name in partition_names(connection, owner_id, tables)})


def _rewrite(connection: Connection, names: Iterable[str]) -> None:
    """Write tables of PostgreSQL anew, which leaves nothing of deleted rows in their files; large ones are vacuumed.

    Vacuuming frees a row's place without overwriting it. Writing anew keeps everybody else from the table meanwhile.
    """
    connection.exec_driver_sql(f"SET lock_timeout = '{_LONGEST_WAIT_S}s'")
    try:
        for name in names:
            size = sa.select(sa.func.pg_total_relation_size(name))
            if int(connection.execute(size).scalar_one()) <= LARGEST_REWRITTEN_BYTES:
                with suppress(sa.exc.OperationalError):  # others are at it: it is done after the next deletion
                    connection.exec_driver_sql(f"VACUUM FULL {name}")
                    continue
            connection.exec_driver_sql(f"VACUUM {name}")
    finally:
        connection.exec_driver_sql("RESET lock_timeout")


def _delete_run(connection: Connection, owner_id: int, run_id: int, *, pairs_of: Sequence[int]) -> None:
    run, file, result, pair = schema.run, schema.file, schema.import_result, schema.not_same_run
    found = connection.execute(
        sa.select(run.c.local_date, run.c.start_time).where(of_run(run, owner_id, run_id))
    ).one_or_none()
    if found is None:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    digests = list(connection.execute(sa.select(file.c.sha256).where(of_run(file, owner_id, run_id))).scalars())
    connection.execute(
        sa.delete(pair).where(
            pair.c.owner_id.in_(pairs_of),
            sa.or_(pair.c.first_sha256.in_(digests), pair.c.second_sha256.in_(digests)),
        )
    )
    # results of imports hold file names
    connection.execute(sa.delete(result).where(result.c.owner_id.in_(pairs_of), result.c.run_id == run_id))
    hand_over(connection, owner_id, file.c.run_id == run_id)
    connection.execute(sa.delete(run).where(of_run(run, owner_id, run_id)))
    refresh_days(connection, owner_id, {found.local_date})
    mark_later_runs(connection, owner_id, found.start_time)
