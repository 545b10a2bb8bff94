"""A private PostgreSQL for tests: on loopback, in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# a killed test run cannot stop its server; its end of this shell's input closes, and that stops it, fast (SIGINT)
_UNTIL_WE_ARE_GONE = '"$@" & server=$!; read -r _; kill -INT "$server"; wait "$server"'
_OPTIONS = ("listen_addresses=127.0.0.1", "fsync=off", "shared_buffers=32MB")
_PROGRAMS = ("/usr/lib/postgresql", "/usr/pgsql", "/usr/local/pgsql", "/opt/homebrew/opt")


def program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs: on the path, or where Debian puts it."""
    found = shutil.which(name)
    if found is not None:
        return found
    places = sorted((path for root in _PROGRAMS for path in Path(root).glob(f"*/bin/{name}")), reverse=True)
    return str(places[0]) if places else None


def why_not() -> str | None:
    """Return why no PostgreSQL can be started here; None where one can."""
    if program("initdb") is None or program("postgres") is None:
        return (
            "no PostgreSQL: not shown that a library behaves on it as on SQLite (`make database` installs one as root)"
        )
    if os.geteuid() == 0 and _other_user() is None:
        return "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody"
    return None


@contextmanager
def running(*options: str) -> Iterator[str]:
    """Start a server, with settings of its own if need be, and give the SQLAlchemy address of its empty database."""
    folder = Path(tempfile.mkdtemp(prefix="runtone-postgres-"))
    user = _other_user() if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    try:
        _run([program("initdb"), "-D", data, "-U", "runtone", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], user)
        port = _free_port()
        command = [program("postgres"), "-D", data, "-p", port, "-k", folder]
        command += [part for option in (*_OPTIONS, *options) for part in ("-c", option)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                ["/bin/sh", "-c", _UNTIL_WE_ARE_GONE, "sh", *(str(part) for part in command)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                **_as(user),
            )
        try:
            _wait_until_it_answers(server, port, folder)
            yield f"postgresql+psycopg://runtone@127.0.0.1:{port}/postgres"
        finally:
            assert server.stdin is not None
            server.stdin.close()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def _run(command: list[object], user: pwd.struct_passwd | None) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, **_as(user))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    import time

    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="runtone", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                msg = f"PostgreSQL did not start: {(folder / 'log').read_text()}"
                raise RuntimeError(msg) from None
            time.sleep(0.05)
        else:
            return
