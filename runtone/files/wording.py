"""Counted things as they read in a sentence."""

from __future__ import annotations


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Return ``"1 sample"``, ``"2 samples"``, ``"1,905 samples"``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def were(n: int) -> str:
    """Return the verb that goes with `counted`."""
    return "was" if n == 1 else "were"
