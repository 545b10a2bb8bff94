"""The workouts in an Apple Health export: which route file is a run, and in which time zone it was run.

The export's list holds every heartbeat and step of years in one XML file of up to some gigabytes. Only its workouts
matter here, so the bytes between ``<Workout `` and ``</Workout>`` are cut out of the stream and the rest is passed by.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from runtone.errors import DamagedFileError
from runtone.files.archives.limits import Budget
from runtone.files.archives.listings import ListedRun, Workout, file_key
from runtone.files.sports import parse_sport
from runtone.files.xml.iso_times import parse_instants, texts_as_rows
from runtone.files.xml.stream import stream_elements

_PIECE = 1 << 20
_LONGEST_WORKOUT = 1 << 20
_MAX_WORKOUTS = 50_000
_BEGIN, _END = b"<Workout ", b"</Workout>"


def is_health_list(head: bytes) -> bool:
    """Tell whether a file's first bytes are those of an Apple Health list, whatever it is called."""
    return b"<HealthData" in head or b"<!DOCTYPE HealthData" in head


def read_workouts(
    file: BinaryIO, budget: Budget, label: str, head: bytes = b""
) -> tuple[dict[str, Workout], list[ListedRun]]:
    """Read the workouts of an Apple Health list.

    Parameters
    ----------
    file : binary file
        Read once, in pieces.
    budget : Budget
    label : str
    head : bytes
        What was already read of it.

    Returns
    -------
    tuple of dict and list
        Workouts by the route's `file_key`, and the runs among them with the routes that each names, if any.

    Raises
    ------
    ArchiveLimitError
        If it unpacks to more than the budget allows.
    """
    routes: dict[str, Workout] = {}
    runs: list[ListedRun] = []
    kept = b""
    n_workouts = 0
    while n_workouts < _MAX_WORKOUTS and (piece := head or file.read(_PIECE)):
        head = b""
        budget.spend(len(piece), label)
        kept += piece
        at = 0
        while n_workouts < _MAX_WORKOUTS and (span := _next_workout(kept, at)) is not None:
            of_workout, run = _routes_of(kept[slice(*span)], label)
            routes |= of_workout
            runs += run
            at = span[1]
            n_workouts += 1
        begin = kept.find(_BEGIN, at)
        # A workout that goes on in the next piece, or the beginning of the word for it.
        kept = kept[begin:] if begin >= 0 and len(kept) - begin < _LONGEST_WORKOUT else kept[-len(_BEGIN) :]
    return routes, runs


def _next_workout(data: bytes, at: int) -> tuple[int, int] | None:
    """Return where the next whole workout begins and ends; None if there is none."""
    begin = data.find(_BEGIN, at)
    tag_end = data.find(b">", begin) if begin >= 0 else -1
    if tag_end < 0:
        return None
    if data[tag_end - 1 : tag_end] == b"/":
        return begin, tag_end + 1
    end = data.find(_END, tag_end)
    return (begin, end + len(_END)) if end >= 0 else None


class _WorkoutElements:
    def __init__(self) -> None:
        self.type = ""
        self.started = ""
        self.routes: list[str] = []
        self.indoor = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Workout":
            self.type = attributes.get("workoutActivityType", "")[:100]
            self.started = attributes.get("startDate", "")[:40]
        elif name == "FileReference":
            self.routes.append(attributes.get("path", ""))
        elif name == "MetadataEntry" and attributes.get("key") == "HKIndoorWorkout":
            self.indoor = attributes.get("value") == "1"

    def end(self, name: str, text: str) -> None:
        """Nothing that matters stands in texts."""


def _routes_of(workout: bytes, label: str) -> tuple[dict[str, Workout], list[ListedRun]]:
    elements = _WorkoutElements()
    try:
        stream_elements(workout, elements, "a workout")
    except DamagedFileError:
        return {}, []
    said = re.sub(r"^HKWorkoutActivityType", "", elements.type)
    sport, sub_sport = parse_sport(said)
    found = Workout(sport, "treadmill" if elements.indoor else sub_sport, _offset(elements.started), said)
    keys = tuple(file_key(path) for path in elements.routes if path)
    where = "an indoor run" if elements.indoor else "a run"
    run = [ListedRun(label, where, elements.started[:16], keys)] if sport == "running" else []
    return dict.fromkeys(keys, found), run


def _offset(started: str) -> float | None:
    """Return the offset [s] of ``2021-03-01 07:10:10 +0100``."""
    compact = re.sub(r"\s+(?=[+-]\d{4}$)", "", started.strip())
    instants = parse_instants(texts_as_rows([compact.encode("ascii", "replace")]))
    return float(instants.offset_s[0]) if instants.zoned[0] else None
