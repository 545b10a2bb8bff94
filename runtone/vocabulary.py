"""The words that name things in every frame, spelled once, and the categorical types made of them.

Frames hold plain strings of these values; a member compares equal to its value, so both read the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray


class Kind(StrEnum):
    """What a segment is: rest, else sprint, else hill, else steady."""

    HILL = "hill"
    SPRINT = "sprint"
    STEADY = "steady"
    REST = "rest"


class Terrain(StrEnum):
    """Which way the ground goes."""

    UPHILL = "uphill"
    DOWNHILL = "downhill"
    FLAT = "flat"


class Effort(StrEnum):
    """How hard a stretch is run."""

    STEADY = "steady"
    SPRINT = "sprint"
    WALK = "walk"
    REST = "rest"


class SegmentSource(StrEnum):
    """Who says that a segment is one."""

    DETECTED = "detected"
    DEVICE_LAP = "device lap"


class Cause(StrEnum):
    """What load is put down to: `Kind`, with hills told apart by their direction."""

    STEADY = "steady"
    UPHILL = "uphill"
    DOWNHILL = "downhill"
    SPRINT = "sprint"
    REST = "rest"


class Group(StrEnum):
    """Muscle groups, in the order in which they are always shown."""

    HIP_FLEXORS = "hip_flexors"
    GLUTES = "glutes"
    QUADS = "quads"
    HAMSTRINGS = "hamstrings"
    CALVES = "calves"
    SHINS = "shins"
    CORE = "core"


class Action(StrEnum):
    """What a group does: it shortens and pushes, or lengthens and brakes; the core's index is never split."""

    CONCENTRIC = "concentric"
    ECCENTRIC = "eccentric"
    UNDIVIDED = "undivided"


class Zone(StrEnum):
    """How much is asked of a group, against the runner's own steady running."""

    EASY = "easy"
    MODERATE = "moderate"
    HARD = "hard"
    SPRINT = "sprint"


class Step(StrEnum):
    """Where a figure stands to the runner's usual weeks."""

    WELL_BELOW = "well below"
    BELOW = "below"
    USUAL = "usual"
    ABOVE = "above"
    WELL_ABOVE = "well above"
    STILL_OPEN = "still open"
    """Below usual so far, in a week that is not over."""


class Status(StrEnum):
    """What became of a file that was imported."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


class WeekStart(StrEnum):
    """The day on which the runner's weeks begin."""

    MONDAY = "monday"
    SUNDAY = "sunday"


def values(words: type[StrEnum]) -> tuple[str, ...]:
    """Return an enumeration's values as plain strings, in order."""
    return tuple(str(word.value) for word in words)


KINDS: Final = values(Kind)
TERRAINS: Final = values(Terrain)
EFFORTS: Final = values(Effort)
CAUSES: Final = values(Cause)
GROUPS: Final = values(Group)
MUSCLES: Final = GROUPS[:-1]
"""The groups with work in J/kg: all but the core, a rough proxy that has an index only."""
ACTIONS: Final = (Action.CONCENTRIC.value, Action.ECCENTRIC.value)
"""What a muscle is told to do; the core's one part is `Action.UNDIVIDED`."""
LOAD_PARTS: Final = (
    *((group, action) for group in MUSCLES for action in ACTIONS),
    (Group.CORE.value, Action.UNDIVIDED.value),
)
"""Group and action of every figure of load, in order."""
ZONES: Final = values(Zone)
HARD_ZONES: Final = (Zone.HARD.value, Zone.SPRINT.value)
STEPS: Final = values(Step)[:5]
"""The five that are ranked, from least to most."""

CATEGORIES: Final[dict[str, pd.CategoricalDtype[Any]]] = {
    name: pd.CategoricalDtype(list(words))
    for name, words in {
        "kind": KINDS,
        "terrain": TERRAINS,
        "effort": EFFORTS,
        "source": values(SegmentSource),
        "muscle_group": GROUPS,
        "action": values(Action),
        "zone": ZONES,
    }.items()
}
"""The type of each column of words, by the column's name."""
_SPELLED: Final = {name: pd.array(list(words.categories), dtype="str") for name, words in CATEGORIES.items()}


def coded(name: str, codes: NDArray[np.integer[Any] | np.bool_]) -> pd.Categorical[str]:
    """Return places in a column's words as that column's categorical."""
    return cast("pd.Categorical[str]", pd.Categorical.from_codes(np.asarray(codes, np.int8), dtype=CATEGORIES[name]))


def spelled(name: str, codes: NDArray[np.integer[Any]]) -> ExtensionArray:
    """Return places in a column's words as plain strings; all at once, since to read many strings takes long."""
    return _SPELLED[name].take(codes)


def with_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of words are of their categorical types; a word of none becomes missing."""
    return frame.astype({name: words for name, words in CATEGORIES.items() if name in frame})
