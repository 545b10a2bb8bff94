from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.files.xml.decimals import parse_decimal, parse_decimals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-1.5", -1.5), ("+.5", 0.5), ("5.", 5), ("1e3", 1000), ("1E-2", 0.01), (" 7\n", 7), ("12,5", 12.5),
        ("28.0721295811235904693603515625", 28.07212958112359),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert parse_decimal(text) == value


@pytest.mark.parametrize(
    "text", ["", ".", "-", "nan", "inf", "1_0", "0x1", "1e999", "1,2,3", "1,2.3", "١", "1 2", "1" * 65]
)
def test_what_is_no_number(text: str) -> None:
    assert math.isnan(parse_decimal(text))


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False).map(repr),
            st.text("0123456789.-+eE, \n\t_nai", max_size=12),
            st.text(max_size=8),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_many_at_once_are_parsed_as_one_by_one(texts: list[str]) -> None:
    encoded = [text.encode()[:60] for text in texts]
    # A place in a document holds no zero bytes: they pad the rows.
    encoded = [text.replace(b"\0", b"?") for text in encoded]
    width = max(1, *map(len, encoded))
    rows = np.array(encoded, dtype=f"S{width}").view(np.uint8).reshape(len(encoded), width)
    values, is_bad = parse_decimals(rows)
    expected = [parse_decimal(text.decode("utf-8", "replace")) for text in encoded]
    np.testing.assert_array_equal(values, expected)
    shown = [bool(text.decode("utf-8", "replace").strip()) for text in encoded]
    assert is_bad.tolist() == [math.isnan(value) and text for value, text in zip(expected, shown, strict=True)]
