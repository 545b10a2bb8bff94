"""What stands around Streamlit's own server: a few addresses of our own, and the checks of every request."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from runtone.dashboard.demo_visits import demo_visits, looked_after
from runtone.dashboard.server.arrivals import runs_arriving
from runtone.dashboard.server.calendar import calendar
from runtone.dashboard.server.exposure import check_exposure, check_login, is_open_to_others
from runtone.dashboard.server.half_open import end_half_open
from runtone.dashboard.server.message_sizes import limit_messages
from runtone.dashboard.server.receiving import receive
from runtone.dashboard.server.running import note_port
from runtone.dashboard.server.security_middleware import SecurityMiddleware
from runtone.dashboard.server.start_token import announce, start_token
from runtone.errors import RuntoneError
from runtone.library.temporary_folders import sweep_abandoned
from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("runtone.dashboard")


def server_parts() -> dict[str, Any]:
    """Return what `streamlit.App` is given beside the script."""
    ask_no_stranger()
    return {
        "routes": [
            Route("/s/{token}", _link_page, methods=["GET"]),
            Route("/in/{token}", receive, methods=["POST", "PUT"]),
            Route("/calendar/{token}.ics", calendar, methods=["GET"]),
            Route("/livez", _alive, methods=["GET"]),
            Route("/readyz", _ready, methods=["GET"]),
        ],
        "middleware": [Middleware(SecurityMiddleware)],
        "lifespan": _lifespan,
    }


@asynccontextmanager
async def _lifespan(app: object) -> AsyncIterator[None]:
    """Refuse to start where others could reach an owner's dashboard without a login."""
    del app
    from streamlit import config

    check_exposure(config.get_option("server.address"), settings())
    check_login(_login_secrets(), settings())
    end_half_open(AutoHTTPProtocol)
    if is_open_to_others(settings()):
        limit_messages(AutoHTTPProtocol)
    note_port(config.get_option("server.port"))
    if start_token() is not None:
        announce("localhost", config.get_option("server.port"))
    if not settings().public_demo:
        async with runs_arriving(settings()):
            yield
        return
    sweep_abandoned()
    async with looked_after(demo_visits()):
        yield


def _login_secrets() -> dict[str, object]:
    from streamlit.runtime.secrets import secrets_singleton

    if not secrets_singleton.load_if_toml_exists():
        return {}
    return dict(secrets_singleton.get("auth", {}))


def ask_no_stranger() -> None:
    """Keep Streamlit from asking a foreign host for this machine's public address, which it would then let in.

    It asks once and remembers the answer; the answer is given beforehand.
    """
    from streamlit import net_util

    net_util._internal_ip = net_util._external_ip = "127.0.0.1"


def _link_page(request: Request) -> Response:
    """Answer a shared link; what draws shares is loaded when the first is asked for."""
    from runtone.dashboard.visitor.link_preview import link_page

    return link_page(request)


def _alive(request: Request) -> Response:
    """Answer that the process runs."""
    del request
    return PlainTextResponse("ok")


def _ready(request: Request) -> Response:
    """Answer whether the library can be read."""
    del request
    from runtone.library.shares.access import server_share_access

    try:
        server_share_access().check()
    except RuntoneError as error:
        log.error("The library cannot be read: %s", error)
        return PlainTextResponse("the library cannot be read", status_code=503)
    return PlainTextResponse("ok")
