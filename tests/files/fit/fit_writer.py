"""Write FIT files byte by byte: what a test needs and no device would do."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from fitparse.records import Crc

START = 1_000_000_000
"""FIT time of the written runs, 2021-09-08 01:46:40 UTC [s]."""

ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32, STRING, FLOAT32, BYTE = (
    0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07, 0x88, 0x0D,
)  # fmt: skip
_FORMATS = {ENUM: "B", SINT8: "b", UINT8: "B", SINT16: "h", UINT16: "H", SINT32: "i", UINT32: "I", FLOAT32: "f"}

FieldSpec = tuple[int, int] | tuple[int, int, int]  # number, base type, and the size of texts and byte arrays


def definition(
    local: int,
    message: int,
    fields: Sequence[FieldSpec],
    *,
    developer: Sequence[tuple[int, int, int]] = (),
    big_endian: bool = False,
) -> bytes:
    """Return a definition message; developer fields are number, size and developer index."""
    order = ">" if big_endian else "<"
    header = 0x40 | local | (0x20 if developer else 0)
    body = struct.pack(f"{order}BBBHB", header, 0, int(big_endian), message, len(fields))
    for number, base_type, *size in fields:
        body += bytes((number, size[0] if size else struct.calcsize(_FORMATS[base_type]), base_type))
    if developer:
        body += bytes((len(developer),)) + b"".join(bytes(each) for each in developer)
    return body


def message(local: int, fields: Sequence[FieldSpec], values: Sequence[object], *, big_endian: bool = False) -> bytes:
    """Return a data message; texts and byte arrays are given as bytes."""
    body = bytes((local,))
    for (_, base_type, *size), value in zip(fields, values, strict=True):
        if isinstance(value, bytes):
            body += value.ljust(size[0], b"\0")
        else:
            body += struct.pack((">" if big_endian else "<") + _FORMATS[base_type], value)
    return body


def fit_file(*messages: bytes, header_size: int = 14) -> bytes:
    """Return a whole FIT file with right sizes and checksums."""
    data = b"".join(messages)
    header = struct.pack("<BBHI4s", header_size, 0x10, 2132, len(data), b".FIT")
    if header_size == 14:
        header += struct.pack("<H", Crc.calculate(header))
    return header + data + struct.pack("<H", Crc.calculate(header + data))


RECORD_FIELDS: tuple[FieldSpec, ...] = (
    (253, UINT32), (0, SINT32), (1, SINT32), (2, UINT16), (5, UINT32), (6, UINT16), (3, UINT8), (4, UINT8),
)  # fmt: skip


def record_values(second: int, **changed: object) -> list[object]:
    """Return the values of a steady run's record: 3 m/s, 150 bpm, 85 strides, 100 m up."""
    values = {
        "time": START + second,
        "latitude": 545_000_000 + 300 * second,
        "longitude": 100_000_000,
        "altitude": (100 + 500) * 5,
        "distance": 300 * second,
        "speed": 3000,
        "heart_rate": 150,
        "cadence": 85,
    }
    return list({**values, **changed}.values())


def records(seconds: Sequence[int], local: int = 0, *, big_endian: bool = False, **changed: object) -> bytes:
    """Return a definition and the record messages of a steady run at the given seconds."""
    return definition(local, 20, RECORD_FIELDS, big_endian=big_endian) + b"".join(
        message(local, RECORD_FIELDS, record_values(second, **changed), big_endian=big_endian) for second in seconds
    )


SESSION_FIELDS: tuple[FieldSpec, ...] = (
    (253, UINT32), (2, UINT32), (7, UINT32), (8, UINT32), (9, UINT32), (5, ENUM), (6, ENUM),
)  # fmt: skip


def session(start: int, seconds: int, sport: int = 1, sub_sport: int = 0, local: int = 1, metres: int = 0) -> bytes:
    """Return a session from second ``start`` on."""
    values = (
        START + start + seconds, START + start, seconds * 1000, seconds * 1000, metres * 100, sport, sub_sport,
    )  # fmt: skip
    return definition(local, 18, SESSION_FIELDS) + message(local, SESSION_FIELDS, values)


FILE_ID_FIELDS: tuple[FieldSpec, ...] = ((0, ENUM), (1, UINT16), (2, UINT16), (4, UINT32))


def file_id(kind: int = 4, manufacturer: int = 1, product: int = 3113) -> bytes:
    """Return the message that every FIT file begins with; 4 is an activity, 1 and 3113 a Garmin Forerunner 945."""
    return definition(15, 0, FILE_ID_FIELDS) + message(15, FILE_ID_FIELDS, (kind, manufacturer, product, START))


def events(*timer: tuple[int, bool], local: int = 2) -> bytes:
    """Return timer events: the second, and whether the timer starts (or stops)."""
    fields: tuple[FieldSpec, ...] = ((253, UINT32), (0, ENUM), (1, ENUM))
    return definition(local, 21, fields) + b"".join(
        message(local, fields, (START + second, 0, 0 if starts else 4)) for second, starts in timer
    )


def run_file(n: int = 60) -> bytes:
    """Return a sound file of a run of ``n`` seconds."""
    return fit_file(file_id(), records(range(n)), session(0, n, metres=3 * n))
