"""settings."""

from __future__ import annotations

from runtone.dashboard import blocks
from runtone.dashboard.view import View


def show(view: View) -> None:
    """Draw the page."""
    del view
    blocks.title("settings")
