"""Durations as a runner reads them."""

from __future__ import annotations

import math

MISSING = "–"
"""What stands where there is no figure."""


def minutes_seconds(seconds: float) -> str:
    """Return ``"m:ss"`` of a whole number of seconds, rounded half up."""
    minutes, rest = divmod(math.floor(seconds + 0.5), 60)
    return f"{minutes}:{rest:02d}"


def duration(seconds: float | None) -> str:
    """Return ``"45:10"`` or ``"1:02:07"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    whole = math.floor(seconds + 0.5)
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration_words(seconds: float | None) -> str:
    """Return ``"40 s"``, ``"45 min"`` or ``"1 h 02 min"``."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    if seconds < 59.5:
        return f"{math.floor(seconds + 0.5)} s"
    hours, minutes = divmod(math.floor(seconds / 60 + 0.5), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
