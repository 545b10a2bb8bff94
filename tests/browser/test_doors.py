"""A running server's doors: what foreign pages, proxies and half-open requests get, over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import served
from tests.browser.raw_session import RawSession
from tests.http_answer import answer_of


@pytest.fixture(scope="module")
def owners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("doors")) as address:
        yield address


def test_the_servers_own_page_is_answered(owners: str) -> None:
    assert answer_of(owners).status == 200
    with RawSession(owners) as session:
        assert len(session.rerun()) > 1


@pytest.mark.parametrize("origin", ["http://localhost:9999", "http://127.0.0.1:1", "http://evil.example", None])
def test_a_page_of_another_port_or_host_opens_no_websocket(owners: str, origin: str | None) -> None:
    place = urlsplit(owners).netloc
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{place}/_stcore/stream", origin=origin):  # type: ignore[arg-type]
        pass


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Via": "1.1 tunnel"},
        {"Forwarded": "for=203.0.113.9"},
        {"Host": "runs.example.org"},
        {"Host": "127.0.0.1"},
    ],
)
def test_what_a_tunnel_passes_on_is_refused(owners: str, headers: dict[str, str]) -> None:
    answer = answer_of(owners, headers=headers)
    assert answer.status == 421
    assert b"no login" in answer.body


def test_a_request_that_is_never_finished_ends(owners: str) -> None:
    place = urlsplit(owners)
    whole = b"GET /livez HTTP/1.1\r\nHost: %b\r\n\r\n" % place.netloc.encode()
    half_open = []
    for begun in (b"", b"GET / HTTP/1.1\r\nHost: ", whole + b"GET /"):
        half_open.append(socket.create_connection((place.hostname or "", place.port or 0), timeout=90))
        half_open[-1].sendall(begun)
    for connection in half_open:
        with connection:
            while connection.recv(4096):  # a timeout fails the test
                pass
    assert answer_of(owners).status == 200
