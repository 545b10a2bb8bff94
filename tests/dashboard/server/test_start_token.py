"""The token in the address, where several people use one machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from runtone.dashboard.server.security_middleware import SecurityMiddleware
from runtone.dashboard.server.start_token import address_with_token, several_users, start_token
from runtone.settings import settings
from tests.dashboard.server.requests import ask, page, scope_of

DOOR = SecurityMiddleware(page)
OWN = ("origin", "http://127.0.0.1:8501")


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "on")
    settings.cache_clear()
    start_token.cache_clear()
    made = start_token()
    assert made is not None
    yield made
    monkeypatch.undo()
    settings.cache_clear()
    start_token.cache_clear()


def test_nothing_is_shown_without_the_token(token: str) -> None:
    for path in ("/", "/runs", "/_stcore/host-config", "/static/js/index.js", "/s/abc"):
        assert ask(DOOR, scope_of(path)).status == 403
        assert ask(DOOR, scope_of(path, query="token=wrong")).status == 403
        assert ask(DOOR, scope_of(path, headers=[("cookie", "runtone_token_8501=wrong")])).status == 403
        assert ask(DOOR, scope_of(path, headers=[("cookie", f"runtone_token_9999={token}")])).status == 403
    assert ask(DOOR, scope_of("/_stcore/stream", kind="websocket", headers=[OWN], query=f"token={token}")).status == 403
    assert ask(DOOR, scope_of("/_stcore/health")).status == 200


def test_the_printed_address_leads_in_and_leaves_the_address_bar_clean(token: str) -> None:
    assert address_with_token("http://127.0.0.1:8501") == f"http://127.0.0.1:8501/?token={token}"
    answer = ask(DOOR, scope_of("/run", query=f"run=7&token={token}"))
    assert answer.status == 303
    assert answer.headers["location"] == "/run?run=7"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    kept = ("cookie", f"other=1; {cookie.partition(';')[0]}")
    assert ask(DOOR, scope_of("/run", headers=[kept])).status == 200
    assert ask(DOOR, scope_of("/_stcore/stream", kind="websocket", headers=[OWN, kept])).status == 101


def test_the_way_on_leads_to_this_server_only(token: str) -> None:
    for path in ("//evil.example", "/\\evil.example", "/%2f/evil.example"):
        location = ask(DOOR, scope_of(path, query=f"token={token}")).headers["location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


def test_where_there_is_a_login_there_is_no_token(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    del token
    monkeypatch.setenv("RUNTONE_PUBLIC_DEMO", "1")
    settings.cache_clear()
    start_token.cache_clear()
    assert start_token() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no list of users that Python can read.")
def test_it_is_there_by_itself_where_several_people_use_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def machine(*users: tuple[int, str]) -> None:
        entries = [SimpleNamespace(pw_uid=uid, pw_shell=shell) for uid, shell in users]
        monkeypatch.setattr(pwd, "getpwall", lambda: entries)

    monkeypatch.setattr("os.getuid", lambda: 1000)
    monkeypatch.setattr("pathlib.Path.is_dir", lambda _: False)
    machine((0, "/bin/bash"), (33, "/usr/sbin/nologin"), (1000, "/bin/bash"), (65_534, "/bin/sh"))
    assert not several_users()
    machine((1000, "/bin/bash"), (1001, "/usr/sbin/nologin"))
    assert not several_users()
    machine((1000, "/bin/bash"), (1001, "/bin/zsh"))
    assert several_users()
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "auto")
    settings.cache_clear()
    start_token.cache_clear()
    assert start_token() is not None
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "off")
    settings.cache_clear()
    start_token.cache_clear()
    assert start_token() is None
    monkeypatch.undo()
    settings.cache_clear()
    start_token.cache_clear()
