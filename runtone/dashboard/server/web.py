"""What stands around Streamlit's own server: security headers, closed doors, and a few addresses of our own."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from runtone.dashboard.server.exposure import check_exposure, check_login, host_of, is_loopback, is_open_to_others
from runtone.dashboard.server.uploads import UPLOADS, upload_desk
from runtone.dashboard.visitor.link_preview import link_page
from runtone.errors import RuntoneError
from runtone.library.temporary_folders import sweep_abandoned
from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("runtone.dashboard")

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/message")
"""Streamlit's own addresses that no visitor needs: server statistics, and a way for programs to drive the page."""
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def server_parts() -> dict[str, Any]:
    """Return what `streamlit.App` is given beside the script."""
    return {
        "routes": [
            Route("/s/{token}", link_page, methods=["GET"]),
            Route("/livez", _alive, methods=["GET"]),
            Route("/readyz", _ready, methods=["GET"]),
        ],
        "middleware": [Middleware(Doorkeeper)],
        "lifespan": _lifespan,
    }


@asynccontextmanager
async def _lifespan(app: object) -> AsyncIterator[None]:
    """Refuse to start where others could reach an owner's dashboard without a login."""
    del app
    from streamlit import config

    check_exposure(config.get_option("server.address"), settings())
    check_login(_login_secrets(), settings())
    if settings().public_demo:
        sweep_abandoned()
    yield


def _login_secrets() -> dict[str, object]:
    from streamlit.runtime.secrets import secrets_singleton

    if not secrets_singleton.load_if_toml_exists():
        return {}
    return dict(secrets_singleton.get("auth", {}))


def _alive(request: Request) -> Response:
    """Answer that the process runs."""
    del request
    return PlainTextResponse("ok")


def _ready(request: Request) -> Response:
    """Answer whether the library can be read."""
    del request
    from runtone.library.shares.access import server_visits

    try:
        server_visits().check()
    except RuntoneError as error:
        log.error("The library cannot be read: %s", error)
        return PlainTextResponse("the library cannot be read", status_code=503)
    return PlainTextResponse("ok")


class Doorkeeper:
    """Refuses what nobody may ask of this server, and sets headers on what is answered.

    A dashboard without a login answers this machine's own names only, so that neither a tunnel nor a page that makes
    its name point here (DNS rebinding) opens it to others.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(refusal[1], status_code=refusal[0])(scope, receive, _with_headers(scope, send))


def _refusal(scope: Scope) -> tuple[int, str] | None:
    asked = settings()
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    if not is_open_to_others(asked) and not is_loopback(host_of(host)):
        return 421, "This dashboard has no login, so it answers this machine only. See docs/deploying.md."
    path = scope["path"]
    if any(each in path for each in CLOSED) or (asked.shares_only and UPLOADS in path):
        return 404, "Not found"
    return _upload_refusal(scope) if UPLOADS in path and scope.get("method") in ("PUT", "POST") else None


def _upload_refusal(scope: Scope) -> tuple[int, str] | None:
    desk = upload_desk()
    if desk is None:
        return None
    session = scope["path"].partition(UPLOADS)[2].partition("/")[0]
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"").decode("latin-1")
    return desk.refusal(session, int(length) if length.isascii() and length.isdigit() else None)


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _headers_named()]
            own = list(_headers())
            if not scope["path"].startswith("/static/"):
                kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
                own.append((b"cache-control", b"no-store"))
            message = {**message, "headers": kept + own}
        await send(message)

    return sending


@cache
def _headers() -> tuple[tuple[bytes, bytes], ...]:
    headers = {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return tuple((name.encode(), value.encode()) for name, value in headers.items())


@cache
def _headers_named() -> frozenset[bytes]:
    return frozenset(name for name, _ in _headers())


@cache
def content_security_policy() -> str:
    """Return the strictest policy that Streamlit's page works under.

    Scripts come from this server; the one that Streamlit's page carries inline is allowed by its hash, and its
    components of our own are run from ``blob:`` addresses that only a script of this page can make. Styles are written
    inline by Streamlit and by plotly, so they cannot be held to a hash. Nothing is asked of another host.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *_inline_script_hashes()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _inline_script_hashes() -> list[str]:
    import streamlit

    page = Path(streamlit.__file__).parent.joinpath("static", "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
