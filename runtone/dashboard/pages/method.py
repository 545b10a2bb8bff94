"""Method: how the estimate is made, how far to trust it, and what it cannot know."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import streamlit as st

from runtone.dashboard.components import blocks
from runtone.dashboard.view import View


def show(view: View) -> None:
    """Draw the page."""
    del view
    text = _method()
    if text is None:
        blocks.empty(
            "The method page is not part of this installation",
            "It lies in docs/method.md of the project.",
            "Load is an estimate from speed, slope and step rate; nothing on these pages is a measurement.",
        )
        return
    with st.container(key="method"):
        st.markdown(text)


@cache
def _method() -> str | None:
    packaged = Path(str(files("runtone.dashboard"))) / "method.md"
    checkout = Path(__file__).resolve().parents[3] / "docs" / "method.md"
    found = next((path for path in (packaged, checkout) if path.is_file()), None)
    return None if found is None else found.read_text(encoding="utf-8")
