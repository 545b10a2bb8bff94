"""What was withdrawn, removed or emptied leaves no bytes in the database's files."""

from __future__ import annotations

from collections.abc import Iterator
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
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    list(library.owned_by().import_sources(fit_files([InventedRun(start=NOW - timedelta(days=2))])))
    yield library
    library.close()


@pytest.fixture
def mine(library: Library) -> OwnedLibrary:
    return library.owned_by()


def remains(folder: Path, *traces: bytes) -> list[bytes]:
    """Return what is still in a file of the database, its write-ahead log included."""
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    return [trace for trace in traces if trace in content]


def stored(library: Library) -> list[bytes]:
    """Return a stretch of each stored snapshot that nothing else is likely to hold."""
    with library._database.reading() as connection:
        contents = connection.execute(sa.select(schema.share_snapshot.c.content)).scalars()
        return [bytes(content)[place : place + 24] for content in contents for place in (40, len(content) // 2)]


def test_a_withdrawn_link(library: Library, mine: OwnedLibrary, tmp_path: Path) -> None:
    new = mine.shares.create(mine.shares.living(), label="For Coach Amalie")
    ShareAccess(library).open(new.token, first_time=True)
    traces = stored(library)
    assert remains(tmp_path, *traces) == traces
    mine.shares.revoke(new.share.share_id)
    assert remains(tmp_path, *traces) == []
    assert remains(tmp_path, b"Amalie") == [b"Amalie"]  # still on the list
    mine.shares.remove(new.share.share_id)
    assert remains(tmp_path, b"Amalie") == []


def test_a_removed_zone(mine: OwnedLibrary, tmp_path: Path) -> None:
    zone = mine.shares.add_zone(47.0, 8.0, label="Grandmother's farm")
    assert remains(tmp_path, b"Grandmother")
    mine.shares.remove_zone(zone.zone_id)
    assert remains(tmp_path, b"Grandmother") == []


def test_an_emptied_note_and_a_changed_name_are_gone_from_snapshots_too(
    library: Library, mine: OwnedLibrary, tmp_path: Path
) -> None:
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    mine.annotate(run_id, "Key under the third flowerpot " * 30)
    mine.rename(run_id, "Behind Amalie's house")
    mine.shares.create(mine.shares.of_run(run_id, ["notes", "names"]))
    traces = [b"flowerpot", b"Amalie", *stored(library)]
    assert remains(tmp_path, *traces) == traces
    mine.annotate(run_id, None)
    mine.rename(run_id, "Hills")
    assert remains(tmp_path, *traces) == []


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
