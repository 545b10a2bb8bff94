"""Watching a folder: what appears in it is imported once it is complete."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from runtone.errors import LibraryError

if TYPE_CHECKING:
    from runtone.library.imports.pipeline import ImportResult
    from runtone.library.owned import OwnedLibrary

INTERVAL_S = 5.0


class _Look(NamedTuple):
    """What tells one state of a file from another."""

    size: int
    modified_ns: int


def watch(
    mine: OwnedLibrary, folder: Path, *, interval_s: float = INTERVAL_S, stop: threading.Event | None = None
) -> Iterator[ImportResult]:
    """Import what is in a folder and what appears in it, until told to stop.

    A file is imported once it has not changed between two looks, so that one still being copied is left in peace. The
    folder is looked through at an interval: that works on network drives and phones' folders too.

    Parameters
    ----------
    mine : OwnedLibrary
    folder : pathlib.Path
    interval_s : float
        Time between two looks [s].
    stop : threading.Event, optional
        Set it to end after the current look.

    Yields
    ------
    ImportResult

    Raises
    ------
    LibraryError
        There is no such folder at the start.
    """
    if not folder.is_dir():
        msg = f"There is no folder {folder} to watch."
        raise LibraryError(msg)
    stop = stop or threading.Event()
    done: dict[Path, _Look] = {}
    before: dict[Path, _Look] = {}
    while not stop.is_set():
        now = _looked_at(folder)
        ready = [path for path, look in now.items() if before.get(path) == look and done.get(path) != look]
        if ready:
            yield from mine.import_sources([(path.relative_to(folder).as_posix(), path) for path in sorted(ready)])
            done.update((path, now[path]) for path in ready)
        before = now
        stop.wait(interval_s)


def _looked_at(folder: Path) -> dict[Path, _Look]:
    """Return every file in a folder and those below it; links that lead out of it and what vanishes are left out."""
    found: dict[Path, _Look] = {}
    home = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=None):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            try:
                if not path.resolve(strict=True).is_relative_to(home):
                    continue  # a link out of the folder
                state = path.stat()
            except (OSError, RuntimeError):  # gone, or a link that leads to itself
                continue
            if not stat.S_ISREG(state.st_mode):
                continue
            if not name.startswith(".") and state.st_size > 0:
                found[path] = _Look(state.st_size, state.st_mtime_ns)
    return found
