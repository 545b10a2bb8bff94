"""What an import asks, and what it leaves out, on the page where files are dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from runtone.files.samples.rollover import ROLLOVER
from runtone.library import OwnedLibrary
from runtone.library.catalogue import server_library
from tests.dashboard.pages.drawn import drawn, redrawn, words
from tests.library.recordings import InventedRun, gpx_file

START = datetime(2026, 6, 14, 6, tzinfo=UTC)


def dropped(page: AppTest, *runs: InventedRun) -> AppTest:
    """Drop runs, each with its day as its name."""
    files = [(f"{run.start:%y-%j}.gpx", gpx_file(run).replace(b"<type>running</type>", b""), "") for run in runs]
    page.file_uploader[0].set_value(files)
    redrawn(page)
    return redrawn(page)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return redrawn(page)


@pytest.fixture
def mine(empty: Path) -> OwnedLibrary:
    del empty
    return server_library().owned_by()


def test_rides_and_early_dates_are_asked_about_and_the_answers_taken(mine: OwnedLibrary) -> None:
    rides = [InventedRun(start=START + timedelta(days=day), minutes=5, speed_m_s=9.0) for day in (0, 1)]
    page = dropped(drawn("import"), *rides, InventedRun(start=START - ROLLOVER, minutes=3))
    assert "On which day?" in words(page)
    assert "Was it run on 2026-06-14?" in words(page)
    (asked,) = mine.date_questions()
    page = press(page, f"date-late-{asked.run_id}")
    assert "On which day?" not in words(page)
    assert str(mine.run(asked.run_id).summary["local_date"]) == "2026-06-14"
    assert "Runs, or rides?" in words(page)
    first = int(mine.perhaps_rides()["run_id"].iloc[0])
    page = press(page, f"ride-keep-{first}")
    assert mine.run(first).sport == "running"
    (other,) = mine.perhaps_rides()["run_id"]
    page = press(page, f"ride-delete-{other}")
    assert "Runs, or rides?" not in words(page)
    assert mine.run_count() == 2
    page = press(page, "undo")
    assert "Runs, or rides?" in words(page)


def test_what_was_deleted_comes_back_only_where_it_is_ticked(mine: OwnedLibrary) -> None:
    run = InventedRun(start=START, minutes=3)
    page = dropped(drawn("import"), run)
    assert not page.checkbox
    mine.delete_for_good(mine.runs()["run_id"].tolist())
    page = dropped(redrawn(page), run)
    assert "You deleted this run" in words(page)
    assert mine.run_count() == 0
    (tick,) = (each for each in page.checkbox if each.label.startswith("Bring back what I deleted"))
    tick.check()
    page = dropped(redrawn(page), run)
    assert mine.run_count() == 1
