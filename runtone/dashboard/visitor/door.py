"""The visitor's door: the token of the address in, its snapshot out, or one and the same refusal."""

from __future__ import annotations

import logging
from importlib.resources import files

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.components.style import page_style
from runtone.dashboard.components.theme import theme_named
from runtone.dashboard.visitor.shared_page import show_snapshot
from runtone.dashboard.visitor.words import title_of
from runtone.library.shares.access import TooManyLookupsError, server_share_access
from runtone.sharing.snapshot import Snapshot

log = logging.getLogger("runtone.dashboard.visitor")

ICON = str(files("runtone.dashboard").joinpath("icon.svg"))
CLOSED = "This link opens nothing"
CLOSED_WHY = "It may have been mistyped, have run out, or have been revoked."
CLOSED_NEXT = "Ask the runner who sent it for a new one."


def draw() -> None:
    """Draw what the link in the address opens; of what else the address says, only which of its runs."""
    st.set_page_config(page_title="runtone", page_icon=ICON, layout="wide", initial_sidebar_state="collapsed")
    st.html(page_style(theme_named(st.context.theme.type)))
    st.navigation([st.Page(_page, title="runtone", url_path="shared", default=True)], position="hidden").run()


def _page() -> None:
    try:
        snapshot = _opened(st.query_params.get("share", ""))
    except TooManyLookupsError:
        blocks.empty(
            "Too many links were tried",
            "From this address many links were tried that open nothing, so none is looked up for a while.",
            "Wait a minute and open the link again.",
        )
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, a visitor is told nothing of it
        # Not the traceback's text: an error of the database may quote what was looked up.
        log.error("A shared link could not be opened: %s", type(error).__name__)
        blocks.empty("This page cannot be shown now", "Something went wrong on the server.", "Try again later.")
        return
    if snapshot is None:
        blocks.empty(CLOSED, CLOSED_WHY, CLOSED_NEXT)
        return
    try:
        st.set_page_config(page_title=f"{title_of(snapshot)} · runtone")
        show_snapshot(snapshot, key="shared")
    except Exception:
        log.exception("A shared page failed")
        blocks.empty("This page cannot be shown", "Something went wrong on the server.", "Try again later.")


def _opened(token: str) -> Snapshot | None:
    client = st.context.ip_address or ""
    first_time = st.session_state.get("visited") != token
    snapshot = server_share_access().open(token, client, first_time=first_time)
    if snapshot is not None:
        st.session_state["visited"] = token
    return snapshot
