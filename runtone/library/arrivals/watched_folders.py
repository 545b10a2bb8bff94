"""The folders that owners have watched: which they may name, which they named, and what came of it."""

from __future__ import annotations

import hashlib
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone import clock
from runtone.errors import SettingsError
from runtone.library.arrivals.tables import watched_file, watched_folder
from runtone.library.imports.watching import FileState, FolderMemory
from runtone.library.store import schema
from runtone.library.store.database import FOLDER_LOCK

if TYPE_CHECKING:
    from runtone.library.store.database import Database
    from runtone.settings import Settings

MOST_FOLDERS = 20
"""So many folders of one owner are watched."""


@dataclass(frozen=True, kw_only=True)
class StoredFolder:
    """A watched folder, and what came of it.

    Parameters
    ----------
    folder_id : int
    owner : str
    path : pathlib.Path
    imported_at : datetime.datetime or None
        When a run last came.
    imported : int
        How many runs have come.
    trouble : str or None
        Why nothing can come now.
    """

    folder_id: int
    owner: str
    path: Path
    imported_at: datetime | None
    imported: int
    trouble: str | None


class WatchedFolders:
    """One owner's watched folders.

    Parameters
    ----------
    database : Database
    owner : str
    owner_id : int
    """

    def __init__(self, database: Database, owner: str, owner_id: int) -> None:
        self._database = database
        self._owner = owner
        self._owner_id = owner_id

    def all(self) -> list[StoredFolder]:
        """Return the watched folders, the oldest first."""
        return _stored(self._database, watched_folder.c.owner_id == self._owner_id)

    def add(self, text: str, server: Settings) -> StoredFolder:
        """Watch a folder from now on.

        Raises
        ------
        SettingsError
            There is no such folder, this owner may not name it, or it is watched already.
        """
        path = allowed_folder(text, self._owner, server)
        named = self.all()
        if any(each.path == path for each in named):
            msg = f"{path} is watched already."
            raise SettingsError(msg)
        if len(named) >= MOST_FOLDERS:
            msg = f"Up to {MOST_FOLDERS} folders can be watched; stop watching another one first."
            raise SettingsError(msg)
        values = {"owner_id": self._owner_id, "path": str(path), "created_at": clock.now()}
        with self._database.writing() as connection:
            connection.execute(sa.insert(watched_folder).values(values))
        return next(each for each in self.all() if each.path == path)

    def remove(self, folder_id: int) -> None:
        """Stop watching a folder; the runs that came from it stay."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(watched_folder).where(
                    watched_folder.c.folder_id == folder_id, watched_folder.c.owner_id == self._owner_id
                )
            )


def allowed_folder(text: str, owner: str, server: Settings) -> Path:
    """Return a folder that an owner may have watched, without links.

    Parameters
    ----------
    text : str
        As it was typed.
    owner : str
    server : Settings

    Raises
    ------
    SettingsError
        There is no such folder, or this owner may not name it: the answer is the same, so that nobody can ask which
        folders a server has.
    """
    roots = allowed_roots(owner, server)
    cannot = f"{text.strip() or 'This'} is no folder that can be watched here."
    if "\0" in text or not text.strip():
        raise SettingsError(cannot)
    try:
        path = Path(text.strip()).expanduser() if server.auth == "none" else Path(text.strip())
        if not path.is_absolute() and roots:
            path = roots[0] / path
        path = path.resolve()
        if (roots is None or any(path.is_relative_to(root) for root in roots)) and path.is_dir():
            return path
    except (OSError, RuntimeError, ValueError):
        pass
    raise SettingsError(cannot)


def allowed_roots(owner: str, server: Settings) -> list[Path] | None:
    """Return the folders below which an owner may have folders watched; None where any will do."""
    below = [Path(each).resolve() for each in (server.watch_below or "").split(os.pathsep) if each.strip()]
    if server.auth == "oidc":
        return [(root / own_folder_name(owner)).resolve() for root in below]
    return below or None


def own_folder_name(owner: str) -> str:
    """Return what an owner's folder is called below those that the server's operator allows.

    It is made of who logged in, as the owner's name is, and shows nobody who that is.
    """
    return hashlib.sha256(f"folder of {owner}".encode()).hexdigest()[:16]


def folders_of_all(database: Database) -> list[StoredFolder]:
    """Return every owner's watched folders, for the server that looks through them."""
    return _stored(database, sa.true())


class StoredMemory(FolderMemory):
    """Which files of a folder were imported, kept in the database for every server.

    Parameters
    ----------
    database : Database
    folder_id : int
    """

    def __init__(self, database: Database, folder_id: int) -> None:
        self._database = database
        self._folder_id = folder_id

    def imported(self) -> dict[str, FileState]:
        """Return the files that were imported before, by their names below the folder, as they were then."""
        file = watched_file.c
        query = sa.select(file.name, file.size_bytes, file.modified_ns).where(file.folder_id == self._folder_id)
        with self._database.reading() as connection:
            return {row.name: FileState(row.size_bytes, row.modified_ns) for row in connection.execute(query)}

    def remember(self, files: dict[str, FileState]) -> None:
        """Keep more of them, as they are imported; nothing where the folder is no longer watched."""
        with self._database.writing() as connection:
            if not files or not _is_watched(connection, self._folder_id):
                return
            file, mine = watched_file.c, watched_file.c.folder_id == self._folder_id
            connection.execute(sa.delete(watched_file).where(mine, file.name.in_(list(files))))
            rows = [{"folder_id": self._folder_id, "name": name, **state._asdict()} for name, state in files.items()]
            connection.execute(sa.insert(watched_file), rows)

    def alone(self) -> AbstractContextManager[bool]:
        """Say whether no other server imports from the folder now, and keep others from it."""
        return self._database.alone_at(FOLDER_LOCK, self._folder_id)


def record(database: Database, folder_id: int, *, imported: int = 0, trouble: str | None = None) -> None:
    """Record what a look through a folder gave."""
    changes: dict[str, Any] = {"trouble": trouble}
    if imported:
        changes |= {"imported": watched_folder.c.imported + imported, "imported_at": clock.now()}
    with database.writing() as connection:
        chosen = watched_folder.c.folder_id == folder_id
        connection.execute(sa.update(watched_folder).where(chosen).values(changes))


def _is_watched(connection: sa.Connection, folder_id: int) -> bool:
    query = sa.select(watched_folder.c.folder_id).where(watched_folder.c.folder_id == folder_id)
    return connection.execute(query).one_or_none() is not None


def _stored(database: Database, chosen: sa.ColumnElement[bool]) -> list[StoredFolder]:
    table, owner = watched_folder.c, schema.owner.c
    query = (
        sa.select(
            table.folder_id, owner.name.label("owner"), table.path, table.imported_at, table.imported, table.trouble
        )
        .join(schema.owner, owner.owner_id == table.owner_id)
        .where(chosen)
        .order_by(table.folder_id)
    )
    with database.reading() as connection:
        return [StoredFolder(**{**row._mapping, "path": Path(row.path)}) for row in connection.execute(query)]
