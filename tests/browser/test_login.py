"""Login with OpenID Connect: each identity a library of its own, and nothing without one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from runtone import clock
from runtone.dashboard.owners import owner_of
from runtone.library import Library
from tests.browser.conftest import Visit, Visitor, free_port, served
from tests.browser.identity_provider import CLIENT_ID, CLIENT_SECRET, Provider, providing
from tests.browser.raw_session import RawSession
from tests.http_answer import answer_of
from tests.library.recordings import InventedRun, fit_file

pytest.importorskip("authlib", reason="Streamlit's login needs Authlib, which is not installed")
pytest.importorskip("joserfc", reason="the provider of this test signs tokens with joserfc, which is not installed")

START = clock.now().replace(microsecond=0) - timedelta(days=2)


class House:
    """A dashboard with a login, and its provider."""

    def __init__(self, address: str, folder: Path, provider: Provider) -> None:
        self.address, self.folder, self.provider = address, folder, provider


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("login")
    port, provider_port = free_port(), free_port()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a cookie secret of well over thirty-two characters"
client_id = "{CLIENT_ID}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "http://127.0.0.1:{provider_port}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    with providing(provider_port) as provider, pytest.MonkeyPatch.context() as patch:
        library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
        for person, minutes in (("anna", 9), ("ben", 14)):
            run = InventedRun(start=START, minutes=minutes, seed=minutes)
            mine = library.owned_by(owner_of({"iss": provider.issuer, "sub": person}))
            list(mine.import_sources([("run.fit", fit_file(run))]))
            mine.rename(1 if person == "anna" else 2, f"Run of {person}")
        library.close()
        patch.setenv("HOME", str(folder))
        patch.setenv("RUNTONE_AUTH", "oidc")
        with served(folder, port=port) as address:
            yield House(address, folder, provider)


def log_in(house: House, visitor: Visitor, name: str) -> Visit:
    visit = visitor(house.address)
    page = visit.open("/", wait_for=None)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name=f"Continue as {name}").click()
    page.get_by_role("button", name="Log out").wait_for()
    # The provider is another host on purpose.
    visit.strangers = [url for url in visit.strangers if not url.startswith(house.provider.issuer)]
    return visit


def test_two_people_at_once_see_their_own_runs_only(house: House, visitor: Visitor) -> None:
    anna, ben = log_in(house, visitor, "Anna"), log_in(house, visitor, "Ben")
    for visit, own, other in ((anna, "anna", "ben"), (ben, "ben", "anna")):
        page = visit.open("/runs", wait_for=".rt-runs")
        page.get_by_text(f"Run of {own}").first.wait_for()
        assert page.get_by_text(f"Run of {other}").count() == 0
    # The other's run by its number is not there.
    page = anna.open("/run?run=2", wait_for=".rt-empty")
    assert "Run of ben" not in page.content()
    page = ben.open("/run?run=1", wait_for=".rt-empty")
    assert "Run of anna" not in page.content()
    assert set(house.provider.logins) == {"anna", "ben"}


def test_logging_out_shows_nothing_any_more(house: House, visitor: Visitor) -> None:
    visit = log_in(house, visitor, "Anna")
    page = visit.page
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Log in").wait_for()
    page = visit.open("/runs", wait_for=None)
    page.get_by_role("button", name="Log in").wait_for()
    assert "Run of anna" not in page.content()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"page": "runs"},
        {"query": "run=1", "page": "run"},
        {"query": "season=sample"},
        {"page": "settings"},
        {"query": "share=x"},
    ],
)
def test_without_a_login_there_is_nothing(house: House, asked: dict[str, Any]) -> None:
    with RawSession(house.address) as session:
        session.rerun(**asked)
        content = session.everything()
    for word in (b"Run of anna", b"Run of ben", b"Files of your runs", b"Delete everything"):
        assert word not in content


def test_nobody_uploads_without_a_login(house: House) -> None:
    with RawSession(house.address) as session:
        session.rerun(page="import")
        answer = answer_of(session.upload_address, method="PUT", data=b"x")
    assert (answer.status, answer.body) == (403, b"Nothing can be uploaded here.")


def test_a_forged_cookie_is_nobody(house: House) -> None:
    claims = {"iss": house.provider.issuer, "sub": "anna", "is_logged_in": True, "origin": house.address}
    forged = json.dumps(claims, separators=(",", ":"))
    for cookie in (f"_streamlit_user={forged}", "_streamlit_user=2|1:0|10:1|15:_streamlit_user|4:e30=|00"):
        with RawSession(house.address, additional_headers={"Cookie": cookie}) as session:
            session.rerun(page="runs")
            assert b"Run of anna" not in session.everything()
            assert b"Log in" in session.everything()


def test_a_shared_link_opens_without_a_login(house: House, visitor: Visitor) -> None:
    library = Library.open(f"sqlite:///{house.folder / 'library.sqlite3'}")
    mine = library.owned_by(owner_of({"iss": house.provider.issuer, "sub": "anna"}))
    new = mine.shares.create(mine.shares.living())
    library.close()
    page = visitor(house.address).open(f"/s/{new.token}")
    assert page.get_by_role("button", name="Log in").count() == 0
    assert "Run of anna" not in page.content()


def test_no_secret_is_in_the_servers_log(house: House) -> None:
    log = (house.folder / "server.log").read_text(encoding="utf-8")
    assert CLIENT_SECRET not in log
    assert "cookie secret" not in log
