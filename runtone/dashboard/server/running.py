"""Where the dashboard of a data folder listens now: what a command that prints a link asks."""

from __future__ import annotations

import http.client
from contextlib import suppress
from pathlib import Path

from runtone.settings import settings

_PATIENCE_S = 1.0


def note_port(port: int) -> None:
    """Record where this server listens, for commands of the same data folder."""
    with suppress(OSError):  # a folder that cannot be written to is no reason not to serve
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(str(port), "utf-8")


def running_port() -> int | None:
    """Return the port on this machine at which the folder's last started server answers; None where none does."""
    try:
        port = int(_file().read_text("utf-8"))
        server = http.client.HTTPConnection("localhost", port, timeout=_PATIENCE_S)
        server.request("GET", "/livez")
        return port if server.getresponse().status == http.client.OK else None
    except (OSError, ValueError, http.client.HTTPException):
        return None


def _file() -> Path:
    return settings().data_folder / "server.port"
