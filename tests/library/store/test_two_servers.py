"""Two server processes on one PostgreSQL serve the same library and the same share."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from runtone import clock
from runtone.library import Library
from tests.browser.raw_session import RawSession
from tests.corpus import REPOSITORY
from tests.http_answer import answer_of
from tests.library.recordings import InventedRun, fit_file

START = clock.now().replace(microsecond=0) - timedelta(days=1)
PATIENCE_S = 90.0


@contextmanager
def server(url: str, folder: Path) -> Iterator[str]:
    """Start a server on a database, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder.mkdir()
    own = {"RUNTONE_PRIVATE_ADDRESS": "off", "RUNTONE_DATABASE_URL": url, "RUNTONE_DATA_FOLDER": str(folder)}
    environment = {**os.environ, **own}
    command = [sys.executable, "-m", "runtone.cli", "serve", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(address, process, folder / "log")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if answer_of(f"{address}/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.3)
    pytest.fail(f"The server did not start: {log.read_text()[-2000:]}")


def test_two_processes_serve_one_library_and_one_share(postgres_url: str, tmp_path: Path) -> None:
    library = Library.open(postgres_url)
    mine = library.owned_by()
    list(mine.import_sources([("a.fit", fit_file(InventedRun(start=START, minutes=8)))]))
    mine.rename(int(mine.runs()["run_id"].iloc[0]), "Seen by both")
    with ExitStack() as stack:
        both = [stack.enter_context(server(postgres_url, tmp_path / name)) for name in ("one", "two")]
        for address in both:
            with RawSession(address) as session:
                session.rerun(page="runs")
                assert b"Seen by both" in session.everything()
        made = subprocess.run(
            [sys.executable, "-m", "runtone.cli", "share", "create", "--living", "--json"],
            cwd=REPOSITORY,
            env={**os.environ, "RUNTONE_DATABASE_URL": postgres_url},
            capture_output=True,
            check=True,
        )
        share = json.loads(made.stdout)
        token = share["link"].rpartition("/")[2]
        for address in both:
            assert answer_of(f"{address}/s/{token}").status == 200
            with RawSession(address) as session:
                session.rerun(query=f"share={token}")
                assert b"Running, week by week" in session.everything()
                assert b"Seen by both" not in session.everything()
        assert mine.shares.all()[0].visits == 2
        mine.shares.revoke(share["id"])
        assert [answer_of(f"{address}/s/{token}").status for address in both] == [404, 404]
    library.close()
