"""Decimal numbers in text."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


_PLAIN = np.zeros(256, dtype=bool)
_PLAIN[np.frombuffer(b"0123456789+-.\0", dtype=np.uint8)] = True


def parse_decimals(texts: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Parse many numbers at once, each exactly as `parse_decimal` does.

    Parameters
    ----------
    texts : array of uint8, shape (n, w)
        One text a row, padded with zeros.

    Returns
    -------
    tuple of array of float64 and array of bool, both of shape (n,)
        The numbers, NaN where there is none, and whether there stands something that is no number.
    """
    n, width = texts.shape
    strings: NDArray[Any] = np.ascontiguousarray(texts).view(f"S{width}")[:, 0]
    if _PLAIN[texts].all():
        try:
            if not (texts[:, 0] == 0).any():
                return strings.astype(np.float64), np.zeros(n, dtype=bool)
        except ValueError:
            pass
    decoded = [string.decode("utf-8", "replace").strip() for string in strings.tolist()]
    values = np.array([parse_decimal(text) for text in decoded], dtype=np.float64)
    return values, np.isnan(values) & np.array([bool(text) for text in decoded])
