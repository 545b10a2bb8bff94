"""Processes that read files, and a Dask cluster that does."""

from __future__ import annotations

import operator
import os
import signal
import time
from collections.abc import Iterator

import pytest

from runtone import settings as settings_module
from runtone.errors import DamagedFileError, LibraryError
from runtone.library import Library, OwnedLibrary
from runtone.library.imports.executors import Inline, dask_executor, default_executor, max_in_flight
from runtone.library.imports.worker_processes import TaskLimits, WorkerDiedError, WorkerProcesses
from tests.library.cluster import Cluster
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, season
from tests.library.snapshots import snapshot

FILES = fit_files(season(8, minutes=20.0))


@pytest.fixture(scope="module")
def workers() -> Iterator[WorkerProcesses]:
    with WorkerProcesses(1, limits=TaskLimits(seconds=60.0)) as processes:
        yield processes


def test_tasks_are_done_elsewhere_and_answers_come_back(workers: WorkerProcesses) -> None:
    assert list(workers.map(operator.add, range(20), range(20))) == [2 * number for number in range(20)]
    assert workers.submit(os.getpid).result() != os.getpid()
    assert workers.submit(os.getpid).result() in workers.process_ids


def test_errors_come_back_as_they_were(workers: WorkerProcesses) -> None:
    with pytest.raises(ZeroDivisionError):
        workers.submit(operator.truediv, 1, 0).result()
    error = workers.submit(_fail).exception()
    assert isinstance(error, DamagedFileError)
    assert error.name == "a.fit"


def test_what_a_task_prints_does_not_get_between_the_answers(workers: WorkerProcesses) -> None:
    assert workers.submit(os.system, "echo loud").result() == 0
    assert workers.submit(operator.add, 1, 1).result() == 2


def test_a_task_that_ends_its_process_fails_alone(workers: WorkerProcesses) -> None:
    before = workers.submit(operator.add, 1, 1)
    fatal = workers.submit(os._exit, 9)
    after = workers.submit(operator.add, 2, 2)
    assert (before.result(), after.result()) == (2, 4)
    with pytest.raises(WorkerDiedError):
        fatal.result()


def test_a_task_that_never_ends_is_given_up() -> None:
    with WorkerProcesses(1, limits=TaskLimits(seconds=0.2)) as processes, pytest.raises(WorkerDiedError):
        processes.submit(time.sleep, 60).result()


def test_nothing_is_begun_after_the_end_and_no_process_stays() -> None:
    processes = WorkerProcesses(1)
    number = processes.submit(os.getpid).result()
    processes.shutdown()
    with pytest.raises(RuntimeError, match="shut down"):
        processes.submit(os.getpid)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_here_is_an_executor_too() -> None:
    here = Inline()
    assert here.submit(operator.add, 1, 1).result() == 2
    assert isinstance(here.submit(operator.truediv, 1, 0).exception(), ZeroDivisionError)
    assert max_in_flight(here) == 1


def test_a_worker_that_is_killed_costs_an_import_nothing(mine: OwnedLibrary) -> None:
    with WorkerProcesses(1) as processes:
        killed = 0
        results = []
        for result in mine.import_sources(FILES, executor=processes):
            results.append(result.status)
            if not killed:
                (number,) = processes.process_ids
                os.kill(number, signal.SIGKILL)
                killed = number
        assert killed not in processes.process_ids
    assert results == ["imported"] * len(FILES)


@pytest.mark.filterwarnings("default")  # distributed warns of its own closing connections when a worker is killed
def test_an_import_over_dask_survives_the_death_of_a_worker(
    cluster: Cluster, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNTONE_DASK_SCHEDULER", cluster.address)
    settings_module.settings.cache_clear()
    results = []
    try:
        with default_executor() as executor:
            executor._client.wait_for_workers(2, timeout=60)  # type: ignore[attr-defined]
            for result in library.owned_by("local").import_sources(FILES, executor=executor):
                results.append(result.status)
                if len(results) == 2:
                    cluster.kill("worker")
    finally:
        monkeypatch.undo()
        settings_module.settings.cache_clear()
    assert results == ["imported"] * len(FILES)
    whole = Library.temporary()
    list(whole.owned_by("local").import_sources(FILES, executor=Remembering()))
    assert snapshot(library) == snapshot(whole)
    whole.close()


def test_a_cluster_that_is_not_there_is_named() -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (pip install 'runtone[dask]')")
    with pytest.raises(LibraryError, match="RUNTONE_DASK_SCHEDULER"), dask_executor("nowhere://127.0.0.1:9"):
        pass


def _fail() -> None:
    raise DamagedFileError("The file is damaged.", name="a.fit")
