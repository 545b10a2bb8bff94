"""A Dask cluster of its own for a test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal


class Cluster:
    """A Dask scheduler and two workers on loopback, each a process."""

    def __init__(self, folder: Path) -> None:
        self.address = ""
        scheduler = folder / "scheduler.json"
        quiet = ["--no-dashboard", "--host", "127.0.0.1"]
        self.processes = [self._start("scheduler", *quiet, "--port", "0", "--scheduler-file", str(scheduler))]
        deadline = time.monotonic() + 60
        while not scheduler.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        options = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder), *quiet]
        self.processes += [self._start("worker", "--scheduler-file", str(scheduler), *options) for _ in range(2)]
        self.address = json.loads(scheduler.read_text())["address"]

    def _start(self, kind: str, *options: str) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        module = f"distributed.cli.dask_{kind}"
        return subprocess.Popen(
            [sys.executable, "-m", module, *options],
            cwd=root,
            env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, what: Literal["scheduler", "worker"]) -> None:
        """Kill the scheduler, or one worker."""
        self.processes[what == "worker"].kill()

    def end(self) -> None:
        """Kill all that is left."""
        for process in self.processes[::-1]:
            process.kill()
            process.wait()
