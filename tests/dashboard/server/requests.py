"""Requests as a server hands them to an application, and what it answers: no socket, no Streamlit."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

T = TypeVar("T")


def scope_of(
    path: str = "/",
    *,
    kind: str = "http",
    method: str = "GET",
    headers: Iterable[tuple[str, str]] = (),
    host: str | None = "127.0.0.1:8501",
    client: str | None = "127.0.0.1",
    server: tuple[str, int] = ("127.0.0.1", 8501),
    query: str = "",
    scheme: str | None = None,
) -> Scope:
    """Return what a server says of a request."""
    named = [("host", host)] if host is not None else []
    scope: dict[str, Any] = {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "scheme": scheme or ("ws" if kind == "websocket" else "http"),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in [*named, *headers]],
        "client": None if client is None else (client, 50_000),
        "server": server,
    }
    return scope | ({"method": method} if kind == "http" else {})


class Answered:
    """What an application sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        if any(message["type"] == "websocket.accept" for message in self.messages):
            return 101
        starts = [message for message in self.messages if message["type"] == "http.response.start"]
        return int(starts[0]["status"]) if starts else 403

    @property
    def headers(self) -> dict[str, str]:
        start = next(message for message in self.messages if message["type"] == "http.response.start")
        return {name.decode(): value.decode() for name, value in start["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer everything: what lies behind the checks."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    if scope["method"] in ("PUT", "POST"):
        from starlette.requests import Request

        await Request(scope, receive).body()
    await PlainTextResponse("the page")(scope, receive, send)


def ask(app: ASGIApp, scope: Scope, chunks: Iterable[bytes] = (), *, stalls: bool = False) -> Answered:
    """Ask an application, with a body that comes in chunks and may never be finished."""
    answered = Answered()
    left = list(chunks)

    async def receive() -> Message:
        if left:
            chunk = left.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(left) or stalls}
        if stalls:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> None:
        await app(scope, receive, answered.send)

    run_to_end(run())
    return answered


def run_to_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns, run in a thread of its own.

    Playwright's synchronous browser keeps an event loop in the main thread for as long as it is open, so a worker that
    has drawn a page cannot run another there.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
