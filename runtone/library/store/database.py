"""Opening the database, bringing its tables up to date, and transactions.

SQLite runs in WAL mode, so that pages read while an import writes; a write takes the lock at its beginning, so that it
never fails half-way because another process wrote in between. `synchronous` is FULL: what is reported done has reached
the disk.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from runtone.errors import LibraryError
from runtone.library.store import schema
from runtone.settings import settings

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

log = logging.getLogger("runtone.library")

CANNOT_NOW = "The library cannot do that now. Try again later; the server's log says what it was."
BUSY_TIMEOUT_S = 30.0
MIGRATION_LOCK = 7_283_640_118  # any number of our own, for PostgreSQL's advisory lock
FOLDER_LOCK = 728_364  # another, beside the number of a folder
OLDEST_POSTGRESQL = (15,)
"""Older ones delete what refers to a row that moves to another partition (docs/decisions/0116)."""
MOST_CONNECTIONS = 30
"""Of one server's to PostgreSQL, which takes 100 unless told otherwise: so many owners import at once."""

_FULL = ("database or disk is full", "no space left on device", "could not extend file")
_BROKEN = ("disk i/o error",)
_LOCKED = ("database is locked", "database table is locked", "lock timeout")
_READ_ONLY = ("attempt to write a readonly database", "read-only transaction")
_DAMAGED = ("malformed", "not a database")
_UNREACHABLE = ("unable to open database file", "connection refused", "could not connect", "could not translate host")


class Database:
    """A database whose tables are up to date.

    Parameters
    ----------
    url : str
        SQLAlchemy address.
    busy_timeout_s : float
        How long a write waits for another process's write [s].

    Raises
    ------
    LibraryError
        It cannot be opened, or was written by a newer runtone.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        try:
            self.url: URL = sa.make_url(url)
        except sa.exc.ArgumentError as error:
            msg = f"The library's address cannot be understood: {error}"
            raise LibraryError(msg) from error
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.path = _sqlite_path(self.url)
        with _in_words(self.place):
            self.engine = _sqlite(self.url, busy_timeout_s) if self.is_sqlite else _server(self.url, busy_timeout_s)
            try:
                self._bring_up_to_date()
            except BaseException:
                self.engine.dispose()
                raise

    @property
    def place(self) -> str:
        """Where the library lies, in words: a path, or an address without its password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection whose reads all see one state of the library."""
        with _in_words(self.place), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a write transaction: all of it is kept, or nothing."""
        with _in_words(self.place), self.engine.connect() as plain:
            connection = plain.execution_options(runtone_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def outside_transactions(self) -> Iterator[Connection]:
        """Give a connection in autocommit, for VACUUM and checkpoints."""
        with _in_words(self.place), self.engine.connect() as plain:
            yield plain.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def alone_at(self, lock: int, number: int) -> Iterator[bool]:
        """Say whether no other server is at something, and keep others from it meanwhile.

        A server that is killed lets go of it. SQLite has one server that imports, so nobody is asked there.
        """
        if self.is_sqlite:
            yield True
            return
        with self.outside_transactions() as connection:
            is_alone = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(lock, number))).scalar_one())
            try:
                yield is_alone
            finally:
                if is_alone:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(lock, number)))

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def _bring_up_to_date(self) -> None:
        is_newest = self._version() == schema.SCHEMA_VERSION
        told = self.engine.dialect.server_version_info
        if not self.is_sqlite and told is not None and told < OLDEST_POSTGRESQL:
            msg = f"A library needs PostgreSQL {OLDEST_POSTGRESQL[0]} or newer; the server at {self.place} is older."
            raise LibraryError(msg)
        if is_newest:
            return
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            from runtone.library.store.migrations import upgrade

            upgrade(connection)

    def _version(self) -> str | None:
        with self.reading() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _sqlite_path(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _sqlite(url: URL, busy_timeout_s: float) -> Engine:
    path = _sqlite_path(url)
    if path is None:
        msg = "The library needs a file; a private throw-away one is Library.temporary()."
        raise LibraryError(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"The folder {path.parent} for the library cannot be made: {error.strerror}."
        raise LibraryError(msg) from error
    # isolation_level None: the driver begins nothing by itself, `_begin` does
    engine = sa.create_engine(url, connect_args={"isolation_level": None, "timeout": busy_timeout_s})
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: DBAPIConnection, record: object) -> None:
    del record
    cursor = connection.cursor()
    _retry_while_locked(functools.partial(cursor.execute, "PRAGMA journal_mode = WAL"))
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -16000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _retry_while_locked(act: functools.partial[Any]) -> None:
    """Two processes that make one new file at once: changing its journal mode does not wait for the busy timeout."""
    import sqlite3

    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    writes = connection.get_execution_options().get("runtone_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _server(url: URL, busy_timeout_s: float) -> Engine:
    if url.get_backend_name() != "postgresql":
        msg = f"The library can lie in SQLite or PostgreSQL, not in {url.get_backend_name()}."
        raise LibraryError(msg)
    if url.get_driver_name() != "psycopg":
        url = url.set(drivername="postgresql+psycopg")
    try:
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            max_overflow=MOST_CONNECTIONS - 5,  # SQLAlchemy keeps 5 open
            connect_args={"options": f"-c lock_timeout={round(busy_timeout_s * 1000)}", "connect_timeout": 10},
        )
    except ModuleNotFoundError as error:
        msg = "A library in PostgreSQL needs the package psycopg: pip install 'runtone[postgres]'."
        raise LibraryError(msg) from error


@contextmanager
def _in_words(place: str) -> Iterator[None]:
    """Turn what a database says into a sentence that tells the runner what to do."""
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        sentence = _sentence(error, place)
        if _others_read_it():
            log.error("%s", sentence)
            raise LibraryError(CANNOT_NOW) from None
        raise LibraryError(sentence) from error


def _others_read_it() -> bool:
    """Say whether people who have nothing to do with this machine may read what went wrong."""
    asked = settings()
    return asked.auth != "none" or asked.public_demo or asked.shares_only


def _sentence(error: Exception, place: str) -> str:
    text = str(error.orig if isinstance(error, DBAPIError) and error.orig is not None else error)
    low = text.lower()
    if any(mark in low for mark in _FULL):
        return (
            f"There is no room left for the library at {place}. Nothing that was reported done is lost: free some "
            "space and start again, it goes on where it stopped."
        )
    if any(mark in low for mark in _BROKEN):
        return f"The disk did not do what the library at {place} asked of it. Check the disk before you go on."
    if any(mark in low for mark in _LOCKED):
        return (
            f"Another program holds the library at {place} locked. Nothing is lost: close it, or wait until its import "
            "has ended, and try again."
        )
    if any(mark in low for mark in _READ_ONLY):
        return f"The library at {place} cannot be written to: check who owns the file and its folder."
    if any(mark in low for mark in _DAMAGED):
        return f"The file {place} is damaged or is not a runtone library. Put a copy of it aside before anything else."
    if isinstance(error, OperationalError) and any(mark in low for mark in _UNREACHABLE):
        return f"The library at {place} cannot be reached: {text.splitlines()[0]}."
    return f"The library at {place} gave an unexpected answer: {text.splitlines()[0]}"
