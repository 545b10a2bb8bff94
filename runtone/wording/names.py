"""Muscle groups and causes of load by the names that pages show."""

from __future__ import annotations

from runtone.muscles import cause_of

GROUP_NAMES = {
    "hip_flexors": "Hip flexors",
    "glutes": "Glutes",
    "quads": "Quads",
    "hamstrings": "Hamstrings",
    "calves": "Calves",
    "shins": "Shins",
    "core": "Core",
}
LONGEST_SPRINT_S = 90
"""A repeat longer than this, or marked by a lap, is an interval and no sprint [s]."""
CAUSE_NAMES = {"steady": "Steady", "uphill": "Uphill", "downhill": "Downhill", "sprint": "Sprint", "rest": "Rest"}
CAUSE_MARKS = {"steady": "─", "uphill": "▲", "downhill": "▼", "sprint": "»", "rest": "‖"}


def group_name(group: str) -> str:
    """Return a muscle group as it is written on a page."""
    return GROUP_NAMES.get(group, group.replace("_", " ").capitalize())


def segment_label(kind: str, terrain: str, seconds: float = 0.0, source: str = "detected") -> str:
    """Return a segment's kind in words; a hill sprint says both, and a long or marked one is an interval."""
    cause = cause_of(kind, terrain)
    mark, name = CAUSE_MARKS[cause], CAUSE_NAMES[cause]
    if kind == "sprint" and (seconds > LONGEST_SPRINT_S or source == "device lap"):
        name = "Interval"
    if kind == "sprint" and terrain in ("uphill", "downhill"):
        return f"{mark}\N{NO-BREAK SPACE}{CAUSE_MARKS[terrain]} {name} {terrain}"
    return f"{mark}\N{NO-BREAK SPACE}{name}"
