"""What a FIT definition message says about the messages that follow it: which fields, how wide, in which order."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

TIMESTAMP = 253
"""Field number of the timestamp in every message."""

DEFINITION = 0x40
DEVELOPER_DATA = 0x20
COMPRESSED = 0x80


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


@dataclass(slots=True, eq=False)
class Layout:
    """The layout of messages of one kind, and where in the file each of them begins.

    Attributes
    ----------
    message : int
        Global message number (20 = record).
    big_endian : bool
    fields, developer_fields : tuple
    size : int
        Bytes of one message, with its header byte.
    offsets : array of uint32
        Where each message begins in the file [bytes], in file order.
    timestamp : Field or None
        The timestamp field, where the layout has a usable one.
    """

    message: int
    big_endian: bool
    fields: tuple[Field, ...]
    developer_fields: tuple[DeveloperField, ...]
    size: int
    offsets: array[int] = field(default_factory=lambda: array("I"))
    timestamp: Field | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        for candidate in self.fields:
            if candidate.number == TIMESTAMP and candidate.size == 4 and BASE_TYPES[candidate.base_type].code == "u4":
                self.timestamp = candidate


def data_headers(local: int) -> list[int]:
    """Return the header bytes with which a data message of the local type ``local`` may begin.

    Some encoders leave the developer flag of the definition set in its data messages; types 0 to 3 also have a form
    with the time in the header.
    """
    headers = [local, local | DEVELOPER_DATA]
    if local < 4:
        headers += range(COMPRESSED | local << 5, (COMPRESSED | local << 5) + 32)
    return headers


def read_definition(data: bytes, position: int, end: int) -> tuple[Layout, int] | None:
    """Read one definition message.

    Parameters
    ----------
    data : bytes
    position : int
        Of its header byte.
    end : int
        First byte that no longer belongs to the messages.

    Returns
    -------
    tuple of Layout and int, or None
        The layout and the position behind the definition; None where it does not fit or makes no sense.
    """
    if position + 6 > end or data[position + 2] > 1:
        return None
    big_endian = data[position + 2] == 1
    message = int.from_bytes(data[position + 3 : position + 5], "big" if big_endian else "little")
    n_fields = data[position + 5]
    after = position + 6 + 3 * n_fields
    if after > end:
        return None
    fields = []
    offset = 1
    for at in range(position + 6, after, 3):
        number, size, base_type = data[at], data[at + 1], data[at + 2]
        fields.append(Field(number, offset, size, base_type if base_type in BASE_TYPES else 0x0D))
        offset += size
    developer_fields = []
    if data[position] & DEVELOPER_DATA:
        if after >= end:
            return None
        n_developer = data[after]
        first, after = after + 1, after + 1 + 3 * n_developer
        if after > end:
            return None
        for at in range(first, after, 3):
            number, size, developer = data[at], data[at + 1], data[at + 2]
            developer_fields.append(DeveloperField(number, offset, size, developer))
            offset += size
    return Layout(message, big_endian, tuple(fields), tuple(developer_fields), offset), after


def is_plausible_definition(data: bytes, position: int) -> bool:
    """Tell whether a readable definition message also looks like one that an encoder wrote.

    Used only where a file is known to be damaged: sound files are read by what they say.
    """
    if data[position] & 0x90 or data[position + 1] != 0:
        return False
    n_fields = data[position + 5]
    if n_fields == 0:
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
