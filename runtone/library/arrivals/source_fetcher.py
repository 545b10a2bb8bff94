"""Asking the services that owners turned on for new runs, for as long as a server runs.

What is new is a list of what a service named and the library has not read. It is kept beside the runs, so that a server
that is killed, a service that breaks off and one that asks for patience all go on where they stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from runtone import clock
from runtone.errors import RuntoneError
from runtone.library.arrivals.owned_sources import MOST_FAILURES, StoredSource, purpose_of, stored
from runtone.library.arrivals.server_secret import KeyUnreadableError, decrypted
from runtone.library.arrivals.source import (
    BusyError,
    FileFailedError,
    KeyRefusedError,
    NoOriginalError,
    RemoteRun,
    Source,
    SourceError,
)
from runtone.library.arrivals.tables import source, source_run
from runtone.library.store import schema
from runtone.vocabulary import Status

if TYPE_CHECKING:
    import threading

    from runtone.library.catalogue import Library
    from runtone.library.owned import OwnedLibrary
    from runtone.settings import Settings

log = logging.getLogger("runtone.library.arrivals")

LOOK_S = 5.0
"""How soon a service that is due, or that the owner wants asked, is asked [s]."""
EVERY = timedelta(hours=1)
AFTER_TROUBLE = timedelta(minutes=30)
SHORTEST_WAIT = timedelta(minutes=1)
REACH_BACK = timedelta(days=30)
"""A watch that was not synchronised for so long brings runs of days that were listed already."""
WINDOW = timedelta(days=90)
"""So many days are listed at once."""
BATCH = 20
"""Files whose import is remembered together: so many are fetched again after a server was killed."""
ALL_FAIL = 3
"""When the first so many files of a batch fail, the fault is not theirs, and the service is left alone for a while."""
TURN = 100
"""Files of one owner before the next owner's service is asked."""
HOLD = timedelta(minutes=15)
"""A server that asks keeps others from asking; so long after it was killed, another one goes on."""
STUCK = "What came from there could not be imported; it is tried again. The server's log says why."

Connect = Callable[[str, "Settings"], Source]


def _intervals_icu(key: str, server: Settings) -> Source:
    from runtone.library.arrivals.intervals_icu import IntervalsIcu

    return IntervalsIcu(key, int(server.largest_file_mb * 1e6))


SERVICES: dict[str, Connect] = {"intervals.icu": _intervals_icu}
"""How each service is connected to with an owner's key. Nothing is opened before it is due."""


class SourceFetcher:
    """Fetches and imports what is new at the services of all owners.

    A service that fails holds up no other, and is asked again later.

    Parameters
    ----------
    library : Library
    server : Settings
    services : dict
        How each service is connected to.
    """

    def __init__(self, library: Library, server: Settings, services: dict[str, Connect] | None = None) -> None:
        self._library = library
        self._database = library._database
        self._server = server
        self._services = SERVICES if services is None else services

    def look(self, stop: threading.Event | None = None) -> None:
        """Ask every service that is due, once."""
        for each in stored(self._database, source.c.due_at <= clock.now()):
            if stop is not None and stop.is_set():
                return
            if each.service in self._services and self._hold(each):
                self._end(each, **self._outcome(each, stop))

    def _outcome(self, each: StoredSource, stop: threading.Event | None) -> dict[str, Any]:
        """Ask a service; return when it is asked again, and what is wrong."""
        try:
            is_all = self._ask(each, lambda: (stop is not None and stop.is_set()) or not self._is_on(each))
        except (KeyRefusedError, KeyUnreadableError) as error:
            return {"due_at": None, "trouble": str(error)}
        except BusyError as error:
            then = clock.now() + max(error.wait or AFTER_TROUBLE, SHORTEST_WAIT)
            return {"due_at": then, "not_before": then, "trouble": str(error)}
        except RuntoneError as error:
            return {"due_at": clock.now() + AFTER_TROUBLE, "trouble": str(error)}
        except Exception:
            log.exception("What a source has could not be imported")
            return {"due_at": clock.now() + AFTER_TROUBLE, "trouble": STUCK}
        return {"due_at": clock.now() + (EVERY if is_all else timedelta()), "trouble": None}

    def _ask(self, each: StoredSource, is_over: Callable[[], bool]) -> bool:
        """List and fetch what is new; return whether that is all of it."""
        key = decrypted(each.encrypted_key, purpose_of(each.service, each.owner_id), self._server)
        service = self._services[each.service](key, self._server)
        try:
            self._list(each, service, is_over)
            mine = self._library.owned_by(self._owner(each))
            failed: list[str] = []
            for _ in range(0, TURN, BATCH):
                waiting = self._waiting(each, failed)
                if is_over() or not waiting:
                    break
                failed += self._fetch(each, service, waiting, mine, is_over)
            return not is_over() and not self._waiting(each, failed)
        finally:
            service.close()

    def _list(self, each: StoredSource, service: Source, is_over: Callable[[], bool]) -> None:
        """Record what the service has of the days that were not listed, and of some before them."""
        last = clock.today() + timedelta(days=1)  # a runner may be a day ahead of the server
        first = each.since if each.listed_to is None else max(each.since, each.listed_to - REACH_BACK)
        while first <= last and not is_over():
            newest = min(first + WINDOW, last)
            self._note(each, service.runs(first, newest), listed_to=min(newest, clock.today()))
            first = newest + timedelta(days=1)

    def _fetch(
        self,
        each: StoredSource,
        service: Source,
        waiting: Sequence[RemoteRun],
        mine: OwnedLibrary,
        is_over: Callable[[], bool],
    ) -> list[str]:
        """Fetch and import some files, note which are done, and return those that failed.

        Raises
        ------
        SourceError
            The service did not go on, or every file failed; what came before is imported and noted.
        """
        done: list[str] = []
        missing: list[str] = []
        failed: list[str] = []
        ended: list[SourceError] = []

        def files() -> Iterator[tuple[str, bytes]]:
            for run in waiting:
                if is_over():
                    return
                try:
                    content = service.file(run.activity_id)
                except NoOriginalError:
                    missing.append(run.activity_id)
                except FileFailedError as error:
                    failed.append(run.activity_id)
                    if not done and not missing and len(failed) == ALL_FAIL:
                        ended.append(error)
                        return
                except SourceError as error:
                    ended.append(error)
                    return
                else:
                    done.append(run.activity_id)
                    yield run.file_name, content

        imported = sum(result.status == Status.IMPORTED for result in mine.import_sources(files()))
        fails = source_run.c.failures
        became: list[tuple[list[str], dict[str, Any]]] = [
            (done, {"is_done": True}),
            (failed, {"failures": fails + 1}),
            (missing, {"failures": MOST_FAILURES}),
        ]
        self._note_fetched(each, became, imported)
        if ended:
            raise ended[0]
        return failed

    def _hold(self, each: StoredSource) -> bool:
        """Keep other servers from asking, and return whether none of them asks already."""
        now = clock.now()
        table = source.c
        is_free = sa.or_(table.held_until.is_(None), table.held_until < now)
        query = sa.update(source).where(_same(each), table.due_at <= now, is_free)
        with self._database.writing() as connection:
            return connection.execute(query.values(held_until=now + HOLD)).rowcount == 1

    def _end(self, each: StoredSource, **changes: Any) -> None:
        self._change(each, asked_at=clock.now(), held_until=None, **changes)

    def _note(self, each: StoredSource, runs: Sequence[RemoteRun], **changes: Any) -> None:
        known = sa.select(source_run.c.activity_id).where(source_run.c.source_id == each.source_id)
        with self._database.writing() as connection:
            if not connection.execute(self._update(each, **changes)).rowcount:
                return  # it was turned off, or given another key
            old = set(connection.scalars(known))
            new = {run.activity_id: run for run in runs if run.activity_id not in old}
            rows = [{"source_id": each.source_id, **run._asdict()} for run in new.values()]
            if rows:
                connection.execute(sa.insert(source_run), rows)

    def _note_fetched(
        self, each: StoredSource, became: Sequence[tuple[Sequence[str], dict[str, Any]]], imported: int
    ) -> None:
        table, now = source_run.c, clock.now()
        changes: dict[str, Any] = {"held_until": now + HOLD}
        if imported:
            changes |= {"imported": source.c.imported + imported, "imported_at": now}
        with self._database.writing() as connection:
            for activities, values in became:
                chosen = sa.and_(table.source_id == each.source_id, table.activity_id.in_(activities))
                connection.execute(sa.update(source_run).where(chosen).values(values))
            connection.execute(self._update(each, **changes))

    def _waiting(self, each: StoredSource, failed: Sequence[str]) -> list[RemoteRun]:
        """Return some files that are to be fetched, without those that just failed."""
        run = source_run.c
        query = (
            sa.select(run.activity_id, run.file_name)
            .where(run.source_id == each.source_id, ~run.is_done, run.failures < MOST_FAILURES)
            .where(run.activity_id.not_in(failed))
            .order_by(run.failures, run.activity_id)
            .limit(BATCH)
        )
        with self._database.reading() as connection:
            return [RemoteRun(**row._mapping) for row in connection.execute(query)]

    def _is_on(self, each: StoredSource) -> bool:
        with self._database.reading() as connection:
            return connection.execute(sa.select(source.c.source_id).where(_same(each))).one_or_none() is not None

    def _owner(self, each: StoredSource) -> str:
        owner = schema.owner.c
        with self._database.reading() as connection:
            return str(connection.execute(sa.select(owner.name).where(owner.owner_id == each.owner_id)).scalar_one())

    def _change(self, each: StoredSource, **changes: Any) -> None:
        with self._database.writing() as connection:
            connection.execute(self._update(each, **changes))

    @staticmethod
    def _update(each: StoredSource, **changes: Any) -> sa.Update:
        return sa.update(source).where(_same(each)).values(changes)


def _same(each: StoredSource) -> sa.ColumnElement[bool]:
    """Choose a service as long as it is on with the same key: what was asked with another one changes nothing."""
    return sa.and_(source.c.source_id == each.source_id, source.c.encrypted_key == each.encrypted_key)
