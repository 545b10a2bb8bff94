"""`GET /calendar/TOKEN.ics`, asked through all the checks of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from runtone.dashboard.server import arrivals
from runtone.dashboard.server.calendar import _feed, calendar
from runtone.dashboard.server.security_middleware import SecurityMiddleware
from runtone.dashboard.server.start_token import start_token
from runtone.library import OwnedLibrary
from runtone.library.catalogue import server_library
from runtone.library.imports.executors import Inline
from runtone.settings import settings
from runtone.sharing.tokens import new_token
from tests.dashboard.server.requests import Answered, ask, scope_of
from tests.library.recordings import fit_files, season

SERVER = Starlette(
    routes=[Route("/calendar/{token}.ics", calendar, methods=["GET"])], middleware=[Middleware(SecurityMiddleware)]
)
FILES = fit_files(season(2))


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnedLibrary]:
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "on")
    _forget()
    owned = server_library().owned_by("local")
    list(owned.import_sources(FILES, Inline()))
    yield owned
    server_library().close()
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (settings, start_token, arrivals.address_access, _feed):
        kept.cache_clear()


def get(token: str, *headers: tuple[str, str]) -> Answered:
    return ask(SERVER, scope_of(f"/calendar/{token}.ics", headers=headers))


def test_a_calendar_opens_by_its_token_and_follows_the_library(mine: OwnedLibrary) -> None:
    token = mine.arrivals.calendars.create("phone")[1]
    answer = get(token)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert len(Calendar.from_ical(answer.body).events) == 2
    mine.delete_runs([int(mine.runs()["run_id"][0])])
    assert len(Calendar.from_ical(get(token).body).events) == 1
    assert mine.arrivals.calendars.all()[0].uses == 2


def test_wrong_revoked_and_other_tokens_look_alike(mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    made, token = mine.arrivals.calendars.create()
    sending = mine.arrivals.sending.create()[1]
    mine.arrivals.sending.revoke(made.address_id)  # another purpose's: it revokes nothing
    assert get(token).status == 200
    monkeypatch.setenv("RUNTONE_ARRIVALS", "off")
    settings.cache_clear()
    closed = get(token)
    monkeypatch.delenv("RUNTONE_ARRIVALS")
    settings.cache_clear()
    mine.arrivals.calendars.revoke(made.address_id)
    answers = [closed, *(get(each) for each in (token, sending, new_token(), "x"))]
    assert {(answer.status, answer.body) for answer in answers} == {(404, b"There is no calendar here.")}
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_forwarded_requests_are_refused_without_a_login(mine: OwnedLibrary) -> None:
    token = mine.arrivals.calendars.create()[1]
    assert get(token, ("x-forwarded-for", "1.2.3.4")).status == 421
    assert ask(SERVER, scope_of(f"/calendar/{token}.ics", client="10.0.0.9")).status == 421


def test_another_owners_runs_are_not_in_it(mine: OwnedLibrary) -> None:
    other = server_library().owned_by("somebody else")
    assert Calendar.from_ical(get(other.arrivals.calendars.create()[1]).body).events == []


def test_a_library_that_fails_tells_nothing(mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    token = mine.arrivals.calendars.create()[1]

    def fails(_: OwnedLibrary) -> int:
        msg = "no such table: /home/ann/library.sqlite3"
        raise RuntimeError(msg)

    monkeypatch.setattr(OwnedLibrary, "version", fails)
    answer = get(token)
    assert (answer.status, b"ann" in answer.body) == (503, False)
