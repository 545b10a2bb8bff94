"""The same library on PostgreSQL."""

from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect

from runtone.errors import LibraryError
from runtone.library import Library
from runtone.library.imports import pipeline
from runtone.library.store.database import Database
from runtone.library.store.write import Stored, lock_owner, store_recording
from tests.library.imports.executors import Remembering
from tests.library.postgres import program
from tests.library.recordings import fit_files, gpx_file, season
from tests.library.snapshots import snapshot


def test_postgresql_keeps_the_same_figures_as_sqlite(postgres_url: str, tmp_path: Path) -> None:
    runs = season(5)
    files = [*fit_files(runs), ("again.gpx", gpx_file(runs[1]))]
    told = []
    for url in (postgres_url, f"sqlite:///{tmp_path / 'library.sqlite3'}"):
        library = Library.open(url)
        list(library.owned_by("local").import_sources(files, executor=Remembering()))
        told.append(snapshot(library))
        library.close()
    assert len(told[0]["runs"]) == 5
    assert told[0] == told[1]


def test_twenty_owners_import_at_once_and_none_waits_for_another(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every transaction is open when all meet: were there one lock for all, the second would never come."""
    library = Library.open(postgres_url)
    files = fit_files(season(1))
    all_open = threading.Barrier(20)

    def store_and_wait(*args: Any) -> Stored:
        stored = store_recording(*args)
        all_open.wait(timeout=120)
        return stored

    def import_one(number: int) -> list[str]:
        mine = library.owned_by(f"runner {number}")
        return [result.status for result in mine.import_sources(files, executor=Remembering())]

    monkeypatch.setattr(pipeline, "store_recording", store_and_wait)
    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(import_one, range(20))) == [["imported"]] * 20
    assert all(library.owned_by(f"runner {number}").run_count() == 1 for number in range(20))
    library.close()


def test_a_newcomer_waits_for_no_import(postgres_url: str) -> None:
    library = Library.open(postgres_url)
    mine = library.owned_by("here before")
    with library._database.writing() as connection:
        lock_owner(connection, mine._owner_id)
        other = Library(Database(postgres_url, busy_timeout_s=1.0))
        assert other.owned_by("newcomer").run_count() == 0
        other.close()
    library.close()


def test_a_dump_that_is_restored_is_the_same_library_and_goes_on(postgres_url: str, tmp_path: Path) -> None:
    """As docs/deploying.md says to."""
    library = Library.open(postgres_url)
    mine = library.owned_by()
    runs = season(3)
    list(mine.import_sources(fit_files(runs[:2]), executor=Remembering()))
    mine.delete_runs([int(mine.runs()["run_id"].iloc[0])])
    before = snapshot(library)
    library.close()
    plain, dump = sa.make_url(postgres_url).set(drivername="postgresql"), tmp_path / "runtone.dump"
    new = plain.set(database=f"{plain.database}_restored")
    for command in (
        ["pg_dump", "--format=custom", f"--file={dump}", plain.render_as_string()],
        ["createdb", f"--maintenance-db={plain.render_as_string()}", str(new.database)],
        ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={new.render_as_string()}", str(dump)],
    ):
        subprocess.run([str(program(command[0])), *command[1:]], check=True, capture_output=True)
    restored = Library.open(new.render_as_string())
    assert snapshot(restored) == before
    mine = restored.owned_by()
    mine.restore_runs([each.run_id for each in mine.deleted_runs()])
    assert [each.status for each in mine.import_sources(fit_files(runs[2:]), executor=Remembering())] == ["imported"]
    assert mine.run_count() == 3
    assert [finding.severity for finding in mine.examine()] == ["well"]
    restored.close()


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(LibraryError, match="cannot be reached") as raised:
        Library.open("postgresql://runner:secret@127.0.0.1:9/runtone")
    assert "secret" not in str(raised.value)


def test_a_server_that_would_lose_what_moves_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PGDialect, "_get_server_version_info", lambda *_: (14, 19))
    with pytest.raises(LibraryError, match="PostgreSQL 15 or newer"):
        Library.open(postgres_url)


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(LibraryError, match="SQLite or PostgreSQL, not in mysql"):
        Library.open("mysql://runner@127.0.0.1/runtone")
