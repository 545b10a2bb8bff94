"""`POST /in/TOKEN`: what phones and scripts send, asked through all the checks of the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from runtone.dashboard.server import arrivals, receiving
from runtone.dashboard.server.receiving import MOST_AT_ONCE_AN_ADDRESS, NOTHING_HERE, receive
from runtone.dashboard.server.request_bodies import MeteredBody
from runtone.dashboard.server.security_middleware import SecurityMiddleware
from runtone.dashboard.server.start_token import start_token
from runtone.dashboard.server.upload_quota import UploadQuota
from runtone.library import Library, OwnedLibrary
from runtone.library.catalogue import server_library
from runtone.library.imports.executors import Inline
from runtone.library.shares.access import FAILURES_A_MINUTE
from runtone.settings import settings
from runtone.sharing.tokens import new_token
from tests.dashboard.server.requests import Answered, ask, scope_of
from tests.library.recordings import fit_files, season

MB = 1_000_000
A_FIELD = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
FILES = fit_files(season(3))
SERVER = Starlette(
    routes=[Route("/in/{token}", receive, methods=["POST", "PUT"])], middleware=[Middleware(SecurityMiddleware)]
)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnedLibrary]:
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "on")
    monkeypatch.setattr(receiving, "_own_quota", UploadQuota(1))
    _forget()
    yield server_library().owned_by("local")
    server_library().close()
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (settings, start_token, arrivals.address_access, receiving._room):
        kept.cache_clear()


@pytest.fixture
def token(mine: OwnedLibrary) -> str:
    return mine.arrivals.sending.create("phone")[1]


def send(token: str, body: bytes, *headers: tuple[str, str], query: str = "name=run.fit", **asked: object) -> Answered:
    length = () if any(name == "transfer-encoding" for name, _ in headers) else (("content-length", str(len(body))),)
    scope = scope_of(f"/in/{token}", method="POST", headers=[*headers, *length], query=query, **asked)  # type: ignore[arg-type]
    return ask(SERVER, scope, [body[start : start + MB] for start in range(0, len(body), MB)])


def files_told(answer: Answered) -> list[dict[str, str]]:
    content: dict[str, list[dict[str, str]]] = json.loads(answer.body)
    return content["files"]


def form(*files: tuple[str, bytes]) -> tuple[tuple[str, str], bytes]:
    parts = b"".join(
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n%b\r\n' % (name.encode(), content)
        for name, content in files
    )
    return ("content-type", "multipart/form-data; boundary=edge"), parts + b"--edge--\r\n"


def test_a_body_or_a_form_is_imported_and_answered_file_by_file(mine: OwnedLibrary, token: str) -> None:
    sent = send(token, FILES[0][1], ("content-type", "application/x-www-form-urlencoded"))
    assert (sent.status, files_told(sent)) == (200, [{"file": "run.fit", "result": "imported"}])
    content_type, body = form(("again.fit", FILES[0][1]), ("new.fit", FILES[1][1]), ("bad.fit", b"no run"))
    answer = send(token, body, content_type, query="")
    first, second, third = files_told(answer)
    assert first == {"file": "again.fit", "result": "duplicate"}
    assert second == {"file": "new.fit", "result": "imported"}
    assert (third["file"], third["result"]) == ("bad.fit", "refused")
    assert third["why"]
    assert mine.run_count() == 2
    (address,) = mine.arrivals.sending.all()
    assert (address.label, address.uses) == ("phone", 2)
    assert send(token, FILES[2][1], query="").status == 200, "a file needs no name"


def test_it_needs_no_cookie_where_the_dashboard_does(token: str) -> None:
    assert start_token() is not None
    assert send(token, FILES[0][1]).status == 200
    assert ask(SERVER, scope_of("/elsewhere")).status == 403


def test_only_what_was_refused_wholly_is_an_error(token: str) -> None:
    assert send(token, b"no run at all").status == 422
    assert send(token, b"").status == 400
    content_type, body = form()
    assert send(token, body, content_type).status == 400


def test_wrong_revoked_and_other_tokens_look_alike_and_are_not_read(mine: OwnedLibrary, token: str) -> None:
    mine.arrivals.sending.revoke(mine.arrivals.sending.all()[0].address_id)
    calendar = mine.arrivals.calendars.create()[1]
    answers = [send(each, FILES[0][1]) for each in (token, new_token(), calendar, "short", "%2e%2e", token[:-1] + "é")]
    assert {answer.status for answer in answers} == {404}
    assert {answer.body for answer in answers} == {json.dumps({"error": NOTHING_HERE}, separators=(",", ":")).encode()}
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1
    assert mine.run_count() == 0
    unread = ask(SERVER, scope_of(f"/in/{new_token()}", method="POST"), [b"x"] * 9, stalls=True)
    assert unread.status == 404, "nothing of a body is waited for"


def test_the_token_opens_its_owners_library_only(mine: OwnedLibrary, token: str) -> None:
    other = server_library().owned_by("somebody else")
    others_token = other.arrivals.sending.create()[1]
    other.arrivals.sending.revoke(mine.arrivals.sending.all()[0].address_id)
    assert send(token, FILES[0][1]).status == 200
    assert send(others_token, FILES[0][1]).status == 200, "the same file is no duplicate of another owner's"
    assert files_told(send(others_token, FILES[0][1])) == [{"file": "run.fit", "result": "duplicate"}]
    assert (mine.run_count(), other.run_count()) == (1, 1)


def test_nothing_else_of_the_library_is_told(mine: OwnedLibrary, token: str) -> None:
    list(mine.import_sources([("secret name.fit", FILES[0][1])], Inline()))
    run_id = int(mine.runs()["run_id"][0])
    mine.rename(run_id, "Home loop")
    duplicate = send(token, FILES[0][1])
    mine.delete_runs([run_id])
    deleted = send(token, FILES[0][1])
    assert files_told(deleted) == [{"file": "run.fit", "result": "refused", "why": "It is left out here."}]
    for answer in (duplicate, deleted):
        assert not any(word in answer.body for word in (b"secret", b"Home", b"bin", b"2026", b"run_id"))
    for method in ("GET", "HEAD", "DELETE", "OPTIONS", "PATCH"):
        assert ask(SERVER, scope_of(f"/in/{token}", method=method)).status == 405


def test_only_hashes_are_kept(mine: OwnedLibrary, token: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    send(token, FILES[0][1])
    for path in tmp_path.glob("library.sqlite3*"):
        assert token.encode() not in path.read_bytes()
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("x-forwarded-for", "1.2.3.4")], 421),
        ([("via", "tunnel")], 421),
        ([("origin", "https://evil.example")], 403),
        ([("transfer-encoding", "chunked")], 411),
    ],
)
def test_forwarded_foreign_and_endless_requests_are_refused(
    mine: OwnedLibrary, token: str, headers: list[tuple[str, str]], status: int
) -> None:
    assert send(token, FILES[0][1], *headers).status == status
    assert mine.run_count() == 0


def test_other_machines_are_refused_without_a_login_and_welcome_with_one(
    mine: OwnedLibrary, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = {"client": "10.0.0.7", "host": "runs.example.org"}
    assert send(token, FILES[0][1], **phone).status == 421
    monkeypatch.setenv("RUNTONE_SHARES_ONLY", "1")
    settings.cache_clear()
    assert send(token, FILES[0][1], **phone).status == 404, "a server for links takes nothing, unless its operator says"
    monkeypatch.setenv("RUNTONE_ARRIVALS", "on")
    settings.cache_clear()
    imported = OwnedLibrary.import_sources
    monkeypatch.setattr(OwnedLibrary, "import_sources", lambda mine, sent: imported(mine, sent, Inline()))
    assert send(token, FILES[0][1], **phone).status == 200
    monkeypatch.setenv("RUNTONE_ARRIVALS", "off")
    settings.cache_clear()
    assert send(token, FILES[1][1], **phone).status == 404


def test_more_than_a_file_may_have_and_more_than_an_hour_allows_is_refused(mine: OwnedLibrary, token: str) -> None:
    assert send(token, b"x" * 3 * MB).status == 413
    more = scope_of(f"/in/{token}", method="POST", headers=[("content-length", "1000")])
    assert ask(SERVER, more, [b"x" * MB] * 9).status == 413, "more comes than was said"
    assert mine.past_imports().empty


def test_one_address_has_so_many_requests_under_way(mine: OwnedLibrary, token: str) -> None:
    number = mine.arrivals.sending.all()[0].address_id
    room = receiving._room()
    with room.taken_by(number), room.taken_by(number):
        assert MOST_AT_ONCE_AN_ADDRESS == 2
        refused = send(token, FILES[0][1])
        assert (refused.status, refused.headers["retry-after"]) == (429, "60")
        other = server_library().owned_by("somebody else").arrivals.sending.create()[1]
        assert send(other, FILES[0][1]).status == 200
    assert send(token, FILES[0][1]).status == 200


def test_a_sender_who_stalls_is_given_up_and_the_place_is_free_again(mine: OwnedLibrary, token: str) -> None:
    app = Starlette(routes=SERVER.routes)
    answers = []
    for _ in range(MOST_AT_ONCE_AN_ADDRESS + 1):
        scope = scope_of(f"/in/{token}", method="POST", headers=[("content-length", "100")])
        metered = MeteredBody(100, lambda _: None, patience_s=0.3)
        answers.append(ask(lambda *asked, m=metered: m.run(app, *asked), scope, [b"x"], stalls=True).status)
    assert answers == [408] * 3
    assert send(token, FILES[0][1]).status == 200


def test_wrong_tokens_are_limited_for_each_client_and_hold_up_nobody(token: str) -> None:
    assert send(token, FILES[0][1]).status == 200
    answers = [send(new_token(), b"x").status for _ in range(FAILURES_A_MINUTE + 1)]
    assert answers == [404] * FAILURES_A_MINUTE + [429]
    assert send(token, FILES[0][1]).status == 200


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x" * 100),
        ("multipart/form-data; boundary=edge", b"--edge\r\n\r\n\r\n"),
        ("multipart/form-data; boundary=edge", A_FIELD + b"x" * 200_000),
        ("multipart/form-data; boundary=" + "e" * 5000, b"x"),
        ("multipart/form-data; boundary=edge", (A_FIELD + b"b\r\n") * 50),
        ("multipart/form-data; boundary=\xff", b"--\xff\r\n"),
        ("application/zip", b"PK\x03\x04" + b"\xff" * 500),
        ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><gpx>&b;</gpx>'),
    ],
)  # fmt: skip
def test_hostile_bodies_are_refused_in_words(mine: OwnedLibrary, token: str, content_type: str, body: bytes) -> None:
    answer = send(token, body, ("content-type", content_type))
    assert answer.status in (400, 422), answer.body
    assert b"root:" not in answer.body
    assert b"Traceback" not in answer.body
    assert mine.run_count() == 0
    assert send(token, FILES[0][1]).status == 200


def test_a_name_is_no_path_and_no_markup(mine: OwnedLibrary, token: str) -> None:
    content_type, body = form(("../../etc/<b>x</b>\u202e.fit", FILES[0][1]))
    (file,) = files_told(send(token, body, content_type))
    assert ".." not in file["file"] or "/" not in file["file"].replace("</b>", "")
    assert "\u202e" not in file["file"]


def test_a_library_that_fails_tells_nothing(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Library:
        msg = "no such table: /home/ann/library.sqlite3"
        raise RuntimeError(msg)

    monkeypatch.setattr(OwnedLibrary, "import_sources", fails)
    answer = send(token, FILES[0][1])
    assert answer.status == 503
    assert b"ann" not in answer.body
