"""Which uploads a server that others reach takes, by a clock of our own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from runtone.dashboard.server import security_middleware
from runtone.dashboard.server.request_bodies import MeteredBody
from runtone.dashboard.server.security_middleware import SecurityMiddleware
from runtone.dashboard.server.start_token import start_token
from runtone.dashboard.server.upload_quota import (
    FILES_A_SERVER,
    FILES_A_SESSION,
    FILES_AN_ADDRESS,
    MOST_PARTS,
    MOST_SESSIONS,
    WINDOW_S,
    UploadQuota,
)
from runtone.settings import settings
from tests.dashboard.server.requests import ask, page, scope_of

MB = 1_000_000


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quota(clock: Clock) -> UploadQuota:
    quota = UploadQuota(10, clock)
    quota.admit("mine")
    return quota


def sends(quota: UploadQuota, session: str, size: int, address: str = "10.0.0.1") -> tuple[int, str] | None:
    """Send a whole file, in chunks as a socket gives them."""
    refused = quota.refusal(session, address, size)
    while refused is None and size > 0:
        refused = quota.arrived(session, address, min(size, MB))
        size -= MB
    return refused


def test_only_a_session_that_was_shown_the_drop_area_may_upload(quota: UploadQuota) -> None:
    assert sends(quota, "mine", 5 * MB) is None
    status, words = sends(quota, "stranger", 5) or (0, "")
    assert status == 403
    assert words == "Nothing can be uploaded here."
    assert quota.refused("stranger") == []


def test_a_file_may_not_be_larger_than_the_limit_nor_of_unknown_size(quota: UploadQuota) -> None:
    assert sends(quota, "mine", 12 * MB) == (413, "A file may have up to 10 MB here.")
    assert (quota.refusal("mine", "10.0.0.1", None) or (0,))[0] == 411
    assert (quota.refusal("mine", "10.0.0.1", -1) or (0,))[0] == 411
    assert sends(quota, "mine", 10 * MB) is None


def test_a_session_may_send_so_much_within_an_hour(quota: UploadQuota, clock: Clock) -> None:
    for _ in range(FILES_A_SESSION):
        assert sends(quota, "mine", 10 * MB) is None
        clock.now += 60
    status, words = sends(quota, "mine", 1) or (0, "")
    assert status == 413
    assert "within an hour" in words
    assert quota.refused("mine") == [words]
    clock.now = 1000.0 + WINDOW_S
    assert quota.refused("mine") == []
    assert sends(quota, "mine", 10 * MB) is None
    assert sends(quota, "mine", 1) is not None


def test_an_address_is_limited_whatever_sessions_it_begins(quota: UploadQuota) -> None:
    answers = []
    for number in range(FILES_AN_ADDRESS + 1):
        quota.admit(f"session {number}")
        answers.append(sends(quota, f"session {number}", 10 * MB))
    assert answers[:-1] == [None] * FILES_AN_ADDRESS
    assert (answers[-1] or (0,))[0] == 413
    quota.admit("elsewhere")
    assert sends(quota, "elsewhere", 10 * MB, "10.0.0.2") is None


def test_all_sessions_together_are_limited_too(quota: UploadQuota) -> None:
    sessions = [f"session {number}" for number in range(FILES_A_SERVER + 1)]
    for session in sessions:
        quota.admit(session)
    answers = [sends(quota, session, 10 * MB, session) for session in sessions]
    assert answers[:-1] == [None] * FILES_A_SERVER
    assert (answers[-1] or (0,))[0] == 413


def test_declared_bytes_that_never_come_are_not_charged(quota: UploadQuota) -> None:
    for number in range(3 * FILES_A_SERVER):
        quota.admit(f"session {number}")
        assert quota.refusal(f"session {number}", f"10.0.1.{number}", 10 * MB) is None
    assert sends(quota, "mine", 10 * MB) is None


def test_files_that_are_sent_at_once_are_taken_as_far_as_they_fit(quota: UploadQuota) -> None:
    quota.admit("mine")
    answers = [quota.refusal("mine", "10.0.0.1", 9 * MB) for _ in range(5)]
    assert [answer is None for answer in answers] == [True] * 4 + [False]
    for _ in range(4 * 9):
        assert quota.arrived("mine", "10.0.0.1", MB) is None
    for _ in range(4):
        quota.ended("mine", 0)
    assert quota.refusal("mine", "10.0.0.1", 4 * MB) is None
    quota.ended("mine", 4 * MB)  # it broke off before a byte came
    assert quota.refusal("mine", "10.0.0.1", 4 * MB) is None


def test_bytes_that_come_count_whatever_was_declared(quota: UploadQuota) -> None:
    """`Transfer-Encoding: chunked` with `Content-Length: 0` declares nothing and sends what it likes."""
    taken, refused = 0, None
    while refused is None and taken < 100 * MB:
        assert quota.refusal("mine", "10.0.0.1", 0) is None or taken > 0
        refused = quota.arrived("mine", "10.0.0.1", MB)
        taken += MB
    assert refused is not None
    assert taken <= FILES_A_SESSION * 10 * MB + MB


def test_many_small_uploads_are_limited(quota: UploadQuota) -> None:
    assert all(sends(quota, "mine", 10) is None for _ in range(MOST_PARTS))
    assert (sends(quota, "mine", 10) or (0,))[0] == 413


def test_sessions_are_forgotten_oldest_first(quota: UploadQuota) -> None:
    for number in range(MOST_SESSIONS):
        quota.admit(f"session {number}")
    assert sends(quota, "mine", 1) is not None
    assert sends(quota, "session 0", 1) is None


@pytest.fixture
def served_quota(quota: UploadQuota, monkeypatch: pytest.MonkeyPatch) -> Iterator[UploadQuota]:
    monkeypatch.setenv("RUNTONE_PUBLIC_DEMO", "1")
    monkeypatch.setattr(security_middleware, "upload_quota", lambda: quota)
    settings.cache_clear()
    start_token.cache_clear()
    yield quota
    monkeypatch.undo()
    settings.cache_clear()
    start_token.cache_clear()


def upload(chunks: list[bytes], *headers: tuple[str, str], stalls: bool = False) -> int:
    scope = scope_of("/_stcore/upload_file/mine/1", method="PUT", headers=headers, client="10.0.0.1")
    return ask(SecurityMiddleware(page), scope, chunks, stalls=stalls).status


@pytest.mark.usefixtures("served_quota")
@pytest.mark.parametrize(
    "headers",
    [
        [("transfer-encoding", "chunked"), ("content-length", "0")],
        [("transfer-encoding", "chunked")],
        [("content-length", "0"), ("transfer-encoding", "gzip, chunked")],
        [("content-length", "+5")],
        [("content-length", "5, 5")],
        [],
    ],
)
def test_a_body_without_one_honest_length_is_not_begun(headers: list[tuple[str, str]]) -> None:
    assert upload([b"x" * MB] * 3, *headers) == 411


@pytest.mark.usefixtures("served_quota")
def test_a_server_stops_reading_where_more_comes_than_was_said() -> None:
    assert upload([b"x" * MB] * 5, ("content-length", "5000000")) == 200
    assert upload([b"x" * MB] * 100, ("content-length", "10")) == 413
    assert upload([b"x" * MB] * 100, ("content-length", "10000000")) == 413


def test_a_body_that_stops_coming_is_given_up(quota: UploadQuota) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await page(scope, receive, send)

    async def metered(scope: Scope, receive: Receive, send: Send) -> None:
        counted = MeteredBody(100, lambda size: quota.arrived("mine", "10.0.0.1", size), patience_s=0.05)
        await counted.run(app, scope, receive, send)

    scope = scope_of("/_stcore/upload_file/mine/1", method="PUT", headers=[("content-length", "100")])
    answer = ask(metered, scope, [b"x"], stalls=True)
    assert answer.status == 408
    assert sends(quota, "mine", 10 * MB) is None
