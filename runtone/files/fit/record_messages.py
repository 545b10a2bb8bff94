"""The record messages of a FIT file as columns, in file order and not yet repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runtone.files.fit.fit_profile import FIELD_DESCRIPTION, RECORD, FieldProfile, message_fields
from runtone.files.fit.layout import BASE_TYPES, COMPRESSED, DeveloperField, Layout
from runtone.files.fit.layout import Field as LayoutField
from runtone.files.fit.values import (
    FloatArray,
    Value,
    float_value,
    message_offsets,
    numeric_column,
    raw_column,
    read_messages,
    scaled,
)
from runtone.files.fit.walk import FitPart, FitWalk

MAX_RECORDS = 1_000_000
"""Eleven days at one sample a second."""

MAX_DEVELOPER_COLUMNS = 32
_MAX_DESCRIPTIONS = 1_000

_COMPRESSED_SPEED_DISTANCE = 8

# Columns by field number. Where two fields fill one column, the first that has a value speaks: `enhanced_*` are the
# wider fields that replaced the plain ones, which devices go on writing beside them.
_COLUMN_FIELDS: dict[str, tuple[int, ...]] = {
    "latitude_deg": (0,),
    "longitude_deg": (1,),
    "altitude_m": (78, 2),
    "distance_m": (5,),
    "speed_m_s": (73, 6),
    "heart_rate_bpm": (3,),
    "cadence_rpm": (4, 52),
    "fractional_cadence_rpm": (53,),
    "power_w": (7,),
    "temperature_c": (13,),
    "vertical_oscillation_mm": (39,),
    "stance_time_ms": (41,),
    "step_length_mm": (85,),
    "stance_time_balance_pct": (84,),
    "vertical_ratio_pct": (83,),
    "grade_pct": (9,),
}
# Columns by the number of the native field that a developer field may stand in for; positions never come so.
_NATIVE = {number: name for name, numbers in _COLUMN_FIELDS.items() for number in numbers if number not in (0, 1)}
# How many of a column's units one of a developer field's is, where a foot pod writes another than the native field's.
_UNITS = {
    ("vertical_oscillation_mm", "centimeters"): 10.0,
    ("vertical_oscillation_mm", "cm"): 10.0,
    ("step_length_mm", "centimeters"): 10.0,
    ("step_length_mm", "cm"): 10.0,
    ("step_length_mm", "meters"): 1000.0,
    ("step_length_mm", "m"): 1000.0,
    ("stance_time_ms", "seconds"): 1000.0,
    ("stance_time_ms", "s"): 1000.0,
}
_SEMICIRCLE_DEG = 180.0 / 2**31


@dataclass(slots=True)
class RecordTable:
    """Record messages as columns.

    Attributes
    ----------
    time_s : array of float64, shape (n,)
        FIT time [s]; NaN where missing.
    part : array of int32, shape (n,)
        Which of the chained files a record stands in.
    columns : dict of str to array of float64, shape (n,)
        Named as docs/nomenclature.md has them, but for the cadence, which is still the device's (`cadence_rpm`,
        `fractional_cadence_rpm`). A column that no layout has is absent.
    n_left_out : int
        Records beyond `MAX_RECORDS`.
    unreadable : set of str
        Columns whose field has, in some definition, a size that its type does not allow.
    """

    time_s: FloatArray
    part: NDArray[np.int32]
    columns: dict[str, FloatArray] = field(default_factory=dict)
    n_left_out: int = 0
    unreadable: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.time_s)

    def fill(self, name: str, rows: Any, values: FloatArray) -> None:
        """Write ``values`` to ``rows`` of a column where it has none yet."""
        known = self.columns.get(name)
        if known is None:
            known = self.columns[name] = np.full(len(self), np.nan)
            known[rows] = values
        else:
            present = known[rows]
            known[rows] = np.where(np.isnan(present), values, present)


def read_records(walk: FitWalk) -> RecordTable:
    """Decode all record messages.

    Parameters
    ----------
    walk : FitWalk

    Returns
    -------
    RecordTable
        In file order.
    """
    placed = [
        (index, part, layout)
        for index, part in enumerate(walk.parts)
        for layout in part.layouts
        if layout.message == RECORD and len(layout.offsets)
    ]
    offsets = [message_offsets(layout) for _, _, layout in placed]
    n_all = sum(map(len, offsets))
    rows: list[Any] = [slice(None)] * len(placed)
    if len(placed) > 1:
        rank = np.empty(n_all, dtype=np.int64)
        rank[np.argsort(np.concatenate(offsets), kind="stable")] = np.arange(n_all)
        rows = np.split(rank, np.cumsum([len(each) for each in offsets])[:-1])
    if n_all > MAX_RECORDS:
        keep = [np.arange(n_all)[each] < MAX_RECORDS for each in rows]
        rows = [np.arange(n_all)[each][kept] for each, kept in zip(rows, keep, strict=True)]
        offsets = [each[kept] for each, kept in zip(offsets, keep, strict=True)]
    n = min(n_all, MAX_RECORDS)
    table = RecordTable(np.full(n, np.nan), np.zeros(n, dtype=np.int32), n_left_out=n_all - n)
    developer_fields: dict[tuple[int, int], _Described] = {}
    standing_in: dict[str, FloatArray] = {}
    described = -1
    for (index, part, layout), where, at in zip(placed, rows, offsets, strict=True):
        if described != index:
            developer_fields |= _described_fields(walk.data, part)
            described = index
        table.part[where] = index
        table.time_s[where] = _record_times(walk.data, part, layout, at)
        _fill_profile_columns(table, walk.data, layout, at, where)
        _fill_developer_columns(table, walk.data, layout, at, where, developer_fields, standing_in)
    for name, values in standing_in.items():
        if name not in table.columns or np.isnan(table.columns[name]).all():
            table.columns[name] = values
    _expand_compressed_distance(table)
    return table


def _fill_profile_columns(table: RecordTable, data: bytes, layout: Layout, offsets: NDArray[Any], rows: Any) -> None:
    words = message_fields(RECORD)
    by_number = {each.number: each for each in layout.fields}
    for name, numbers in _COLUMN_FIELDS.items():
        for number in numbers:
            if number in by_number:
                values = _field_values(data, layout, offsets, by_number[number], words[number])
                if values is None:
                    table.unreadable.add(name)
                    continue
                if name in ("latitude_deg", "longitude_deg"):
                    values *= _SEMICIRCLE_DEG
                table.fill(name, rows, values)
    packed = by_number.get(_COMPRESSED_SPEED_DISTANCE)
    if packed is not None and packed.size == 3:
        raw = raw_column(data, layout, offsets, packed, 0x0D)
        if raw is not None:
            speed, ticks = _unpack_speed_distance(raw)
            table.fill("speed_m_s", rows, speed)
            table.fill("_distance_ticks", rows, ticks)


def _field_values(
    data: bytes, layout: Layout, offsets: NDArray[Any], field_: LayoutField, word: FieldProfile
) -> FloatArray | None:
    raw = raw_column(data, layout, offsets, field_, field_.base_type)
    if raw is None:
        return None
    if raw.ndim == 2:
        raw = raw[:, 0]
    return scaled(numeric_column(raw, field_.base_type), word)


def _unpack_speed_distance(raw: NDArray[np.uint8]) -> tuple[FloatArray, FloatArray]:
    """Unpack 12 bits of speed [1/100 m/s] and 12 bits of distance [1/16 m, modulo 4096]."""
    packed = raw[:, 0].astype(np.int64) | raw[:, 1].astype(np.int64) << 8 | raw[:, 2].astype(np.int64) << 16
    valid = packed != 0xFFFFFF
    speed = np.where(valid, (packed & 0xFFF) / 100.0, np.nan)
    return speed, np.where(valid, (packed >> 12).astype(np.float64), np.nan)


def _expand_compressed_distance(table: RecordTable) -> None:
    """Add up the distance counter that wraps every 256 m, over all records that carry it."""
    ticks = table.columns.pop("_distance_ticks", None)
    if ticks is None:
        return
    for part in np.unique(table.part):
        rows = np.flatnonzero((table.part == part) & ~np.isnan(ticks))
        counter = ticks[rows].astype(np.int64)
        total = np.cumsum(np.diff(counter, prepend=0) & 0xFFF)
        table.fill("distance_m", rows, total / 16.0)


def _record_times(data: bytes, part: FitPart, layout: Layout, offsets: NDArray[Any]) -> FloatArray:
    if layout.timestamp is not None:
        raw = raw_column(data, layout, offsets, layout.timestamp, layout.timestamp.base_type)
        assert raw is not None
        times = numeric_column(raw, layout.timestamp.base_type)
    else:
        times = np.full(len(offsets), np.nan)
    headers = np.frombuffer(data, dtype=np.uint8)[offsets]
    in_header = headers & COMPRESSED != 0
    if in_header.any():
        times[in_header] = _times_from_headers(data, part, offsets[in_header])
    return times


def _times_from_headers(data: bytes, part: FitPart, offsets: NDArray[Any]) -> FloatArray:
    """Resolve the five bits of time that a compressed header holds.

    They count on from the last full timestamp of any message before, and from each other.
    """
    places: list[NDArray[Any]] = []
    stamps: list[NDArray[Any]] = []
    for layout in part.layouts:
        if not len(layout.offsets):
            continue
        at = message_offsets(layout)
        headers = np.frombuffer(data, dtype=np.uint8)[at]
        in_header = headers & COMPRESSED != 0
        places.append(at[in_header])
        stamps.append(headers[in_header].astype(np.int64) & 0x1F)
        if layout.timestamp is not None:
            raw = raw_column(data, layout, at, layout.timestamp, layout.timestamp.base_type)
            assert raw is not None
            full = (raw != BASE_TYPES[layout.timestamp.base_type].invalid) & ~in_header
            places.append(at[full])
            stamps.append(raw[full].astype(np.int64) + 32)  # below 32: five bits, else a full timestamp
    order = np.argsort(np.concatenate(places), kind="stable")
    last = 0
    resolved: list[int] = []
    for stamp in np.concatenate(stamps)[order].tolist():
        last = stamp - 32 if stamp >= 32 else last + ((stamp - last) & 0x1F)
        resolved.append(last)
    at_all = np.concatenate(places)[order]
    return np.asarray(resolved, dtype=np.float64)[np.searchsorted(at_all, offsets)]


class _Described(NamedTuple):
    """What a file says of one of its developer fields.

    Attributes
    ----------
    column : str
        Its own column.
    base_type : int
    native : str or None
        The column whose native field it may stand in for: a foot pod or chest strap that writes what the watch lacks.
    scale, offset : float
    """

    column: str
    base_type: int
    native: str | None
    scale: float
    offset: float


def _described_fields(data: bytes, part: FitPart) -> dict[tuple[int, int], _Described]:
    """Return the described developer fields, by developer and field number."""
    fields = {}
    descriptions = read_messages(
        data, part.layouts, FIELD_DESCRIPTION, message_fields(FIELD_DESCRIPTION), _MAX_DESCRIPTIONS
    )
    for values in descriptions:
        developer, number = values.get("developer_data_index"), values.get("field_definition_number")
        base_type = values.get("fit_base_type_id")
        if not (isinstance(developer, int) and isinstance(number, int) and isinstance(base_type, int)):
            continue
        if base_type not in BASE_TYPES:
            base_type |= 0x80  # some encoders leave out the bit that marks types of several bytes
        if base_type in BASE_TYPES:
            column = _column_name(str(values.get("field_name", f"field_{number}")))
            scale, offset = float_value(values, "scale"), float_value(values, "offset")
            native = _native_of(values)
            factor = _UNITS.get((native or "", str(values.get("units", "")).strip().lower()), 1.0)
            fields[developer, number] = _Described(column, base_type, native, (scale or 1.0) / factor, offset or 0.0)
    return fields


def _native_of(values: dict[str, Value]) -> str | None:
    number, message = values.get("native_field_num"), values.get("native_mesg_num", RECORD)
    is_of_records = message in (RECORD, "record")
    return _NATIVE.get(number) if isinstance(number, int) and is_of_records else None


def _column_name(name: str) -> str:
    return "developer_" + (re.sub(r"[^a-z0-9]+", "_", name[:60].lower()).strip("_") or "field")


def _fill_developer_columns(
    table: RecordTable,
    data: bytes,
    layout: Layout,
    offsets: NDArray[Any],
    rows: Any,
    described: dict[tuple[int, int], _Described],
    standing_in: dict[str, FloatArray],
) -> None:
    for each in layout.developer_fields:
        field_ = described.get((each.developer, each.number))
        if field_ is None:
            continue
        n_developer = sum(column.startswith("developer_") for column in table.columns)
        if field_.column not in table.columns and n_developer >= MAX_DEVELOPER_COLUMNS:
            continue
        values = _developer_values(data, layout, offsets, each, field_.base_type)
        if values is None:
            continue
        table.fill(field_.column, rows, values)
        if field_.native is not None:
            column = standing_in.setdefault(field_.native, np.full(len(table), np.nan))
            scaled_values = values / field_.scale - field_.offset
            column[rows] = np.where(np.isnan(column[rows]), scaled_values, column[rows])


def _developer_values(
    data: bytes, layout: Layout, offsets: NDArray[Any], each: DeveloperField, base_type: int
) -> FloatArray | None:
    raw = raw_column(data, layout, offsets, each, base_type)
    if raw is None or raw.ndim == 2:
        return None
    return numeric_column(raw, base_type)
