"""Watching a folder: what appears in it is imported once it is complete, by a server and by a terminal alike."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from runtone.errors import LibraryError

if TYPE_CHECKING:
    from runtone.library.imports.pipeline import ImportResult
    from runtone.library.owned import OwnedLibrary

INTERVAL_S = 5.0
ENDINGS = (".fit", ".gpx", ".tcx", ".gz", ".zip")
"""What is looked at; programs that copy give a file one of these names only when it is whole, or nearly so."""
BATCH = 200
"""Files whose import is remembered together: so many are read again, as duplicates, after a server was killed."""


class FileState(NamedTuple):
    """What tells one state of a file from another."""

    size_bytes: int
    modified_ns: int


class _Look(NamedTuple):
    """A file as it was seen: its state, and which file it is, so that no other is read in its place."""

    state: FileState
    identity: tuple[int, int]


class FolderMemory:
    """Which files of a folder were imported, kept for as long as one process watches it."""

    def imported(self) -> dict[str, FileState]:
        """Return the files that were imported before, by their names below the folder, as they were then."""
        return {}

    def remember(self, files: dict[str, FileState]) -> None:
        """Keep more of them, as they are imported."""

    def alone(self) -> AbstractContextManager[bool]:
        """Say whether nobody else imports from the folder now, and keep others from it."""
        return nullcontext(True)


class WatchedFolder:
    """A folder whose new and changed files are imported, each once it has not changed between two looks.

    The folder is looked through, and no notice of the system is waited for: that works on network drives, on phones
    and through containers too. What vanishes is forgotten until it is there again; what was imported is not imported
    again as long as it stays the same, also where the folder was away in between.

    Parameters
    ----------
    folder : pathlib.Path
    memory : FolderMemory, optional
        What keeps in mind which files were imported, and is asked before any is.
    """

    def __init__(self, folder: Path, memory: FolderMemory | None = None) -> None:
        self.folder = folder
        self._memory = memory or FolderMemory()
        self._imported = dict(self._memory.imported())
        self._before: dict[str, FileState] = {}

    def import_ready(self, mine: OwnedLibrary) -> Iterator[ImportResult]:
        """Look through the folder once, and import what is complete and new.

        Yields
        ------
        ImportResult

        Raises
        ------
        LibraryError
            The library cannot be written to; what was not imported is tried again at the next look.
        """
        now = _looked_at(self.folder)
        whole = {name: look for name, look in sorted(now.items()) if self._before.get(name) == look.state}
        self._before = {name: look.state for name, look in now.items()}
        if self._new(whole):
            with self._memory.alone() as is_alone:
                if is_alone:
                    self._imported.update(self._memory.imported())  # by another server, perhaps
                    yield from self._import(mine, self._new(whole), now)

    def _new(self, looks: dict[str, _Look]) -> list[str]:
        return [name for name, look in looks.items() if self._imported.get(_key(name)) != look.state]

    def _import(self, mine: OwnedLibrary, ready: Sequence[str], now: dict[str, _Look]) -> Iterator[ImportResult]:
        for first in range(0, len(ready), BATCH):
            read: list[str] = []
            yield from mine.import_sources(self._opened(ready[first : first + BATCH], now, read))
            # What went away while it was read may have been read in part.
            whole = {_key(name): now[name].state for name in read if self._is_still(name, now[name])}
            self._imported.update(whole)
            self._memory.remember(whole)

    def _opened(self, names: Sequence[str], looks: dict[str, _Look], read: list[str]) -> Iterator[tuple[str, BinaryIO]]:
        """Yield the files one by one, open; one that has gone or changed since is left for the next look."""
        for name in names:
            with suppress(OSError), (self.folder / name).open("rb") as file:
                if _look(os.fstat(file.fileno())) == looks[name]:
                    read.append(name)
                    yield name, file

    def _is_still(self, name: str, look: _Look) -> bool:
        try:
            return _look((self.folder / name).stat()) == look
        except OSError:
            return False


def watch(
    mine: OwnedLibrary, folder: Path, *, interval_s: float = INTERVAL_S, stop: threading.Event | None = None
) -> Iterator[ImportResult]:
    """Import what is in a folder and what appears in it, until told to stop.

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
    watched = WatchedFolder(folder)
    while not stop.is_set():
        yield from watched.import_ready(mine)
        stop.wait(interval_s)


def _looked_at(folder: Path) -> dict[str, _Look]:
    """Return every recording in a folder and below; links that lead out of it and what vanishes are left out."""
    found: dict[str, _Look] = {}
    home = folder.resolve()
    for place, folders, names in os.walk(folder, onerror=None):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith((".", "~")) or not name.lower().endswith(ENDINGS):
                continue
            path = Path(place, name)
            try:
                if path.is_symlink() and not path.resolve(strict=True).is_relative_to(home):
                    continue
                state = path.stat()
            except (OSError, RuntimeError):  # gone, or a link that leads to itself
                continue
            if stat.S_ISREG(state.st_mode) and state.st_size > 0:
                found[path.relative_to(folder).as_posix()] = _look(state)
    return found


def _look(state: os.stat_result) -> _Look:
    return _Look(FileState(state.st_size, state.st_mtime_ns), (state.st_dev, state.st_ino))


def _key(name: str) -> str:
    """Return a name as text that any database takes: names of files may be bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode()
