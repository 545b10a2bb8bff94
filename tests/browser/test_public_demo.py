"""A public demo: each visitor a private library, which vanishes with the visit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from runtone import clock
from tests.browser.conftest import PATIENCE_MS, PHONE, Visitor, served
from tests.browser.raw_session import RawSession
from tests.browser.upload_fuzz import MOST_MEMORY_MB, attack, largest_memory_mb
from tests.http_answer import answer_of
from tests.library.recordings import InventedRun, gpx_file

START = clock.now().replace(microsecond=0) - timedelta(days=2)


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
    return {path.name for path in (folder / "tmp").glob("runtone-library-*") if (path / "library.sqlite3").exists()}


def test_what_one_visitor_imports_no_other_sees_and_nothing_stays(
    demo: tuple[str, Path], visitor: Visitor, browser: Browser, tmp_path: Path
) -> None:
    address, folder = demo
    file = tmp_path / "mine.gpx"
    file.write_bytes(gpx_file(InventedRun(start=START, minutes=8), name="Only mine"))
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 file: 1 run imported.").wait_for()
    page.get_by_role("button", name="See the overview").click()
    page.get_by_text("Only mine").first.wait_for()

    other = visitor(address).open("/runs?run=1", wait_for="h1, h2")
    assert "Only mine" not in other.content()
    assert len(libraries(folder)) == 2
    assert remains(folder)
    assert not (folder / "library.sqlite3").exists()  # nobody touched the server's own library

    page.goto(f"{address}/sharing")
    page.get_by_text("No links in a demo").wait_for()
    context.close()
    end = time.monotonic() + PATIENCE_MS / 1000
    while remains(folder) and time.monotonic() < end:
        time.sleep(0.2)  # nobody comes: a timer ends the visit
    assert remains(folder) == []


def test_only_who_sees_the_drop_area_uploads(demo: tuple[str, Path]) -> None:
    address, _ = demo
    nothing = (403, b"Nothing can be uploaded here.")
    with RawSession(address) as session:
        session.rerun(page="method")
        assert answer_of(session.upload_address, method="PUT", data=b"x")[:2] == nothing
        session.rerun(page="import")
        assert answer_of(session.upload_address, method="PUT", data=b"x")[:2] != nothing
        too_large = answer_of(session.upload_address, method="PUT", headers={"Content-Length": "900000000"}, data=b"x")
    assert (too_large.status, too_large.body) == (413, b"A file may have up to 50 MB here.")


def test_uploads_have_limits_that_are_told(demo: tuple[str, Path], visitor: Visitor, tmp_path: Path) -> None:
    address, _ = demo
    large = [tmp_path / f"{number}.fit" for number in range(6)]
    for number, path in enumerate(large):
        path.write_bytes(bytes([number]) * (60_000_000 if number == 5 else 45_000_000))
    visit = visitor(address, viewport=PHONE)
    page = visit.open("/import", wait_for="[data-testid=stFileUploader]")
    page.get_by_text("50MB per file").wait_for()
    page.get_by_text("Here a file may have up to 50 MB, and all that you drop within an hour 200 MB.").wait_for()
    page.locator("input[type=file]").set_input_files(large[5])
    page.get_by_text("5.fit").wait_for()
    assert page.get_by_text("1 file:").count() == 0
    page.reload()
    page.get_by_test_id("stFileUploader").wait_for()
    page.locator("input[type=file]").set_input_files(large[:5])
    page.get_by_text("4 files: 4 left out.").wait_for()
    page.get_by_text("1 file not taken. That is more than this server takes within an hour.").wait_for()
    visit.complaints = [each for each in visit.complaints if "status code 413" not in each and "413 (" not in each]


def test_hostile_uploads_bring_down_nothing_and_show_nothing_of_others(demo: tuple[str, Path]) -> None:
    address, _ = demo
    begun = attack(address, cases=40, seed=7, files_a_visit=12)
    assert len(begun.secrets) >= 2
    assert begun.answers["imported"]
    assert largest_memory_mb(address.rpartition(":")[2]) < MOST_MEMORY_MB


def remains(folder: Path) -> list[Path]:
    return [path for path in (folder / "tmp").glob("runtone-library-*") if b"Only mine" in everything_in(path)]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
