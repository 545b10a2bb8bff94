"""Names, scales and value lists of FIT messages.

fitparse carries Garmin's published profile; this module picks what a run needs from it and adds the values that the
profile has gained since (``fit_newer_values.csv``: watches, makers, sports).
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from fitparse.profile import FIELD_TYPES, MESSAGE_TYPES

from runtone.files.fit.layout import RECORD_NUMBER

FILE_ID = 0
SPORT = 12
SESSION = 18
LAP = 19
RECORD = RECORD_NUMBER
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

_PLAIN_NUMBERS = {"date_time", "local_date_time", "message_index", "fit_base_type"}
"""Types whose value lists name single special numbers; the number itself is meant."""


class FieldProfile(NamedTuple):
    """What the profile says of one field."""

    name: str
    scale: float | None
    offset: float | None
    values: dict[int, str]


@cache
def message_fields(message: int) -> dict[int, FieldProfile]:
    """Return the fields that the profile knows of a message, by field number."""
    known = MESSAGE_TYPES.get(message)
    if known is None:
        return {}
    return {
        number: FieldProfile(each.name, each.scale or None, each.offset or None, _values(each.type))
        for number, each in known.fields.items()
    }


def _values(field_type: Any) -> dict[int, str]:
    if field_type.name in _PLAIN_NUMBERS:
        return {}
    return {**(field_type.values or {}), **_newer_values().get(field_type.name, {})}


@cache
def _newer_values() -> dict[str, dict[int, str]]:
    table = resources.files("runtone.files.fit").joinpath("newer_values.csv").read_text(encoding="utf-8")
    values: dict[str, dict[int, str]] = {}
    for row in csv.DictReader(table.splitlines()):
        values.setdefault(row["type"], {})[int(row["value"])] = row["name"]
    return values


@cache
def garmin_products() -> dict[int, str]:
    """Return Garmin's product names by product number."""
    return _values(FIELD_TYPES["garmin_product"])
