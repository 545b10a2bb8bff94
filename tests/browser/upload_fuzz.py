"""Send many hostile uploads to a running open server: ``python -m tests.browser.upload_fuzz [CASES] [SEED]``.

Visitors come from several addresses, drop mutated recordings beside a whole one of their own, and send requests that no
browser sends. It fails where the server stops answering, a page fails, memory passes its limit, or anything of one
visitor is in what another is given.
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from runtone import clock
from tests.browser.conftest import served
from tests.browser.raw_session import RawSession
from tests.files.fuzz import sources
from tests.files.mutations import mutated
from tests.http_answer import answer_of
from tests.library.recordings import InventedRun, gpx_file

MOST_MEMORY_MB = 1_000
"""What the server may take at most while it is attacked."""
ADDRESSES = [f"127.0.0.{last}" for last in range(2, 12)]
PATIENCE_S = 300.0
FILES_A_VISIT = 60
BAD_REQUESTS_A_VISIT = 8
LARGEST_SOURCE = 20_000
NAMES = ("a.fit", "b.gpx", "c.tcx", "d.zip", "e.gpx.gz", "../../g.fit", "ü" * 200 + ".fit")
ODD_NAMES = (*NAMES, "", "f", "i.exe", ".gz", "h\r\nX-Evil: 1.gpx")
"""Streamlit itself refuses a whole drop for one name that ends otherwise."""


@dataclass
class Attack:
    """What was sent and what came of it."""

    address: str
    rng: random.Random
    files_a_visit: int = FILES_A_VISIT
    sent: int = 0
    answers: Counter[int | str] = field(default_factory=Counter)
    secrets: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        cookie = answer_of(f"{self.address}/_stcore/health").headers["Set-Cookie"].partition(";")[0]
        self.permit = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}

    def visit(self) -> None:
        """Come as one visitor, drop files and read every byte of the answer."""
        own = secrets.token_hex(8)
        with RawSession(self.address, PATIENCE_S, source_address=(self.rng.choice(ADDRESSES), 0)) as session:
            session.rerun(page="method")
            session.rerun(page="import")
            path = session.upload_address.removeprefix(self.address)
            dropped = [(f"{own}.gpx", _own_run(own))]
            names = ODD_NAMES if self.rng.random() < 0.1 else NAMES
            dropped += [(self.rng.choice(names), self._hostile_file()) for _ in range(self.files_a_visit)]
            taken = []
            for number, (name, data) in enumerate(dropped):
                status = self._put(f"{path[:-1]}{number}", *_form(self.rng, name, data))
                if status in (200, 204):
                    taken.append((f"{number}", name, len(data)))
            for _ in range(BAD_REQUESTS_A_VISIT):
                self._put(*self._hostile_request(path))
            session.drop(path[:-2], taken)
            seen = session.everything()
        assert b"went wrong" not in seen
        for other in self.secrets:
            assert other not in seen
        self.secrets.append(own.encode())
        imported = b"run imported" in seen or b"runs imported" in seen
        assert not imported or own.encode() in seen  # what is looked for in others' answers can be seen at all
        self.answers["imported" if imported else "nothing imported"] += 1

    def _hostile_file(self) -> bytes:
        return mutated(self.rng.getrandbits(32), _sources())

    def _hostile_request(self, path: str) -> tuple[str, bytes, dict[str, str]]:
        """Return a request that no browser sends: other sessions and paths, false lengths, broken forms."""
        rng = self.rng
        paths = [path, f"{path[:-1]}{rng.randrange(10**6)}", f"/_stcore/upload_file/{secrets.token_hex(16)}/1"]
        paths += ["/_stcore/upload_file/../../etc/passwd/1", "/_stcore/upload_file//", "/_stcore/upload_file/%00/1"]
        body, headers = _form(rng, rng.choice(ODD_NAMES), self._hostile_file())
        if rng.random() < 0.5:
            headers["Content-Type"] = rng.choice(
                ("", "text/plain", "multipart/form-data", "multipart/form-data; boundary=")
            )
        if rng.random() < 0.3:
            headers["Content-Length"] = rng.choice(("-1", "0", "1e3", str(10**12), str(len(body) // 2)))
        if rng.random() < 0.2:
            headers[rng.choice(("X-Forwarded-For", "Via", "Origin", "Host", "Cookie"))] = rng.choice(
                ("evil", "a" * 5_000)
            )
        return rng.choice(paths), body, headers

    def _put(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        self.sent += 1
        host = self.address.removeprefix("http://")
        way = http.client.HTTPConnection(host, timeout=30, source_address=(self.rng.choice(ADDRESSES), 0))
        try:
            way.putrequest("PUT", path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in ({"Content-Length": str(len(body))} | self.permit | headers).items():
                way.putheader(name, value)
            way.endheaders()
            way.send(body)
            way.sock.shutdown(1)
            answer = way.getresponse()
            text = answer.read()
            for other in self.secrets:
                assert other not in text
            self.answers[answer.status] += 1
            return answer.status
        except (OSError, http.client.HTTPException):
            self.answers["closed"] += 1
            return 0
        finally:
            way.close()


def attack(address: str, cases: int, seed: int, files_a_visit: int = FILES_A_VISIT) -> Attack:
    """Send so many uploads and check every answer; the server has to answer at the end."""
    begun = Attack(address, random.Random(seed), files_a_visit)
    while begun.sent < cases:
        begun.visit()
        if len(begun.secrets) % 20 == 0:
            print(f"{begun.sent:,} uploads", flush=True)
    health = answer_of(f"{address}/_stcore/health")
    assert (health.status, health.body) == (200, b"ok")
    return begun


def largest_memory_mb(port: str) -> float:
    """Return the most that the server listening on a port has held so far [MB]."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--server.port={port}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                lines = (process / "status").read_text("utf-8").splitlines()
                return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
        except OSError:
            continue
    msg = "The server is not there."
    raise RuntimeError(msg)


_days_ago = count(2)


def _own_run(name: str) -> bytes:
    """Return a whole recording of another day than any before, with a name to look for."""
    start = clock.now().replace(microsecond=0) - timedelta(days=next(_days_ago) % 300)
    return gpx_file(InventedRun(start=start, minutes=5), name=name)


def _form(rng: random.Random, name: str, data: bytes) -> tuple[bytes, dict[str, str]]:
    boundary = f"b{rng.getrandbits(64):x}"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


_kept_sources: list[bytes] = []


def _sources() -> list[bytes]:
    if not _kept_sources:
        _kept_sources.extend(sources(LARGEST_SOURCE))
    return _kept_sources


def main() -> int:
    """Attack a demo of this machine, and print what came of it."""
    cases, seed = (int(each) for each in (sys.argv[1:] + ["24000", "0"][len(sys.argv) - 1 :]))
    os.environ["RUNTONE_PUBLIC_DEMO"] = "1"
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address:
        begun = attack(address, cases, seed)
        memory = largest_memory_mb(address.rpartition(":")[2])
    print(f"{begun.sent:,} uploads in {len(begun.secrets):,} visits; the server took {memory:.0f} MB at most")
    print(", ".join(f"{answer}: {number:,}" for answer, number in begun.answers.most_common()))
    return int(memory > MOST_MEMORY_MB)


if __name__ == "__main__":
    sys.exit(main())
