"""Each page's main act, at both widths: no sideways scrolling, no complaint in the console, no other host asked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESKTOP, DRAWN, PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
PAGES = {
    "overview": ("/?season=sample", ".st-key-weeks .rt-week:visible"),
    "run": ("/run?season=sample&run={hill_sprints}", ".st-key-profile .scatterlayer path.js-line"),
    "muscles": ("/muscles?season=sample", ".rt-card svg rect"),
    "muscle": ("/muscles?season=sample&group=glutes", ".st-key-trend .barlayer .point path"),
    "consistency": ("/consistency?season=sample", ".rt-calendar a.rt-day"),
    "runs": ("/runs?season=sample", ".rt-runs a"),
    "plan": ("/plan?season=sample", ".st-key-plan .barlayer .point path"),
    "import": ("/import", "[data-testid=stFileUploader]"),
    "settings": ("/settings", "[data-testid=stForm]"),
    "method": ("/method", ".st-key-method h1"),
}


@pytest.fixture(scope="session")
def hill_sprints(season: str, browser: object) -> str:
    """The number of a run with hills, sprints and a set."""
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{season}/runs?season=sample&q=8+hill+sprints")
    link = page.wait_for_selector(".rt-runs a").get_attribute("data-choose")
    page.close()
    return str(link)


@WIDTHS
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_drawn_and_fits(
    season: str, visitor: Visitor, hill_sprints: str, name: str, viewport: dict[str, int]
) -> None:
    path, drawn = PAGES[name]
    visit = visitor(season, viewport=viewport, scheme="dark" if viewport is PHONE else "light")
    page = visit.open(path.format(hill_sprints=hill_sprints), wait_for=drawn)
    assert visit.overflow() <= 0
    assert not cut_off(page)
    assert not page.get_by_test_id("stException").count()
    assert "Traceback" not in page.content()


def cut_off(page: Page) -> list[str]:
    """Return what of our own blocks is wider than the window."""
    script = """() => [...document.querySelectorAll('[class^="rt-"], .js-plotly-plot, [data-testid=stHeading]')]
        .filter(part => !part.closest('.rt-hidden') && part.getBoundingClientRect().width > 0)
        .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1)
        .map(part => part.className.toString())"""
    return list(page.evaluate(script))


def test_a_group_is_opened_from_the_body_map_by_keyboard_and_back(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/?season=sample", wait_for=".rt-region[data-choose=glutes]")
    region = page.locator(".rt-region[role=button][data-choose=glutes]")
    region.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-trend .barlayer .point path")
    assert "group=glutes" in page.url
    page.reload()
    page.wait_for_selector(".st-key-trend .barlayer .point path")
    page.go_back()
    page.wait_for_selector(".rt-region[role=button]")


def test_a_copied_address_gives_the_same_list(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/runs?season=sample", wait_for=".rt-runs a")
    page.get_by_label("Search").fill("hill sprints")
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 3")
    page.wait_for_function("() => location.search.includes('q=')")
    names = page.locator(".rt-run-name").all_inner_texts()
    other = visitor(season).open(page.url.removeprefix(season), wait_for=".rt-runs a")
    other.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 3")
    assert other.locator(".rt-run-name").all_inner_texts() == names
    assert all("hill sprints" in name for name in names)


def test_a_run_is_opened_from_the_list_and_its_mark_follows_the_profile(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/runs?season=sample&q=Beacon", wait_for=".rt-runs a")
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(".st-key-profile .scatterlayer path.js-line")
    assert re.search(r"run=\d+", page.url)
    here = page.locator(".rt-route .rt-here")
    assert not here.is_visible()
    page.wait_for_timeout(500)
    box = page.locator(".st-key-profile .nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5, steps=5)
    here.wait_for(state="visible")


def test_runs_are_marked_exported_and_deleted(empty: str, visitor: Visitor, tmp_path: Path) -> None:
    page = visitor(empty).open("/import", wait_for=None)
    season_files = sorted((Path(__file__).resolve().parents[2] / "sample_data" / "season").iterdir())[:2]
    page.locator("input[type=file]").set_input_files(season_files)
    page.get_by_text("2 files: 2 runs imported.").wait_for()
    page.goto(f"{empty}/runs")
    page.locator(".rt-check").first.wait_for()
    page.locator(".rt-check").first.click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Export 1 run").click()
    path = tmp_path / "export.zip"
    given.value.save_as(path)
    with zipfile.ZipFile(path) as archive:
        assert any(name.endswith((".fit", ".gpx")) for name in archive.namelist())
    page.get_by_role("button", name="Delete 1 run").click()
    page.get_by_role("button", name="Delete for good").click()
    page.wait_for_function("() => document.querySelectorAll('.rt-runs a').length === 1")


def test_units_are_chosen_once_and_hold_everywhere(empty: str, visitor: Visitor) -> None:
    page = visitor(empty).open("/import", wait_for=None)
    files = sorted((Path(__file__).resolve().parents[2] / "sample_data" / "season").iterdir())[:1]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_text("1 file: 1 run imported.").wait_for()
    page.goto(f"{empty}/settings")
    page.get_by_text("min/mi and ft").click()
    page.get_by_text("Sunday").click()
    page.get_by_role("button", name="Save settings").click()
    page.get_by_text("Saved.").wait_for()
    page.goto(f"{empty}/runs")
    line = page.locator(".rt-run-figures").first
    line.wait_for()
    assert "min/mi" in line.inner_text()
    assert " mi" in line.inner_text()
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(DRAWN)
    page.wait_for_function("() => document.querySelector('.st-key-profile').innerText.includes('min/mi')")
    assert "min/km" not in page.inner_text("[data-testid=stMain]")
    page.goto(f"{empty}/consistency")
    page.locator(".rt-weekday").first.wait_for()
    assert page.locator(".rt-weekday").first.inner_text() == "Sun"
    page.goto(f"{empty}/plan")
    page.get_by_label("Length of each (ft)").wait_for()
    assert page.get_by_label("Length of each (m)").count() == 0


@pytest.mark.parametrize(
    ("path", "button", "words", "drawn"),
    [
        (
            "/run?season=sample&run={hill_sprints}",
            "Save this run as a file",
            "What this run worked",
            ".js-plotly-plot .barlayer .point path",
        ),
        ("/?season=sample", "Save this week as a file", "Load by muscle group", ".rt-weeks:visible .rt-week"),
    ],
    ids=["run", "week"],
)
def test_a_saved_page_opens_offline(
    season: str, visitor: Visitor, hill_sprints: str, tmp_path: Path, path: str, button: str, words: str, drawn: str
) -> None:
    page = visitor(season).open(path.format(hill_sprints=hill_sprints))
    with page.expect_download() as given:
        page.get_by_role("button", name=button).click()
    saved = tmp_path / "saved.html"
    given.value.save_as(saved)
    offline = visitor(saved.parent.as_uri())
    offline.page.context.set_offline(True)
    offline.page.goto(saved.as_uri())
    offline.page.wait_for_selector(drawn)
    assert offline.page.get_by_role("heading", name=words).is_visible()


def test_a_chart_is_saved_as_an_image(season: str, visitor: Visitor, hill_sprints: str, tmp_path: Path) -> None:
    page = visitor(season).open(f"/run?season=sample&run={hill_sprints}", wait_for=".st-key-load .barlayer path")
    chart = page.locator(".st-key-load .js-plotly-plot")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        page.locator("button").filter(has_text=re.compile(f"^{kind}$")).click()
        page.wait_for_timeout(1500)
        chart.hover()
        with page.expect_download() as given:
            chart.locator(".modebar-btn").first.click()
        path = tmp_path / f"chart.{kind.lower()}"
        given.value.save_as(path)
        assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_our_own_drawings_are_saved_as_images_too(
    season: str, visitor: Visitor, viewport: dict[str, int], tmp_path: Path
) -> None:
    page = visitor(season, viewport=viewport).open("/?season=sample", wait_for=".st-key-weeks .rt-week:visible")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        page.locator("button").filter(has_text=re.compile(f"^{kind}$")).click()
        for key in ("weeks", "body"):
            save = page.locator(f".st-key-{key}").get_by_role("button", name=f"Save as {kind}")
            save.wait_for()
            with page.expect_download() as given:
                save.click()
            assert given.value.suggested_filename == f"runtone-{key}.{kind.lower()}"
            path = tmp_path / key
            given.value.save_as(path)
            content = path.read_bytes()
            assert content.startswith(begins)
            if kind == "SVG":
                assert b"Glutes" in content
                assert b"data-" not in content
                assert b"var(" not in content


def test_a_square_of_the_week_grid_tells_its_figures(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/?season=sample", wait_for=".st-key-weeks .rt-week:visible")
    page.locator(".st-key-weeks .rt-wide [data-tip^='Glutes']").last.hover()
    assert "easy min" in page.locator(".rt-tip").inner_text()
    page.get_by_role("heading", name="Overview").hover()
    page.locator(".rt-tip").wait_for(state="detached")


def test_the_overview_needs_no_plotting_library(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/?season=sample", wait_for=".st-key-weeks .rt-week:visible")
    asked = page.evaluate("() => performance.getEntriesByType('resource').map(each => each.name)")
    assert asked
    assert not [name for name in asked if "plotly" in name.lower()]
