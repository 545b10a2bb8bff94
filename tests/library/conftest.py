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


@pytest.fixture(scope="session")
def postgres_model(postgres_server: str) -> str:
    """The name of a database that holds an empty library: copying it is quicker than making its tables."""
    url = _new_database(postgres_server, "template1")
    Library.open(url).close()
    return str(sa.make_url(url).database)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_model: str) -> str:
    """The address of a database of its own, with an empty library."""
    return _new_database(postgres_server, postgres_model)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of its own, with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'library.sqlite3'}"
    return _new_database(request.getfixturevalue("postgres_server"), "template1")


def _new_database(server: str, template: str) -> str:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        number = connection.execute(sa.text("SELECT count(*) FROM pg_database")).scalar_one()
        connection.execute(sa.text(f"CREATE DATABASE runtone_{number} TEMPLATE {template}"))
    engine.dispose()
    return sa.make_url(server).set(database=f"runtone_{number}").render_as_string()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    """The same test on SQLite and on PostgreSQL."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'library.sqlite3'}" if is_sqlite else request.getfixturevalue("postgres_url")
    opened = Library.open(url)
    yield opened
    opened.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed", reason="Dask is not installed (pip install 'runtone[dask]')")
    started = Cluster(tmp_path)
    yield started
    started.end()
