"""How fast runs come into the library and out of it.

    python benchmarks/library.py [--runs 1000] [--stored 10000] [--only import|stages|queries]

Figures: runs a second of importing generated one-hour FIT files on two processes, everything stored, beside how many
fitparse alone decodes there, with the largest memory of all processes together; where a run's time goes, stage by
stage; the time of the overview's queries in a library of many runs; and the time to add one run to a small and to a
large library.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from runtone.analysis import analyze_track
from runtone.files import Member, read_member
from runtone.library import Library, OwnedLibrary
from runtone.library.imports.earlier_runs import evidence_of
from runtone.library.imports.file_analysis import Recording, figures_of, read_recording
from runtone.library.imports.source_files import files_in
from runtone.library.imports.worker_processes import WorkerProcesses
from runtone.library.store import schema
from runtone.library.store.write import lock_owner, store_recording
from runtone.runner import Runner
from runtone.segments import segment_track
from runtone.segments.segmentation import effort_on, read_ground
from runtone.tracks import build_track
from tests.library.recordings import InventedRun, fit_file

_DECODED = 16
FIRST = datetime(2020, 1, 6, 6, 30, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000, help="files to import")
    parser.add_argument("--stored", type=int, default=10_000, help="runs in the library that is asked")
    parser.add_argument("--only", choices=["import", "stages", "queries"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="runtone-benchmark-") as folder:
        if chosen.only in (None, "import"):
            import_many(Path(folder), chosen.runs)
        if chosen.only in (None, "stages"):
            break_down(Path(folder))
        if chosen.only in (None, "queries"):
            ask(Path(folder), chosen.stored)


def one_hour(number: int) -> InventedRun:
    start = FIRST + timedelta(days=1.7 * number)
    return InventedRun(
        start=start, minutes=60.0, speed_m_s=2.7 + 0.05 * (number % 9), sprints=6 * (number % 4 == 3), seed=number
    )


def import_many(folder: Path, count: int) -> None:
    """Import a folder of FIT files that this makes."""
    files = folder / "files"
    files.mkdir()
    for number in range(count):
        (files / f"{number:05}.fit").write_bytes(fit_file(one_hour(number)))
    library = Library.open(f"sqlite:///{folder / 'import.sqlite3'}")
    mine = library.owned_by("local")
    memory = Memory()
    with ProcessPoolExecutor(2) as decoders:
        decoding = rate(decoders, decode_with_fitparse, sorted(files.iterdir())[:_DECODED])
    worked = processor_s()
    with WorkerProcesses(2) as executor, memory:
        began = time.perf_counter()
        results = [str(result.status) for result in mine.import_sources([files], executor=executor)]
        seconds = time.perf_counter() - began
    own, others = (after - before for after, before in zip(processor_s(), worked, strict=True))
    assert results.count("imported") == count, results
    assert mine.stale_count() == 0
    size = Path(library.place).stat().st_size
    library.close()
    print(f"import: {count} one-hour FIT files in {seconds:.1f} s on 2 processes: {count / seconds:.1f} runs/s")
    print(f"import: {count / seconds / decoding:.1f} times the {decoding:.1f} runs/s that fitparse decodes there")
    print(f"import: {1000 * own / count:.0f} ms of processor a run here, {1000 * others / count:.0f} ms in the others")
    print(f"import: largest memory of all processes together {memory.largest_mb:.0f} MB")
    print(f"import: {size / count / 1e3:.0f} kB of library a run")


def decode_with_fitparse(path: str) -> int:
    """Read every value of a FIT file with fitparse."""
    import fitparse

    with fitparse.FitFile(path) as file:
        return sum(len(message.get_values()) for message in file.get_messages())


def rate(executor: Executor, task: Callable[[str], object], paths: Sequence[Path]) -> float:
    """Return how many files a second a task gets through on the processes of an executor."""
    list(executor.map(task, map(str, paths[:2])))  # each process imports what it needs
    began = time.perf_counter()
    list(executor.map(task, map(str, paths)))
    return len(paths) / (time.perf_counter() - began)


def break_down(folder: Path) -> None:
    """Print the processor time of each stage of a run's import, the least of several, beside fitparse's decoding."""
    path, runner = folder / "one.fit", Runner(steady_speed_m_s=2.9)
    path.write_bytes(fit_file(one_hour(3)))
    (file,) = files_in([path], 1e9)
    member = file.member
    assert isinstance(member, Member)
    activity = read_member(member)
    track = build_track(activity)
    ground = read_ground(track, activity.laps)
    run = analyze_track(activity, track, runner, ground)
    recording = read_recording(member, runner)
    library = Library.open(f"sqlite:///{folder / 'stages.sqlite3'}")
    mine = library.owned_by("local")
    stages: dict[str, Callable[[], object]] = {
        "decode with fitparse": lambda: decode_with_fitparse(str(path)),
        "read": lambda: read_member(member),
        "clean": lambda: build_track(activity),
        "ground": lambda: read_ground(track, activity.laps),
        "evidence": lambda: evidence_of(track, effort_on(ground, track, runner)),
        "segments": lambda: segment_track(track, activity.laps, runner, ground),
        "segments and muscles": lambda: analyze_track(activity, track, runner, ground),
        "rows and Parquet": lambda: figures_of(run),
        "all of the above": lambda: read_recording(member, runner),
        "store": lambda: store_once(library, mine, recording, runner),
    }
    times = {name: 1000 * min(processor_time(stage) for _ in range(9)) for name, stage in stages.items()}
    for name, took in times.items():
        print(f"stages: {name} {took:.1f} ms")
    whole = times["all of the above"] + times["store"]
    print(f"stages: fitparse's decoding takes {times['decode with fitparse'] / whole:.1f} times as long as the import")
    library.close()


def store_once(library: Library, mine: OwnedLibrary, recording: Recording, runner: Runner) -> None:
    """Store a recording and take it back."""
    with contextlib.suppress(_TakenBackError), library._database.writing() as connection:
        lock_owner(connection, mine._owner_id)
        store_recording(connection, mine._owner_id, recording, runner)
        raise _TakenBackError


class _TakenBackError(Exception):
    """Ends a transaction without a trace."""


def processor_time(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def processor_s() -> tuple[float, float]:
    """Return the processor time that this process has used, and that its ended children have [s]."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, others = (each.ru_utime + each.ru_stime for each in used)
    return own, others


class Memory:
    """The largest resident memory of this process and its children [MB], looked at twice a second.

    Pages that several processes share are counted once (proportional set size), where the system tells.
    """

    def __init__(self) -> None:
        self.largest_mb = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.5):
            self.largest_mb = max(self.largest_mb, sum(_memory_mb(process) for process in _family(os.getpid())))


def _family(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            for child in task.read_text().split():
                yield from _family(int(child))


def _memory_mb(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e3


def ask(folder: Path, count: int) -> None:
    """Time what the overview asks, and adding one run, in a small and a large library."""
    for stored in (100, count):
        library = Library.open(f"sqlite:///{folder / f'asked-{stored}.sqlite3'}")
        mine = library.owned_by("local")
        fill(library, mine, stored)
        today = mine.runs(limit=1)["local_date"].iloc[0].date()
        overview(mine, today)
        times = [timed(partial(overview, mine, today)) for _ in range(9)]
        median, worst = 1000 * statistics.median(times), 1000 * max(times)
        print(f"queries: overview of {stored} runs in {median:.1f} ms (worst {worst:.1f} ms)")
        for name, query in parts(mine, today).items():
            print(f"queries:   {name} {1000 * statistics.median(timed(query) for _ in range(9)):.1f} ms")
        added = [timed(partial(add, mine, number)) for number in range(stored, stored + 7)]
        print(f"adding: one run to {stored} in {1000 * statistics.median(added):.0f} ms")
        library.close()


def add(mine: OwnedLibrary, number: int) -> None:
    (result,) = mine.import_sources([(f"{number}.fit", fit_file(one_hour(number)))])
    assert result.status == "imported", result


def parts(mine: OwnedLibrary, today: date) -> dict[str, Callable[[], object]]:
    """What the overview asks, one query each."""
    return {
        "version": mine.version,
        "settings": mine.settings,
        "run count": mine.run_count,
        "latest runs": lambda: mine.runs(limit=8),
        "their pictures": lambda: mine.run_pictures(list(mine.runs(limit=8)["run_id"])),
        "every run's day": mine.run_days,
        "daily load of 13 weeks": lambda: mine.daily_load(today - timedelta(weeks=13), today),
        "daily stress of 13 weeks": lambda: mine.daily_stress(today - timedelta(weeks=13), today),
        "this week's segments": lambda: mine.segments(start=today - timedelta(days=6)),
        "this week's load": lambda: mine.muscle_load(start=today - timedelta(days=6)),
    }


def overview(mine: OwnedLibrary, today: date) -> None:
    for query in parts(mine, today).values():
        query()


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def fill(library: Library, mine: OwnedLibrary, count: int) -> None:
    """Put many runs into a library: a few that are imported, and copies of their rows at other times."""
    models = 50
    list(mine.import_sources([(f"{number}.fit", fit_file(one_hour(number))) for number in range(models)]))
    with library._database.writing() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in (schema.run, schema.run_detail, schema.segment, schema.file, schema.original, schema.day)
        }
        length = timedelta(days=1.7 * models)
        for copy in range(1, count // models):
            by = copy * length
            whole_days = timedelta(days=by.days)
            for table, held in rows.items():
                connection.execute(sa.insert(table), [_moved(table, row, copy, models, by, whole_days) for row in held])
    library.close()


def _moved(
    table: sa.Table, row: dict[str, object], copy: int, models: int, by: timedelta, days: timedelta
) -> dict[str, object]:
    moved = dict(row)
    for name in ("run_id", "file_id"):
        if name in moved:
            moved[name] += copy * models  # type: ignore[operator]
    for name in ("start_time", "end_time"):
        if name in moved:
            moved[name] += by  # type: ignore[operator]
    if "local_date" in moved:
        moved["local_date"] += days  # type: ignore[operator]
    if table is schema.file:
        moved["sha256"] = f"{copy:08x}{str(row['sha256'])[8:]}"
    return moved


if __name__ == "__main__":
    main()
