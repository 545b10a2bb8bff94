"""The services that an owner has runs fetched from: turned on with a key that is never shown again, and off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone import clock
from runtone.errors import SettingsError
from runtone.library.arrivals.server_secret import encrypted
from runtone.library.arrivals.tables import source, source_run

if TYPE_CHECKING:
    from runtone.library.store.database import Database
    from runtone.settings import Settings

MOST_FAILURES = 48
"""So many times a file is asked for that fails by itself: for two days, once an hour."""
FIRST_DAY = date(2000, 1, 1)
_LONGEST_KEY = 200


@dataclass(frozen=True, kw_only=True)
class StoredSource:
    """A service that is turned on, and what came of it.

    Parameters
    ----------
    source_id : int
    owner_id : int
    service : str
    encrypted_key : str
        Another one each time that a key is given, also where it is the same key.
    since : datetime.date
        Runs before that day are left where they are.
    listed_to : datetime.date or None
        The last day whose runs were listed.
    due_at : datetime.datetime or None
        When it is asked next; None where it is not, until a key is given.
    asked_at, imported_at : datetime.datetime or None
    imported : int
        How many runs have come.
    waiting, missed : int
        Files that are still to be fetched, and that failed too often.
    trouble : str or None
    """

    source_id: int
    owner_id: int
    service: str
    encrypted_key: str = field(repr=False)
    since: date
    listed_to: date | None
    due_at: datetime | None
    asked_at: datetime | None
    imported_at: datetime | None
    imported: int
    waiting: int
    missed: int
    trouble: str | None


class OwnedSources:
    """One owner's services that runs are fetched from.

    Parameters
    ----------
    database : Database
    owner_id : int
    """

    def __init__(self, database: Database, owner_id: int) -> None:
        self._database = database
        self._owner_id = owner_id

    def get(self, service: str) -> StoredSource | None:
        """Return what came of a service; None where it is off."""
        found = stored(self._database, self._mine(service))
        return found[0] if found else None

    def turn_on(self, service: str, key: str, since: date, server: Settings) -> None:
        """Have runs fetched from now on; where the service is on already, it gets this key and day.

        Raises
        ------
        SettingsError
            This is no key, the day is in the future, or the server cannot keep a secret.
        """
        key = key.strip()
        if not key or len(key) > _LONGEST_KEY or not (key.isascii() and key.isprintable()) or " " in key:
            msg = "This is no key: paste it as the service shows it."
            raise SettingsError(msg)
        now = clock.now()
        if since > now.date():
            msg = "Runs can be fetched from today on, or from a day before."
            raise SettingsError(msg)
        given = {
            "encrypted_key": encrypted(key, purpose_of(service, self._owner_id), server),
            "since": max(since, FIRST_DAY),
            "listed_to": None,
            "due_at": now,
            "held_until": None,
            "trouble": None,
        }
        with self._database.writing() as connection:
            changed = connection.execute(sa.update(source).where(self._mine(service)).values(given))
            if not changed.rowcount:
                row = {"owner_id": self._owner_id, "service": service, **given}
                connection.execute(sa.insert(source).values(row))

    def ask_now(self, service: str) -> None:
        """Have a service asked at once, or as soon as it said that it may be."""
        now = clock.now()
        soonest = sa.case((source.c.not_before > now, source.c.not_before), else_=now)
        with self._database.writing() as connection:
            connection.execute(sa.update(source).where(self._mine(service)).values(due_at=soonest))

    def turn_off(self, service: str) -> None:
        """Fetch nothing any more, and forget the key; the runs that came stay."""
        from runtone.library.store.deleting import erase_traces

        with self._database.writing() as connection:
            connection.execute(sa.delete(source).where(self._mine(service)))
        erase_traces(self._database, self._owner_id, source)

    def _mine(self, service: str) -> sa.ColumnElement[bool]:
        return sa.and_(source.c.owner_id == self._owner_id, source.c.service == service)


def purpose_of(service: str, owner_id: int) -> str:
    """Return what a key is encrypted for."""
    return f"key of owner {owner_id} to {service}"


def stored(database: Database, chosen: sa.ColumnElement[bool]) -> list[StoredSource]:
    """Return services that are turned on, the longest due first."""
    run = source_run.c
    of_it = sa.and_(run.source_id == source.c.source_id, ~run.is_done)
    waiting, missed = (
        sa.select(sa.func.count()).where(of_it, which).scalar_subquery().label(name)
        for name, which in (("waiting", run.failures < MOST_FAILURES), ("missed", run.failures >= MOST_FAILURES))
    )
    columns = [source.c[name] for name in StoredSource.__dataclass_fields__ if name in source.c]
    query = sa.select(*columns, waiting, missed).where(chosen).order_by(source.c.due_at, source.c.source_id)
    with database.reading() as connection:
        return [StoredSource(**row._mapping) for row in connection.execute(query)]
