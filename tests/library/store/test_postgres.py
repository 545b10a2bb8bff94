"""The same library on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtone.errors import LibraryError
from runtone.library import Library
from tests.library.imports.executors import Remembering
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


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(LibraryError, match="cannot be reached") as raised:
        Library.open("postgresql://runner:secret@127.0.0.1:9/runtone")
    assert "secret" not in str(raised.value)


def test_other_databases_are_refused_by_name() -> None:
    with pytest.raises(LibraryError, match="SQLite or PostgreSQL, not in mysql"):
        Library.open("mysql://runner@127.0.0.1/runtone")
