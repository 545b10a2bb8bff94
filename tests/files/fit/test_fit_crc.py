from __future__ import annotations

import random

import pytest
from fastcrc import crc16
from fitparse.records import Crc
from hypothesis import given
from hypothesis import strategies as st


@given(st.binary(max_size=3_000))
def test_short_data(data: bytes) -> None:
    assert crc16.arc(data) == Crc.calculate(data)


@pytest.mark.parametrize("size", [4_095, 20_001, 1_100_003])
def test_long_data(size: int) -> None:
    data = random.Random(size).randbytes(size)
    crc = Crc.calculate(data)
    assert crc16.arc(data) == crc
    assert crc16.arc(memoryview(data)) == crc
    # Data followed by its own checksum.
    assert crc16.arc(data + crc.to_bytes(2, "little")) == 0
