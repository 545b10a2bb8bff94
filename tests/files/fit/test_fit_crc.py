from __future__ import annotations

import random

import pytest
from fitparse.records import Crc
from hypothesis import given
from hypothesis import strategies as st

from runtone.files.fit.crc import fit_crc


@given(st.binary(max_size=3_000))
def test_short_data(data) -> None:
    assert fit_crc(data) == Crc.calculate(data)


@pytest.mark.parametrize("size", [4_095, 4_096, 4_097, 8_191, 20_001, 131_071, 131_074, 300_007, 1_100_003])
def test_long_data_in_blocks(size) -> None:
    data = random.Random(size).randbytes(size)
    crc = Crc.calculate(data)
    assert fit_crc(data) == crc
    assert fit_crc(memoryview(data)) == crc
    # Data followed by its own checksum.
    assert fit_crc(data + crc.to_bytes(2, "little")) == 0
