"""The headers that every answer carries: where a page may take things from, and who may keep or frame it."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def with_security_headers(scope: Scope, send: Send) -> Send:
    """Return a way to answer that adds the headers; what may change is kept nowhere."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in _headers_named()]
            own = list(_headers(settings().tile_host))
            if not scope["path"].startswith("/static/"):
                kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
                own.append((b"cache-control", b"no-store"))
            message = {**message, "headers": kept + own}
        await send(message)

    return sending


@cache
def _headers(tile_host: str | None) -> tuple[tuple[bytes, bytes], ...]:
    headers = {
        "content-security-policy": content_security_policy(tile_host),
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
    return frozenset(name for name, _ in _headers(None))


@cache
def content_security_policy(tile_host: str | None = None) -> str:
    """Return the strictest policy that Streamlit's page works under.

    Scripts come from this server; the one that Streamlit's page carries inline is allowed by its hash, and its
    components of our own are run from ``blob:`` addresses that only a script of this page can make. Styles are written
    inline by Streamlit and by plotly, so they cannot be held to a hash. Nothing is asked of another host, but for the
    pictures of a map where the settings name one.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *_inline_script_hashes()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(["'self'", "data:", "blob:", *([tile_host] if tile_host else [])]),
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
