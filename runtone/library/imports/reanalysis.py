"""Reading runs again: with what the weeks before them now say, or because the analysis has improved.

Both can be broken off at any time and go on where they stopped: what is still to do is written in the rows themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from runtone.errors import LibraryError, RuntoneError
from runtone.library.imports.earlier_runs import mark_later_runs, runners_before
from runtone.library.imports.executors import max_in_flight
from runtone.library.imports.file_analysis import (
    ANALYSIS_VERSION,
    Figures,
    Recording,
    read_again,
    read_original,
)
from runtone.library.imports.primary_file import select_primary_file
from runtone.library.imports.progress import ImportProgress, ProgressReporter
from runtone.library.imports.source_files import Original
from runtone.library.imports.worker_processes import WorkerProcesses
from runtone.library.store import schema
from runtone.library.store.keys import of_file, of_runs, with_run
from runtone.library.store.originals import original_where
from runtone.library.store.write import (
    join_same_runs,
    lock_owner,
    owner_runner,
    replace_evidence,
    replace_figures,
    runner_to_plain,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from runtone.library.store.database import Database
    from runtone.runner import Runner

Listener = Callable[[ImportProgress], None]

_LOOKED_AT_ONCE = 50
_MOST_ROUNDS = 5


class ReanalysisResult(NamedTuple):
    """What became of a run that was read again; the message is empty where all went well."""

    run_id: int
    name: str
    message: str


class _Due(NamedTuple):
    """A stored run and what it would be read with now."""

    run_id: int
    name: str
    sha256: str
    start_time: datetime
    runner: Runner
    settled: bool


def stale_runs(connection: Connection, owner_id: int) -> list[int]:
    """Return the runs whose history may have changed since they were read, in date order."""
    run = schema.run.c
    query = sa.select(run.run_id).where(run.owner_id == owner_id, run.stale).order_by(run.start_time, run.run_id)
    return list(connection.execute(query).scalars())


def refresh_stale_runs(
    database: Database, owner_id: int, executor: Executor, progress: Listener | None = None
) -> Iterator[ReanalysisResult]:
    """Read again, in date order, the runs for which the weeks before them say something else than when they were read.

    Yields
    ------
    ReanalysisResult
        One a run that was read again.
    """
    for _ in range(_MOST_ROUNDS):  # another import may add history while this one goes on
        with database.reading() as connection:
            stale = stale_runs(connection, owner_id)
        if not stale:
            return
        yield from _refresh_once(
            database, owner_id, executor, ProgressReporter("looking back", progress, len(stale)), stale
        )


def _refresh_once(
    database: Database, owner_id: int, executor: Executor, pace: ProgressReporter, stale: list[int]
) -> Iterator[ReanalysisResult]:
    waiting: deque[tuple[_Due, Future[Figures]]] = deque()
    for first in range(0, len(stale), _LOOKED_AT_ONCE):
        some = stale[first : first + _LOOKED_AT_ONCE]
        changed = _clear_unchanged(database, owner_id, some)
        pace.step(len(some) - len(changed))
        for due in changed:
            with database.reading() as connection:
                original = _original(connection, owner_id, due.sha256)
            if original is not None:
                waiting.append((due, executor.submit(read_again, original, due.runner)))
            while len(waiting) >= max_in_flight(executor):
                yield _keep(database, owner_id, executor, *waiting.popleft())
                pace.step()
    while waiting:
        yield _keep(database, owner_id, executor, *waiting.popleft())
        pace.step()


def _clear_unchanged(database: Database, owner_id: int, run_ids: list[int]) -> list[_Due]:
    """Record of runs for which nothing has changed that it has not, and return the others."""
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        seen = _due(connection, owner_id, run_ids)
        _mark_fresh(connection, owner_id, [due.run_id for due in seen if due.settled])
    return [due for due in seen if not due.settled]


def invalidate_all(database: Database, owner_id: int) -> None:
    """Record that every file is to be read again."""
    file = schema.file
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        connection.execute(sa.update(file).where(file.c.owner_id == owner_id).values(evidence_version=0))


def reanalyze(
    database: Database, owner_id: int, executor: Executor, progress: Listener | None = None
) -> Iterator[ReanalysisResult]:
    """Bring every run that an earlier version of the analysis read up to date.

    Yields
    ------
    ReanalysisResult
        One a file or run that was read again.
    """
    file = schema.file.c
    with database.reading() as connection:
        query = sa.select(file.file_id).where(file.owner_id == owner_id, file.evidence_version != ANALYSIS_VERSION)
        old = list(connection.execute(query.order_by(file.start_time, file.file_id)).scalars())
    yield from renew(database, owner_id, executor, old, progress)


def renew(
    database: Database, owner_id: int, executor: Executor, file_ids: Sequence[int], progress: Listener | None = None
) -> Iterator[ReanalysisResult]:
    """Read some files anew, with all that they say, and then the runs that this says something else of."""
    file = schema.file.c
    with database.reading() as connection:
        said = owner_runner(connection, owner_id)
    pace = ProgressReporter("reading files", progress, len(file_ids))
    waiting: deque[tuple[int, Future[Recording]]] = deque()
    for file_id in file_ids:
        with database.reading() as connection:
            original = original_where(connection, owner_id, file.file_id == file_id)
        if original is not None:
            waiting.append((file_id, executor.submit(read_original, original, said)))
        while len(waiting) >= max_in_flight(executor):
            yield from _renew(database, owner_id, said, *waiting.popleft())
            pace.step()
    while waiting:
        yield from _renew(database, owner_id, said, *waiting.popleft())
        pace.step()
    yield from refresh_stale_runs(database, owner_id, executor, progress)


def _renew(
    database: Database, owner_id: int, said: Runner, file_id: int, future: Future[Recording]
) -> Iterable[ReanalysisResult]:
    file = schema.file.c
    try:
        recording = future.result()
    except LibraryError:
        raise
    except Exception as error:  # noqa: BLE001 -- one run that nobody foresaw must not stop the others
        with database.reading() as connection:
            row = connection.execute(
                sa.select(file.run_id, file.name).where(of_file(schema.file, owner_id, file_id))
            ).one()
        return [
            ReanalysisResult(
                row.run_id, row.name, f"It cannot be read again, so its figures stay as they were: {error}"
            )
        ]
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        found = connection.execute(
            sa.select(file.run_id, file.name, file.is_primary, file.start_time).where(
                of_file(schema.file, owner_id, file_id)
            )
        ).one_or_none()
        if found is None:
            return []
        replace_evidence(connection, owner_id, file_id, recording)
        if found.is_primary:
            replace_figures(connection, owner_id, found.run_id, recording.figures, said, stale=True)
            for start in {found.start_time, recording.start_time}:
                mark_later_runs(connection, owner_id, start)
        run_id = join_same_runs(connection, owner_id, found.run_id, recording)
        select_primary_file(connection, owner_id, run_id)
    return [ReanalysisResult(run_id, found.name, "")]


def _due(connection: Connection, owner_id: int, run_ids: Sequence[int]) -> list[_Due]:
    """Return what runs would be read with now, in date order; without those that are gone."""
    run, file = schema.run.c, schema.file.c
    rows = connection.execute(
        sa.select(run.run_id, run.start_time, run.runner, run.analysis_version, file.name, file.sha256)
        .join(schema.file, with_run(schema.file))
        .where(of_runs(schema.run, owner_id, run_ids), file.is_primary)
        .order_by(run.start_time, run.run_id)
    ).all()
    said = owner_runner(connection, owner_id)
    runners = runners_before(connection, owner_id, [row.start_time for row in rows], said)
    return [
        _Due(
            row.run_id,
            row.name,
            row.sha256,
            row.start_time,
            runner,
            settled=runner_to_plain(runner) == row.runner and row.analysis_version == ANALYSIS_VERSION,
        )
        for row, runner in zip(rows, runners, strict=True)
    ]


def _keep(
    database: Database, owner_id: int, executor: Executor, due: _Due, future: Future[Figures]
) -> ReanalysisResult:
    """Store the figures of a second reading, unless what they rest on has changed again in the meantime."""
    try:
        figures = _figures(database, owner_id, executor, due, future)
    except LibraryError:
        raise
    except Exception as error:  # noqa: BLE001 -- one run that nobody foresaw must not stop the others
        with database.writing() as connection:
            lock_owner(connection, owner_id)
            _mark_fresh(connection, owner_id, [due.run_id])
        return ReanalysisResult(
            due.run_id, due.name, f"It cannot be read again, so its figures stay as they were: {error}"
        )
    with database.writing() as connection:
        lock_owner(connection, owner_id)
        now = _due(connection, owner_id, [due.run_id])
        if now and now[0].sha256 == due.sha256 and now[0].runner == due.runner:
            replace_figures(connection, owner_id, due.run_id, figures, due.runner, stale=False)
    return ReanalysisResult(due.run_id, due.name, "")


def _figures(database: Database, owner_id: int, executor: Executor, due: _Due, future: Future[Figures]) -> Figures:
    """Return what a second reading gave; where the cluster that should have done it went away, read here."""
    try:
        return future.result()
    except RuntoneError:
        raise
    except Exception:
        if isinstance(executor, WorkerProcesses):
            raise
        with database.reading() as connection:
            original = _original(connection, owner_id, due.sha256)
        if original is None:
            raise
        return read_again(original, due.runner)


def _mark_fresh(connection: Connection, owner_id: int, run_ids: list[int]) -> None:
    run = schema.run
    connection.execute(sa.update(run).where(of_runs(run, owner_id, run_ids)).values(stale=False))


def _original(connection: Connection, owner_id: int, sha256: str) -> Original | None:
    """Return a stored file; None where it has been deleted meanwhile."""
    file = schema.file.c
    return original_where(connection, owner_id, file.sha256 == sha256)
