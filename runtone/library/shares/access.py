"""The one door for visitors: a token in, a snapshot out, and no way further into the library.

`Visits.open` answers a wrong, an expired and a revoked token alike, with None. Lookups that find nothing are limited a
client and for the whole process: a token of 192 random bits cannot be guessed, so the limit only keeps a flood of
guesses from the database. A token that has just opened something is let through it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone.library.shares.owned_shares import OwnedShares
from runtone.library.shares.records import share_with_token
from runtone.library.store import schema
from runtone.library.store.queries import OwnedQueries
from runtone.sharing.tokens import is_token, token_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from runtone.library.catalogue import Library
    from runtone.sharing.snapshot import Snapshot

FAILURES_A_MINUTE = 30
"""Lookups that find nothing, for one client."""
ALL_FAILURES_A_MINUTE = 600
"""The same for all clients of a process together."""
WINDOW_S = 60.0
MOST_CLIENTS = 10_000


class TooManyLookupsError(Exception):
    """So many links that open nothing were tried that no other is looked up for a minute."""


@cache
def server_visits() -> Visits:
    """Return the visits of the library that this server's settings name."""
    from runtone.library.catalogue import Library

    return Visits(Library.open())


class Visits:
    """What visitors of a library's shares may do.

    Parameters
    ----------
    library : Library
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, library: Library, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = library._database
        self._failures = FailedLookups(clock)
        self._making = threading.Lock()

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
            From this client, or from all together, in the last minute.
        """
        known = is_token(token) and self._failures.knows(token_hash(str(token)))
        if not known:
            self._failures.check(client)
        with self._database.reading() as connection:
            found = share_with_token(connection, token)
            name = (
                None
                if found is None
                else connection.execute(
                    sa.select(schema.owner.c.name).where(schema.owner.c.owner_id == found[0])
                ).scalar_one()
            )
        if found is None or name is None:
            self._failures.count(client)
            return None
        owner_id, share = found
        self._failures.remember(token_hash(str(token)))
        owned = OwnedQueries(self._database, name, owner_id)
        with self._making:  # visitors who come together after a change wait for one making, instead of each doing it
            snapshot = OwnedShares(self._database, owner_id, owned).current(share)
        if first_time and snapshot is not None:
            table = schema.share
            with self._database.writing() as connection:
                connection.execute(
                    sa.update(table).where(table.c.share_id == share.share_id).values(visits=table.c.visits + 1)
                )
        return snapshot

    def check(self) -> None:
        """Read from the library, to see that it can be read.

        Raises
        ------
        LibraryError
            It cannot.
        """
        with self._database.reading() as connection:
            connection.execute(sa.select(sa.literal(1)))


class FailedLookups:
    """Counts lookups that found nothing, a client and all together, over the last minute.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_client: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque()
        self._known: OrderedDict[str, None] = OrderedDict()

    def check(self, client: str) -> None:
        """Raise `TooManyLookupsError` where this client, or all together, have failed too often."""
        with self._lock:
            now = self._clock()
            own = self._by_client.get(client, deque())
            for times in (own, self._all):
                while times and times[0] <= now - WINDOW_S:
                    times.popleft()
            if len(own) >= FAILURES_A_MINUTE or len(self._all) >= ALL_FAILURES_A_MINUTE:
                raise TooManyLookupsError

    def count(self, client: str) -> None:
        """Note one more failure."""
        with self._lock:
            now = self._clock()
            self._by_client.setdefault(client, deque()).append(now)
            self._by_client.move_to_end(client)
            self._all.append(now)
            while len(self._by_client) > MOST_CLIENTS:
                self._by_client.popitem(last=False)

    def knows(self, digest: str) -> bool:
        """Say whether a token (by its hash) has opened something lately."""
        with self._lock:
            return digest in self._known

    def remember(self, digest: str) -> None:
        """Note that a token (by its hash) opens something."""
        with self._lock:
            self._known[digest] = None
            self._known.move_to_end(digest)
            while len(self._known) > MOST_CLIENTS:
                self._known.popitem(last=False)
