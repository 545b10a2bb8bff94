"""Values of FIT messages: one field of all messages of a layout at once, or all fields of one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtone.files.fit.fit_profile import FieldProfile
from runtone.files.fit.layout import BASE_TYPES, DeveloperField, Field, Layout

Value = float | int | str
FloatArray = NDArray[np.float64]


def float_value(message: Mapping[str, Value], name: str) -> float | None:
    """Return a numeric value of a message, or None."""
    value = message.get(name)
    return float(value) if isinstance(value, (int, float)) else None


def message_offsets(layout: Layout) -> NDArray[np.uint32]:
    """Return where the messages of ``layout`` begin, without a copy."""
    return np.frombuffer(layout.offsets, dtype=np.uint32)


def raw_column(
    data: bytes, layout: Layout, offsets: NDArray[Any], field: Field | DeveloperField, base_type: int
) -> NDArray[Any] | None:
    """Gather one field of many messages.

    Parameters
    ----------
    data : bytes
        The whole file.
    layout : Layout
    offsets : array of integers, shape (n,)
        Header bytes of the messages.
    field : Field or DeveloperField
    base_type : int

    Returns
    -------
    array of the base type, shape (n,) or (n, k) for an array field, or None
        None where the field's size is not a multiple of its type's (some encoders write that) or the type is text.
    """
    kind = BASE_TYPES.get(base_type)
    if kind is None or kind.code == "S" or field.size == 0 or field.size % kind.size:
        return None
    dtype = np.dtype((">" if layout.big_endian else "<") + kind.code)
    count = field.size // kind.size
    # A view with one element a byte: gathering from it copies only the field itself, aligned or not.
    shape = (len(data) - field.offset - field.size + 1, count)
    view: NDArray[Any] = np.ndarray(shape, dtype, data, field.offset, (1, kind.size))
    gathered: NDArray[Any] = view[:, 0][offsets] if count == 1 else view[offsets]
    return gathered


def numeric_column(raw: NDArray[Any], base_type: int) -> FloatArray:
    """Turn raw values into floats, the base type's invalid value into NaN."""
    with np.errstate(invalid="ignore"):  # a damaged float may be a NaN that signals
        values = raw.astype(np.float64)
    invalid = BASE_TYPES[base_type].invalid
    if invalid is not None:
        # Compared in the raw type: 64-bit values do not all survive as floats.
        missing = raw == np.asarray(invalid).astype(raw.dtype)
        if missing.any():
            values[missing] = np.nan
    return values


def scaled(values: FloatArray, word: FieldProfile) -> FloatArray:
    """Apply the profile's scale and offset, in place."""
    if word.scale:
        values /= word.scale
    if word.offset:
        values -= word.offset
    return values


def read_messages(
    data: bytes, layouts: Sequence[Layout], message: int, words: Mapping[int, FieldProfile], limit: int
) -> list[dict[str, Value]]:
    """Read the messages of one kind, one by one, in file order.

    Array fields give their first value; invalid values and fields that are not named are left out.

    Parameters
    ----------
    data : bytes
    layouts : sequence of Layout
    message : int
        Global message number.
    words : mapping of int to FieldProfile
        The fields to read, by number.
    limit : int
        At most so many, from the file's beginning.

    Returns
    -------
    list of dict of str to float, int or str
    """
    own = [layout for layout in layouts if layout.message == message and len(layout.offsets)]
    wanted = [[(field, words[field.number]) for field in layout.fields if field.number in words] for layout in own]
    places = [(position, index) for index, layout in enumerate(own) for position in layout.offsets[:limit]]
    if len(own) > 1:
        places = sorted(places)[:limit]
    return [_read_message(data, own[index].big_endian, position, wanted[index]) for position, index in places]


def _read_message(
    data: bytes, big_endian: bool, position: int, fields: Sequence[tuple[Field, FieldProfile]]
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for (_, offset, size, base_type), (name, scale, shift, names) in fields:
        start = position + offset
        value = _single_value(data[start : start + size], base_type, big_endian)
        if value is None:
            continue
        if isinstance(value, str):
            values[name] = value
        elif names:
            values[name] = names.get(int(value), int(value))
        else:
            if scale:
                value /= scale
            values[name] = value - shift if shift else value
    return values


def _single_value(raw: bytes, base_type: int, big_endian: bool) -> Value | None:
    kind = BASE_TYPES[base_type]
    if kind.code == "S":
        return raw.split(b"\0", 1)[0].decode("utf-8", "replace").rstrip("\ufffd").strip() or None
    if len(raw) < kind.size or len(raw) % kind.size or kind.name == "byte":
        return None
    if kind.code.startswith("f"):
        number = float(np.frombuffer(raw, (">" if big_endian else "<") + kind.code, 1)[0])
        return number if np.isfinite(number) else None
    whole = int.from_bytes(raw[: kind.size], "big" if big_endian else "little", signed=kind.code.startswith("i"))
    return None if whole == kind.invalid else whole
