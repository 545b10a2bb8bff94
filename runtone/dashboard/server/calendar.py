"""``GET /calendar/TOKEN.ics``: an owner's past runs and suggested sessions, for their own calendar."""

from __future__ import annotations

import logging
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from runtone import clock
from runtone.dashboard.server.arrivals import address_access
from runtone.dashboard.server.request_checks import client_network
from runtone.library.catalogue import server_library
from runtone.library.shares.access import TooManyLookupsError
from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.requests import Request

log = logging.getLogger("runtone.dashboard")


def calendar(request: Request) -> Response:
    """Answer ``/calendar/TOKEN.ics``; a wrong and a revoked token get the same answer."""
    token = request.path_params.get("token", "")
    try:
        access = address_access()
        is_open = settings().lets_runs_arrive
        opened = access.open(token, "calendar", client_network(request.scope)) if is_open else None
        if opened is None:
            return PlainTextResponse("There is no calendar here.", status_code=404)
        content = _feed(opened.owner, server_library().owned_by(opened.owner).version(), clock.today())
        access.record_use(opened)
    except TooManyLookupsError:
        return PlainTextResponse("Too many addresses were tried. Wait a minute.", 429, {"retry-after": "60"})
    except Exception as error:  # noqa: BLE001 - whatever it is, who asks is told nothing of it
        log.error("A calendar could not be made: %s", type(error).__name__)
        return PlainTextResponse("Something went wrong on the server.", 503, {"retry-after": "60"})
    return Response(content, media_type="text/calendar", headers={"content-disposition": 'inline; filename="runs.ics"'})


@lru_cache(maxsize=64)
def _feed(owner: str, version: int, today: date) -> bytes:
    """Return a calendar; it stays the same until its owner's library changes, or the day."""
    from runtone.library.arrivals.calendar_feed import calendar_feed

    del version
    return calendar_feed(server_library().owned_by(owner), today)
