"""What a server does so that runs arrive by themselves: it looks through watched folders and asks sources."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from runtone.library.arrivals.addresses import AddressAccess
from runtone.library.arrivals.folder_watcher import FolderWatcher
from runtone.library.arrivals.keep_looking import keep_looking
from runtone.library.arrivals.source_fetcher import LOOK_S, SourceFetcher
from runtone.library.catalogue import server_library
from runtone.library.imports.watching import INTERVAL_S

if TYPE_CHECKING:
    from runtone.settings import Settings


@cache
def address_access() -> AddressAccess:
    """Return the access to the addresses of the library that this server's settings name."""
    return AddressAccess(server_library())


@asynccontextmanager
async def runs_arriving(server: Settings) -> AsyncIterator[None]:
    """Watch the folders and ask the sources for as long as the server runs, where its settings let runs arrive."""
    if not server.lets_runs_arrive:
        yield
        return
    stop = threading.Event()
    # A daemon: an import that is under way when the server ends goes on with its next start, and loses nothing.
    for name, work in (("watched folders", _watch), ("sources", _fetch)):
        threading.Thread(target=work, args=(server, stop), name=name, daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def _watch(server: Settings, stop: threading.Event) -> None:
    keep_looking(FolderWatcher(server_library(), server).look, stop, INTERVAL_S)


def _fetch(server: Settings, stop: threading.Event) -> None:
    keep_looking(SourceFetcher(server_library(), server).look, stop, LOOK_S)
