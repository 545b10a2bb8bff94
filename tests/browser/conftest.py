"""A running dashboard and a real browser for the tests of this folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from runtone.library import Library
from runtone.library.imports.executors import Inline
from tests.browser.chromium import find_chromium, flags
from tests.http_answer import answer_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

REPOSITORY = Path(__file__).resolve().parents[2]
SEASON = REPOSITORY / "sample_data" / "season"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1400, "height": 900}
PATIENCE_MS = 20_000
"""What a slow, shared machine may take; a test fails only where something never comes."""
DRAWN = ".js-plotly-plot .main-svg, .rt-weeks:visible"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, script: Path = REPOSITORY / "app.py", port: int | None = None) -> Iterator[str]:
    """Serve the dashboard with a library of its own; give its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    environment = {"RUNTONE_PRIVATE_ADDRESS": "off", **os.environ, "RUNTONE_DATA_FOLDER": str(folder)}
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
    try:
        wait_until_healthy(port, server, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_healthy(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a server that was started; the test fails with what it said where it ends or never answers."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end and server.poll() is None:
        try:
            if answer_of(f"http://127.0.0.1:{port}/_stcore/health").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"The dashboard did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = find_chromium()
    if path is None:
        pytest.fail("No Chromium was found; `make browser` sets one up.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags())
        yield chromium
        chromium.close()


class Visit:
    """One browser window, with what it complained of and whom it asked."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def open(self, path: str = "/", wait_for: str | None = DRAWN) -> Page:
        """Open a page and wait until it is drawn."""
        self.page.goto(self.address + path)
        if wait_for:
            self.page.wait_for_selector(wait_for)
        return self.page

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = (
            "() => { const main = document.querySelector('[data-testid=stMain]') ?? document.documentElement;"
            " return Math.max(main.scrollWidth - main.clientWidth,"
            " document.documentElement.scrollWidth - window.innerWidth); }"
        )
        return int(self.page.evaluate(script))

    def _heard(self, message: Any) -> None:
        # Opened at /run, Streamlit's own client first looks for its server under /run/_stcore/ and is told 404.
        if message.type == "error" and "/_stcore/" not in (message.location or {}).get("url", ""):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)


Visitor = Callable[..., Visit]
Scheme = Literal["light", "dark"]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Open windows on a dashboard; afterwards none may have complained or asked another host."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def visit(address: str, *, viewport: ViewportSize = DESKTOP, scheme: Scheme = "light") -> Visit:
        context = browser.new_context(
            viewport=viewport,
            color_scheme=scheme,
            locale="en-GB",
            timezone_id="Europe/Berlin",
            accept_downloads=True,
            reduced_motion="reduce",  # a shimmer that nobody sees costs a processor while a page is waited for
        )
        contexts.append(context)
        visits.append(Visit(context, address))
        return visits[-1]

    yield visit
    complaints = [complaint for each in visits for complaint in each.complaints]
    strangers = [url for each in visits for url in each.strangers]
    for context in contexts:
        context.close()
    assert complaints == []
    assert strangers == []


@pytest.fixture(scope="session")
def season(season_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard whose sample season is loaded."""
    folder = shutil.copytree(season_folder, tmp_path_factory.mktemp("served") / "season")
    with served(folder) as address:
        yield address


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A dashboard, and the folder of its library."""
    folder = tmp_path_factory.mktemp("own")
    with served(folder) as address:
        yield address, folder


@pytest.fixture
def empty(own_server: tuple[str, Path]) -> str:
    """A dashboard with an empty library."""
    return _holding(own_server, [])


@pytest.fixture
def with_runs(own_server: tuple[str, Path]) -> str:
    """A dashboard with the sample season's last six runs as somebody's own, from three weeks."""
    return _holding(own_server, sorted(SEASON.iterdir())[-6:])


def _holding(server: tuple[str, Path], files: list[Path]) -> str:
    address, folder = server
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by()
    mine.delete_everything()
    results = list(mine.import_sources([(path.name, path) for path in files], executor=Inline()))
    library.close()
    assert {result.status for result in results} <= {"imported"}
    return address
