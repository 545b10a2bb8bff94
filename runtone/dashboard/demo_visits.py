"""A demo's visits: each has a private library, which vanishes some minutes after the visitor has left.

Streamlit forgets an ended session when the next visitor comes, and its memory whenever Python pleases; what somebody
has imported must not wait for either. So the libraries are kept here, by session, and a timer closes those whose
visitor is gone. There are only so many at once: each holds open files.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from runtone.errors import LibraryError
from runtone.library import Library

MOST_VISITS = 64
"""Libraries that are open at once. One holds eight open files at most, and a process may have 1,024 by custom."""
LOOKED_AFTER_S = 15.0
"""How often the timer looks for visits that have ended, at least."""

FULL = "This demo has as many visitors as it can take. Come back in a few minutes."


@dataclass
class _Visit:
    library: Library
    seen: float


class DemoVisits:
    """The private libraries of a demo's visitors.

    Parameters
    ----------
    is_connected : callable
        Says of a session's id whether a browser is connected to it.
    kept_s : float
        How long a visit is kept for a visitor who has lost the connection [s].
    clock : callable
        Seconds of a clock that never goes back.
    """

    def __init__(
        self, is_connected: Callable[[str], bool], kept_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.kept_s = kept_s
        self._is_connected = is_connected
        self._clock = clock
        self._visits: dict[str, _Visit] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._visits)

    def library_of(self, session: str) -> Library:
        """Return a session's library, empty where it is asked for the first time.

        Raises
        ------
        LibraryError
            There are as many visits as the demo takes.
        """
        with self._lock:
            visit = self._visits.get(session)
            if visit is None:
                self._close_ended()
                if len(self._visits) >= MOST_VISITS:
                    raise LibraryError(FULL)
                visit = self._visits[session] = _Visit(Library.temporary(), self._clock())
            visit.seen = self._clock()
            return visit.library

    def close_ended(self) -> None:
        """Close the libraries whose visitor has been gone for `kept_s`: nothing of them is left on the disk."""
        with self._lock:
            self._close_ended()

    def close_all(self) -> None:
        """Close every library."""
        with self._lock:
            for session in list(self._visits):
                self._visits.pop(session).library.close()

    def _close_ended(self) -> None:
        now = self._clock()
        for session, visit in list(self._visits.items()):
            if self._is_connected(session):
                visit.seen = now
            elif now - visit.seen >= self.kept_s:
                self._visits.pop(session).library.close()


_visits: DemoVisits | None = None


def demo_visits() -> DemoVisits:
    """Return this server's visits."""
    global _visits
    if _visits is None:
        from streamlit import config, runtime

        def is_connected(session: str) -> bool:
            return runtime.get_instance().is_active_session(session)

        _visits = DemoVisits(is_connected, float(config.get_option("server.disconnectedSessionTTL")))
    return _visits


@asynccontextmanager
async def looked_after(visits: DemoVisits) -> AsyncIterator[None]:
    """Close ended visits by a timer for as long as the server runs, and all of them when it ends."""
    timer = asyncio.create_task(_look_after(visits))
    try:
        yield
    finally:
        timer.cancel()
        with suppress(asyncio.CancelledError):
            await timer
        visits.close_all()


async def _look_after(visits: DemoVisits) -> None:
    while True:
        await asyncio.sleep(min(LOOKED_AFTER_S, visits.kept_s))
        await asyncio.to_thread(visits.close_ended)
