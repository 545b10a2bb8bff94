"""What one owner turned on for runs to arrive by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.library.arrivals.addresses import OwnedAddresses
from runtone.library.arrivals.owned_sources import OwnedSources
from runtone.library.arrivals.watched_folders import WatchedFolders

if TYPE_CHECKING:
    from runtone.library.store.database import Database


class OwnedArrivals:
    """One owner's watched folders, addresses and sources.

    Parameters
    ----------
    database : Database
    owner : str
    owner_id : int
    """

    def __init__(self, database: Database, owner: str, owner_id: int) -> None:
        self.folders = WatchedFolders(database, owner, owner_id)
        self.sending = OwnedAddresses(database, owner_id, "send")
        self.calendars = OwnedAddresses(database, owner_id, "calendar")
        self.sources = OwnedSources(database, owner_id)
