"""Who is answered: this machine, asked directly and by its own name, from this server's own page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from runtone.dashboard.server.request_checks import client_network
from runtone.dashboard.server.security_middleware import MOST_PAGES_AN_ADDRESS, SecurityMiddleware
from runtone.dashboard.server.start_token import start_token
from runtone.settings import settings
from tests.dashboard.server.requests import ask, page, run_to_end, scope_of


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RUNTONE_PRIVATE_ADDRESS", "off")
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    settings.cache_clear()
    start_token.cache_clear()


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTONE_PUBLIC_DEMO", "1")
    forget()


DOOR = SecurityMiddleware(page)
OWN = ("origin", "http://127.0.0.1:8501")


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST:8501"])
def test_this_machine_asked_by_its_own_name_is_answered(host: str) -> None:
    assert ask(DOOR, scope_of(host=host)).status == 200


@pytest.mark.parametrize(
    ("server", "host", "scheme", "status"),
    [
        (("127.0.0.1", 80), "localhost", "http", 200),
        (("127.0.0.1", 443), "localhost", "https", 200),
        (("127.0.0.1", 443), "localhost", "http", 421),
        (("::1", 8501), "[::1]:8501", "http", 200),
        (("::1", 8501), "::1:8501", "http", 421),
        (("192.168.1.5", 8501), "192.168.1.5:8501", "http", 421),
    ],
)
def test_a_host_is_compared_with_what_the_server_listens_on(
    server: tuple[str, int], host: str, scheme: str, status: int
) -> None:
    assert ask(DOOR, scope_of(host=host, server=server, scheme=scheme)).status == status


@pytest.mark.parametrize(
    "host",
    [
        "runs.example.org",
        "runs.example.org:8501",
        "127.0.0.1",
        "127.0.0.1:9999",
        "127.0.0.1:8501.evil.example",
        "127.0.0.1.nip.io:8501",
        "localhost.evil.example:8501",
        "127.0.0.2:8501",
        "localhost:8501:8501",
        "user@localhost:8501",
        "localhost.:8501",
        "0.0.0.0:8501",
        "[::1]:8501",
        "2130706433:8501",
        "0x7f000001:8501",
        " localhost:8501",
        "",
    ],
)
def test_hosts_that_are_not_exactly_ours_are_refused(host: str) -> None:
    assert ask(DOOR, scope_of(host=host)).status == 421
    assert ask(DOOR, scope_of("/_stcore/stream", kind="websocket", host=host, headers=[OWN])).status == 403


def test_a_request_names_one_host() -> None:
    assert ask(DOOR, scope_of(host=None)).status == 400
    assert ask(DOOR, scope_of(headers=[("host", "evil.example")])).status == 400


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Server",
        "Via",
        "Forwarded",
        "X-Real-IP",
        "CF-Connecting-IP",
        "CF-Ray",
        "True-Client-IP",
        "Fly-Client-IP",
        "Ngrok-Skip-Browser-Warning",
        "Tailscale-User-Login",
    ],
)
def test_what_a_proxy_or_tunnel_passed_on_is_refused(header: str) -> None:
    passed_on = scope_of(headers=[(header, "127.0.0.1")])
    assert ask(DOOR, passed_on).status == 421
    assert ask(DOOR, scope_of(kind="websocket", headers=[OWN, (header, "")])).status == 403


@pytest.mark.parametrize("client", ["192.168.1.9", "10.0.0.1", "203.0.113.9", "::ffff:10.0.0.1", "", None, "unix:"])
def test_clients_that_are_not_this_machine_are_refused(client: str | None) -> None:
    assert ask(DOOR, scope_of(client=client)).status == 421


FOREIGN = [
    "http://127.0.0.1:9000",
    "http://localhost:8501",
    "http://127.0.0.1",
    "https://127.0.0.1:8501",
    "http://evil.example",
    "http://127.0.0.1:8501.evil.example",
    "http://127.0.0.1:8501@evil.example",
    "http://evil.example/127.0.0.1:8501",
    "http://203.0.113.7:8501",
    "ws://127.0.0.1:8501",
    "file://",
    "null",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_websocket_is_opened_to_a_page_of_this_server_only(origin: str) -> None:
    def asked(*headers: tuple[str, str]) -> int:
        return ask(DOOR, scope_of("/_stcore/stream", kind="websocket", headers=headers)).status

    assert asked(OWN) == 101
    assert asked(("origin", origin)) == 403
    assert asked(OWN, ("origin", origin)) == 403
    assert asked() == 403


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
def test_a_page_of_another_address_may_ask_nothing(origin: str, method: str) -> None:
    answer = ask(DOOR, scope_of("/_stcore/host-config", method=method, headers=[("origin", origin)]))
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.usefixtures("demo")
def test_where_others_may_come_a_proxy_may_pass_them_on_but_no_foreign_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(origin: str, host: str = "runs.example.org") -> int:
        scope = scope_of(
            "/_stcore/stream",
            kind="websocket",
            host=host,
            client="203.0.113.9",
            server=("10.0.0.5", 8501),
            headers=[("origin", origin), ("x-forwarded-for", "203.0.113.9")],
        )
        return ask(DOOR, scope).status

    assert asked("https://runs.example.org") == 101
    assert asked("http://runs.example.org") == 101
    assert asked("https://runs.example.org:8443", "runs.example.org:8443") == 101
    for foreign in ("https://evil.example", "https://runs.example.org.evil.example", "http://localhost:8501", "null"):
        assert asked(foreign) == 403
    monkeypatch.setenv("RUNTONE_PUBLIC_URL", "https://runs.example.net/path")
    forget()
    assert asked("https://runs.example.net", "127.0.0.1:8502") == 101
    assert asked("http://runs.example.net", "127.0.0.1:8502") == 403


def test_streamlits_own_doors_are_closed_and_every_answer_carries_the_headers() -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent/openapi.json", "/x/_stcore/message"):
        assert ask(DOOR, scope_of(path)).status == 404
    for scope in (scope_of(), scope_of(host="evil.example"), scope_of("/_stcore/metrics")):
        headers = ask(DOOR, scope).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("demo")
def test_one_address_opens_no_more_than_so_many_pages_at_once() -> None:
    import asyncio

    from starlette.types import Receive, Scope, Send

    async def stays_open(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await asyncio.sleep(0.2)

    async def everybody() -> tuple[list[str], list[str]]:
        door = SecurityMiddleware(stays_open)
        said: dict[str, list[str]] = {"10.0.0.1": [], "10.0.0.2": []}

        async def one(client: str) -> None:
            async def send(message: object) -> None:
                said[client].append(message["type"])  # type: ignore[index]

            async def nothing() -> dict[str, object]:
                return {"type": "websocket.connect"}

            scope = scope_of(kind="websocket", client=client, headers=[OWN])
            await door(scope, nothing, send)

        await asyncio.gather(*(one("10.0.0.1") for _ in range(MOST_PAGES_AN_ADDRESS + 3)), one("10.0.0.2"))
        await one("10.0.0.1")  # those before have gone
        return said["10.0.0.1"], said["10.0.0.2"]

    many, other = run_to_end(everybody())
    assert many.count("websocket.close") == 3
    assert many.count("websocket.accept") == MOST_PAGES_AN_ADDRESS + 1
    assert other == ["websocket.accept"]


def test_a_customers_ipv6_network_counts_as_one() -> None:
    assert client_network(scope_of(client="2001:db8:1:2::5")) == client_network(scope_of(client="2001:db8:1:2:9::1"))
    assert client_network(scope_of(client="10.0.0.1")) != client_network(scope_of(client="10.0.0.2"))
