"""The Streamlit dashboard: pages, charts, the body map and the words and units around them."""

from __future__ import annotations

from runtone.dashboard.server.serving import serve

__all__ = ["main", "serve"]


def main() -> None:
    """Draw the page that the address asks for; Streamlit calls this once for each visit and each click."""
    from runtone.dashboard.application import draw

    draw()
