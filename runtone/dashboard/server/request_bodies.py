"""Bodies of requests: counted as they arrive, and given up where they do not."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE_S = 30.0
SLOWEST_BYTES_A_SECOND = 20_000.0
"""A body that comes more slowly than this, after the first half minute, is given up."""
LATE = (408, "The rest of this request did not come.")
_GONE: Message = {"type": "http.disconnect"}


class MeteredBody:
    """Runs an application on a request whose body is counted, and answers in its place once too much has come.

    Parameters
    ----------
    declared : int
        What the header says [bytes]; the body may take as long as that many bytes at the slowest pace.
    count : callable
        Takes the number of bytes that arrived; returns a status and a sentence where no more are taken.
    patience_s : float
    """

    def __init__(
        self, declared: int, count: Callable[[int], tuple[int, str] | None], patience_s: float = PATIENCE_S
    ) -> None:
        self._count = count
        self._until = time.monotonic() + patience_s + declared / SLOWEST_BYTES_A_SECOND
        self._complete = False
        self._answered = False
        self._refusal: tuple[int, str] | None = None

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def counting() -> Message:
            return await self._next(receive)

        async def sending(message: Message) -> None:
            if self._refusal is None:
                self._answered = True
                await send(message)

        try:
            await app(scope, counting, sending)
        except ClientDisconnect:
            if self._refusal is None:
                raise
        if self._refusal is not None and not self._answered:
            status, words = self._refusal
            answer = PlainTextResponse(words, status_code=status, headers={"connection": "close"})
            await answer(scope, receive, send)

    async def _next(self, receive: Receive) -> Message:
        if self._refusal is not None:
            return _GONE
        if self._complete:  # an application that waits for the client to leave may do so for long
            return await receive()
        try:
            async with asyncio.timeout(max(0.0, self._until - time.monotonic())):
                message = await receive()
        except TimeoutError:
            self._refusal = LATE
            return _GONE
        if message["type"] == "http.request":
            self._complete = not message.get("more_body", False)
            self._refusal = self._count(len(message.get("body", b"")))
            if self._refusal is not None:
                return _GONE
        return message


def declared_bytes(scope: Scope) -> int | None:
    """Return how large a body says it is; None where it does not, or says so in two ways."""
    named = {name: value.decode("latin-1") for name, value in scope["headers"]}
    length = named.get(b"content-length", "")
    if b"transfer-encoding" in named or not (length.isascii() and length.isdigit()):
        return None
    return int(length)
