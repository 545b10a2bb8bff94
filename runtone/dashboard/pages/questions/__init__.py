"""What only the runner can answer, asked until it is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtone.dashboard.pages.questions.dates import ask_about_dates
from runtone.dashboard.pages.questions.overlaps import ask_about_overlaps
from runtone.dashboard.pages.questions.rides import ask_about_rides

if TYPE_CHECKING:
    from runtone.dashboard.view import View


def ask(view: View) -> None:
    """Show all questions that are open, and take the answers."""
    ask_about_dates(view)
    ask_about_overlaps(view)
    ask_about_rides(view)
