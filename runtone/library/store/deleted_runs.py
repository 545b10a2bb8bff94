"""The bin: deleted runs, out of every frame and sum, kept for some days so that deleting can be undone.

An owner's bin is an owner of its own: moving a run there is changing whose it is, and no query that names the owner
can meet it. What is deleted for good leaves a digest behind, so that the next import of the same export does not bring
it back.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.errors import LibraryError
from runtone.library.imports.earlier_runs import mark_later_runs
from runtone.library.imports.primary_file import select_primary_file
from runtone.library.preferences import Preferences
from runtone.library.store import schema
from runtone.library.store.keys import of_run, with_run
from runtone.library.store.originals import hand_over, meet_again, part_ways
from runtone.library.store.write import join_same_stored, refresh_days

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


_OF_RUN = [
    table
    for table in schema.metadata.sorted_tables
    if "run_id" in table.c and table not in (schema.run, schema.import_result)  # a result stays with its import
]


class DeletedRun(NamedTuple):
    """A run in the bin, and the day on which it goes for good."""

    run_id: int
    name: str | None
    local_date: date
    distance_m: float
    deleted_at: datetime
    gone_on: date


class Deletion(NamedTuple):
    """That something was deleted, and when; ``run_id`` where it is still in the bin."""

    deleted_at: datetime
    run_id: int | None


class TimedFile(NamedTuple):
    """What tells a file from another of the same owner, and a recording from its second export."""

    sha256: str
    start_time: datetime
    end_time: datetime
    distance_m: float


def move_to_bin(connection: Connection, owner_id: int, run_ids: Sequence[int]) -> None:
    """Take runs out of the library; `restore` brings them back.

    Raises
    ------
    LibraryError
        There is no such run.
    """
    bin_id, now = _bin_of(connection, owner_id), clock.now()
    for run_id in dict.fromkeys(run_ids):
        _drop_from_bin(connection, bin_id, _digests_of(connection, owner_id, run_id))
        _move(connection, run_id, owner_id, bin_id)
        connection.execute(sa.insert(schema.deleted_run), {"owner_id": bin_id, "run_id": run_id, "deleted_at": now})


def restore(connection: Connection, owner_id: int, run_ids: Sequence[int]) -> list[int]:
    """Bring runs back from the bin, and return the numbers of the runs that they now are.

    A run that was imported again meanwhile, or overlaps one that was, becomes one with it.

    Raises
    ------
    LibraryError
        There is no such run in the bin.
    """
    bin_id = _bin_of(connection, owner_id)
    back: list[int] = []
    file = schema.file.c
    for run_id in dict.fromkeys(run_ids):
        digests = _digests_of(connection, bin_id, run_id)
        known = sa.select(file.sha256, file.run_id).where(file.owner_id == owner_id, file.sha256.in_(digests))
        there = {row.sha256: row.run_id for row in connection.execute(known)}
        _drop_from_bin(connection, bin_id, there)
        if len(there) == len(digests) > 0:
            back += sorted(set(there.values()))
            continue
        connection.execute(sa.delete(schema.deleted_run).where(of_run(schema.deleted_run, bin_id, run_id)))
        _move(connection, run_id, bin_id, owner_id)
        joined = join_same_stored(connection, owner_id, run_id)
        select_primary_file(connection, owner_id, joined)
        connection.execute(sa.update(schema.run).where(of_run(schema.run, owner_id, joined)).values(stale=True))
        back.append(joined)
    return back


def deleted_runs(connection: Connection, owner_id: int, days: int) -> list[DeletedRun]:
    """Return what is in the bin, the last deleted first; each goes for good after so many days."""
    run, deleted = schema.run.c, schema.deleted_run.c
    query = (
        sa.select(
            run.run_id,
            sa.func.coalesce(run.own_name, run.recorded_name).label("name"),
            run.local_date,
            run.distance_m,
            deleted.deleted_at,
        )
        .join(schema.deleted_run, with_run(schema.deleted_run))
        .where(run.owner_id == _bin(connection, owner_id))
        .order_by(deleted.deleted_at.desc(), run.run_id.desc())
    )
    return [
        DeletedRun(**row._asdict(), gone_on=(row.deleted_at + timedelta(days=days)).date())
        for row in connection.execute(query)
    ]


def has_deleted(connection: Connection, owner_id: int) -> bool:
    """Return whether there is a run in the bin, or the memory of one that was deleted for good."""
    run, memory = schema.run.c, schema.deleted_file.c
    binned = sa.exists().where(run.owner_id == _bin(connection, owner_id))
    remembered = sa.exists().where(memory.owner_id == owner_id)
    return bool(connection.execute(sa.select(sa.or_(binned, remembered))).scalar_one())


def expired(connection: Connection, owner_id: int, days: int) -> list[int]:
    """Return the runs that have been in the bin for longer than so many days."""
    run, deleted = schema.run.c, schema.deleted_run.c
    query = (
        sa.select(run.run_id)
        .join(schema.deleted_run, with_run(schema.deleted_run))
        .where(run.owner_id == _bin(connection, owner_id), deleted.deleted_at <= clock.now() - timedelta(days=days))
    )
    return list(connection.execute(query).scalars())


def deletion_of(connection: Connection, owner_id: int, file: TimedFile | str) -> Deletion | None:
    """Return when the runner deleted a file, told by its bytes' SHA-256 or also by what it says; None if not."""
    table, deleted, memory = schema.file.c, schema.deleted_run.c, schema.deleted_file.c
    same = [table.sha256 == (file if isinstance(file, str) else file.sha256)]
    if not isinstance(file, str):
        exported_again = (table.start_time == file.start_time, table.end_time == file.end_time)
        same.append(sa.and_(*exported_again, sa.func.abs(table.distance_m - file.distance_m) < 1.0))
    binned = connection.execute(
        sa.select(deleted.deleted_at, table.run_id)
        .join(schema.deleted_run, sa.and_(deleted.owner_id == table.owner_id, deleted.run_id == table.run_id))
        .where(table.owner_id == _bin(connection, owner_id), sa.or_(*same))
    ).first()
    if binned is not None:
        return Deletion(binned.deleted_at, binned.run_id)
    gone = connection.execute(
        sa.select(memory.deleted_at).where(memory.owner_id == owner_id, memory.digest.in_(_digests([file])))
    ).first()
    return None if gone is None else Deletion(gone.deleted_at, None)


def remember(connection: Connection, owner_id: int, home: int, run_id: int) -> None:
    """Keep in mind that the files of a run, which is about to go from its home, were deleted on purpose."""
    file, now = schema.file.c, clock.now()
    rows = connection.execute(
        sa.select(file.sha256, file.start_time, file.end_time, file.distance_m).where(of_run(schema.file, home, run_id))
    )
    digests = _digests(TimedFile(*row) for row in rows)
    forget(connection, owner_id, digests)
    values = [{"owner_id": owner_id, "digest": digest, "deleted_at": now} for digest in sorted(digests)]
    connection.execute(sa.insert(schema.deleted_file), values)


def forget_deletion(connection: Connection, owner_id: int, file: TimedFile) -> None:
    """Forget that a file was deleted: the runner wants it back."""
    forget(connection, owner_id, _digests([file]))


def forget(connection: Connection, owner_id: int, digests: set[str]) -> None:
    """Forget some of the digests of `remember`."""
    table = schema.deleted_file
    connection.execute(sa.delete(table).where(table.c.owner_id == owner_id, table.c.digest.in_(digests)))


def home_of(connection: Connection, owner_id: int, run_id: int) -> int:
    """Return whether a run is the owner's or in the owner's bin, as the number of that owner.

    Raises
    ------
    LibraryError
        It is neither.
    """
    run = schema.run.c
    found = connection.execute(
        sa.select(run.owner_id).where(run.run_id == run_id, run.owner_id.in_([owner_id, _bin(connection, owner_id)]))
    ).scalar_one_or_none()
    if found is None:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    return int(found)


def empty_bin(connection: Connection, owner_id: int) -> int | None:
    """Delete the bin with all that is in it, and return the number it had as an owner; None where there was none."""
    owner, bin_id = schema.owner, _bin(connection, owner_id)
    connection.execute(sa.delete(owner).where(owner.c.owner_id == bin_id))
    return bin_id


def _digests(files: Iterable[TimedFile | str]) -> set[str]:
    """Return digests of files' digests, and of when and how long they were to 50 m: what a second export repeats."""
    told = set()
    for file in files:
        if isinstance(file, str):
            told.add(f"bytes {file}")
            continue
        told.add(f"bytes {file.sha256}")
        told.add(f"run {file.start_time.timestamp():.0f} {file.end_time.timestamp():.0f} {file.distance_m / 50:.0f}")
    return {hashlib.sha256(f"runtone deleted {each}".encode()).hexdigest() for each in told}


def _bin(connection: Connection, owner_id: int) -> int | None:
    """Return the owner that is an owner's bin: its number, so that a query that names it looks into one partition."""
    table = schema.bin_owner.c
    return connection.execute(sa.select(table.bin_owner_id).where(table.owner_id == owner_id)).scalar_one_or_none()


def _bin_of(connection: Connection, owner_id: int) -> int:
    """Return the owner that is an owner's bin; its name cannot be guessed, so nobody can log in as it."""
    known = _bin(connection, owner_id)
    if known is not None:
        return known
    values = {"name": f"bin {secrets.token_hex(32)}", "version": 0, "preferences": Preferences().to_plain()}
    bin_id = int(connection.execute(sa.insert(schema.owner), values).inserted_primary_key[0])  # type: ignore[index]
    connection.execute(sa.insert(schema.bin_owner), {"owner_id": owner_id, "bin_owner_id": bin_id})
    return bin_id


def _move(connection: Connection, run_id: int, from_id: int, to_id: int) -> None:
    run, file = schema.run, schema.file.c
    found = connection.execute(
        sa.select(run.c.local_date, run.c.start_time).where(of_run(run, from_id, run_id))
    ).one_or_none()
    if found is None:
        msg = f"There is no run {run_id} in this library."
        raise LibraryError(msg)
    part_ways(connection, from_id, file.run_id == run_id)
    for table in (schema.run, *_OF_RUN):  # on PostgreSQL the run takes them along
        connection.execute(sa.update(table).where(of_run(table, from_id, run_id)).values(owner_id=to_id))
    its = sa.select(file.file_id).where(of_run(schema.file, to_id, run_id))
    for table in (schema.original, schema.file_outline):
        connection.execute(
            sa.update(table).where(table.c.owner_id == from_id, table.c.file_id.in_(its)).values(owner_id=to_id)
        )
    meet_again(connection, to_id, file.run_id == run_id)
    for owner_id in (from_id, to_id):
        refresh_days(connection, owner_id, {found.local_date})
        mark_later_runs(connection, owner_id, found.start_time)


def _drop_from_bin(connection: Connection, bin_id: int, digests: Iterable[str]) -> None:
    """Let go of files in the bin that are deleted once more or are in the library again, and of runs left empty."""
    run, file = schema.run, schema.file
    binned = sa.and_(file.c.owner_id == bin_id, file.c.sha256.in_(set(digests)))
    run_ids = set(connection.execute(sa.select(file.c.run_id).where(binned)).scalars())
    hand_over(connection, bin_id, binned)
    connection.execute(sa.delete(file).where(binned))
    for run_id in run_ids:
        if connection.execute(sa.select(file.c.file_id).where(of_run(file, bin_id, run_id))).first() is None:
            connection.execute(sa.delete(run).where(of_run(run, bin_id, run_id)))
        else:
            select_primary_file(connection, bin_id, run_id)


def _digests_of(connection: Connection, owner_id: int, run_id: int) -> list[str]:
    query = sa.select(schema.file.c.sha256).where(of_run(schema.file, owner_id, run_id))
    return list(connection.execute(query).scalars())
