"""The checksum of a FIT file, computed over many blocks at once.

FIT protects its bytes with a CRC-16 (polynomial 0x8005, reflected, no initial value). A byte-by-byte loop in Python
costs more than decoding the whole file, so the bytes are cut into equal blocks whose checksums advance side by side in
numpy, two bytes a step, and are then joined. Joining uses that a CRC without initial value is linear over GF(2):
``crc(a + b) == crc(a + zeros(len(b))) ^ crc(b)``.

References
----------
.. [1] Garmin, "FIT Protocol", section CRC. https://developer.garmin.com/fit/protocol/
.. [2] R. N. Williams, "A Painless Guide to CRC Error Detection Algorithms", 1993.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_REFLECTED_POLYNOMIAL = 0xA001
_PARALLEL_FROM = 4096

Table = NDArray[np.uint16]


@cache
def _byte_table() -> Table:
    crc = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        crc = np.where(crc & 1, (crc >> 1) ^ _REFLECTED_POLYNOMIAL, crc >> 1).astype(np.uint16)
    return crc


@cache
def _pair_table() -> Table:
    """Return the checksum after two more bytes, for each value of checksum xor those bytes."""
    table = _byte_table()
    low = np.arange(65536, dtype=np.uint16)
    after_one = (low >> 8) ^ table[low & 0xFF]
    after_two: Table = ((after_one >> 8) ^ table[after_one & 0xFF]).astype(np.uint16)
    return after_two


def _bytewise(data: memoryview, crc: int) -> int:
    table: list[int] = _byte_table().tolist()
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


def _after_zeros(crc: NDArray[np.uint16], low: Table, high: Table) -> NDArray[np.uint16]:
    shifted: Table = low[crc & 0xFF] ^ high[crc >> 8]
    return shifted


@cache
def _zero_tables(doublings: int) -> tuple[Table, Table]:
    """Return what ``2 * 2**doublings`` zero bytes make of a checksum's low byte and of its high byte."""
    if doublings == 0:
        low = np.arange(256, dtype=np.uint16)
        return _pair_table()[low], _pair_table()[low << 8]
    low, high = _zero_tables(doublings - 1)
    return _after_zeros(low, low, high), _after_zeros(high, low, high)


def fit_crc(data: bytes | memoryview) -> int:
    """Return the FIT checksum of ``data``.

    Parameters
    ----------
    data : bytes or memoryview
        Header and messages, without the two bytes of the checksum itself.

    Returns
    -------
    int
        0 to 65535; 0 also for data that is followed by its own checksum.
    """
    view = memoryview(data)
    if len(view) < _PARALLEL_FROM:
        return _bytewise(view, 0)
    # Steps have a fixed cost, so there are many more blocks than steps; the larger the data, the more of both.
    doublings = max(4, min(len(view).bit_length() - 14, 6))
    n_steps = 1 << doublings
    n_blocks = len(view) // (2 * n_steps)
    n_even = 2 * n_blocks * n_steps
    words: NDArray[Any] = np.frombuffer(view[:n_even], dtype="<u2").reshape(n_blocks, n_steps)
    columns = np.ascontiguousarray(words.T)
    pair = _pair_table()
    crc = np.zeros(n_blocks, dtype=np.uint16)
    for column in columns:
        np.take(pair, crc ^ column, out=crc, mode="clip")
    while len(crc) > 1:
        if len(crc) % 2:
            # A block of zeros at the beginning changes nothing, because the checksum begins with 0.
            crc = np.concatenate((np.zeros(1, dtype=np.uint16), crc))
        crc = _after_zeros(crc[0::2], *_zero_tables(doublings)) ^ crc[1::2]
        doublings += 1
    return _bytewise(view[n_even:], int(crc[0]))
