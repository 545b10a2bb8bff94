"""What a FIT definition message says about the messages that follow it: which fields, how wide, in which order."""

from __future__ import annotations

from array import array
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

TIMESTAMP = 253
"""Field number of the timestamp in every message."""

RECORD_NUMBER = 20
"""Global number of record messages."""

DEFINITION = 0x40
DEVELOPER_DATA = 0x20
COMPRESSED = 0x80


MAX_LAYOUTS = 2_000
"""A watch defines some dozens of layouts a file; each costs time, so a file made of layouts is not followed."""


class BaseType(NamedTuple):
    """How a FIT base type lies in memory, and which value means "none"."""

    name: str
    code: str
    size: int
    invalid: float | None


BASE_TYPES = {
    0x00: BaseType("enum", "u1", 1, 0xFF),
    0x01: BaseType("sint8", "i1", 1, 0x7F),
    0x02: BaseType("uint8", "u1", 1, 0xFF),
    0x83: BaseType("sint16", "i2", 2, 0x7FFF),
    0x84: BaseType("uint16", "u2", 2, 0xFFFF),
    0x85: BaseType("sint32", "i4", 4, 0x7FFFFFFF),
    0x86: BaseType("uint32", "u4", 4, 0xFFFFFFFF),
    0x07: BaseType("string", "S", 1, None),
    0x88: BaseType("float32", "f4", 4, None),
    0x89: BaseType("float64", "f8", 8, None),
    0x0A: BaseType("uint8z", "u1", 1, 0),
    0x8B: BaseType("uint16z", "u2", 2, 0),
    0x8C: BaseType("uint32z", "u4", 4, 0),
    0x0D: BaseType("byte", "u1", 1, None),
    0x8E: BaseType("sint64", "i8", 8, 0x7FFFFFFFFFFFFFFF),
    0x8F: BaseType("uint64", "u8", 8, 0xFFFFFFFFFFFFFFFF),
    0x90: BaseType("uint64z", "u8", 8, 0),
}
"""FIT base types by their number in a definition message [1]_.

References
----------
.. [1] Garmin, "FIT Protocol", table 7. https://developer.garmin.com/fit/protocol/
"""


_KNOWN_BASE_TYPES = bytes(number if number in BASE_TYPES else 0x0D for number in range(256))


class Field(NamedTuple):
    """One field of a layout: where it lies behind the header byte, and how."""

    number: int
    offset: int
    size: int
    base_type: int


class DeveloperField(NamedTuple):
    """One developer field of a layout; its type stands in a field description message."""

    number: int
    offset: int
    size: int
    developer: int


class Layout:
    """The layout of messages of one kind, and where in the file each of them begins.

    What the fields are is read from the definition only when asked for: most messages of a file are never looked at.

    Parameters
    ----------
    definition : bytes
        The definition message without its header byte.
    has_developer_fields : bool

    Attributes
    ----------
    message : int
        Global message number (20 = record).
    big_endian : bool
    size : int
        Bytes of one message, with its header byte.
    offsets : array of uint32
        Where each message begins in the file [bytes], in file order.
    """

    def __init__(self, definition: bytes, has_developer_fields: bool) -> None:
        self.definition = definition
        self.big_endian = definition[1] == 1
        self.message = int.from_bytes(definition[2:4], "big" if self.big_endian else "little")
        self._developer_at = 5 + 3 * definition[4] if has_developer_fields else len(definition)
        # The second of each three bytes is a field's size.
        self.size = 1 + sum(definition[6 : self._developer_at : 3]) + sum(definition[self._developer_at + 2 :: 3])
        self.offsets: array[int] = array("I")

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields in their order; an unknown base type is read as bytes."""
        numbers, sizes, base_types = (self.definition[at : self._developer_at : 3] for at in (5, 6, 7))
        return tuple(map(Field, numbers, accumulate(sizes, initial=1), sizes, base_types.translate(_KNOWN_BASE_TYPES)))

    @cached_property
    def developer_fields(self) -> tuple[DeveloperField, ...]:
        """The developer fields, which lie behind the others."""
        fields = []
        offset = 1 + sum(field.size for field in self.fields)
        for at in range(self._developer_at + 1, len(self.definition), 3):
            number, size, developer = self.definition[at : at + 3]
            fields.append(DeveloperField(number, offset, size, developer))
            offset += size
        return tuple(fields)

    @cached_property
    def timestamp(self) -> Field | None:
        """The timestamp field, where the layout has a usable one."""
        usable = [
            field
            for field in self.fields
            if field.number == TIMESTAMP and field.size == 4 and BASE_TYPES[field.base_type].code == "u4"
        ]
        return usable[-1] if usable else None


def data_headers(local: int) -> list[int]:
    """Return the header bytes with which a data message of the local type ``local`` may begin.

    Some encoders leave the developer flag of the definition set in its data messages; types 0 to 3 also have a form
    with the time in the header.
    """
    headers = [local, local | DEVELOPER_DATA]
    if local < 4:
        headers += range(COMPRESSED | local << 5, (COMPRESSED | local << 5) + 32)
    return headers


def definition_end(data: bytes, position: int, end: int) -> int | None:
    """Return where the definition message at ``position`` ends.

    Parameters
    ----------
    data : bytes
    position : int
        Of its header byte.
    end : int
        First byte that no longer belongs to the messages.

    Returns
    -------
    int or None
        None where it does not fit or makes no sense.
    """
    if position + 6 > end or data[position + 2] > 1:
        return None
    after = position + 6 + 3 * data[position + 5]
    if data[position] & DEVELOPER_DATA:
        if after >= end:
            return None
        after += 1 + 3 * data[after]
    return after if after <= end else None


def read_definition(data: bytes, position: int, end: int) -> tuple[Layout, int] | None:
    """Read one definition message.

    Parameters
    ----------
    data, position, end
        As in `definition_end`.

    Returns
    -------
    tuple of Layout and int, or None
        The layout and the position behind the definition; None where it does not fit or makes no sense.
    """
    after = definition_end(data, position, end)
    if after is None:
        return None
    return Layout(data[position + 1 : after], bool(data[position] & DEVELOPER_DATA)), after


def is_plausible_definition(data: bytes, position: int) -> bool:
    """Tell whether a readable definition message also looks like one that an encoder wrote.

    Used only where a file is known to be damaged: sound files are read by what they say.
    """
    if data[position] & 0x90 or data[position + 1] != 0:
        return False
    n_fields = data[position + 5]
    if n_fields == 0 and RECORD_NUMBER not in data[position + 3 : position + 5]:
        # Records may hold nothing but the time in their header.
        return False
    numbers = set()
    for at in range(position + 6, position + 6 + 3 * n_fields, 3):
        number, size, base_type = data[at], data[at + 1], data[at + 2]
        known = BASE_TYPES.get(base_type)
        if known is None or size == 0 or number in numbers:
            return False
        if number == TIMESTAMP and (size != 4 or known.code != "u4"):
            return False
        numbers.add(number)
    return True
