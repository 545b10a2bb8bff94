"""Take a picture of every page with the sample season: phone and desktop, light and dark.

    python tests/browser/screenshots.py [FOLDER]

The pictures go to build/screenshots by default. Those that begin with readme- are what the README shows, from
docs/screenshots, where they stand without that word.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize

from tests.browser.conftest import Scheme

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import sync_playwright

from tests.browser.chromium import find_chromium, flags
from tests.browser.conftest import DESKTOP, DRAWN, PHONE, REPOSITORY, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = {
    "overview": ("/?season=sample", ".st-key-weeks .rt-week:visible"),
    "run": ("/run?season=sample&run={run}", ".st-key-load .barlayer .point path:visible"),
    "muscles": ("/muscles?season=sample", ".rt-card svg rect"),
    "muscle": ("/muscles?season=sample&group=glutes", ".st-key-zones .barlayer .point path:visible"),
    "consistency": ("/consistency?season=sample", ".rt-calendar a.rt-day"),
    "runs": ("/runs?season=sample", ".rt-runs a"),
    "plan": ("/plan?season=sample", ".st-key-plan .barlayer .point path:visible"),
    "import": ("/import", "[data-testid=stFileUploader]"),
    "sharing": ("/sharing?season=sample", ".st-key-card-zones"),
    "settings": ("/settings", "[data-testid=stForm]"),
    "method": ("/method", ".st-key-method h1"),
}
WIDTHS = {"desktop": DESKTOP, "phone": PHONE}
LONGEST = 12_000
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
README: tuple[tuple[str, ViewportSize, Scheme], ...] = (
    ("overview", {"width": 1280, "height": 1000}, "light"),
    ("run", {"width": 1280, "height": 1180}, "dark"),
    ("overview", PHONE, "dark"),
    ("muscle", PHONE, "light"),
)
"""What the README shows: a window's worth each."""
SHOWN_RUN = "8 hill sprints"


def load_season(page: Page, address: str) -> str:
    """Load the sample season and return the number of the run that is shown."""
    page.goto(address)
    page.get_by_role("button", name="Open the sample season").click()
    page.wait_for_selector(DRAWN)
    page.goto(f"{address}/runs?season=sample&q={SHOWN_RUN}")
    return str(page.locator(".rt-runs a").first.get_attribute("data-choose"))


def take(browser: Browser, address: str, run: str, folder: Path) -> None:
    for width, viewport in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport=viewport, color_scheme=scheme, timezone_id="Europe/Berlin")
            page = context.new_page()
            page.set_default_timeout(60_000)
            for name, (path, drawn) in PAGES.items():
                page.set_viewport_size(viewport)
                page.goto(address + path.format(run=run))
                page.wait_for_selector(drawn)
                page.wait_for_timeout(1_500)
                height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
                tall = min(max(int(height), viewport["height"]), LONGEST)
                page.set_viewport_size({"width": viewport["width"], "height": tall})
                page.wait_for_timeout(700)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            context.close()


def take_for_readme(browser: Browser, address: str, run: str, folder: Path) -> None:
    for name, viewport, scheme in README:
        context = browser.new_context(viewport=viewport, color_scheme=scheme, timezone_id="Europe/Berlin")
        page = context.new_page()
        path, drawn = PAGES[name]
        page.goto(address + path.format(run=run))
        page.wait_for_selector(drawn, timeout=60_000)
        page.wait_for_timeout(1_500)
        width = "phone" if viewport is PHONE else "desktop"
        page.screenshot(path=folder / f"readme-{name}-{width}-{scheme}.png")
        context.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as library, served(Path(library)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags())
        page = browser.new_page(viewport=DESKTOP)
        page.set_default_timeout(180_000)
        run = load_season(page, address)
        page.close()
        take_for_readme(browser, address, run, folder)
        take(browser, address, run, folder)
        browser.close()


if __name__ == "__main__":
    main()
