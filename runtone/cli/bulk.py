"""Bulk analysis from the terminal: `runtone analyze PATH... --parquet FOLDER`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def write_parquet(paths: Sequence[str], folder: Path, *, dask: str | None, tracks: bool) -> int:
    """Analyse files into a folder of Parquet, print what failed and how many went well, and return the exit status."""
    from runtone.library.bulk import analyze_to_parquet
    from runtone.library.imports.executors import dask_executor
    from runtone.library.imports.worker_processes import WorkerProcesses

    counted: Counter[str] = Counter()
    with dask_executor(dask) if dask else WorkerProcesses(os.cpu_count() or 1) as executor:
        for result in analyze_to_parquet(paths, folder, executor, tracks=tracks):
            counted[result.status] += 1
            if result.status == "failed":
                print(f"{result.name}: {result.message}", file=sys.stderr)
    print(", ".join(f"{counted[status]} {status}" for status in ("analysed", "skipped", "failed")))
    return int(counted["failed"] > 0)
