"""Addresses with a token, to send runs to and to subscribe to the calendar; the library keeps the token's hash only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

import sqlalchemy as sa

from runtone import clock
from runtone.errors import SettingsError
from runtone.library.arrivals.tables import address
from runtone.library.shares.access import LookupRateLimiter
from runtone.library.store import schema
from runtone.library.store.plain_text import one_line
from runtone.sharing.tokens import is_token, new_token, same_hash, token_hash

if TYPE_CHECKING:
    from runtone.library.catalogue import Library
    from runtone.library.store.database import Database

Purpose = Literal["send", "calendar"]
MOST_ADDRESSES = 20
"""So many addresses an owner may have of one purpose."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address that an owner made; its token is nowhere."""

    address_id: int
    label: str
    created_at: datetime
    used_at: datetime | None
    uses: int


class OpenedAddress(NamedTuple):
    """Whose address a token opens."""

    address_id: int
    owner: str


class OwnedAddresses:
    """One owner's addresses of one purpose.

    Parameters
    ----------
    database : Database
    owner_id : int
    purpose : {"send", "calendar"}
    """

    def __init__(self, database: Database, owner_id: int, purpose: Purpose) -> None:
        self._database = database
        self._purpose = purpose
        self._owner_id = owner_id
        self._mine = sa.and_(address.c.owner_id == owner_id, address.c.purpose == purpose)

    def all(self) -> list[Address]:
        """Return the addresses, the oldest first."""
        columns = (address.c[name] for name in Address.__dataclass_fields__)
        query = sa.select(*columns).where(self._mine).order_by(address.c.address_id)
        with self._database.reading() as connection:
            return [Address(**row._mapping) for row in connection.execute(query)]

    def create(self, label: str = "") -> tuple[Address, str]:
        """Make an address, and return it with its token: nobody is told it again.

        Raises
        ------
        SettingsError
            There are as many as there may be.
        """
        if len(self.all()) >= MOST_ADDRESSES:
            msg = f"There can be {MOST_ADDRESSES} addresses; revoke one first."
            raise SettingsError(msg)
        token = new_token()
        values = {
            "owner_id": self._owner_id,
            "purpose": self._purpose,
            "token_sha256": token_hash(token),
            "label": one_line(label, 120) or "",
            "created_at": clock.now(),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(address).values(values))
        return self.all()[-1], token

    def revoke(self, address_id: int) -> None:
        """Let a token open nothing any more."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(address).where(self._mine, address.c.address_id == address_id))


class AddressAccess:
    """Says whose address a token opens. A wrong and a revoked one open the same: nothing.

    Parameters
    ----------
    library : Library
    clock_s : callable
        Seconds that never go back.
    """

    def __init__(self, library: Library, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._database = library._database
        self._failures = LookupRateLimiter(clock_s)

    def open(self, token: object, purpose: Purpose, client: str) -> OpenedAddress | None:
        """Return whose address a token opens; None where it opens nothing of this purpose.

        Raises
        ------
        TooManyLookupsError
            From this client in the last minute; a token that opened something lately is let through.
        """
        sought = token_hash(str(token)) if is_token(token) else None
        return self._failures.look_up(sought, client, lambda: self._find(sought, purpose))

    def record_use(self, opened: OpenedAddress) -> None:
        """Record that an address was used."""
        values = {"uses": address.c.uses + 1, "used_at": clock.now()}
        with self._database.writing() as connection:
            chosen = address.c.address_id == opened.address_id
            connection.execute(sa.update(address).where(chosen).values(values))

    def _find(self, sought: str | None, purpose: Purpose) -> OpenedAddress | None:
        if sought is None:
            return None
        owner = schema.owner.c
        query = (
            sa.select(address.c.address_id, owner.name, address.c.token_sha256)
            .join(schema.owner, owner.owner_id == address.c.owner_id)
            .where(address.c.token_sha256 == sought, address.c.purpose == purpose)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or not same_hash(row.token_sha256, sought):
            return None
        return OpenedAddress(row.address_id, row.name)
