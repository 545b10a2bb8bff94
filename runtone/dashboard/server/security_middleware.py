"""What every request passes: refused where nobody may ask it, counted where it brings something, answered safely."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse

from runtone.dashboard.server.exposure import is_open_to_others
from runtone.dashboard.server.request_bodies import MeteredBody, declared_bytes
from runtone.dashboard.server.request_checks import client_network, refusal
from runtone.dashboard.server.security_headers import with_security_headers
from runtone.dashboard.server.start_token import OPEN_PATHS, TOKEN_PATHS, WITHOUT_IT, entry_of, has_token, start_token
from runtone.dashboard.server.upload_quota import UPLOADS, upload_quota
from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/message")
"""Streamlit's own addresses that no visitor needs: server statistics, and a way for programs to drive the page."""
MOST_PAGES, MOST_PAGES_AN_ADDRESS = 200, 20
"""Pages that may be open at once where others reach the server, in all and from one address."""


class SecurityMiddleware:
    """Refuses what nobody may ask of this server, and sets headers on what is answered.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        answer = _answer(scope)
        if scope["type"] == "websocket":
            if answer is not None or not self._has_room(client_network(scope)):
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._page(scope, receive, send)
            return
        guarded = with_security_headers(scope, send)
        if answer is not None:
            await answer(scope, receive, guarded)
        elif scope["method"] in ("PUT", "POST", "PATCH"):
            declared, count = declared_bytes(scope) or 0, _Counter(scope)
            try:
                await MeteredBody(declared, count).run(self._app, scope, receive, guarded)
            finally:
                count.end(declared)
        else:
            await self._app(scope, receive, guarded)

    def _has_room(self, network: str) -> bool:
        if not is_open_to_others(settings()):
            return True
        return self._pages.total() < MOST_PAGES and self._pages[network] < MOST_PAGES_AN_ADDRESS

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        network = client_network(scope)
        self._pages[network] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._pages[network] -= 1
            self._pages += Counter()  # networks without a page are forgotten


def _answer(scope: Scope) -> Response | None:
    """Return what a request is answered instead of the page; None where it may pass."""
    asked, path = settings(), scope["path"]
    refused = refusal(scope, asked)
    if refused is None and (any(each in path for each in CLOSED) or (asked.shares_only and UPLOADS in path)):
        refused = 404, "Not found"
    token = start_token()
    if refused is None and token is not None and not _has_own_token(path) and not has_token(scope, token):
        entry = entry_of(scope, token) if scope.get("method") == "GET" else None
        if entry is not None:
            return RedirectResponse(entry[0], status_code=303, headers={"set-cookie": entry[1]})
        refused = 403, WITHOUT_IT
    if refused is None and UPLOADS in path and scope.get("method") in ("PUT", "POST"):
        refused = _upload_refusal(scope)
    return None if refused is None else PlainTextResponse(refused[1], status_code=refused[0])


def _has_own_token(path: str) -> bool:
    """Say whether an address tells nothing, or opens nothing without a token of its own."""
    return path in OPEN_PATHS or path.startswith(TOKEN_PATHS)


def _upload_refusal(scope: Scope) -> tuple[int, str] | None:
    quota = upload_quota()
    return None if quota is None else quota.refusal(_session_of(scope), client_network(scope), declared_bytes(scope))


class _Counter:
    """Counts a body's bytes as they arrive."""

    def __init__(self, scope: Scope) -> None:
        self._quota = upload_quota() if UPLOADS in scope["path"] else None
        self._session, self._network = _session_of(scope), client_network(scope)
        self._came = 0

    def __call__(self, size: int) -> tuple[int, str] | None:
        """Count bytes; return why no more of them are taken."""
        if self._quota is None:
            return None
        self._came += size
        if self._came > self._quota.largest_request:
            return 413, "That is more than a file may have here."
        return self._quota.arrived(self._session, self._network, size)

    def end(self, declared: int) -> None:
        """Say that no more bytes come."""
        if self._quota is not None:
            self._quota.ended(self._session, max(0, declared - self._came))


def _session_of(scope: Scope) -> str:
    return str(scope["path"].partition(UPLOADS)[2].partition("/")[0])
