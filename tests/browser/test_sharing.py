"""A visitor's browser receives what was chosen and nothing else, whatever it asks for."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from runtone import clock
from runtone.library import Library
from runtone.sharing.snapshot import PARTS
from runtone.sharing.tokens import new_token
from tests.browser.conftest import DESKTOP, DRAWN, PHONE, Visitor, served
from tests.browser.eavesdropper import Heard, places_in, unpack
from tests.browser.raw_session import RawSession
from tests.http_answer import answer_of
from tests.library.recordings import InventedRun, fit_file, gpx_file

TRACK = ((-30.001, -29.93), (-20.001, -19.999))
"""Where the runs were run [degrees]."""
SERIAL = 3_141_592_653
START = clock.now().replace(microsecond=0, hour=5, minute=43, second=17) - timedelta(days=3)
NAME = "Loop behind Annas house"
NOTE = "Key under the third flowerpot"
FILE = "export/Wohnung Mueller.fit"


class Shared:
    """A server with a library of two runs, and links to it."""

    def __init__(self, address: str, folder: Path, links: dict[str, str]) -> None:
        self.address = address
        self.folder = folder
        self.links = links


@pytest.fixture(scope="module", params=["owner's server", "shares only"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("sharing")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    mine = library.owned_by()
    run = InventedRun(start=START, minutes=30, speed_m_s=4.0, seed=5)
    files = [(FILE, fit_file(run, serial=SERIAL)), ("b.gpx", gpx_file(run.later(days=-2), name="Secret place"))]
    assert [result.status for result in mine.import_sources(files)] == ["imported", "imported"]
    run_id = int(mine.runs(limit=1)["run_id"].iloc[0])
    mine.rename(run_id, NAME)
    mine.annotate(run_id, NOTE)
    shares = mine.shares
    links = {
        "run": shares.create(shares.of_run(run_id), label="for the Coach").token,
        "run with all": shares.create(shares.of_run(run_id, PARTS)).token,
        "run with map": shares.create(shares.of_run(run_id, ["map"])).token,
        "run with profile": shares.create(shares.of_run(run_id, ["profile"])).token,
        "living": shares.create(shares.living()).token,
        "living with profile": shares.create(shares.living(["profile"])).token,
        "living with map": shares.create(shares.living(["map"])).token,
    }
    library.close()
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "shares only":
            patch.setenv("RUNTONE_SHARES_ONLY", "1")
        with served(folder) as address:
            yield Shared(address, folder, links)


def private_words(shared: Shared, *chosen: str) -> list[str]:
    """Return what must not be in any byte, save what belongs to the chosen parts."""
    digest = hashlib.sha256(fit_file(InventedRun(start=START, minutes=30, speed_m_s=4.0, seed=5), serial=SERIAL))
    words = {
        "names": [NAME, "Secret place", "Annas"],
        "notes": [NOTE, "flowerpot"],
        "times": [f"{START:%H:%M}", f"{START:%H:%M:%S}"],
        "never": [
            "Wohnung",
            "Mueller",
            ".fit",
            "b.gpx",
            str(SERIAL),
            digest.hexdigest(),
            str(shared.folder),
            "library.sqlite3",
            "for the Coach",
            "Etc/GMT",
            "owner_id",
            "run_id",
        ],
    }
    return [word for part, group in words.items() if part not in chosen for word in group]


def nothing_private(content: bytes, shared: Shared, *chosen: str) -> None:
    low = content.lower()
    found = [word for word in private_words(shared, *chosen) if word.lower().encode() in low]
    assert found == []
    assert places_in(content, TRACK) == []


def test_the_search_finds_what_it_looks_for() -> None:
    as_text = b'{"lat":-29.9876,"lon":-20.0004}'
    as_floats = b"xyz" + np.array([-29.9876, -20.0004]).tobytes()
    as_semicircles = np.array([-29.9876, -20.0004]) * 2**31 / 180
    packed = b'"bdata":"' + base64.b64encode(np.array([-29.9876, -20.0004], "<f4").tobytes()) + b'"'
    for content in (as_text, as_floats, as_semicircles.astype("<i4").tobytes(), b"".join(unpack(packed))):
        assert places_in(content, TRACK)
    assert not places_in(b"-29.9876 and then nothing" + np.array([3.0, 4.0]).tobytes(), TRACK)


CHOSEN: dict[str, tuple[str, ...]] = {
    "run": (),
    "run with map": ("map",),
    "run with profile": ("profile",),
    "run with all": PARTS,
    "living": (),
    "living with profile": ("profile",),
    "living with map": ("map",),
}


def nothing_but(content: bytes, shared: Shared, *chosen: str) -> None:
    assert b"Hamstrings" in content  # it is the page that was received
    nothing_private(content, shared, *chosen)
    for part, sign in (("names", NAME), ("notes", NOTE)):
        assert (sign.encode() in content) == (part in chosen)
    left_home = f"{START + timedelta(hours=-1):%H:%M}".encode()
    assert left_home not in content  # a cut run begins where it is shown
    assert bool(re.search(rb"\b0[45]:\d\d\b", content)) == ("times" in chosen)


@pytest.mark.parametrize("link", CHOSEN)
def test_every_byte_that_a_link_is_answered_with(shared: Shared, link: str) -> None:
    token = shared.links[link]
    heard = Heard()
    with RawSession(shared.address) as session:
        for run in ("", *(f"&shared-run={number}" for number in (1, 2) if link.startswith("living"))):
            session.rerun(query=f"share={token}{run}")
        heard.frames += session.frames
    for address in {f"/s/{token}", *re.findall(r"/media/[\w./-]+", heard.everything().decode("latin-1"))}:
        heard.bodies[address] = answer_of(shared.address + address).body
    assert len(heard.frames) > 5
    nothing_but(heard.everything(), shared, *CHOSEN[link])


@pytest.mark.parametrize("link", ["run with all", "living with map"])
def test_every_byte_a_visitors_browser_receives(shared: Shared, visitor: Visitor, link: str) -> None:
    chosen = CHOSEN[link]
    visit = visitor(shared.address, viewport=PHONE)
    heard = Heard()
    heard.listen(visit.page)
    page = visit.open(f"/s/{shared.links[link]}")
    assert visit.overflow() <= 0
    if link.startswith("living"):
        page.locator(".rt-runs a").first.click()
        page.get_by_role("button", name="All runs").wait_for()
        page.wait_for_selector(".st-key-shared-profile .scatterlayer path.js-line:visible")
    page.get_by_text(re.compile("The same in numbers, and why|Muscle by muscle")).first.click()
    page.get_by_role("radio", name="mi").or_(page.get_by_role("button", name="mi", exact=True)).first.click()
    page.get_by_text(re.compile(r"\d\s?(min/)?mi\b")).first.wait_for()
    assert page.locator("[data-testid=stPageLink]").count() == 0
    assert page.get_by_test_id("stFileUploader").count() == 0
    assert page.locator(".rt-route").count() == 1
    assert len(heard.frames) > 5
    nothing_but(heard.everything(), shared, *chosen)


def test_a_link_has_a_title_and_a_description_and_headers_that_keep_it_to_itself(shared: Shared) -> None:
    _, body, headers = answer_of(f"{shared.address}/s/{shared.links['run']}")
    html = body.decode()
    assert re.search(r'property="og:title" content="Run of 7\.\d+ km"', html)
    assert re.search(r'property="og:description" content="[^"]{30,}"', html)
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    nothing_private(html.encode(), shared)


def test_wrong_expired_and_withdrawn_links_get_the_same_answer(shared: Shared, visitor: Visitor) -> None:
    library = Library.open(f"sqlite:///{shared.folder / 'library.sqlite3'}")
    shares = library.owned_by().shares
    withdrawn = shares.create(shares.living())
    shares.revoke(withdrawn.share.share_id)
    library.close()
    answers = {answer_of(f"{shared.address}/s/{token}")[:2] for token in (withdrawn.token, new_token(), "x")}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    texts = set()
    for token in (withdrawn.token, new_token(), "x"):
        page = visitor(shared.address).open(f"/?share={token}", wait_for=".rt-empty")
        texts.add(page.locator(".rt-empty").inner_text())
    assert len(texts) == 1


def test_withdrawing_closes_a_page_that_is_open(shared: Shared, visitor: Visitor) -> None:
    library = Library.open(f"sqlite:///{shared.folder / 'library.sqlite3'}")
    shares = library.owned_by().shares
    new = shares.create(shares.living())
    page = visitor(shared.address, viewport=DESKTOP).open(f"/?share={new.token}")
    shares.revoke(new.share.share_id)
    library.close()
    page.locator(".rt-runs a").first.click()
    page.wait_for_selector(".rt-empty")
    assert page.locator(DRAWN).count() == 0


TRICKS: list[tuple[str, dict[str, Any]]] = [
    ("another run's number", {"query": "share={}&run=2"}),
    ("the sample season", {"query": "share={}&season=sample"}),
    ("two tokens", {"query": "share={}&share=x"}),
    ("another page's path", {"query": "share={}", "page": "runs"}),
    ("another page's path and number", {"query": "share={}&run=1", "page": "run"}),
    ("the settings", {"query": "share={}", "page": "settings"}),
    ("the sharing page", {"query": "share={}", "page": "sharing"}),
    ("the script hash of another page", {"query": "share={}", "page_hash": hashlib.md5(b"runs").hexdigest()}),
    ("a forged run number", {"query": "share={}", "shared-run": 7}),
    ("a forged run number in the address", {"query": "share={}&shared-run=7"}),
    ("a forged label", {"query": "share={}", "share-label": "x", "share-kind": "living"}),
    ("a forged button", {"query": "share={}", "$$ID-revoke-1-revoke-1": True}),
    ("markup for a token", {"query": "share=%3Cscript%3Ealert(1)%3C/script%3E"}),
    ("a query for a token", {"query": "share=%27%20OR%201%3D1%20--"}),
]


@pytest.mark.parametrize(("trick", "asked"), TRICKS, ids=[name for name, _ in TRICKS])
def test_tricks_of_the_address_and_of_widgets_get_nothing(shared: Shared, trick: str, asked: dict[str, Any]) -> None:
    asked = {**asked, "query": asked["query"].format(shared.links["run"])}
    with RawSession(shared.address) as session:
        pages = session.rerun(**asked)
        session.rerun(**asked)
        nothing_private(session.everything(), shared)
        assert len(pages) <= 1
        assert b"Delete everything" not in session.everything()
        assert b"Files of your runs" not in session.everything()


@pytest.mark.parametrize(
    "path",
    [
        "/media/{run}.json",
        "/media/library.sqlite3",
        "/app/static/../../library.sqlite3",
        "/app/static/%2e%2e/%2e%2e/library.sqlite3",
        "/s/{run}/run/2",
        "/s/{run}/original",
        "/s/..%2f..%2flibrary.sqlite3",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/component/../../library.sqlite3",
        "/runs?share={run}",
        "/run?run=2&share={run}",
    ],
)
def test_tricks_of_addresses_get_nothing(shared: Shared, path: str) -> None:
    status, body, _ = answer_of(shared.address + path.format(run=shared.links["run"]))
    assert status in (200, 400, 403, 404)
    nothing_private(body, shared)
    assert not body.startswith(b"SQLite format")


def test_nothing_can_be_uploaded_where_only_links_are_shown(shared: Shared) -> None:
    refusal = answer_of(f"{shared.address}/_stcore/upload_file/a/b", data=b"x", method="PUT")
    assert refusal.status in (400, 403, 404)


def test_a_server_for_links_shows_nothing_else(shared: Shared) -> None:
    with RawSession(shared.address) as session:
        pages = session.rerun()
        if "overview" in " ".join(pages).lower():
            pytest.skip("This is the owner's own server; it answers this machine only.")
        nothing_private(session.everything(), shared)
        assert b"This link opens nothing" in session.everything()


def test_another_host_name_is_refused_where_there_is_no_login(shared: Shared) -> None:
    status, body, _ = answer_of(shared.address, headers={"Host": "runs.example.org"})
    assert b"owner" not in body
    with RawSession(shared.address) as session:
        owners = len(session.rerun()) > 1
    assert status == (421 if owners else 200)


def test_neither_tokens_nor_traces_are_in_the_servers_log(shared: Shared) -> None:
    log = (shared.folder / "server.log").read_text(encoding="utf-8")
    assert [name for name, token in shared.links.items() if token in log] == []
    assert "Traceback" not in log
