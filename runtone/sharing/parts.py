"""What an owner can add to a share."""

from __future__ import annotations

from typing import Literal, get_args

Part = Literal["map", "profile", "heart_rate", "names", "notes", "times"]
PARTS: tuple[Part, ...] = get_args(Part)
"""What an owner can add; all are off at first."""
