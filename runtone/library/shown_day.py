"""The day that weeks are counted back from, on every page and share."""

from __future__ import annotations

from datetime import date
from typing import Final

SAMPLE_OWNER: Final = "sample season"
"""How the owners of the sample season are called: this, or this and whose it is."""

QUIET_DAYS: Final = 28
"""After so many days without a run, "this week" would be empty; the weeks up to the last run are shown."""


def is_sample(owner: str) -> bool:
    """Say whether an owner's runs are the sample season."""
    return owner.startswith(SAMPLE_OWNER)


def shown_day(owner: str, last_run: date | None, today: date) -> date:
    """Return the day that an owner's weeks are counted back from.

    It is today. The sample season always looks as on its last day, and so does a library whose last run was long ago or
    is dated in the future.
    """
    if last_run is None:
        return today
    stands_still = is_sample(owner) or last_run > today or (today - last_run).days > QUIET_DAYS
    return last_run if stands_still else today
