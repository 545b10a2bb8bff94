"""A public demo: each visitor a private library, which vanishes with the visit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visitor, served
from tests.library.recordings import InventedRun, gpx_file

START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNTONE_PUBLIC_DEMO", "1")
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setenv("STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL", "1")
        with served(folder) as address:
            yield address, folder


def libraries(folder: Path) -> set[str]:
    return {path.name for path in (folder / "tmp").glob("runtone-*") if (path / "library.sqlite3").exists()}


def test_what_one_visitor_imports_no_other_sees_and_nothing_stays(
    demo: tuple[str, Path], visitor: Visitor, browser: Browser, tmp_path: Path
) -> None:
    address, folder = demo
    file = tmp_path / "mine.gpx"
    file.write_bytes(gpx_file(InventedRun(start=START, minutes=8), name="Only mine"))
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 file: 1 run imported.").wait_for()
    page.get_by_role("button", name="See the overview").click()
    page.get_by_text("Only mine").first.wait_for()

    other = visitor(address).open("/runs?run=1", wait_for="h1, h2")
    assert "Only mine" not in other.content()
    assert len(libraries(folder)) == 2
    assert not (folder / "library.sqlite3").exists()  # nobody touched the server's own library

    page.goto(f"{address}/sharing")
    page.get_by_text("No links in a demo").wait_for()
    context.close()
    end = time.monotonic() + 60
    while len(libraries(folder)) > 1 and time.monotonic() < end:
        time.sleep(0.5)
        visitor(address).open("/method", wait_for="h1, h2").close()  # Streamlit looks for ended sessions now and then
    remaining = [path for path in (folder / "tmp").glob("runtone-*") if b"Only mine" in everything_in(path)]
    assert remaining == []


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
