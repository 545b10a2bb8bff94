"""Looking through every owner's watched folders, for as long as a server runs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from runtone.errors import RuntoneError, SettingsError
from runtone.library.arrivals import watched_folders
from runtone.library.imports.watching import WatchedFolder
from runtone.vocabulary import Status

if TYPE_CHECKING:
    import threading

    from runtone.library.arrivals.watched_folders import StoredFolder
    from runtone.library.catalogue import Library
    from runtone.library.owned import OwnedLibrary
    from runtone.settings import Settings

log = logging.getLogger("runtone.library.arrivals")

AWAY = "The folder is not there now, or may no longer be watched. It is looked at again as soon as it is."
STUCK = "What is in the folder could not be imported; it is tried again. The server's log says why."


class FolderWatcher:
    """Imports what appears in the watched folders of all owners.

    A folder that fails holds up no other, and is tried again at the next look.

    Parameters
    ----------
    library : Library
    server : Settings
    """

    def __init__(self, library: Library, server: Settings) -> None:
        self._library = library
        self._server = server
        self._watched: dict[int, WatchedFolder] = {}
        self._owned: dict[str, OwnedLibrary] = {}

    def look(self, stop: threading.Event | None = None) -> None:
        """Look through every folder once."""
        stored = watched_folders.folders_of_all(self._library._database)
        known = {each.folder_id for each in stored}
        self._watched = {folder_id: each for folder_id, each in self._watched.items() if folder_id in known}
        for each in stored:
            if stop is not None and stop.is_set():
                return
            imported, trouble = 0, None
            try:
                for result in self._state_of(each).import_ready(self._part_of(each.owner)):
                    imported += result.status == Status.IMPORTED
            except SettingsError:
                trouble = AWAY
            except RuntoneError as error:
                trouble = str(error)
            except Exception:
                log.exception("A watched folder could not be imported")
                trouble = STUCK
            if imported or trouble != each.trouble:
                watched_folders.record(self._library._database, each.folder_id, imported=imported, trouble=trouble)

    def _part_of(self, owner: str) -> OwnedLibrary:
        if owner not in self._owned:
            self._owned[owner] = self._library.owned_by(owner)
        return self._owned[owner]

    def _state_of(self, stored: StoredFolder) -> WatchedFolder:
        """Return what is known of a folder's files; whether it may be watched is asked anew each time."""
        path = watched_folders.allowed_folder(str(stored.path), stored.owner, self._server)
        if path != stored.path:  # it has become a link since
            raise SettingsError(AWAY)
        watched = self._watched.get(stored.folder_id)
        if watched is None:
            memory = watched_folders.StoredMemory(self._library._database, stored.folder_id)
            watched = WatchedFolder(path, memory)
            self._watched[stored.folder_id] = watched
        return watched
