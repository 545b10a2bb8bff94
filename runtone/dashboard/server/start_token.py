"""A secret in the address of a dashboard without a login, where several people use one machine.

Listening on 127.0.0.1 keeps other machines out, not the other users of this one. Where there are several, the address
that is printed at the start carries a token, as notebooks do it; the browser then keeps it in a cookie.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sys
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from runtone.dashboard.server.exposure import is_open_to_others
from runtone.settings import settings

if TYPE_CHECKING:
    from starlette.types import Scope

PARAMETER = "token"
TOKEN_BYTES = 24
OPEN_PATHS = ("/_stcore/health", "/livez", "/readyz")
"""What tells no more than that the server runs."""
TOKEN_PATHS = ("/in/", "/calendar/")
"""What opens by a token of its own in its path, which a program has and a browser's cookie has not."""
WITHOUT_IT = "This dashboard is not yours, or its address lacks the token that is printed where it was started."
_FIRST_PERSON = 501 if sys.platform == "darwin" else 1000
_NOBODY = 65_534
_NO_SHELL = ("nologin", "false", "sync", "shutdown", "halt")


@cache
def start_token() -> str | None:
    """Return this process's token; None where none is asked for."""
    asked = settings()
    if is_open_to_others(asked) or asked.private_address == "off":
        return None
    return secrets.token_urlsafe(TOKEN_BYTES) if asked.private_address == "on" or several_users() else None


def several_users() -> bool:
    """Say whether people besides this user can log in to this machine, or are logged in; on Windows it is not known."""
    if sys.platform == "win32":
        return False
    import pwd

    people = {
        entry.pw_uid
        for entry in pwd.getpwall()
        if _FIRST_PERSON <= entry.pw_uid != _NOBODY and not entry.pw_shell.endswith(_NO_SHELL)
    }
    sessions = Path("/run/user")
    if sessions.is_dir():
        people |= {int(folder.name) for folder in sessions.iterdir() if folder.name.isdigit()}
    return bool(people - {os.getuid(), 0})


def address_with_token(address: str) -> str:
    """Return the address to open, with the token where there is one."""
    token = start_token()
    return address if token is None else f"{address}/?{urlencode({PARAMETER: token})}"


_announced: set[int] = set()


def announce(address: str, port: int) -> None:
    """Print the address to open, once: whoever starts the server does it, else the server itself."""
    if port not in _announced:
        _announced.add(port)
        sys.stderr.write(
            f"runtone: open {address_with_token(f'http://{address}:{port}')} in a browser; Ctrl-C stops it\n"
        )


def has_token(scope: Scope, token: str) -> bool:
    """Say whether a request brings the token in its cookie."""
    header = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    try:
        cookie = SimpleCookie(header).get(cookie_name(scope))
    except CookieError:
        return False
    return cookie is not None and _same(cookie.value, token)


def entry_of(scope: Scope, token: str) -> tuple[str, str] | None:
    """Return where to go on and the cookie to set, for an address that carries the token; else None."""
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    if not any(name == PARAMETER and _same(value, token) for name, value in query):
        return None
    rest = urlencode([(name, value) for name, value in query if name != PARAMETER])
    # One slash: "//host" would lead to another server.
    target = "/" + scope["path"].lstrip("/\\") + (f"?{rest}" if rest else "")
    return target, f"{cookie_name(scope)}={token}; Path=/; HttpOnly; SameSite=Lax"


def cookie_name(scope: Scope) -> str:
    """Return the cookie's name: cookies do not tell ports apart, so the name does."""
    server = scope.get("server")
    return f"runtone_token_{server[1] if server else 0}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
