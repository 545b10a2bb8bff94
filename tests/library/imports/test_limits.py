"""Files of people whom the server does not know: bounded in memory and time, and one fails alone."""

from __future__ import annotations

import operator
import sys
import time
from collections.abc import Iterator

import pytest

from runtone import settings as settings_module
from runtone.files import Member
from runtone.library import OwnedLibrary
from runtone.library.imports import executors, file_analysis
from runtone.library.imports.worker_processes import STRANGERS_FILES, TaskLimits, WorkerDiedError, WorkerProcesses
from runtone.runner import Runner
from tests.library.recordings import fit_files, season

requires_limits = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps these limits")
SMALL = TaskLimits(seconds=120.0, cpu_seconds=2, memory_bytes=200_000_000, attempts=1)


@pytest.fixture(scope="module")
def limited() -> Iterator[WorkerProcesses]:
    with WorkerProcesses(1, limits=SMALL) as processes:
        yield processes


@requires_limits
def test_a_file_that_needs_too_much_memory_fails_alone(limited: WorkerProcesses) -> None:
    assert len(limited.submit(bytes, 50_000_000).result()) == 50_000_000
    with pytest.raises(WorkerDiedError, match="more memory"):
        limited.submit(bytes, 400_000_000).result()
    assert limited.submit(operator.add, 1, 1).result() == 2


@requires_limits
def test_a_file_that_takes_too_long_fails_alone_and_the_next_has_its_own_time(limited: WorkerProcesses) -> None:
    for _ in range(2):
        assert limited.submit(_busy, 1.2).result() == "done"
    with pytest.raises(WorkerDiedError, match="too long"):
        limited.submit(_busy, 60.0).result()
    assert limited.submit(operator.add, 1, 1).result() == 2


def test_waiting_is_limited_too() -> None:
    impatient = TaskLimits(seconds=0.3, attempts=1)
    with WorkerProcesses(1, limits=impatient) as processes, pytest.raises(WorkerDiedError, match="too long"):
        processes.submit(time.sleep, 60).result()


class Unreadable:
    """What pickles, and does not come out again."""

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("no number",)


def test_an_answer_that_cannot_be_taken_over_fails_alone(limited: WorkerProcesses) -> None:
    with pytest.raises(WorkerDiedError, match="cannot be taken over"):
        limited.submit(Unreadable).result(timeout=300)
    with pytest.raises(Exception, match="pickle"):
        limited.submit(_unsendable).result(timeout=300)
    assert limited.submit(operator.add, 1, 1).result() == 2


def test_a_file_of_many_activities_is_analysed_a_few_at_a_time(
    mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = b"".join(data for _, data in fit_files(season(3, minutes=2)))
    monkeypatch.setattr(file_analysis, "LEAST_ANALYSIS_S", 0.0)
    member, said = Member("week.fit", whole), Runner()
    pieces = [file_analysis.read_recordings(member, said, None, first) for first in range(3)]
    assert [[name for name, _ in piece.results] for piece in pieces] == [[f"week.fit ({n} of 3)"] for n in (1, 2, 3)]
    assert [piece.following for piece in pieces] == [1, 2, None]
    results = list(mine.import_sources([("week.fit", whole)], executor=executors.Inline()))
    assert [result.status for result in results] == ["imported"] * 3


def test_a_strangers_file_ends_at_its_time_with_what_was_read_by_then(
    mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = b"".join(data for _, data in fit_files(season(3, minutes=2)))
    monkeypatch.setattr(file_analysis, "LEAST_ANALYSIS_S", 0.0)
    executor = WorkerProcesses(0, limits=TaskLimits(cpu_seconds=10))
    read = file_analysis.read_recordings
    monkeypatch.setattr(executor, "submit", lambda *task: executors.Inline().submit(*task))
    monkeypatch.setattr(file_analysis, "read_recordings", lambda *task: read(*task)._replace(cpu_s=4.0))
    results = list(mine.import_sources([("week.fit", whole)], executor=executor))
    assert [result.status for result in results] == ["imported", "imported", "failed"]
    assert results[-1].message.startswith("Only the first 2 activities of this file are read here")
    assert mine.run_count() == 2


@pytest.mark.parametrize("variable", ["RUNTONE_PUBLIC_DEMO", "RUNTONE_SHARES_ONLY"])
def test_where_others_reach_the_server_files_are_read_in_processes_with_limits(
    mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "1")
    settings_module.settings.cache_clear()
    executors.guarded_processes.cache_clear()

    def here(*_: object) -> None:
        msg = "a stranger's file is read in the server's own process"
        raise AssertionError(msg)

    monkeypatch.setattr(file_analysis, "build_track", here)
    with executors.default_executor() as chosen:
        assert isinstance(chosen, WorkerProcesses)
        assert chosen.limits == STRANGERS_FILES
        results = list(mine.import_sources(fit_files(season(2))))
        assert [result.status for result in results] == ["imported", "imported"]
        mine.delete_runs([int(results[0].run_id or 0)])
        chosen.shutdown()
    settings_module.settings.cache_clear()
    executors.guarded_processes.cache_clear()


def _busy(seconds: float) -> str:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "done"


def _unsendable() -> object:
    return lambda: None
