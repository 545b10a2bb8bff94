"""Decimal numbers in text."""

from __future__ import annotations

import math
import re

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_LONGEST = 64


def parse_decimal(text: str) -> float:
    """Return the number that ``text`` writes, NaN if it writes none.

    Stricter than `float`, which takes ``inf``, ``nan`` and ``1_000``; and laxer in one point: a single comma counts
    as the decimal sign, as programs set to other languages write it.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return math.nan
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not _DECIMAL.fullmatch(text):
        return math.nan
    number = float(text)
    return number if math.isfinite(number) else math.nan
