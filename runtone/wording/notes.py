"""Remarks that stand under figures wherever these are shown."""

from __future__ import annotations

from typing import Final

SPOT_TONING: Final = (
    "Load is an estimate of how hard each group worked, not of fat or shape. You cannot spot-tone: fat is lost from "
    "the whole body, wherever the work is done."
)
EASY_MINUTE: Final = (
    "1 easy minute is what a minute of level running at 5:33 min/km (8:56 min/mi) asks of that same muscle group: "
    "compare a group with itself, not with another."
)
STRESS_MINUTE: Final = (
    "1 stress minute is a minute of the runner's own easy running, for that muscle group. What asks twice as much of "
    "it counts 16 times, so hard seconds speak louder than long hours. Compare a group with its own weeks, not with "
    "another group."
)
ESTIMATE: Final = "Every load is an estimate from a watch's own file, not a measurement."
