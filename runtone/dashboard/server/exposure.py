"""Who may reach this server: a dashboard without a login answers this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from importlib.util import find_spec

from runtone.errors import SettingsError
from runtone.settings import Settings

LOGIN_SECRETS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
LEAST_SECRET_CHARACTERS = 32


def is_open_to_others(settings: Settings) -> bool:
    """Say whether the server may be reached from other machines: by login, as a demo, or for shared links only."""
    return settings.is_open_to_others


def is_loopback(address: str | None) -> bool:
    """Say whether an address or host name is this machine's own; none at all means every network."""
    if not address:
        return False
    host = address.strip("[]").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_exposure(address: str | None, settings: Settings) -> None:
    """Refuse to listen where others could open the owner's dashboard without a login.

    Raises
    ------
    SettingsError
        The address is not this machine's own, and there is no login.
    """
    if settings.public_demo and settings.auth == "oidc":
        msg = "RUNTONE_PUBLIC_DEMO and RUNTONE_AUTH=oidc exclude each other: a demo has no owners to log in."
        raise SettingsError(msg)
    if is_open_to_others(settings) or is_loopback(address):
        return
    where = f"on {address}" if address else "on every network"
    msg = (
        f"Listening {where} would show your runs to whoever finds the address. Set RUNTONE_AUTH=oidc for a login, "
        "--shares-only to show shared links and nothing else, or --public-demo to give each visitor a private, "
        "temporary library."
    )
    raise SettingsError(msg)


def check_login(secrets: Mapping[str, object], settings: Settings) -> None:
    """Refuse to start with a login that is not set up, or whose cookies anybody could sign.

    Parameters
    ----------
    secrets : mapping
        The section ``[auth]`` of Streamlit's secrets.
    settings : Settings

    Raises
    ------
    SettingsError
        Something is missing, or the cookie secret is too short.
    """
    if settings.auth != "oidc":
        return
    if find_spec("authlib") is None:
        msg = "RUNTONE_AUTH=oidc needs the package Authlib: pip install 'runtone[login]'."
        raise SettingsError(msg)
    missing = [name for name in LOGIN_SECRETS if not secrets.get(name)]
    if missing:
        msg = f"RUNTONE_AUTH=oidc needs {', '.join(missing)} in the section [auth] of .streamlit/secrets.toml."
        raise SettingsError(msg)
    if len(str(secrets["cookie_secret"])) < LEAST_SECRET_CHARACTERS:
        msg = f"cookie_secret in .streamlit/secrets.toml needs at least {LEAST_SECRET_CHARACTERS} random characters."
        raise SettingsError(msg)
