"""What is deleted, changed or revoked is undone where it was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from runtone.library import ImportResult, Library, OwnedLibrary
from runtone.library.imports.executors import Inline
from runtone.library.shares.access import ShareAccess
from runtone.vocabulary import Status
from tests.dashboard.pages.drawn import drawn, library_in, markup, redrawn, words
from tests.library.recordings import InventedRun, fit_file

FILES = [
    (f"{day}.fit", fit_file(InventedRun(start=datetime(2026, 6, day, 6, tzinfo=UTC), minutes=8.0, seed=day)))
    for day in (14, 16)
]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(f"sqlite:///{tmp_path / 'library.sqlite3'}")
    with library_in(tmp_path):
        yield library
    library.close()


@pytest.fixture
def mine(library: Library) -> OwnedLibrary:
    mine = library.owned_by()
    assert {result.status for result in mine.import_sources(FILES, executor=Inline())} == {"imported"}
    return mine


def press(page: AppTest, label: str, *, key: str = "") -> AppTest:
    """Press the first button of that label."""
    button = next(each for each in page.button if each.label == label and (each.key or "").startswith(key))
    button.click()
    return redrawn(page)


def test_all_runs_are_deleted_and_brought_back_on_the_settings_page(mine: OwnedLibrary) -> None:
    mine.rename(int(mine.runs()["run_id"].iloc[0]), "Kept")
    page = press(drawn("settings"), "Delete all runs")
    assert mine.run_count() == 0
    assert "2 runs deleted." in words(page)
    page = press(page, "Undo")
    assert mine.run_count() == 2
    assert "Kept" in list(mine.runs()["name"])
    assert "deleted." not in words(page)


def test_a_revoked_link_opens_again_where_it_was_revoked(mine: OwnedLibrary, library: Library) -> None:
    new = mine.shares.create(mine.shares.living(), label="Coach")
    access = ShareAccess(library)
    page = press(drawn("sharing"), "Revoke")
    assert access.open(new.token) is None
    assert "The link Coach is revoked" in words(page)
    press(page, "Undo")
    assert access.open(new.token) is not None


def test_a_removed_zone_comes_back_as_the_same_disc(mine: OwnedLibrary) -> None:
    zone = mine.shares.add_zone(52.0, 13.0, label="Office").zone
    page = press(drawn("sharing"), "Remove", key="zone-")
    assert zone not in [each.zone for each in mine.shares.zones()]
    press(page, "Undo")
    assert zone in [each.zone for each in mine.shares.zones()]


def test_a_changed_name_is_undone_on_the_runs_page(mine: OwnedLibrary) -> None:
    run_id = int(mine.runs()["run_id"].iloc[0])
    mine.rename(run_id, "Before")
    page = drawn("run", run=str(run_id))
    next(each for each in page.text_input if each.label == "Name").set_value("After")
    page = press(page, "Save")
    assert mine.run(run_id).name == "After"
    press(page, "Undo")
    assert mine.run(run_id).name == "Before"


def test_results_of_an_import_lead_to_their_runs(mine: OwnedLibrary) -> None:
    run_id = int(mine.runs()["run_id"].iloc[0])
    page = drawn("import")
    page.session_state["import_results"] = [
        ImportResult("16.fit", Status.IMPORTED, run_id, ""),
        ImportResult("torn.fit", Status.FAILED, None, "It ends in the middle."),
    ]
    told = markup(redrawn(page))
    assert re.search(
        rf'<a href="run\?run={run_id}" data-choose="{run_id}">Tue 16 Jun 2026, \d.\d+ km, \d+:\d\d</a>', told
    )
    assert told.count(f'data-choose="{run_id}"') == 2  # under past imports too
    assert "It ends in the middle." in told
