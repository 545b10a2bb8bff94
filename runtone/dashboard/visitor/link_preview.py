"""The address that is given away, ``/s/TOKEN``: a small page with a title and a description, which leads to the share.

Messengers fetch it to show a preview; a browser goes on at once. It says nothing that the share itself does not.
"""

from __future__ import annotations

import logging

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from runtone.dashboard.visitor.door import CLOSED, CLOSED_WHY
from runtone.dashboard.visitor.words import description_of, title_of
from runtone.library.shares.access import TooManyLookupsError, server_share_access
from runtone.sharing.tokens import is_token

log = logging.getLogger("runtone.dashboard.visitor")

_PAGE = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{title}</title>
<meta name="description" content="{description}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="runtone">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta name="twitter:card" content="summary">
{further}</head>
<body><h1>{title}</h1><p>{description}</p>{link}</body>
</html>
""")


def link_page(request: Request) -> Response:
    """Answer ``/s/TOKEN``; a wrong, an expired and a withdrawn token get the same answer."""
    token = request.path_params.get("token", "")
    try:
        snapshot = server_share_access().open(token, request.client.host if request.client else "")
        if snapshot is not None and is_token(token):
            return _page(title_of(snapshot), description_of(snapshot), 200, token)
    except TooManyLookupsError:
        return _page("Too many links were tried", "Wait a minute and open the link again.", 429)
    except Exception as error:  # noqa: BLE001 - whatever it is, a visitor is told nothing of it
        log.error("A shared link could not be looked up: %s", type(error).__name__)
        return _page("This page cannot be shown now", "Something went wrong on the server.", 503)
    return _page(CLOSED, CLOSED_WHY, 404)


def _page(title: str, description: str, status: int, token: str = "") -> Response:
    # Relative, so that it holds under a path of a proxy as well.
    target = f"../?share={token}"
    further = Markup('<meta http-equiv="refresh" content="0; url={}">\n').format(target) if token else ""
    link = Markup('<p><a href="{}">Open</a></p>').format(target) if token else ""
    html = _PAGE.format(title=title, description=description, further=further, link=link)
    return HTMLResponse(html, status_code=status)
