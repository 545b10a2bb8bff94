"""The first minute: an empty library, a drop of files, the first charts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, DRAWN, PHONE, SEASON, Visitor
from tests.corpus import CORPUS, manifest


def a_fit_file() -> Path:
    """Return a recording of an outdoor run, about an hour long: a real one where there are any."""
    rows = [
        row
        for row in manifest(format="fit", sport="running", has_gps="y", has_altitude="y", klass="run")
        if 2_000 < float(row["duration_s"] or 0) < 5_000
    ]
    return CORPUS / min(row["file"] for row in rows) if rows else SEASON / "2026-11-15 Long run over the hills.fit"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_empty_library_offers_two_choices(empty: str, visitor: Visitor, viewport: dict[str, int]) -> None:
    visit = visitor(empty, viewport=viewport)
    page = visit.open("/", wait_for=None)
    page.get_by_role("heading", name="Which muscles did your runs work, and why?").wait_for()
    page.get_by_role("button", name="Open the sample season").wait_for()
    page.get_by_test_id("stFileUploader").wait_for()
    assert visit.overflow() <= 0


def test_a_fit_file_shows_its_segments_and_its_load(empty: str, visitor: Visitor) -> None:
    page = visitor(empty).open("/import", wait_for=None)
    page.locator("input[type=file]").set_input_files(a_fit_file())
    page.get_by_text("1 file: 1 run imported.").wait_for()
    page.get_by_role("button", name="Open the first run").click()
    page.wait_for_selector(".st-key-profile .scatterlayer path.js-line:visible")
    page.get_by_text(re.compile("The same in numbers, and why|Muscle by muscle")).first.click()  # by how hard it was
    page.wait_for_selector(".st-key-load .barlayer .point path:visible")
    assert page.locator(".st-key-load .barlayer .trace").count() >= 1
    page.wait_for_selector(".st-key-card-tables .rt-pick tbody tr", state="attached")
    for table in ("Laps", "Splits", "Segments"):
        assert page.locator(".st-key-card-tables").get_by_role("radio", name=table).count() == 1


def test_many_files_at_once_each_with_its_own_answer(empty: str, visitor: Visitor, tmp_path: Path) -> None:
    good = sorted(SEASON.iterdir())[:3]
    bad = tmp_path / "holiday.fit"
    bad.write_bytes(b"not a FIT file at all")
    page = visitor(empty, viewport=PHONE).open("/import", wait_for=None)
    page.locator("input[type=file]").set_input_files([*good, bad])
    answer = page.locator(".st-key-card-upload .rt-table")
    answer.wait_for()
    rows = answer.locator("tbody tr").all_inner_texts()
    assert len(rows) == 4
    assert sum("imported" in row for row in rows) == 3
    assert "holiday.fit" in rows[0]
    assert "imported" not in rows[0]
    assert "Traceback" not in page.content()


def test_the_sample_season_is_one_click_away(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/?season=sample")
    page.wait_for_selector(".st-key-weeks .rt-week:visible")
    assert page.locator(".rt-region[role=button]").count() == 7
    page.reload()
    page.wait_for_selector(DRAWN)
    assert "season=sample" in page.url


def test_pages_without_runs_say_what_to_do(empty: str, visitor: Visitor) -> None:
    visit = visitor(empty)
    for path in ("/runs", "/muscles", "/consistency", "/plan", "/run?run=7", "/run?run=x", "/settings", "/method"):
        page = visit.open(path, wait_for="h1, h2")
        assert "Traceback" not in page.content()
        assert not page.get_by_test_id("stException").count()
