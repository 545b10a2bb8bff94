"""Runs on a treadmill before a screen: their positions are fiction, in the middle of an ocean or of another city."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from runtone.files.samples.pace import way_of

_PROGRAMS = re.compile(
    r"\b(zwift|kinomap|rouvy|rgt|mywhoosh|fulgaz|bkool|onelap|indievelo|tacx|trainerroad|sufferfest|virtual\s*training)",
    re.IGNORECASE,
)


def is_virtual(sub_sport: str | None, device: str | None) -> bool:
    """Tell whether a recording says that it is virtual, or was made by a program whose places are invented."""
    return (sub_sport or "").startswith("virtual") or bool(_PROGRAMS.search(device or ""))


def without_places(
    time_ns: NDArray[np.int64], columns: dict[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    """Return the columns without positions; the way that they tell stays, where nothing else tells it."""
    kept = {name: values for name, values in columns.items() if name not in ("latitude_deg", "longitude_deg")}
    if "distance_m" not in kept and "speed_m_s" not in kept:
        way = way_of(time_ns, columns)
        if way is not None:
            kept["distance_m"] = way
    return kept
