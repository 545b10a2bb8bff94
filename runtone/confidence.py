"""How sure a figure is, and why."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["high", "medium", "low"]


class Confidence(NamedTuple):
    """How sure a figure is, and why, in one sentence a runner understands."""

    level: Level
    why: str
