"""Each page's main act, at both widths: no sideways scrolling, no complaint in the console, no other host asked."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from tests.browser.conftest import DESKTOP, PHONE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEVERE = {"serious", "critical"}
WIDTHS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
PAGES = {
    "overview": ("/?season=sample", ".st-key-weeks .rt-week:visible"),
    "run": ("/run?season=sample&run={hill_sprints}", ".st-key-profile .scatterlayer path.js-line:visible"),
    "muscles": ("/muscles?season=sample", ".rt-card svg rect"),
    "muscle": ("/muscles?season=sample&group=glutes", ".st-key-trend .barlayer .point path:visible"),
    "consistency": ("/consistency?season=sample", ".rt-calendar a.rt-day"),
    "runs": ("/runs?season=sample", ".rt-runs a"),
    "plan": ("/plan?season=sample", ".st-key-plan .barlayer .point path:visible"),
    "records": ("/records?season=sample", ".rt-records a"),
    "sharing": ("/sharing?season=sample", ".st-key-card-zones"),
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
def test_a_page_is_drawn_and_fits_and_its_scan_finds_nothing_serious(
    season: str, visitor: Visitor, hill_sprints: str, name: str, viewport: dict[str, int]
) -> None:
    path, drawn = PAGES[name]
    visit = visitor(season, viewport=viewport, scheme="dark" if viewport is PHONE else "light")
    page = visit.open(path.format(hill_sprints=hill_sprints), wait_for=drawn)
    assert visit.overflow() <= 0
    assert not cut_off(page)
    assert not page.get_by_test_id("stException").count()
    assert "Traceback" not in page.content()
    page.wait_for_timeout(800)  # what fades in has its last colour
    assert severe_findings(page) == []
    if viewport is PHONE:
        return  # the keyboard belongs to the desktop
    for _ in range(3):
        page.keyboard.press("Tab")
    focused = "() => [document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
    assert page.evaluate(focused) == ["A", "solid"]


def severe_findings(page: Page) -> list[str]:
    """Return what an automatic accessibility scan finds that keeps somebody from using a page."""
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in SEVERE
        for node in each["nodes"]
    ]


def cut_off(page: Page) -> list[str]:
    """Return what of our own blocks is wider than the window."""
    script = """() => [...document.querySelectorAll('[class^="rt-"], .js-plotly-plot, [data-testid=stHeading]')]
        .filter(part => !part.closest('.rt-hidden') && part.getBoundingClientRect().width > 0)
        .filter(part => getComputedStyle(part.closest('thead') ?? part).clipPath === 'none')
        .filter(part => part.getBoundingClientRect().right > window.innerWidth + 1)
        .map(part => part.className.toString())"""
    return list(page.evaluate(script))


@pytest.mark.parametrize(
    ("path", "button", "words", "drawn"),
    [
        (
            "/run?season=sample&run={hill_sprints}",
            "Save this run as a file",
            "What this run worked",
            ".js-plotly-plot .barlayer .point path:visible",
        ),
        ("/?season=sample", "Save this week as a file", "Stress by muscle group", ".rt-weeks:visible .rt-week"),
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


TRIES = 8


def test_a_chart_is_saved_as_an_image(season: str, visitor: Visitor, hill_sprints: str, tmp_path: Path) -> None:
    page = visitor(season).open(
        f"/run?season=sample&run={hill_sprints}", wait_for=".st-key-load .barlayer path:visible"
    )
    chart = page.locator(".st-key-load .js-plotly-plot")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        page.locator("button").filter(has_text=re.compile(f"^{kind}$")).click()
        path = tmp_path / f"chart.{kind.lower()}"
        for _ in range(TRIES):  # nothing in the page tells when the chart has heard of the other kind
            page.wait_for_timeout(1000)
            with suppress(Error):  # it is drawn anew meanwhile
                chart.hover(timeout=5_000)
                with page.expect_download(timeout=10_000) as given:
                    chart.locator(".modebar-btn").first.click(timeout=5_000)
                given.value.save_as(path)
                if path.read_bytes().startswith(begins):
                    break
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
    assert "stress min" in page.locator(".rt-tip").inner_text()
    page.get_by_role("heading", name="Overview").hover()
    page.locator(".rt-tip").wait_for(state="detached")


def test_the_overview_needs_no_plotting_library(season: str, visitor: Visitor) -> None:
    page = visitor(season).open("/?season=sample", wait_for=".st-key-weeks .rt-week:visible")
    asked = page.evaluate("() => performance.getEntriesByType('resource').map(each => each.name)")
    assert asked
    assert not [name for name in asked if "plotly" in name.lower()]
