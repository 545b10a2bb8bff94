"""Libraries to test with: SQLite in a temporary folder, and a private PostgreSQL where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.library import Library, OwnedLibrary
from tests.library import postgres
from tests.library.cluster import Cluster


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def mine(library: Library) -> OwnedLibrary:
    return library.owned_by("local")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    reason = postgres.why_not()
    if reason is not None:
        pytest.skip(reason)
    with postgres.running() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        number = connection.execute(sa.text("SELECT count(*) FROM pg_database")).scalar_one()
        connection.execute(sa.text(f"CREATE DATABASE runtone_{number}"))
    yield sa.make_url(postgres_server).set(database=f"runtone_{number}").render_as_string()
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'library.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def any_library(any_url: str) -> Iterator[Library]:
    """The same test on SQLite and on PostgreSQL."""
    opened = Library.open(any_url)
    yield opened
    opened.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="Dask is not installed (pip install 'runtone[dask]')")
    started = Cluster(tmp_path)
    yield started
    started.end()
