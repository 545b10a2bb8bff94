"""Each page's main act, in a wide window and on a phone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Error

from runtone import clock
from tests.browser.conftest import DESKTOP, DRAWN, PHONE, Visit, Visitor
from tests.library.recordings import InventedRun, fit_file, gpx_file

TRIES = 8
Window = Callable[[str], Visit]


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def window(visitor: Visitor, request: pytest.FixtureRequest) -> Window:
    """Open a window of one of the two widths."""
    return partial(visitor, viewport=request.param)


def test_a_group_is_opened_from_the_body_map_by_keyboard_and_back(season: str, window: Window) -> None:
    page = window(season).open("/?season=sample", wait_for=".rt-region[data-choose=glutes]")
    region = page.locator(".rt-region[role=button][data-choose=glutes]")
    region.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-trend .barlayer .point path:visible")
    assert "group=glutes" in page.url
    page.reload()
    page.wait_for_selector(".st-key-trend .barlayer .point path:visible")
    page.go_back()
    page.wait_for_selector(".rt-region[role=button]")


def test_a_copied_address_gives_the_same_list(season: str, window: Window) -> None:
    page = window(season).open("/runs?season=sample", wait_for=".rt-runs a")
    page.get_by_label("Search").fill("hill sprints")
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 3")
    page.wait_for_function("() => location.search.includes('q=')")
    names = page.locator(".rt-run-name").all_inner_texts()
    other = window(season).open(page.url.removeprefix(season), wait_for=".rt-runs a")
    other.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 3")
    assert other.locator(".rt-run-name").all_inner_texts() == names
    assert all("hill sprints" in name for name in names)


def test_a_run_is_opened_from_the_list_and_its_line_follows_the_profile(season: str, window: Window) -> None:
    page = window(season).open("/runs?season=sample&q=Beacon", wait_for=".rt-runs a")
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(".st-key-profile .scatterlayer path.js-line:visible")
    assert re.search(r"run=\d+", page.url)
    here = page.locator(".rt-route .rt-here")
    assert not here.is_visible()
    page.wait_for_timeout(500)
    chart = page.locator(".st-key-profile .nsewdrag").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, steps=5)
    here.wait_for(state="visible")
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.5, steps=5)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('.rt-route .rt-zoomed').getAttribute('d').startsWith('M')")
    page.go_back()
    page.wait_for_selector(".rt-runs a")
    assert "q=Beacon" in page.url


def test_runs_are_marked_exported_and_deleted(with_runs: str, window: Window, tmp_path: Path) -> None:
    page = window(with_runs).open("/runs", wait_for=".rt-check")
    page.locator(".rt-check").first.click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Export 1 run").click()
    path = tmp_path / "export.zip"
    given.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert any(name.endswith((".fit", ".gpx")) for name in archive.namelist())
    page.get_by_role("button", name="Delete 1 run").click()
    page.get_by_role("button", name="Delete for good").click()
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 5")


def test_units_are_chosen_once_and_hold_everywhere(with_runs: str, window: Window) -> None:
    page = window(with_runs).open("/settings", wait_for="[data-testid=stForm]")
    page.get_by_text("min/mi and ft").click()
    page.get_by_text("Sunday").click()
    page.get_by_role("button", name="Save settings").click()
    page.get_by_text("Saved.").wait_for()
    page.goto(f"{with_runs}/runs")
    line = page.locator(".rt-runs")
    line.wait_for()
    assert "min/mi" in line.inner_text()
    assert " mi" in line.inner_text()
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(DRAWN)
    page.wait_for_function("() => document.querySelector('.st-key-profile').innerText.includes('min/mi')")
    assert "min/km" not in page.inner_text("[data-testid=stMain]")
    page.goto(f"{with_runs}/consistency")
    page.locator(".rt-weekday").first.wait_for()
    assert page.locator(".rt-weekday").first.inner_text() == "Sun"
    page.goto(f"{with_runs}/plan")
    page.get_by_label("Length of each (ft)").wait_for()
    assert page.get_by_label("Length of each (m)").count() == 0


def test_a_day_of_the_calendar_opens_its_run(season: str, window: Window) -> None:
    page = window(season).open("/consistency?season=sample", wait_for=".rt-calendar a.rt-day")
    page.locator(".st-key-span button").filter(has_text="52 weeks").click()
    page.wait_for_function("() => location.search.includes('span=52')")
    page.locator(".rt-calendar a.rt-day").last.click()
    page.wait_for_selector(".st-key-profile .scatterlayer path.js-line:visible")
    assert re.search(r"run=\d+", page.url)


def test_a_planned_session_is_weighed_and_a_technique_logged(season: str, window: Window) -> None:
    page = window(season).open("/plan?season=sample", wait_for=".st-key-plan .barlayer .point path:visible")
    told = page.locator(".st-key-card-what-if .rt-sentence")
    before = told.first.inner_text()
    page.get_by_label("Easy running (min)").fill("90")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('.st-key-card-what-if .rt-sentence').innerText !== before", arg=before
    )
    assert "1 h" in told.first.inner_text()
    assert "easy=90" in page.url
    page.get_by_text("Log one by hand").click()
    page.get_by_role("button", name="Log it").click()
    row = page.locator(".st-key-card-techniques .rt-table tbody tr").filter(has_text="Skipping")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.st-key-card-techniques tbody tr')]"
        ".some(row => row.innerText.startsWith('Skipping') && !row.innerText.includes('never'))"
    )
    assert "never" not in row.inner_text()


def test_a_week_is_excused(with_runs: str, window: Window) -> None:
    page = window(with_runs).open("/consistency", wait_for=".rt-calendar a.rt-day")
    excused = page.get_by_role("cell", name="excused", exact=True)
    for _ in range(TRIES):  # a list that opens while the page is still being drawn is closed again
        with suppress(Error):
            page.get_by_role("combobox", name="Excused weeks").press("ArrowDown")
            page.get_by_test_id("stMultiSelectDropdown").get_by_role("option").last.click(timeout=5_000)
        with suppress(Error):
            excused.wait_for(timeout=5_000)
            break
    assert excused.count() == 1


def test_a_run_gets_a_name_a_note_and_a_kind_and_is_deleted(with_runs: str, window: Window) -> None:
    page = window(with_runs).open("/runs", wait_for=".rt-runs a")
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(DRAWN)
    page.get_by_text("Name, note and kind").click()
    page.get_by_role("textbox", name="Name").fill("Along the *canal*")
    page.get_by_role("textbox", name="Note").fill("New shoes")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Along the *canal*").wait_for()
    page.get_by_text("New shoes").first.wait_for()
    page.reload()
    page.get_by_role("heading", name="Along the *canal*").wait_for()
    page.get_by_role("button", name="Delete this run").click()
    page.get_by_role("button", name="Delete for good").click()
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 5")
    assert "canal" not in page.inner_text("[data-testid=stMain]")


def test_two_files_of_one_run_are_told_apart_again(empty: str, window: Window, tmp_path: Path) -> None:
    run = InventedRun(start=clock.now().replace(microsecond=0) - timedelta(days=1), minutes=10)
    files = [tmp_path / "watch.fit", tmp_path / "strava.gpx"]
    files[0].write_bytes(fit_file(run))
    files[1].write_bytes(gpx_file(run))
    page = window(empty).open("/import", wait_for=None)
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Open the first run").click()
    page.get_by_text("strava.gpx was taken for the same run; its figures are not used.").wait_for()
    page.get_by_role("button", name="It is a run of its own").click()
    page.get_by_text("was taken for the same run").wait_for(state="detached")
    page.goto(f"{empty}/runs")
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 2")
