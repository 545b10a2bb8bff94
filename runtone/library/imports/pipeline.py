"""Importing: reading files wherever there is room, storing each run in a transaction of its own.

An import has two passes. The first reads each file by itself and stores its run. The second goes through the runs in
date order and reads again those for which the 90 days before them say something else than when they were last read.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.errors import (
    ActivityError,
    LibraryError,
    NoFileError,
    NotARunError,
    NoTimeError,
    RuntoneError,
    TooShortError,
    UnknownFormatError,
)
from runtone.library.imports.earlier_runs import runner_before
from runtone.library.imports.executors import Inline, default_executor, max_in_flight, reads_here
from runtone.library.imports.progress import ImportProgress, ProgressReporter
from runtone.library.imports.source_files import Source, SourceFile, about_how_many, files_in, metadata_of
from runtone.library.imports.worker_processes import WorkerProcesses
from runtone.library.store import schema
from runtone.library.store.deleted_runs import Deletion, TimedFile, deletion_of, forget_deletion, restore
from runtone.library.store.keys import of_run
from runtone.library.store.write import add_metadata, file_with_digest, lock_owner, owner_runner, store_recording
from runtone.vocabulary import Status

if TYPE_CHECKING:
    from runtone.files import Member
    from runtone.library.imports.file_analysis import Readings, Recording
    from runtone.library.store.database import Database
    from runtone.runner import Runner

Listener = Callable[[ImportProgress], None]

DELETED_HERE = "You deleted this run"
"""How the answer for a file begins that is left out because its run was deleted on purpose."""
FEW_FILES = 12
"""So many files are read sooner in this process than it takes to start others."""
_MOST_WAITING_BYTES = 64_000_000
_NO_RUNS = (NoFileError, NotARunError, UnknownFormatError, NoTimeError, TooShortError)


class ImportResult(NamedTuple):
    """What became of one file.

    Parameters
    ----------
    name : str
        What the file is called, with its place in a folder or archive.
    status : Status
    run_id : int or None
        The run it made or belongs to.
    message : str
        One or two sentences; empty where there is nothing to say.
    """

    name: str
    status: Status
    run_id: int | None
    message: str


class _Task(NamedTuple):
    """A file that is being read from one of its activities on, and what its figures are made with."""

    member: Member
    runner: Runner
    first: int
    future: Future[Readings]


class _Waiting(NamedTuple):
    """A file that is being read, or the result that it already has."""

    name: str
    size: int
    outcome: _Task | ImportResult


def import_sources(
    database: Database,
    owner_id: int,
    sources: Iterable[Source],
    executor: Executor | None = None,
    progress: Listener | None = None,
    *,
    restore_deleted: bool = False,
) -> Iterator[ImportResult]:
    """Import files; `OwnedLibrary.import_sources` says how."""
    from runtone.library.imports.reanalysis import refresh_stale_runs  # the analysis, with all that it needs
    from runtone.settings import settings

    found: Iterator[SourceFile] = files_in(sources, settings().largest_file_mb * 1e6)
    with ExitStack() as stack:
        if executor is None:
            first = list(islice(found, FEW_FILES + 1))
            here = reads_here(len(first), FEW_FILES)
            executor = Inline() if here else stack.enter_context(default_executor())
            found = chain(first, found)
        with database.writing() as connection:
            import_id = _begun(connection, owner_id)
            said = owner_runner(connection, owner_id)
        work = _FirstPass(database, owner_id, import_id, said, executor, restore_deleted=restore_deleted)
        pace = ProgressReporter("reading files", progress, about_how_many(sources))
        for result in work.results(found):
            pace.step()
            yield result
        for _ in refresh_stale_runs(database, owner_id, executor, progress):
            pass
    with database.writing() as connection:
        batch = schema.import_batch
        mine = sa.and_(batch.c.owner_id == owner_id, batch.c.import_id == import_id)
        done = sa.update(batch).where(mine).values(finished_at=clock.now())
        connection.execute(done)


class _FirstPass:
    """Reads each file by itself, as many at once as the executor takes, and stores what it gives, in order."""

    def __init__(
        self,
        database: Database,
        owner_id: int,
        import_id: int,
        said: Runner,
        executor: Executor,
        *,
        restore_deleted: bool,
    ) -> None:
        self._database = database
        self._owner_id = owner_id
        self._import_id = import_id
        self._said = said
        self._executor = executor
        self._restore_deleted = restore_deleted
        self._runner = said

    def results(self, found: Iterable[SourceFile]) -> Iterator[ImportResult]:
        """Yield the result of each activity in each file, as soon as it is kept."""
        waiting: deque[_Waiting] = deque()
        bytes_waiting = 0
        most = max_in_flight(self._executor)  # asked while a cluster is there to say it
        for file in found:
            each = self._begin(*file)
            waiting.append(each)
            bytes_waiting += each.size
            while len(waiting) >= most or (waiting and bytes_waiting > _MOST_WAITING_BYTES):
                bytes_waiting -= waiting[0].size
                yield from self._finish(waiting.popleft())
        while waiting:
            yield from self._finish(waiting.popleft())

    def _begin(self, name: str, member: Member | ActivityError) -> _Waiting:
        if isinstance(member, ActivityError):
            return _Waiting(name, 0, _refused(name, member))
        digest = member.sha256
        with self._database.reading() as connection:
            known = file_with_digest(connection, self._owner_id, digest)
            deletion = deletion_of(connection, self._owner_id, digest)
        if known is None and deletion is not None and not self._restore_deleted:
            return _Waiting(name, 0, _left_out(name, deletion))
        if known is not None:
            self._keep_metadata(digest, metadata_of(member))
            return _Waiting(name, 0, ImportResult(name, known.status, known.run_id, known.message))
        return _Waiting(name, len(member.data), self._task(member, self._runner, 0))

    def _task(self, member: Member, runner: Runner, first: int) -> _Task:
        from runtone.library.imports.file_analysis import read_recordings

        future = self._executor.submit(read_recordings, member, self._said, runner, first)
        return _Task(member, runner, first, future)

    def _keep_metadata(self, digest: str, metadata: dict[str, Any] | None) -> None:
        if metadata is not None:
            with self._database.writing() as connection:
                add_metadata(connection, self._owner_id, digest, metadata)

    def _finish(self, waiting: _Waiting) -> Iterator[ImportResult]:
        if isinstance(waiting.outcome, ImportResult):
            yield self._recorded(waiting.outcome)
            return
        task = waiting.outcome
        spent_s = 0.0
        while True:
            try:
                readings = self._readings(task)
            except LibraryError:
                raise
            except RuntoneError as error:
                yield self._recorded(_refused(waiting.name, error))
                return
            except Exception as error:  # noqa: BLE001 -- one file that nobody foresaw must not stop the others
                yield self._recorded(_unforeseen(waiting.name, error))
                return
            for name, recording in readings.results:
                if isinstance(recording, RuntoneError):
                    yield self._recorded(_refused(name, recording))
                else:
                    yield self._store(name, recording, task.runner)
            spent_s += readings.cpu_s
            if readings.following is None:
                return
            if spent_s + readings.cpu_s > _most_cpu_s(self._executor):
                yield self._recorded(_broken_off(waiting.name, readings.following))
                return
            task = self._task(task.member, task.runner, readings.following)

    def _store(self, name: str, recording: Recording, runner: Runner) -> ImportResult:
        with self._database.writing() as connection:
            lock_owner(connection, self._owner_id)
            result = self._stored_result(connection, name, recording, runner)
            _note(connection, self._owner_id, self._import_id, result)
            # What will be known of the runner before the next files' runs: most exports are in order of date.
            self._runner = runner_before(connection, self._owner_id, recording.end_time, self._said)
        return result

    def _stored_result(
        self, connection: sa.Connection, name: str, recording: Recording, runner: Runner
    ) -> ImportResult:
        """Store a recording, unless the runner deleted it and does not ask for it back."""
        facts = TimedFile(recording.sha256, recording.start_time, recording.end_time, recording.distance_m)
        deletion = deletion_of(connection, self._owner_id, facts)
        if deletion is not None and not self._restore_deleted:
            return _left_out(name, deletion)
        if deletion is not None:
            forget_deletion(connection, self._owner_id, facts)
            if deletion.run_id is not None:
                restore(connection, self._owner_id, [deletion.run_id])
        stored = store_recording(connection, self._owner_id, recording, runner)
        if deletion is not None and deletion.run_id is not None:
            return ImportResult(name, Status.IMPORTED, stored.run_id, "Brought back from the bin.")
        return ImportResult(name, stored.status, stored.run_id, stored.message)

    def _readings(self, task: _Task) -> Readings:
        """Return what a file gave; where the cluster that should have read it went away, read it here."""
        from runtone.library.imports.file_analysis import read_recordings

        try:
            return task.future.result()
        except RuntoneError:
            raise
        except Exception:
            if isinstance(self._executor, WorkerProcesses):
                raise  # a file that is too much for a process with limits is not read in one without
            return read_recordings(task.member, self._said, task.runner, task.first)

    def _recorded(self, result: ImportResult) -> ImportResult:
        with self._database.writing() as connection:
            _note(connection, self._owner_id, self._import_id, result)
        return result


def _begun(connection: sa.Connection, owner_id: int) -> int:
    """Record that an import has begun, and return its number."""
    values = {"owner_id": owner_id, "started_at": clock.now()}
    return int(connection.execute(sa.insert(schema.import_batch), values).inserted_primary_key[0])  # type: ignore[index]


def _note(connection: sa.Connection, owner_id: int, import_id: int, result: ImportResult) -> None:
    """Keep a result, to be read later."""
    # the run may have been deleted since its file was found to be there
    still_there = sa.select(schema.run.c.run_id).where(of_run(schema.run, owner_id, result.run_id)).scalar_subquery()
    values = {"owner_id": owner_id, "import_id": import_id, **result._asdict(), "run_id": still_there}
    connection.execute(sa.insert(schema.import_result).values(values))


def _left_out(name: str, deletion: Deletion) -> ImportResult:
    where = "It is in the bin, from where it can be brought back." if deletion.run_id is not None else ""
    message = f"{DELETED_HERE} on {deletion.deleted_at.date()}, so it is left out. {where}".strip()
    how = "To have it back, import it with “Bring back what I deleted” ticked (--restore-deleted in a terminal)."
    return ImportResult(name, Status.SKIPPED, None, f"{message} {how}")


def _most_cpu_s(executor: Executor) -> float:
    """Return what all activities of one file may take of a processor [s]."""
    limit = executor.limits.cpu_seconds if isinstance(executor, WorkerProcesses) else None
    return math.inf if limit is None else limit


def _broken_off(name: str, done: int) -> ImportResult:
    message = (
        f"Only the first {done:,} activities of this file are read here: the others would take too long. Export it in "
        "smaller parts."
    )
    return ImportResult(name, Status.FAILED, None, message)


def _refused(name: str, error: RuntoneError) -> ImportResult:
    said = str(error)
    message = f"It {said.removeprefix(name).lstrip()}" if said.startswith(f"{name} ") else said
    return ImportResult(name, Status.SKIPPED if isinstance(error, _NO_RUNS) else Status.FAILED, None, message)


def _unforeseen(name: str, error: Exception) -> ImportResult:
    told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    message = f"runtone could not read this file, and that is a fault of runtone's ({told}). The other files go on."
    return ImportResult(name, Status.FAILED, None, message)
