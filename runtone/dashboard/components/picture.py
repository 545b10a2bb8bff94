"""Pictures and lists drawn by us that answer to the mouse and the keyboard.

One Streamlit component shows HTML made by this package and reports what was chosen in it: an element with
``data-choose`` reports its value on a click, Enter or Space; one with ``data-tip`` shows its words at the pointer. A
link keeps its address, so that it can be copied or opened in another tab. A drawing can be saved as an image. Where a
picture carries ``data-route`` (positions along a run), a mark on it follows the hover of the profile chart in its card,
and a band the part that the profile is zoomed to.

What it is given is `Markup`; plain text would be escaped.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPT = files("runtone.dashboard.components").joinpath("picture.js").read_text(encoding="utf-8")


def picture(html: Markup, key: str, *, image: Literal["png", "svg"] | None = None) -> str | None:
    """Show `html` and return the value that was just chosen in it, once, or None.

    Parameters
    ----------
    html : Markup
    key : str
        Unique on the page.
    image : {"png", "svg"}, optional
        Offers to save the drawing in `html` as such an image.
    """
    data = {"html": str(escape(html)), "image": image, "name": f"runtone-{key}"}
    result = _mounted()(data=data, key=key, on_chosen_change=_nothing)
    chosen = result.chosen
    return str(chosen) if chosen is not None else None


def _nothing() -> None:
    """Be called when something is chosen; the page reads the value itself."""


def _mounted() -> Callable[..., Any]:
    """Return the component, made at the first call: Streamlit keeps it for the server."""
    global _component
    if _component is None:
        _component = st.components.v2.component(
            "runtone_picture", html='<div class="rt-picture"></div>', js=_SCRIPT, isolate_styles=False
        )
    return _component


_component: Callable[..., Any] | None = None
