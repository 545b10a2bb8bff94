from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runtone.files.samples.time_order import NO_TIME, NS_PER_S, OrderedSamples, order_samples

T0 = 1_700_000_000
DAY = 86_400


def ordered(seconds: list[int | None], **columns: list[float]) -> tuple[list[int], OrderedSamples]:
    times = np.array([NO_TIME if each is None else (T0 + each) * NS_PER_S for each in seconds], dtype=np.int64)
    given = {name: np.array(values, dtype=float) for name, values in columns.items()}
    found = order_samples(times, given or {"x": np.arange(len(times), dtype=float)})
    return (found.time_ns // NS_PER_S - T0).tolist(), found


def test_ordered_samples_pass_untouched() -> None:
    times, found = ordered([0, 1, 5])
    assert times == [0, 1, 5]
    assert found.repairs == []
    assert found.columns["x"].tolist() == [0, 1, 2]


def test_samples_without_a_time_are_left_out() -> None:
    times, found = ordered([0, None, 2])
    assert (times, found.columns["x"].tolist()) == ([0, 2], [0, 2])
    assert found.repairs == ["1 sample without a time was left out"]


def test_impossible_dates_are_cut() -> None:
    times, found = ordered([0, 1, -60 * 365 * DAY, 2, 200 * 365 * DAY])
    assert times == [0, 1, 2]
    assert found.repairs == ["2 samples with an impossible date were cut"]


def test_one_sample_far_ahead_does_not_take_the_rest_along() -> None:
    times, found = ordered([0, 1, 2, 900, 3, 4, 5])
    assert times == [0, 1, 2, 3, 4, 5]
    assert found.repairs == ["the clock goes back: 1 sample out of order was cut"]


def test_one_sample_far_back_does_not_take_the_beginning_along() -> None:
    times, _ = ordered([10, 11, 12, 3, 13, 14, 15, 16])
    assert times == [10, 11, 12, 13, 14, 15, 16]


def test_a_clock_set_back_never_interleaves_two_places() -> None:
    times, found = ordered([0, 1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8], x=[0, 1, 2, 3, 4, 5, 13, 14, 15, 16, 17, 18])
    assert times == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    values = found.columns["x"].tolist()
    # First one recording, then the other: not to and fro.
    assert sorted(values) == values


def test_whole_blocks_in_the_wrong_order_change_places() -> None:
    times, found = ordered([10, 11, 12, 0, 1, 2], x=[0, 1, 2, 3, 4, 5])
    assert (times, found.columns["x"].tolist()) == ([0, 1, 2, 10, 11, 12], [3, 4, 5, 0, 1, 2])
    assert found.repairs == []


def test_samples_of_one_instant_become_one_and_the_last_value_speaks() -> None:
    nan = np.nan
    times, found = ordered([0, 1, 1, 1, 2], hr=[1, 2, nan, 3, nan], speed=[nan, nan, 7, nan, nan])
    assert times == [0, 1, 2]
    np.testing.assert_array_equal(found.columns["hr"], [1, 3, nan])
    np.testing.assert_array_equal(found.columns["speed"], [nan, 7, nan])
    assert found.repairs == ["2 samples share a time with another and were merged with it"]


def test_the_larger_of_two_stretches_stays() -> None:
    times, found = ordered([0, 1, 2, 20 * DAY, 20 * DAY + 1])
    assert times == [0, 1, 2]
    assert found.repairs == ["2 samples dated 20 days after the rest were cut"]
    times, found = ordered([0, 20 * DAY, 20 * DAY + 1])
    assert times == [20 * DAY, 20 * DAY + 1]
    assert found.repairs == ["1 sample dated 20 days before the rest was cut"]


def test_a_night_s_rest_is_no_break() -> None:
    times, found = ordered([0, 1, 10 * 3600])
    assert times == [0, 1, 10 * 3600]
    assert found.repairs == []


@given(st.lists(st.one_of(st.none(), st.integers(-5, 40), st.integers(-400 * DAY, 400 * DAY)), max_size=40))
def test_times_only_rise_and_every_sample_is_accounted_for(seconds: list[int | None]) -> None:
    times, found = ordered(seconds)
    assert all(before < after for before, after in pairwise(times))
    assert set(times) <= {each for each in seconds if each is not None}
    assert len(found.rows) == len(times) == len(found.columns["x"])
    if len(times) < len(seconds) and times:
        assert found.repairs
