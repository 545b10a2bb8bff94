"""The one door for visitors: a token in, a snapshot out, and no way further into the library.

`ShareAccess.open` answers a wrong, an expired and a revoked token alike, with None. Lookups that find nothing are
limited for each client, and for nobody else: a token of 192 random bits cannot be guessed, so the limit only keeps a
flood of guesses from the database. A token that opens something is let through it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

import sqlalchemy as sa

from runtone.library.shares.owned_shares import OwnedShares
from runtone.library.shares.stored_shares import share_with_token
from runtone.library.store import schema
from runtone.library.store.queries import OwnedQueries
from runtone.sharing.tokens import is_token, token_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.library.catalogue import Library
    from runtone.library.shares.stored_shares import Share
    from runtone.sharing.snapshot import Snapshot

T = TypeVar("T")

FAILURES_A_MINUTE = 30
"""Lookups that find nothing, for one client."""
WINDOW_S = 60.0
MOST_CLIENTS = 10_000


class TooManyLookupsError(Exception):
    """A client tried so many links that open nothing that no other is looked up for it for a minute."""


@cache
def server_share_access() -> ShareAccess:
    """Return the access to the shares of the library that this server's settings name."""
    from runtone.library.catalogue import server_library

    return ShareAccess(server_library())


class ShareAccess:
    """What visitors of a library's shares may do.

    Parameters
    ----------
    library : Library
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = library._database
        self._failures = LookupRateLimiter(clock)
        self._making: WeakValueDictionary[int, _Making] = WeakValueDictionary()
        self._making_lock = threading.Lock()

    def open(self, token: object, client: str = "", *, first_time: bool = False) -> Snapshot | None:
        """Return what a token opens; None where it is wrong, expired or revoked, or nothing of it is left.

        Parameters
        ----------
        token : object
            As it came; anything but a token's form opens nothing.
        client : str
            Whom to count a failure against: a network address, for example.
        first_time : bool
            Count it as a visit.

        Raises
        ------
        TooManyLookupsError
            From this client in the last minute.
        """
        digest = token_hash(token) if isinstance(token, str) and is_token(token) else None
        found = self._failures.look_up(digest, client, lambda: self._find(token))
        if found is None:
            return None
        owner_id, name, share = found
        snapshot = self._snapshot(
            OwnedShares(self._database, owner_id, OwnedQueries(self._database, name, owner_id)), share
        )
        if first_time and snapshot is not None:
            table = schema.share
            with self._database.writing() as connection:
                connection.execute(
                    sa.update(table).where(table.c.share_id == share.share_id).values(visits=table.c.visits + 1)
                )
        return snapshot

    def _find(self, token: object) -> tuple[int, str, Share] | None:
        """Return the owner's number and name, and the share that a token opens now."""
        owner = schema.owner.c
        with self._database.reading() as connection:
            found = share_with_token(connection, token)
            if found is None:
                return None
            owner_id, share = found
            name = connection.execute(sa.select(owner.name).where(owner.owner_id == owner_id)).scalar_one()
        return owner_id, name, share

    def _snapshot(self, shares: OwnedShares, share: Share) -> Snapshot | None:
        """Return a share's snapshot; visitors who come together after a change wait for one making of it.

        Others' are not held up by it.
        """
        cached = shares.cached(share)
        if cached is not None:
            return cached
        with self._making_lock:
            making = self._making.setdefault(share.share_id, _Making())
        with making.lock:
            return shares.current(share)

    def check(self) -> None:
        """Read from the library, to see that it can be read.

        Raises
        ------
        LibraryError
            It cannot.
        """
        with self._database.reading() as connection:
            connection.execute(sa.select(sa.literal(1)))


class _Making:
    """Held while a share's snapshot is made."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


class LookupRateLimiter:
    """Counts lookups that found nothing, for each client over the last minute.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_client: OrderedDict[str, deque[float]] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    def look_up(self, digest: str | None, client: str, find: Callable[[], T | None]) -> T | None:
        """Return what `find` finds, and count it against the client where that is nothing.

        Parameters
        ----------
        digest : str or None
            Hash of the token; None for what is no token.
        client : str
        find : callable

        Raises
        ------
        TooManyLookupsError
            From this client in the last minute; a token that opened something lately is let through.
        """
        if not self._knows(digest):
            self._check(client)
        found = find()
        if found is None:
            self._forget(digest)
            self._check(client)  # one that was let through as known is now like any other
            self._count(client)
        elif digest is not None:
            self._remember(digest)
        return found

    def _check(self, client: str) -> None:
        """Raise `TooManyLookupsError` where this client has failed too often."""
        with self._lock:
            times = self._by_client.get(client, deque())
            while times and times[0] <= self._clock() - WINDOW_S:
                times.popleft()
            if len(times) >= FAILURES_A_MINUTE:
                raise TooManyLookupsError

    def _count(self, client: str) -> None:
        """Record one more failure."""
        with self._lock:
            self._by_client.setdefault(client, deque()).append(self._clock())
            self._by_client.move_to_end(client)
            while len(self._by_client) > MOST_CLIENTS:
                self._by_client.popitem(last=False)

    def _knows(self, digest: str | None) -> bool:
        """Say whether a token (by its hash) has opened something lately."""
        with self._lock:
            return digest in self._known

    def _remember(self, digest: str) -> None:
        """Record that a token (by its hash) opens something."""
        with self._lock:
            self._known[digest] = None
            self._known.move_to_end(digest)
            while len(self._known) > MOST_CLIENTS:
                self._known.popitem(last=False)

    def _forget(self, digest: str | None) -> None:
        """Record that a token (by its hash) opens nothing any more."""
        with self._lock:
            self._known.pop(digest or "", None)
