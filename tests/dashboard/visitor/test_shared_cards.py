"""A share is drawn with the owner's cards, whatever was added to it; a name from a file is text on both pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from runtone.library import Library, OwnedLibrary
from runtone.sharing.snapshot import PARTS
from tests.dashboard.pages.drawn import drawn, library_in, markup, redrawn, words
from tests.library.recordings import InventedRun, fit_file

HOSTILE = "<img src=x onerror=alert(1)> & more"


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnedLibrary]:
    folder = tmp_path_factory.mktemp("shared")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by()
    run = InventedRun(start=datetime(2026, 6, 14, 6, tzinfo=UTC), minutes=12.0, seed=1)
    list(mine.import_sources([("run.fit", fit_file(run, serial=1))]))
    mine.rename(int(mine.run_days()["run_id"].iloc[0]), HOSTILE)
    with library_in(folder):
        yield mine
    library.close()


def _page(content: bytes) -> None:
    from runtone.dashboard.visitor import show_snapshot
    from runtone.sharing.snapshot import Snapshot

    show_snapshot(Snapshot.from_bytes(content), key="shared")


def share_of(mine: OwnedLibrary, parts: tuple[str, ...], *, many: bool = False) -> AppTest:
    run_id = int(mine.run_days()["run_id"].iloc[0])
    choice = mine.shares.living(parts) if many else mine.shares.of_run(run_id, parts)
    content = mine.shares.preview(choice).to_bytes()
    return redrawn(AppTest.from_function(_page, args=(content,), default_timeout=60))


@pytest.mark.parametrize("parts", [(), ("profile",), ("map", "profile"), PARTS])
def test_a_shared_run_says_what_the_owners_page_says(mine: OwnedLibrary, parts: tuple[str, ...]) -> None:
    run_id = int(mine.run_days()["run_id"].iloc[0])
    own, shared = drawn("run", run=str(run_id)), share_of(mine, parts)
    for text in ("What this run worked", "moving time", "Stress and load by muscle group", "Segments"):
        assert text in words(own)
        assert text in words(shared)
    assert "<img" not in markup(own) + markup(shared)
    assert "&lt;img" in markup(own)
    assert ("&lt;img" in markup(shared)) == ("names" in parts)


def test_shared_weeks_are_drawn_with_a_name_as_text(mine: OwnedLibrary) -> None:
    shared = share_of(mine, ("names",), many=True)
    assert "Week by week" in words(shared)
    assert "&lt;img" in markup(shared)
    assert "<img" not in markup(shared)
