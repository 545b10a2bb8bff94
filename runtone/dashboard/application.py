"""The pages, the way between them, and what happens when one of them fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from runtone.dashboard import owners, visitor
from runtone.dashboard.components import blocks
from runtone.dashboard.components.navigate import navigate
from runtone.dashboard.components.style import page_style
from runtone.dashboard.components.theme import theme_named
from runtone.dashboard.pages import (
    consistency,
    imports,
    method,
    muscles,
    overview,
    plan,
    records,
    run,
    runs,
    settings,
    sharing,
)
from runtone.dashboard.view import View, current_view
from runtone.errors import RuntoneError
from runtone.settings import settings as server_settings

log = logging.getLogger("runtone.dashboard")

PAGES: dict[str, tuple[str, Callable[[View], None]]] = {
    "overview": ("Overview", overview.show),
    "runs": ("Runs", runs.show),
    "records": ("Records", records.show),
    "muscles": ("Muscles", muscles.show),
    "consistency": ("Consistency", consistency.show),
    "plan": ("Plan", plan.show),
    "import": ("Import", imports.show),
    "sharing": ("Sharing", sharing.show),
    "settings": ("Settings", settings.show),
    "method": ("Method", method.show),
    "run": ("Run", run.show),
}
HIDDEN = ("run",)
_SAMPLE_FILLED = "sample-filled"
ICON = str(files("runtone.dashboard").joinpath("icon.svg"))


def draw() -> None:
    """Draw the page that the address asks for; a shared link is drawn by a package that knows nothing of the owner."""
    if "share" in st.query_params or server_settings().shares_only:
        visitor.draw()
        return
    st.set_page_config(page_title="runtone", page_icon=ICON, layout="wide", initial_sidebar_state="collapsed")
    st.html(page_style(theme_named(st.context.theme.type)))
    if server_settings().auth == "oidc" and not owners.is_logged_in():
        _ask_to_log_in()
        return
    pages: dict[str, st.Page] = {}

    def goto(name: str, parameters: Mapping[str, Any]) -> None:
        asked = {key: str(value) for key, value in parameters.items()}
        if st.session_state.get("season") == "sample":
            asked["season"] = "sample"
        page = "" if name == "overview" else name
        navigate(f"{page}?{urlencode(asked)}" if asked else page or ".")

    for name, (title, show) in PAGES.items():
        pages[name] = st.Page(
            _guarded(show, goto),
            title=title,
            url_path=name,
            default=name == "overview",
            visibility="hidden" if name in HIDDEN else "visible",
        )
    chosen = st.navigation(list(pages.values()), position="hidden")
    with st.container(horizontal=True, key="nav"):
        kept = {"season": "sample"} if st.session_state.get("season") == "sample" else {}
        for name, page in pages.items():
            if name not in HIDDEN:
                st.page_link(page, query_params=kept)
        owners.offer_to_log_out()
    chosen.run()


def _ask_to_log_in() -> None:
    """Draw the same page under every address, so that the one that was asked for is there after the login."""
    pages = [
        st.Page(owners.ask_to_log_in, title="runtone", url_path=name, default=name == "overview") for name in PAGES
    ]
    st.navigation(pages, position="hidden").run()


def _guarded(show: Callable[[View], None], goto: Callable[[str, Mapping[str, Any]], None]) -> Callable[[], None]:
    """Return the page's function: what goes wrong in it is said in words, and logged for who runs the server."""

    def page() -> None:
        try:
            view = current_view(goto)
            if view.is_sample:
                _sample_banner()
                if not st.session_state.get(_SAMPLE_FILLED):  # its address was opened first, or a visit left too soon
                    imports.fill_sample_season()
                    st.session_state[_SAMPLE_FILLED] = True
                    view = current_view(goto)
            show(view)
        except RuntoneError as error:
            blocks.empty("This page cannot be shown", str(error), "Go back, or open another page from the menu above.")
        except Exception:
            log.exception("A page failed")
            blocks.empty(
                "This page cannot be shown",
                "Something went wrong on our side; your runs are safe in the library.",
                "Reload the page. If it happens again, the server's log says what it was.",
            )

    return page


def _sample_banner() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="banner"):
        blocks.note("Sample season: twelve weeks of an invented runner, shown as on its last day.")
        if st.button("Leave the sample season", type="tertiary"):
            st.session_state.pop("season", None)
            st.query_params.pop("season", None)
            st.rerun()
