"""Numbers as addresses and pictures bring them: anything may come."""

from __future__ import annotations

_MOST_DIGITS = 9


def whole_number(text: str | None) -> int | None:
    """Return the number that a text says; None where it says none that a library could hold.

    >>> whole_number("12"), whole_number("²"), whole_number("9" * 5_000)
    (12, None, None)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
