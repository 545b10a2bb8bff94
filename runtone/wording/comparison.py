"""One figure beside another in words."""

from __future__ import annotations

import math


def difference(first: float | None, second: float | None, more: str = "more", less: str = "less") -> str:
    """Return how a second figure compares with the first: ``"12 % more"``; nothing where it cannot be told."""
    if first is None or second is None or not (math.isfinite(first) and math.isfinite(second) and first > 0):
        return ""
    change = round((second / first - 1) * 100)
    return f"{abs(change)} % {more if change > 0 else less}" if change else "the same"
