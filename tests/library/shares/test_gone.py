"""What was withdrawn, removed or emptied leaves no bytes in the database's files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone import clock
from runtone.library import Library, OwnedLibrary
from runtone.library.shares.access import ShareAccess
from runtone.library.store import schema
from tests.library.recordings import InventedRun, fit_files

NOW = clock.now().replace(microsecond=0)


@pytest.fixture
def library(any_library: Library) -> Library:
    list(any_library.owned_by().import_sources(fit_files([InventedRun(start=NOW - timedelta(days=2))])))
    return any_library


@pytest.fixture
def folder(any_library: Library, tmp_path: Path) -> Path:
    """Where the database's files lie; PostgreSQL's log is its own."""
    if any_library._database.is_sqlite:
        return tmp_path
    with any_library._database.outside_transactions() as connection:
        place = connection.exec_driver_sql("SHOW data_directory").scalar_one()
        number = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()")
        return Path(place) / "base" / str(number.scalar_one())


@pytest.fixture
def mine(library: Library) -> OwnedLibrary:
    return library.owned_by()


def remains(library: Library, folder: Path, *traces: bytes) -> list[bytes]:
    """Return what is still in a file of the database, of SQLite its write-ahead log included."""
    if not library._database.is_sqlite:
        with library._database.outside_transactions() as connection:
            connection.exec_driver_sql("CHECKPOINT")
    content = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return [trace for trace in traces if trace in content]


def stored(library: Library) -> list[bytes]:
    """Return a stretch of each stored snapshot that nothing else is likely to hold."""
    with library._database.reading() as connection:
        contents = connection.execute(sa.select(schema.share_snapshot.c.content)).scalars()
        return [bytes(content)[place : place + 24] for content in contents for place in (40, len(content) // 2)]


def test_a_withdrawn_link(library: Library, mine: OwnedLibrary, folder: Path) -> None:
    new = mine.shares.create(mine.shares.living(), label="For Coach Amalie")
    ShareAccess(library).open(new.token, first_time=True)
    traces = stored(library)
    assert remains(library, folder, *traces) == traces
    mine.shares.revoke(new.share.share_id)
    assert remains(library, folder, *traces) == []
    assert remains(library, folder, b"Amalie") == [b"Amalie"]  # still on the list
    mine.shares.remove(new.share.share_id)
    assert remains(library, folder, b"Amalie") == []


def test_a_removed_zone(library: Library, mine: OwnedLibrary, folder: Path) -> None:
    zone = mine.shares.add_zone(47.0, 8.0, label="Grandmother's farm")
    assert remains(library, folder, b"Grandmother")
    mine.shares.remove_zone(zone.zone_id)
    assert remains(library, folder, b"Grandmother") == []


def test_an_emptied_note_and_a_changed_name_are_gone_from_snapshots_too(
    library: Library, mine: OwnedLibrary, folder: Path
) -> None:
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    mine.annotate(run_id, "Key under the third flowerpot " * 30)
    mine.rename(run_id, "Behind Amalie's house")
    mine.shares.create(mine.shares.of_run(run_id, ["notes", "names"]))
    traces = [b"flowerpot", b"Amalie", *stored(library)]
    assert remains(library, folder, *traces) == traces
    mine.annotate(run_id, None)
    mine.rename(run_id, "Hills")
    assert remains(library, folder, *traces) == []


def test_an_expired_link_is_gone_once_another_is_made(library: Library, mine: OwnedLibrary) -> None:
    old = mine.shares.create(mine.shares.living())
    with library._database.writing() as connection:
        connection.execute(
            sa.update(schema.share)
            .where(schema.share.c.share_id == old.share.share_id)
            .values(expires_at=NOW - timedelta(days=1))
        )
    mine.shares.create(mine.shares.living())
    with library._database.reading() as connection:
        kept = list(connection.execute(sa.select(schema.share_snapshot.c.share_id)).scalars())
    assert old.share.share_id not in kept
