"""Imports that are killed at random moments, again and again, and a look at what is left each time.

Run by hand with as many kills as wanted: ``python -m tests.library.imports.killed_import 100 [--processes]``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from runtone.files import Member
from runtone.library import Library
from runtone.library.imports.executors import Inline
from runtone.library.imports.file_analysis import read_recording
from runtone.library.imports.worker_processes import WorkerProcesses
from runtone.runner import Runner
from tests.library.recordings import fit_files, gpx_file, season
from tests.library.snapshots import snapshot

WORKERS = 2


def files_to_import() -> list[tuple[str, bytes]]:
    runs = season(8, every_days=8.0, minutes=15.0)
    return [*fit_files(runs), ("again.gpx", gpx_file(runs[3])), ("bytes.fit", fit_files(runs)[2][1]), ("no.fit", b"x")]


def main(kills: int, seed: int, *, processes: bool) -> dict[str, Any]:
    """Kill so many imports, and return what was found; any contradiction is an `AssertionError`."""
    files = files_to_import()
    whole, longest_s = _undisturbed(files, processes=processes)
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="runtone-killed-"))
    counts = {"kills": 0, "libraries": 0, "runs_reported_before_a_kill": 0, "killed_while_looking_back": 0}
    try:
        while counts["kills"] < kills:
            url = f"sqlite:///{folder / str(counts['libraries'])}.sqlite3"
            counts["libraries"] += 1
            reported: set[str] = set()
            finished = False
            while not finished:
                after = chance.uniform(0.0, longest_s) if counts["kills"] < kills else None
                told, finished = _import_and_kill(url, files, after, processes=processes)
                reported |= set(told)
                if not finished:
                    counts["kills"] += 1
                    counts["runs_reported_before_a_kill"] += len(told)
                    counts["killed_while_looking_back"] += len(told) == len(files)
                _look(url, files, reported)
            library = Library.open(url)
            assert snapshot(library) == whole
            library.close()
    finally:
        shutil.rmtree(folder)
    return counts


def _undisturbed(files: list[tuple[str, bytes]], *, processes: bool) -> tuple[dict[str, Any], float]:
    """Return what a whole import gives, and how long it takes once all is loaded [s]."""
    library = Library.temporary()
    with _executor(processes=processes) as executor:
        list(library.owned_by("local").import_sources(files, executor=executor))
    told = snapshot(library)
    library.close()
    library = Library.temporary()
    with _executor(processes=processes) as executor:
        _load(executor, files)
        began = time.monotonic()
        list(library.owned_by("local").import_sources(files, executor=executor))
    length = time.monotonic() - began
    library.close()
    return told, length


def _executor(*, processes: bool) -> Inline | WorkerProcesses:
    return WorkerProcesses(WORKERS) if processes else Inline()


def _load(executor: Executor, files: list[tuple[str, bytes]]) -> None:
    """Have every process load what reading needs, so that kills fall into the import and not before it."""
    member = Member(*files[0])
    for loaded in [executor.submit(read_recording, member, Runner()) for _ in range(WORKERS)]:
        loaded.result()


def _import_and_kill(
    url: str, files: list[tuple[str, bytes]], after: float | None, *, processes: bool
) -> tuple[list[str], bool]:
    """Import in a child process that is killed after some time; return the names it reported, and whether it ended."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        status = 1
        try:
            mine = Library.open(url).owned_by("local")
            with _executor(processes=processes) as executor:
                _load(executor, files)
                os.write(tell, b"\n")
                for result in mine.import_sources(files, executor=executor):
                    os.write(tell, f"{result.name}\n".encode())
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    text = os.read(told, 1)
    deadline = None if after is None else time.monotonic() + after
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([told], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)
            deadline = None
            continue
        piece = os.read(told, 65536)
        if not piece:
            break
        text += piece
    os.close(told)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the import failed by itself"
    return text.decode().split(), not os.WIFSIGNALED(status)


def _look(url: str, files: list[tuple[str, bytes]], reported: set[str]) -> None:
    """Hold a library that an import was killed in to what was promised."""
    library = Library.open(url)
    mine = library.owned_by("local")
    damage = [finding.sentence for finding in mine.examine() if finding.severity == "damage"]
    assert not damage, damage
    runs = mine.runs()
    assert runs["start_time"].is_unique, "a run is there twice"
    held = [file for run_id in runs["run_id"] for file in mine.run(int(run_id)).files]
    stored = [hashlib.sha256(mine.original(file.file_id)[1]).hexdigest() for file in held]
    assert len(stored) == len(set(stored)), "a file is there twice"
    promised = {hashlib.sha256(content).hexdigest() for name, content in files if name in reported and name != "no.fit"}
    assert promised <= set(stored), "a file that was reported done is missing"
    kept = set(mine.past_imports()["name"])
    assert reported <= kept, "a result that was reported is not kept"
    library.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", action="store_true", help="read files in worker processes")
    chosen = parser.parse_args()
    json.dump(main(chosen.kills, chosen.seed, processes=chosen.processes), sys.stdout)
    sys.stdout.write("\n")
