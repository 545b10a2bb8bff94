"""Going to another page as one step of the browser's Back.

Streamlit's own way to a page with a query leaves an address between the two in the browser's history, which Back then
finds. Here the browser itself goes to the address, within the session.
"""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPT = """
export default function ({ data }) {
  if (data.once === window.runtoneWent) return;
  window.runtoneWent = data.once;
  window.history.pushState({}, "", data.address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}
"""


def navigate(address: str) -> None:
    """Have the browser go to an address of this dashboard; what the page would do after it is not done.

    Parameters
    ----------
    address : str
        Relative to the dashboard's own.
    """
    once = token_hex(8)
    _mounted()(data={"address": address, "once": once}, key=f"navigate-{once}")
    st.stop()


def _mounted() -> Callable[..., Any]:
    """Return the component, made at the first call: Streamlit keeps it for the server."""
    global _component
    if _component is None:
        _component = st.components.v2.component("runtone_navigate", js=_SCRIPT, isolate_styles=False)
    return _component


_component: Callable[..., Any] | None = None
"""The mounted component."""
