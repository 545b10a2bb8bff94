"""Bringing a database's tables up to date."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from runtone.errors import LibraryError
from runtone.library import Library
from runtone.library.store import schema
from runtone.library.store.database import Database
from runtone.library.store.migrations import configuration


def test_the_schema_is_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [schema.SCHEMA_VERSION]


def test_migrations_make_what_the_schema_says(any_url: str, tmp_path: Path) -> None:
    migrated = _migrated(any_url)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
        if migrated.dialect.name == "sqlite":
            made = Database(f"sqlite:///{tmp_path / 'made.sqlite3'}")
            with made.engine.connect() as other:
                assert _statements(connection) == _statements(other)
            made.close()
    migrated.dispose()


def test_a_migrated_database_opens_as_it_is(any_url: str) -> None:
    _migrated(any_url).dispose()
    library = Library.open(any_url)
    assert library.owned_by("local").run_count() == 0
    library.close()


def test_an_old_database_is_brought_up_to_date_when_it_is_opened(any_url: str) -> None:
    _migrated(any_url, "0001").dispose()
    library = Library.open(any_url)
    with library._database.reading() as connection:
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        assert version == schema.SCHEMA_VERSION
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    library.close()


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'library.sqlite3'}"
    library = Library.open(url)
    with library._database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    library.close()
    with pytest.raises(LibraryError, match="newer runtone"):
        Library.open(url)


def test_many_that_open_a_new_library_at_once_all_get_it(any_url: str) -> None:
    def open_one(_: int) -> int:
        library = Library.open(any_url)
        version = library.owned_by("local").version()
        library.close()
        return version

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(open_one, range(6))) == [0] * 6


def test_processes_that_open_a_new_library_at_once_all_get_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'library.sqlite3'}"
    program = f"from runtone.library import Library; print(Library.open({url!r}).owned_by('local').version())"
    processes = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in processes] == [b"0", b"0"]


def _migrated(url: str, revision: str = "head") -> sa.Engine:
    engine = sa.create_engine(url)
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


def _statements(connection: sa.Connection) -> set[str]:
    """Every statement that made a table or index, spaces and the order of lines aside."""
    made = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%alembic%'")
    )
    return {" ".join(sorted(statement.replace(",", " ").split())) for statement in made.scalars()}
