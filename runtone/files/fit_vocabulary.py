"""Names, scales and value lists of FIT messages.

fitparse carries Garmin's published profile; this module picks what a run needs from it and adds the values that the
profile has gained since.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from fitparse.profile import FIELD_TYPES, MESSAGE_TYPES

FILE_ID = 0
SPORT = 12
SESSION = 18
LAP = 19
RECORD = 20
EVENT = 21
DEVICE_INFO = 23
WORKOUT = 26
WORKOUT_STEP = 27
ACTIVITY = 34
FIELD_DESCRIPTION = 206

EPOCH_S = 631_065_600
"""Unix time of FIT time 0, 1989-12-31 00:00 UTC [s]."""

OLDEST_DATE = 0x10000000
"""FIT times below this count from the device's switching on and are not dates."""

_NEWER_VALUES: dict[str, dict[int, str]] = {
    "intensity": {4: "recovery", 5: "interval", 6: "other"},
    "sport": {
        49: "baseball", 53: "diving", 56: "shooting", 58: "winter_sport", 59: "grinding", 62: "hiit",
        63: "video_gaming", 64: "racket", 65: "wheelchair_push_walk", 66: "wheelchair_push_run", 67: "meditation",
        68: "para_sport", 69: "disc_golf", 70: "team_sport", 71: "cricket", 72: "rugby", 73: "hockey",
        74: "lacrosse", 75: "volleyball", 76: "water_tubing", 77: "wakesurfing", 78: "water_sport", 79: "archery",
        80: "mixed_martial_arts", 81: "motor_sports", 82: "snorkeling", 83: "dance", 84: "jump_rope",
        85: "pool_apnea", 86: "mobility", 87: "geocaching", 88: "canoeing",
    },
    "sub_sport": {62: "breathing", 65: "sail_race", 66: "expedition", 67: "ultra", 68: "indoor_climbing",
                  69: "bouldering", 70: "hiit", 86: "indoor_wheelchair_walk", 87: "indoor_wheelchair_run"},
    "manufacturer": {294: "coros"},
}  # fmt: skip


_PLAIN_NUMBERS = {"date_time", "local_date_time", "message_index", "fit_base_type"}
"""Types whose value lists name single special numbers; the number itself is meant."""


class FieldWord(NamedTuple):
    """What the profile says of one field."""

    name: str
    scale: float | None
    offset: float | None
    values: dict[int, str]


@cache
def message_words(message: int) -> dict[int, FieldWord]:
    """Return the fields that the profile knows of a message, by field number."""
    known = MESSAGE_TYPES.get(message)
    if known is None:
        return {}
    return {
        number: FieldWord(each.name, each.scale or None, each.offset or None, _values(each.type))
        for number, each in known.fields.items()
    }


def _values(field_type: Any) -> dict[int, str]:
    if field_type.name in _PLAIN_NUMBERS:
        return {}
    return {**(field_type.values or {}), **_NEWER_VALUES.get(field_type.name, {})}


@cache
def garmin_products() -> dict[int, str]:
    """Return Garmin's product names by product number."""
    return dict(FIELD_TYPES["garmin_product"].values)
