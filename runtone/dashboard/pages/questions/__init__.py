"""What only the runner can answer, asked until it is answered."""

from runtone.dashboard.pages.questions.overlaps import ask_about_overlaps
from runtone.dashboard.pages.questions.rides import ask_about_rides

__all__ = ["ask_about_overlaps", "ask_about_rides"]
