"""Walking over a frame's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Return each row as a named tuple; what its values are, the column says and no type checker can know."""
    return iter(frame.itertuples())
