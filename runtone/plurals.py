"""Counted things as they read in a sentence, for every room that warns or refuses in words."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``"1 run"``, ``"3 runs"`` or ``"1,905 runs"``.

    Parameters
    ----------
    number : int
    one : str
        The noun for one.
    many : str, optional
        The noun for any other number, where it is not `one` with an s.
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def were(number: int) -> str:
    """Return the verb that goes with `counted`."""
    return "was" if number == 1 else "were"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Return ``"a, b and c"``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
