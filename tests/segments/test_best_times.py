"""The fastest time over each distance, as a race would have timed it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtone.segments.best_times import RECORD_DISTANCES_M, best_times


def track(speeds: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"distance_m": np.concatenate(([0.0], np.cumsum(speeds)))})


def test_an_even_run_has_the_same_pace_over_every_distance() -> None:
    found = best_times(track(np.full(4000, 3.0)))
    assert found["distance_m"].tolist() == [400.0, 1000.0, 1609.344, 5000.0, 10_000.0]
    assert found["seconds"].tolist() == pytest.approx((found["distance_m"] / 3.0).tolist(), abs=0.06)


def test_a_fast_kilometre_is_found_where_it_was_run() -> None:
    speeds = np.full(3000, 2.5)
    speeds[1000:1250] = 4.0
    found = best_times(track(speeds)).set_index("distance_m")
    assert found["seconds"][1000.0] == pytest.approx(250.0, abs=0.1)
    assert found["start_s"][1000.0] == pytest.approx(1000.0, abs=0.5)
    assert 1000.0 <= found["start_s"][400.0] <= 1150.0


def test_standing_counts_as_in_a_race() -> None:
    speeds = np.concatenate((np.full(100, 3.0), np.zeros(50), np.full(100, 3.0)))
    found = best_times(track(speeds)).set_index("distance_m")
    assert found["seconds"][400.0] == pytest.approx(400.0 / 3.0 + 50.0, abs=0.1)


@pytest.mark.parametrize("speeds", [[], [0.0] * 100, [3.0] * 100])
def test_a_run_shorter_than_400_m_has_none(speeds: list[float]) -> None:
    assert best_times(track(np.array(speeds))).empty


def test_missing_distance_at_the_start_is_no_record() -> None:
    frame = track(np.full(400, 3.0))
    frame.loc[:20, "distance_m"] = np.nan
    assert best_times(frame)["seconds"].min() == pytest.approx(400.0 / 3.0, abs=0.1)


@given(st.lists(st.floats(0.0, 7.0), min_size=100, max_size=600))
def test_no_window_of_whole_seconds_is_faster(speeds: list[float]) -> None:
    frame = track(np.array(speeds))
    covered = frame["distance_m"].to_numpy()
    found = best_times(frame)
    for distance_m, seconds in zip(found["distance_m"], found["seconds"], strict=True):
        assert distance_m in RECORD_DISTANCES_M
        reach = np.searchsorted(covered, covered + distance_m - 1e-3)
        whole = (reach - np.arange(len(covered)))[reach < len(covered)]
        if len(whole):
            assert seconds <= whole.min() + 0.1
        assert seconds >= distance_m / 7.0 - 0.1
