from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.files.samples.time_order import NO_TIME
from runtone.files.xml.iso_times import Instants, parse_instants, texts_as_rows


def parse(*texts: str) -> Instants:
    return parse_instants(texts_as_rows([text.encode() for text in texts]))


def ns(text: str) -> int:
    return int(np.datetime64(text, "ns").astype(np.int64))


@pytest.mark.parametrize(
    ("text", "instant", "offset", "zoned"),
    [
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59", 0, True),
        ("2024-02-29T23:59:59z", "2024-02-29T23:59:59", 0, True),
        ("2024-02-29 23:59:59", "2024-02-29T23:59:59", 0, False),
        ("2024-02-29t23:59:59.5Z", "2024-02-29T23:59:59.5", 0, True),
        ("2024-02-29T23:59:59,25Z", "2024-02-29T23:59:59.25", 0, True),
        ("2024-02-29T23:59:59.1234567891234Z", "2024-02-29T23:59:59.123456789", 0, True),
        ("2024-03-01T01:30:00+05:30", "2024-02-29T20:00:00", 19_800, True),
        ("2024-03-01T01:30:00.75-0800", "2024-03-01T09:30:00.75", -28_800, True),
        ("2024-03-01T01:30:00+02", "2024-02-29T23:30:00", 7_200, True),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00", 0, True),
        ("1969-12-31T23:59:60Z", "1970-01-01T00:00:00", 0, True),
        ("  2024-01-01T00:00:00Z\n", "2024-01-01T00:00:00", 0, True),
    ],
)
def test_times(text: str, instant: str, offset: int, zoned: bool) -> None:
    found = parse(text)
    assert (int(found.time_ns[0]), int(found.offset_s[0]), bool(found.zoned[0])) == (ns(instant), offset, zoned)


@pytest.mark.parametrize(
    "text",
    [
        "", "Z", "2024", "2024-01-01", "2024-01-01T00:00", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-04-31T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z", "2024-01-01T00:00:00Zx",
        "2024-01-01T00:00:00+2", "2024-01-01T00:00:00+02:", "2024-01-01T00:00:00+17:00", "2024-01-01T00:00:00+02:60",
        "2024/01/01T00:00:00Z", "x024-01-01T00:00:00Z", "1" * 60, "2024-01-01T00:00:00+02:00:00",
    ],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert parse(text).time_ns[0] == NO_TIME


def test_years_beyond_the_clock_are_dates_but_not_possible() -> None:
    found = parse("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z").time_ns
    assert (found != NO_TIME).all()
    assert (found < ns("1800-01-01")).all()


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001 - the zone is drawn beside it
            st.integers(-15 * 60, 15 * 60),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_many_at_once_equal_the_standard_library(drawn: list[tuple[datetime, int]]) -> None:
    moments = [naive.replace(tzinfo=timezone(timedelta(minutes=minutes))) for naive, minutes in drawn]
    found = parse(*(moment.isoformat() for moment in moments))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert found.time_ns.tolist() == [(moment - epoch) // timedelta(microseconds=1) * 1_000 for moment in moments]
    assert found.offset_s.tolist() == [60 * minutes for _, minutes in drawn]
