"""Ways in which a file goes wrong, chosen by a seeded generator so that every input can be made again."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes, bytes], bytes]

_EXTREMES = [bytes(n) for n in (1, 2, 4, 8)] + [b"\xff" * n for n in (1, 2, 4, 8)] + [b"\x7f", b"\x80", b"\xff\x7f"]
_TOKENS = [
    b"<", b">", b"&", b"&amp;", b"&#0;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?", b"?>", b'"', b"'", b"/>",
    b"</trkpt>", b"<trkpt lat='1' lon='2'>", b"</trkseg><trkseg>", b"<time>", b"</time>", b"nan", b"1e400", b"-",
    b"\xff\xfe", b"\0", b"xmlns='x'", b"<!ENTITY a 'b'>", b"<alike-points n='0'/>", b".FIT", b"\x0e\x10", b"PK\3\4",
    b"\x40\0\0\x14\0\1\xfd\4\x86",
]  # fmt: skip


def _place(rng: random.Random, data: bytes) -> int:
    # Headers and definitions stand at the beginning, and that is where most can go wrong.
    return rng.randrange(max(1, len(data) if rng.random() < 0.7 else min(len(data), 400)))


def flip_bits(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        changed[_place(rng, data)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def overwrite(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    at, what = _place(rng, data), rng.choice(_EXTREMES + _TOKENS) * rng.choice((1, 1, 1, 30))
    return data[:at] + what + data[at + len(what) :]


def insert(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.choice((*_TOKENS, rng.randbytes(rng.randrange(1, 60)))) + data[at:]


def delete(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + data[at + rng.choice((1, 2, 3, 10, 100, 5_000)) :]


def repeat(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    at = _place(rng, data)
    piece = data[at : at + rng.choice((1, 20, 300, 5_000))]
    return data[:at] + piece * rng.choice((2, 3, 20)) + data[at:]


def truncate(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    return data[: _place(rng, data)]


def splice(rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: _place(rng, data)] + other[_place(rng, other) :]


def chain(_rng: random.Random, data: bytes, other: bytes) -> bytes:
    return data + other


def fill(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    at, length = _place(rng, data), rng.choice((10, 100, 2_000))
    return data[:at] + bytes((rng.choice((0, 255, 64, rng.randrange(256))),)) * length + data[at + length :]


def change_digits(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(20):
        at = _place(rng, data)
        if 48 <= changed[at] <= 57:
            changed[at] = rng.choice(b"0123456789-.Z:")
    return bytes(changed)


def swap_words(rng: random.Random, data: bytes, _other: bytes) -> bytes:
    """Set a 32-bit little-endian number, as lengths and times in binary files are."""
    at = _place(rng, data)
    value = rng.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1_000_000_000, rng.getrandbits(32)))
    return data[:at] + value.to_bytes(4, "little") + data[at + 4 :]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bits, overwrite, insert, delete, repeat, truncate, splice, chain, fill, change_digits, swap_words,
)  # fmt: skip


def _in_gzip(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=1, mtime=0)


def _in_zip(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("a.fit"), data)
    return file.getvalue()


def mutated(seed: int, sources: list[bytes]) -> bytes:
    """Return input number ``seed``."""
    rng = random.Random(seed)
    data, other = rng.choice(sources), rng.choice(sources)
    if rng.random() < 0.15:
        data = rng.choice((_in_gzip, _in_zip))(data)
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(MUTATIONS)(rng, data or b"\0", other)
    if rng.random() < 0.03:
        data = rng.choice((_in_gzip, _in_zip))(data)
    return data
