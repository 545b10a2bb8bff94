"""Analysis of more files than a library is made for: to large Parquet files, on this machine or on a cluster.

What is done is written down with what it gave: a partition is a folder that appears at once, with its tables and the
result of each of its files. Whatever is killed, another start goes on with the files that no partition has, so each is
in the output once.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from runtone.analysis import Run, analyze
from runtone.errors import ActivityError, LibraryError, RuntoneError
from runtone.files import Activity, Member, archive_members, read_parts, require_run
from runtone.library.imports.executors import Inline, max_in_flight
from runtone.library.imports.worker_processes import WorkerDiedError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa  # type: ignore[import-untyped]

PARTITION_BYTES = 100_000_000
"""A partition holds about so much in memory before it is written."""
_RESULTS = "results"
_UNFINISHED = "unfinished"
_TRIES = 2


class BulkResult(NamedTuple):
    """What became of one file: ``analysed``, ``skipped`` (done before) or ``failed``, and why."""

    name: str
    status: str
    message: str = ""


class _Found(NamedTuple):
    runner: str
    name: str
    member: Member | ActivityError


class _Analysed(NamedTuple):
    """What a worker gives back of one file: a sentence for each activity that is no run, and the runs' tables."""

    failures: list[str]
    tables: dict[str, list[pa.Table]]


def analyze_to_parquet(
    paths: Sequence[str],
    folder: Path,
    executor: Executor,
    *,
    tracks: bool = False,
    partition_bytes: int = PARTITION_BYTES,
) -> Iterator[BulkResult]:
    """Analyse files, folders, archives and object stores, and write what they give as Parquet.

    Parameters
    ----------
    paths : sequence of str
        On this machine, or addresses that fsspec knows (``s3://...``). A folder's own folders are its runners.
    folder : pathlib.Path
        Where partitions are written; it may hold those of an earlier start, which are kept.
    executor : concurrent.futures.Executor
        Does the work of each file.
    tracks : bool
        Write each run's seconds too.
    partition_bytes : int
        A partition is written when it holds so much [bytes].

    Yields
    ------
    BulkResult
        One a file, when its partition is on the disk.

    Raises
    ------
    LibraryError
        An address cannot be read, or the folder cannot be written to.
    """
    output = _Output(folder, partition_bytes)
    most = max_in_flight(executor)  # asked while the cluster is there
    waiting: deque[tuple[_Found, str, Future[_Analysed]]] = deque()
    for found in _files(paths):
        digest = _digest(found)
        if digest in output.known:
            yield BulkResult(found.name, "skipped", "It was analysed before.")
            continue
        output.known.add(digest)
        if isinstance(found.member, ActivityError):
            yield from output.add(found, digest, _Analysed([str(found.member)], {}))
            continue
        waiting.append((found, digest, _submitted(executor, found.member, found.runner, tracks=tracks)))
        while len(waiting) >= most:
            done, digest, future = waiting.popleft()
            yield from output.add(done, digest, _answer(executor, done, future, tracks=tracks))
    while waiting:
        done, digest, future = waiting.popleft()
        yield from output.add(done, digest, _answer(executor, done, future, tracks=tracks))
    yield from output.write()


def analysed_file(member: Member, runner: str, *, tracks: bool = False) -> _Analysed:
    """Analyse every activity of one file, without any history of its runner; what a worker does."""
    analysed = _Analysed([], {})
    for part, activity in read_parts(member):
        try:
            if not isinstance(activity, Activity):
                raise activity
            run = analyze(require_run(activity, part.name))
        except RuntoneError as error:
            analysed.failures.append(str(error))
            continue
        for name, table in _tables(run, {"run": part.sha256, "runner": runner}, tracks=tracks).items():
            analysed.tables.setdefault(name, []).append(table)
    return analysed


def _submitted(executor: Executor, member: Member, runner: str, *, tracks: bool) -> Future[_Analysed]:
    """Hand a file to a worker; where the cluster that has them went away, analyse it here."""
    try:
        return executor.submit(analysed_file, member, runner, tracks=tracks)
    except Exception:  # noqa: BLE001 -- whatever a client says that has lost its scheduler
        return Inline().submit(analysed_file, member, runner, tracks=tracks)


def _tables(run: Run, keys: Mapping[str, str], *, tracks: bool) -> dict[str, pa.Table]:
    import pandas as pd

    segments = run.segments.rename_axis("segment").reset_index()
    summary = {name: [value] for name, value in run.summary.items() if name != "local_start"}
    frames = {
        "runs": pd.DataFrame(summary),
        "segments": segments.assign(reason=[reason.to_text() for reason in segments["reason"]]),
        "load": run.muscle_load,
        "stress": run.muscle_stress,
    }
    if tracks:
        frames["tracks"] = run.track
    return {name: _table(frame, keys) for name, frame in frames.items()}


def _table(frame: pd.DataFrame, keys: Mapping[str, str]) -> pa.Table:
    """Return a frame of one run with its keys before it, and with types that do not depend on what the run holds."""
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for name, value in reversed(list(keys.items())):
        table = table.add_column(0, name, pa.array([value] * len(frame), pa.string()))
    types = {"name": pa.string(), "sport": pa.string()}
    fields = [field.with_type(_plain_type(field.type, types.get(field.name))) for field in table.schema]
    return table.cast(pa.schema(fields))


def _plain_type(kind: pa.DataType, known: pa.DataType | None) -> pa.DataType:
    import pyarrow as pa

    if known is not None or pa.types.is_dictionary(kind) or pa.types.is_large_string(kind):
        return known or pa.string()
    return pa.float64() if pa.types.is_null(kind) else kind


def _answer(executor: Executor, found: _Found, future: Future[_Analysed], *, tracks: bool) -> _Analysed:
    """Return what a file gave; where its worker died it is tried again, where the cluster did it is read here."""
    assert isinstance(found.member, Member)
    for left in reversed(range(_TRIES)):
        try:
            return future.result()
        except WorkerDiedError as error:
            if not left:
                return _Analysed([str(error)], {})
            future = executor.submit(analysed_file, found.member, found.runner, tracks=tracks)
        except Exception:  # noqa: BLE001 -- the scheduler or its workers went away, or this file is beyond us
            break
    try:
        return analysed_file(found.member, found.runner, tracks=tracks)
    except Exception as error:  # noqa: BLE001 -- one file that nobody foresaw must not stop the others
        return _Analysed([f"That is a fault of runtone's ({type(error).__name__})."], {})


class _Output:
    """The partitions of a folder, and the one that is being filled."""

    def __init__(self, folder: Path, partition_bytes: int) -> None:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        self._folder = folder
        self._partition_bytes = partition_bytes
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)
        except OSError as error:
            msg = f"The folder {folder} cannot be written to: {error.strerror}."
            raise LibraryError(msg) from error
        self._written = sorted(folder.glob("part-*"))
        self.known: set[str] = {
            digest
            for part in self._written
            for digest in pq.read_table(part / f"{_RESULTS}.parquet", columns=["sha256"])["sha256"].to_pylist()
        }
        self._rows: list[dict[str, str]] = []
        self._tables: dict[str, list[pa.Table]] = {}
        self._bytes = 0

    def add(self, found: _Found, digest: str, analysed: _Analysed) -> Iterator[BulkResult]:
        """Put a file's runs into the partition, and write it when it is full."""
        status, message = "failed" if analysed.failures else "analysed", " ".join(analysed.failures)
        row = {"name": found.name, "runner": found.runner, "status": status, "message": message, "sha256": digest}
        self._rows.append(row)
        for name, tables in analysed.tables.items():
            self._tables.setdefault(name, []).extend(tables)
            self._bytes += sum(table.nbytes for table in tables)
        if self._bytes >= self._partition_bytes:
            yield from self.write()

    def write(self) -> Iterator[BulkResult]:
        """Write the partition: all of it appears at once, or nothing."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._rows:
            return
        unfinished = self._folder / _UNFINISHED
        unfinished.mkdir()
        for name, tables in {**self._tables, _RESULTS: [pa.Table.from_pylist(self._rows)]}.items():
            pq.write_table(pa.concat_tables(tables), unfinished / f"{name}.parquet", compression="zstd")
        number = int(self._written[-1].name.removeprefix("part-")) + 1 if self._written else 0
        self._written.append(unfinished.rename(self._folder / f"part-{number:05}"))
        rows, self._rows, self._tables, self._bytes = self._rows, [], {}, 0
        yield from (BulkResult(row["name"], row["status"], row["message"]) for row in rows)


def _digest(found: _Found) -> str:
    """Return what a file is known by: its runner and bytes; one that cannot be had is known by its name."""
    what = found.member.sha256 if isinstance(found.member, Member) else f"unread {found.name}"
    return f"{found.runner}/{what}"


def _files(paths: Iterable[str]) -> Iterator[_Found]:
    for path in paths:
        for label, source in _opened(path):
            for name, member in archive_members(source, label):
                place = Path(name if name == label or not label else f"{label}/{name}")
                runner = place.parts[0] if len(place.parts) > 1 else Path(path.rstrip("/")).name
                yield _Found(runner, str(place), member)


def _opened(path: str) -> Iterator[tuple[str, Any]]:
    """Yield the files below an address of an object store, each with its name below it; else the path itself."""
    if "://" not in path:
        yield "" if Path(path).is_dir() else Path(path).name, path
        return
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]
    except ModuleNotFoundError as error:
        msg = f"{path} is read through fsspec, which is not installed: pip install 'runtone[dask]'."
        raise LibraryError(msg) from error
    try:
        system, root = url_to_fs(path)
        names = sorted(system.find(root))
    except (OSError, ValueError, ImportError) as error:
        msg = f"{path} cannot be read: {error}"
        raise LibraryError(msg) from error
    for name in names:
        yield name.removeprefix(root).lstrip("/") or Path(name).name, system.cat_file(name)
