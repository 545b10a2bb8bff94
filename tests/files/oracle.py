"""What fitparse, the oracle, makes of a FIT file's record messages."""

from __future__ import annotations

import math
import re
import warnings
from pathlib import Path
from typing import Any

import fitparse
import numpy as np
from fitparse.utils import FitParseError

from runtone.files.fit.record_messages import RecordTable, read_records
from runtone.files.fit.walk import walk_fit

# The column, and the fields of fitparse that fill it: the first that has a value.
FIELDS = {
    "altitude_m": ("enhanced_altitude", "altitude"),
    "distance_m": ("distance",),
    "speed_m_s": ("enhanced_speed", "speed"),
    "heart_rate_bpm": ("heart_rate",),
    "cadence_rpm": ("cadence", "cadence256"),
    "fractional_cadence_rpm": ("fractional_cadence",),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
    "vertical_oscillation_mm": ("vertical_oscillation",),
    "stance_time_ms": ("stance_time",),
    "step_length_mm": ("step_length",),
    "stance_time_balance_pct": ("stance_time_balance",),
    "vertical_ratio_pct": ("vertical_ratio",),
    "grade_pct": ("grade",),
    "latitude_deg": ("position_lat",),
    "longitude_deg": ("position_long",),
}


# Native fields that a developer field of that number may stand in for, where the file has none of its own.
NATIVE = {
    3: "heart_rate_bpm",
    4: "cadence_rpm",
    5: "distance_m",
    6: "speed_m_s",
    7: "power_w",
    39: "vertical_oscillation_mm",
    41: "stance_time_ms",
}
STANDS_IN = "stands in for "

BEFORE_THE_BREAK = 150
"""Records that the damaged files of the corpus hold before their first break, at least."""


def fitparse_columns(path: Path) -> tuple[dict[str, np.ndarray], bool]:
    """Return record columns as fitparse decodes them, and whether it read the whole file."""
    rows: list[dict[str, float]] = []
    whole = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with fitparse.FitFile(str(path)) as file:
                rows.extend(_row(message) for message in file.get_messages("record"))
        except FitParseError:
            whole = False
    for column in NATIVE.values():
        if not any(column in row for row in rows):
            for row in rows:
                row |= {column: row[f"{STANDS_IN}{column}"]} if f"{STANDS_IN}{column}" in row else {}
    names = dict.fromkeys(name for row in rows for name in row if not name.startswith(STANDS_IN))
    return {name: np.array([row.get(name, math.nan) for row in rows], dtype=float) for name in names} | {
        "n": np.array([len(rows)])
    }, whole


def _row(message: Any) -> dict[str, float]:
    row: dict[str, float] = {}
    profile = [each for each in message.fields if each.field is not None and each.field_type != "devfield"]
    # What the file itself holds speaks before what fitparse expands from another field.
    profile.sort(key=lambda each: each.field_def is None)
    for column, names in FIELDS.items():
        for name in names:
            for each in profile:
                value = each.value[0] if isinstance(each.value, tuple) else each.value
                if each.name == name and value is not None and column not in row:
                    row[column] = float(value) * (180 / 2**31 if column.endswith("_deg") else 1)
    for each in message.fields:
        if each.field_type == "devfield" and isinstance(each.value, (int, float)):
            name = "developer_" + re.sub(r"[^a-z0-9]+", "_", each.name.lower()).strip("_")
            row.setdefault(name, float(each.value))
            native = NATIVE.get(each.field.native_field_num)
            if native is not None:
                cm = (each.units or "").lower() == "centimeters"
                row.setdefault(f"{STANDS_IN}{native}", float(each.value) * (10 if cm else 1))
        elif each.name == "timestamp" and each.raw_value is not None:
            row["time_s"] = float(each.raw_value)
    return row


def differences(path: Path) -> list[str]:
    """Return where runtone's record columns differ from fitparse's by more than 1e-6.

    Where fitparse gives up in mid-file, the records before that are compared.
    """
    expected, whole = fitparse_columns(path)
    walk = walk_fit(path.read_bytes())
    table: RecordTable = read_records(walk)
    n = int(expected.pop("n")[0])
    if any(part.recovery is not None and part.recovery.gaps for part in walk.parts):
        # Behind a break fitparse goes on with rubbish.
        n, whole = min(n, BEFORE_THE_BREAK), False
        expected = {name: values[:n] for name, values in expected.items()}
    if walk.n_repeated:  # a part that repeats another is read once here, twice there
        n, whole = min(n, len(table)), False
        expected = {name: values[:n] for name, values in expected.items()}
    got = {"time_s": table.time_s, **table.columns}
    if whole and len(table) != n:
        return [f"{len(table)} records, fitparse has {n}"]
    said = []
    for name in {*expected, *got}:
        ours = got.get(name, np.full(len(table), np.nan))[:n]
        theirs = expected.get(name, np.full(n, np.nan))
        same = (np.isnan(ours) & np.isnan(theirs)) | (np.abs(ours - theirs) <= 1e-6)
        if not same.all():
            at = int(np.argmin(same))
            said.append(f"{name}: {np.count_nonzero(~same)} of {n} differ, first at {at}: {ours[at]} not {theirs[at]}")
    return said
