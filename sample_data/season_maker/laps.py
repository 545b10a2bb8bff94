"""The laps a watch keeps: each kilometre by itself, at the press of a button, or at each step of a guided workout."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from .physiology import Role
from .season import Outing

Trigger = Literal["manual", "distance", "session_end"]
# The steps of a guided workout, by their index in the file; step 3 is "repeat from step 1".
WORKOUT_STEP: dict[Role, int] = {"warm up": 0, "sprint": 1, "recovery": 2, "cool down": 4}


@dataclass(frozen=True)
class Lap:
    """Seconds from the press of start (the end not included); `role` is known in guided workouts only."""

    start_s: int
    end_s: int
    trigger: Trigger
    role: Role | None = None


def laps_of(outing: Outing) -> tuple[Lap, ...]:
    """Return the laps the watch keeps of a run."""
    if outing.session.laps == "each kilometre":
        return _kilometres(outing)
    return _bouts(outing, guided=outing.session.laps == "by workout")


def _kilometres(outing: Outing) -> tuple[Lap, ...]:
    kept = outing.recording
    kilometres = np.arange(1000.0, kept.distance_m[-1], 1000.0)
    edges = [0, *kept.second[np.searchsorted(kept.distance_m, kilometres)].tolist(), int(kept.second[-1])]
    laps = [Lap(start, end, "distance") for start, end in pairwise(edges)]
    return (*laps[:-1], Lap(laps[-1].start_s, laps[-1].end_s, "session_end"))


def _bouts(outing: Outing, *, guided: bool) -> tuple[Lap, ...]:
    laps: list[Lap] = []
    for bout in outing.truth.bouts:
        role = bout.role if guided else None
        at_distance = guided and bout.role in ("sprint", "recovery")
        laps.append(Lap(bout.start_s, bout.end_s, "distance" if at_distance else "manual", role))
    last = laps[-1]
    return (*laps[:-1], Lap(last.start_s, int(outing.recording.second[-1]), "session_end", last.role))
