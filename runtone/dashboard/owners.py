"""Whose library a visit belongs to: the one owner of this machine, whoever logged in, or a demo's visitor.

The answer comes from the server's settings and from what Streamlit has verified of a login, never from the address or
from a widget.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from runtone.dashboard.components import blocks
from runtone.dashboard.demo_visits import demo_visits
from runtone.errors import SettingsError
from runtone.library import LOCAL_OWNER
from runtone.library.shown_day import SAMPLE_OWNER
from runtone.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runtone.library import Library

_DEMO_OWNER = "demo owner"


def own() -> str:
    """Return the owner of the runs that this visit imports.

    Raises
    ------
    SettingsError
        Nobody is logged in where a login is asked for.
    """
    if settings().public_demo:
        return str(st.session_state.setdefault(_DEMO_OWNER, f"visitor {secrets.token_hex(16)}"))
    if settings().auth == "oidc":
        return owner_of(st.user.to_dict() if is_logged_in() else {})
    return LOCAL_OWNER


def sample() -> str:
    """Return the owner of the sample season that this visit sees: each owner has their own."""
    mine = own()
    return SAMPLE_OWNER if mine == LOCAL_OWNER else f"{SAMPLE_OWNER} of {mine}"


def owner_of(claims: Mapping[str, object]) -> str:
    """Return the owner that verified claims stand for.

    Issuer and subject together name a person for good; a name or an e-mail address may pass to somebody else.

    Raises
    ------
    SettingsError
        The claims name nobody.
    """
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not (isinstance(issuer, str) and isinstance(subject, str) and issuer and subject):
        msg = "Nobody is logged in, or the login says neither who it is nor who vouches for it."
        raise SettingsError(msg)
    return f"oidc {hashlib.sha256(f'{len(issuer)} {issuer} {subject}'.encode()).hexdigest()}"


def demo_library() -> Library:
    """Return this visit's private library; it vanishes with the visit.

    Raises
    ------
    LibraryError
        There are as many visits as the demo takes.
    """
    session = get_script_run_ctx()
    return demo_visits().library_of(session.session_id if session else "")


def is_logged_in() -> bool:
    """Say whether Streamlit has verified a login; False too where none is set up."""
    return bool(getattr(st.user, "is_logged_in", False))


def ask_to_log_in() -> None:
    """Draw the page of somebody who is not logged in."""
    blocks.title("runtone", "Which muscles did your runs work, and why?")
    blocks.sentence("Log in to see your own runs. Nobody else who logs in here sees them.")
    if st.button("Log in", type="primary"):
        st.login()


def offer_to_log_out() -> None:
    """Show a button that ends the login."""
    if settings().auth == "oidc" and st.button("Log out", type="tertiary"):
        st.logout()
