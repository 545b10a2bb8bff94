"""A full disk, a locked database, and other things that go wrong: a clear sentence, and nothing lost."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library import Library
from runtone.library.store.database import Database
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, season
from tests.library.snapshots import snapshot

FILES = fit_files(season(10))


def test_a_full_disk_stops_the_import_with_a_sentence_and_loses_nothing(library: Library) -> None:
    mine = library.owned_by("local")
    list(mine.import_sources(FILES[:2], executor=Remembering()))
    pages = [0]

    def limit(connection: sqlite3.Connection, _: object) -> None:
        if pages[0]:
            connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    sa.event.listen(library._database.engine, "connect", limit)
    library.close()
    with library._database.reading() as connection:
        pages[0] = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 40
    library.close()
    kept: list[str] = []
    with pytest.raises(LibraryError, match="no room left") as raised:
        kept.extend(result.name for result in mine.import_sources(FILES, executor=Remembering()))
    assert "goes on where it stopped" in str(raised.value)
    assert "goes on where it stopped" in str(raised.value)
    assert 2 <= len(kept) < len(FILES)
    pages[0] = 2**30
    library.close()
    assert set(kept) <= set(mine.past_imports()["name"])
    assert mine.run_count() == len(kept)
    assert [finding.severity for finding in mine.examine()].count("damage") == 0
    list(mine.import_sources(FILES, executor=Remembering()))
    whole = Library.temporary()
    list(whole.owned_by("local").import_sources(FILES, executor=Remembering()))
    assert snapshot(library) == snapshot(whole)
    whole.close()


def test_a_locked_library_is_said_to_be_locked(tmp_path: Path) -> None:
    library = Library(Database(f"sqlite:///{tmp_path / 'library.sqlite3'}", busy_timeout_s=0.2))
    mine = library.owned_by("local")
    list(mine.import_sources(FILES[:1], executor=Remembering()))
    other = sqlite3.connect(tmp_path / "library.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryError, match=r"holds the library .* locked"):
        list(mine.import_sources(FILES[1:3], executor=Remembering()))
    assert mine.run_count() == 1
    other.execute("ROLLBACK")
    other.close()
    assert [result.status for result in mine.import_sources(FILES[1:3], executor=Remembering())] == ["imported"] * 2
    library.close()


def test_a_write_waits_for_another_that_is_soon_done(library: Library) -> None:
    mine = library.owned_by("local")
    other = sqlite3.connect(library.place, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    soon = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    soon.start()
    (result,) = mine.import_sources(FILES[:1], executor=Remembering())
    soon.join()
    other.close()
    assert result.status == "imported"


def test_reads_go_on_while_another_writes(library: Library) -> None:
    mine = library.owned_by("local")
    list(mine.import_sources(FILES[:1], executor=Remembering()))
    other = sqlite3.connect(library.place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM run")
    assert mine.run_count() == 1
    other.execute("ROLLBACK")
    other.close()


def test_a_file_that_is_no_library_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(b"Dear diary, today I ran. " * 100)
    with pytest.raises(LibraryError, match="damaged or is not a runtone library"):
        Library.open(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"Dear diary")


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LibraryError, match="cannot be made"):
        Library.open(f"sqlite:///{tmp_path / 'file' / 'below' / 'library.sqlite3'}")
    with pytest.raises(LibraryError, match="needs a file"):
        Library.open("sqlite://")
    with pytest.raises(LibraryError, match="cannot be understood"):
        Library.open("library.sqlite3")


@pytest.mark.parametrize("parts", [2, 3])
def test_imports_at_once_are_safe_and_give_one_library(any_url: str, parts: int) -> None:
    """Overlapping files, in opposite orders, from as many libraries at once."""
    whole = Library.temporary()
    list(whole.owned_by("local").import_sources(FILES, executor=Remembering()))
    told: list[list[str]] = [[] for _ in range(parts)]

    def work(part: int) -> None:
        library = Library.open(any_url)
        order = FILES[part:] + FILES[: part + 4]
        for result in library.owned_by("local").import_sources(order[:: -1 if part % 2 else 1], executor=Remembering()):
            told[part].append(result.status)
        library.close()

    threads = [threading.Thread(target=work, args=(part,)) for part in range(parts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    library = Library.open(any_url)
    list(library.owned_by("local").refresh_stale_runs())
    statuses = [status for part in told for status in part]
    assert statuses.count("imported") == len(FILES)
    assert set(statuses) == {"imported", "duplicate"}
    assert snapshot(library) == snapshot(whole)
    for each in (library, whole):
        each.close()
