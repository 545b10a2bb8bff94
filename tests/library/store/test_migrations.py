"""Bringing a database's tables up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

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
from runtone.library.store.migrations.partitions import PARTITIONED
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, gpx_file, season
from tests.library.snapshots import snapshot


def test_the_schema_is_of_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [schema.SCHEMA_VERSION]


def test_migrations_make_what_the_schema_says(any_url: str, tmp_path: Path) -> None:
    migrated = _migrated(any_url)
    with migrated.connect() as connection:
        assert _differences(connection) == []
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
        assert _differences(connection) == []
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


def test_a_filled_library_of_before_the_partitions_comes_through_whole(any_url: str, tmp_path: Path) -> None:
    """What is now is laid into tables as they were then, and brought up to date."""
    now = Library.open(f"sqlite:///{tmp_path / 'now.sqlite3'}")
    files = fit_files(season(4))
    for owner in ("local", "another"):
        mine = now.owned_by(owner)
        list(mine.import_sources([*files[:3], ("again.gpx", gpx_file(season(4)[1]))], executor=Remembering()))
        mine.delete_runs([int(mine.runs()["run_id"].iloc[-1])])
        mine.shares.create(mine.shares.living())
    before = _migrated(any_url, "0006")
    with now._database.reading() as told, before.begin() as connection:
        _copy(told, connection)
    before.dispose()
    library = Library.open(any_url)
    with now._database.reading() as told, library._database.reading() as connection:
        for table in set(schema.metadata.sorted_tables) - {schema.run_technique}:  # which did not exist
            assert _content(connection, table) == _content(told, table), table.name
    for owner in ("local", "another"):
        mine = library.owned_by(owner)
        assert snapshot(library, owner) == snapshot(now, owner)
        assert [result.status for result in mine.import_sources(files[3:], executor=Remembering())] == ["imported"]
        mine.restore_runs([each.run_id for each in mine.deleted_runs()])
        assert mine.run_count() == 4
        assert [finding.severity for finding in mine.examine()] == ["well"]
    library.close()
    now.close()


def _migrated(url: str, revision: str = "head") -> sa.Engine:
    engine = sa.create_engine(url)
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return engine


def _differences(connection: sa.Connection) -> list[Any]:
    """Return what a database has otherwise than the schema; on PostgreSQL owners come first, which has its own test."""
    is_postgres = connection.dialect.name == "postgresql"
    options = {"include_name": lambda name, kind, _: kind != "table" or not re.search(r"_p\d\d$", str(name))}
    found = compare_metadata(MigrationContext.configure(connection, opts=options), schema.metadata)
    owner_first = {"add_index", "remove_index", "add_fk", "remove_fk", "add_constraint", "remove_constraint"}
    return [
        each for each in found if not (is_postgres and each[0] in owner_first and each[1].table.name in PARTITIONED)
    ]


def _statements(connection: sa.Connection) -> set[str]:
    """Every statement that made a table or index, spaces and the order of lines aside."""
    made = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%alembic%'")
    )
    return {" ".join(sorted(statement.replace(",", " ").split())) for statement in made.scalars()}


def _copy(told: sa.Connection, connection: sa.Connection) -> None:
    """Copy what an older database has tables and columns for."""
    then = sa.MetaData()
    then.reflect(connection)
    for table in schema.metadata.sorted_tables:
        old = then.tables.get(table.name)
        columns = [] if old is None else [table.c[column.name] for column in old.columns if column.name in table.c]
        rows = [dict(row) for row in told.execute(sa.select(*columns)).mappings()] if columns else []
        if rows:
            connection.execute(sa.insert(table), rows)
        numbered = table.autoincrement_column
        if rows and numbered is not None and connection.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(table.name, numbered.name)
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.max(numbered))))


def _content(connection: sa.Connection, table: sa.Table) -> list[str]:
    return sorted(map(repr, connection.execute(sa.select(table)).all()))
