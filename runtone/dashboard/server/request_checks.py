"""Which requests this server answers at all: who asks, by which name, and from whose page."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runtone.dashboard.server.exposure import is_loopback, is_open_to_others

if TYPE_CHECKING:
    from starlette.types import Scope

    from runtone.settings import Settings

FORWARDED = (
    "forwarded",
    "via",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-host",
    "x-original-url",
    "x-envoy-external-address",
    "true-client-ip",
    "fastly-client-ip",
    "fly-client-ip",
    "cdn-loop",
)
"""What proxies and tunnels add to a request, besides all that begins with `FORWARDED_PREFIXES`."""
FORWARDED_PREFIXES = ("x-forwarded", "cf-", "x-ms-proxy", "ngrok-", "tailscale-")
NO_LOGIN = "This dashboard has no login, so it answers this machine only. See docs/deploying.md."
FOREIGN_PAGE = "Pages of other addresses may ask nothing of this server."
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def refusal(scope: Scope, asked: Settings) -> tuple[int, str] | None:
    """Return why a request is not answered, as an HTTP status and a sentence; None where it is.

    A dashboard without a login answers this machine, asked directly and by the name it listens on: that keeps out
    tunnels, proxies, other machines, and pages that make their own name point here (DNS rebinding). A page of another
    origin is answered nowhere, and a websocket only to a page of this server.
    """
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    hosts = [value for name, value in headers if name == "host"]
    if len(hosts) != 1:
        return 400, "A request names one host."
    is_open = is_open_to_others(asked)
    if not is_open and not (_asks_directly(scope, headers) and _is_own_name(hosts[0], scope)):
        return 421, NO_LOGIN
    origins = [value for name, value in headers if name == "origin"]
    needed = scope["type"] == "websocket"
    if len(origins) > 1 or (needed and not origins):
        return 403, FOREIGN_PAGE
    if origins and not _is_own_origin(origins[0], hosts[0], scope, asked, any_scheme=is_open):
        return 403, FOREIGN_PAGE
    return None


def client_network(scope: Scope) -> str:
    """Return whom to count a request against: an address, or the network that one IPv6 customer is given."""
    address = str((scope.get("client") or ("",))[0])
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _asks_directly(scope: Scope, headers: list[tuple[str, str]]) -> bool:
    client = scope.get("client")
    if client is None or not client[0] or not is_loopback(client[0]):
        return False
    return not any(name in FORWARDED or name.startswith(FORWARDED_PREFIXES) for name, _ in headers)


def _is_own_name(host: str, scope: Scope) -> bool:
    """Say whether a Host header is exactly one that this server listens on."""
    server = scope.get("server")
    if server is None or server[1] is None:
        return False
    address, port = str(server[0]), int(server[1])
    if not is_loopback(address):
        return False
    names = {"localhost", f"[{address}]" if ":" in address else address}
    own = {f"{name}:{port}" for name in names} | (names if port == _PORTS.get(scope.get("scheme", "")) else set())
    return host.lower() in own


def _is_own_origin(origin: str, host: str, scope: Scope, asked: Settings, *, any_scheme: bool) -> bool:
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    secure = scope.get("scheme") in ("https", "wss")
    if not any_scheme and (parts.scheme == "https") != secure:
        return False
    own = _host_and_port(host, parts.scheme)
    public = urlsplit(asked.public_url or "")
    allowed = {own}
    if any_scheme and public.scheme == parts.scheme:  # behind a proxy that asks by another name
        allowed.add(_host_and_port(public.netloc, public.scheme))
    named = _host_and_port(parts.netloc, parts.scheme)
    return named is not None and named in allowed


def _host_and_port(netloc: str, scheme: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(f"//{netloc}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.path:
        return None
    return parts.hostname.lower(), port or _PORTS[scheme]
