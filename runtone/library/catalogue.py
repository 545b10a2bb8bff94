"""The library: where it lies, and whose runs it keeps."""

from __future__ import annotations

import weakref
from contextlib import suppress
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from runtone.errors import LibraryError
from runtone.library.owned import OwnedLibrary
from runtone.library.preferences import Preferences
from runtone.library.store import schema
from runtone.library.store.database import Database
from runtone.library.temporary_folders import TemporaryFolder

LOCAL_OWNER = "local"
"""The owner where there is no login: the one person at this machine."""


class Library:
    """Stored runs of any number of owners.

    Open with `Library.open` or `Library.temporary`; `Library.owned_by` gives what can be read and written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str | None = None) -> Library:
        """Open the library, and make it where there is none.

        Parameters
        ----------
        url : str, optional
            SQLAlchemy address, SQLite or PostgreSQL; the one from the settings where it is not given.

        Raises
        ------
        LibraryError
            It cannot be opened.
        """
        if url is None:
            from runtone.settings import settings

            url = settings().library_url
        return cls(Database(url))

    @classmethod
    def temporary(cls) -> Library:
        """Open a private, empty library that vanishes when it is closed or no longer used."""
        folder = TemporaryFolder()
        library = cls(Database(f"sqlite:///{folder.path / 'library.sqlite3'}"))
        library._vanish = weakref.finalize(library, _remove, library._database, folder)
        return library

    _vanish: weakref.finalize[..., Any] | None = None

    @property
    def place(self) -> str:
        """Where the library lies, in words."""
        return self._database.place

    def owned_by(self, owner: str = LOCAL_OWNER) -> OwnedLibrary:
        """Return one owner's part of the library, which knows no other's."""
        table = schema.owner
        with self._database.reading() as connection:
            owner_id = connection.execute(sa.select(table.c.owner_id).where(table.c.name == owner)).scalar_one_or_none()
        owned = OwnedLibrary(self._database, owner, self._new_owner(owner) if owner_id is None else owner_id)
        with suppress(LibraryError):  # it goes with the next deletion or import
            owned.empty_expired()
        return owned

    def close(self) -> None:
        """Give back every connection; a temporary library vanishes."""
        self._database.close()
        if self._vanish is not None:
            self._vanish()

    def _new_owner(self, owner: str) -> int:
        table = schema.owner
        if not 0 < len(owner) <= 255:
            msg = "An owner needs a name of 1 to 255 characters."
            raise LibraryError(msg)
        values = {"name": owner, "version": 0, "preferences": Preferences().to_plain()}
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        with self._database.writing() as connection:
            # of several that come at once one is first; nobody else's import is waited for
            connection.execute(insert(table).values(values).on_conflict_do_nothing())
            return int(connection.execute(sa.select(table.c.owner_id).where(table.c.name == owner)).scalar_one())


def _remove(database: Database, folder: TemporaryFolder) -> None:
    database.close()
    folder.remove()


def server_library() -> Library:
    """Return the library that this server's settings name, opened once."""
    from runtone.settings import settings

    return _library_at(settings().library_url)


@cache
def _library_at(url: str) -> Library:
    return Library.open(url)
