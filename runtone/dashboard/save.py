"""Saving a run or a week as one HTML file that opens anywhere, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.dashboard.view import View

if TYPE_CHECKING:
    from runtone.library import StoredRun


def save_run(view: View, run: StoredRun) -> None:
    """Offer the run as a file."""
    del view, run
