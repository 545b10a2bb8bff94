"""The same run is the same track, however and wherever it was written down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtone.tracks import build_track
from tests.tracks.runs import activity, ascent_m, hilly, pieces, recorded

RUN = pieces((300, 3.0, 0.0), (150, 2.6, 0.06), (30, 0.0, 0.0), (200, 3.2, -0.05), (20, 6.0, 0.0), (300, 3.0, 0.01))
FIGURES = ["distance_m", "speed_m_s", "acceleration_m_s2", "altitude_m", "grade", "grade_adjusted_speed_m_s"]
PLAIN = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def figures(records: pd.DataFrame) -> pd.DataFrame:
    return build_track(activity(records)).frame[FIGURES]


def test_nothing_is_moved_or_left_in_the_records() -> None:
    records = recorded(RUN, gps_m=2.0)
    before = records.copy(deep=True)
    frame = build_track(activity(records)).frame
    frame.loc[:, :] = frame.loc[:, :]
    frame["latitude_deg"] = 0.0
    pd.testing.assert_frame_equal(records, before)
    assert frame["longitude_deg"].abs().min() > 1


@PLAIN
@given(seconds=st.integers(-(10**9), 10**8), device=st.booleans())
def test_shifted_in_time(seconds: int, device: bool) -> None:
    records = recorded(RUN, gps_m=2.0, device=device)
    later = records.assign(time=records["time"] + pd.Timedelta(seconds=seconds))
    pd.testing.assert_frame_equal(figures(later), figures(records))


@PLAIN
@given(longitude=st.floats(-180, 179.9))
def test_moved_around_the_globe(longitude: float) -> None:
    records = recorded(RUN, gps_m=2.0, device=False)
    moved = records.assign(longitude_deg=(records["longitude_deg"] - 11.0 + longitude + 180.0) % 360.0 - 180.0)
    pd.testing.assert_frame_equal(figures(moved), figures(records), rtol=1e-4, atol=1e-4)


@PLAIN
@given(latitude=st.floats(-75, 75), longitude=st.floats(-180, 179.9))
def test_run_anywhere_on_the_globe(latitude: float, longitude: float) -> None:
    home = figures(recorded(RUN, device=False))
    away = figures(recorded(RUN, device=False, latitude=latitude, longitude=longitude))
    assert away["distance_m"].to_numpy() == pytest.approx(home["distance_m"].to_numpy(), abs=0.5)
    assert away["speed_m_s"].to_numpy() == pytest.approx(home["speed_m_s"].to_numpy(), abs=0.02)
    assert away["grade"].to_numpy() == pytest.approx(home["grade"].to_numpy(), abs=0.002)


@PLAIN
@given(order=st.permutations(list(range(6))))
def test_columns_in_any_order(order: list[int]) -> None:
    records = recorded(RUN, gps_m=2.0)
    pd.testing.assert_frame_equal(figures(records[records.columns[list(order)]]), figures(records))


@PLAIN
@given(seed=st.integers(0, 10**6))
def test_rows_in_any_order(seed: int) -> None:
    records = recorded(RUN, gps_m=2.0)
    shuffled = records.sample(frac=1.0, random_state=seed)
    pd.testing.assert_frame_equal(figures(shuffled), figures(records))


@PLAIN
@given(unit=st.sampled_from(["s", "ms", "us", "ns"]), aware=st.booleans())
def test_times_in_any_unit(unit: str, aware: bool) -> None:
    records = recorded(RUN)
    times = records["time"].dt.as_unit(unit)
    pd.testing.assert_frame_equal(
        figures(records.assign(time=times if aware else times.dt.tz_localize(None))), figures(records)
    )


@pytest.mark.parametrize("device", [True, False])
def test_every_sample_twice_is_the_same_run(device: bool) -> None:
    records = recorded(RUN, gps_m=2.0, device=device)
    twice = pd.concat([records, records]).sort_values("time", kind="stable")
    pd.testing.assert_frame_equal(figures(twice), figures(records))


def test_columns_in_rows_of_their_own_are_put_together() -> None:
    # Some watches write three records a second, each with some of the columns.
    records = recorded(RUN, gps_m=2.0)
    parts = [records[["time", *columns]] for columns in (["latitude_deg", "longitude_deg"], ["altitude_m"])]
    parts.append(records[["time", "distance_m", "speed_m_s"]])
    split = pd.concat(parts).sort_values("time", kind="stable")
    pd.testing.assert_frame_equal(figures(split), figures(records))


@pytest.mark.parametrize("every", [2, 3, 5])
def test_resampled(every: int) -> None:
    truth = hilly(3600)
    dense, sparse = (figures(recorded(truth)[::step]) for step in (1, every))
    shared = slice(0, len(sparse))
    assert sparse["distance_m"].to_numpy() == pytest.approx(dense["distance_m"][shared].to_numpy(), abs=1.0)
    assert sparse["speed_m_s"].to_numpy() == pytest.approx(dense["speed_m_s"][shared].to_numpy(), abs=0.15)
    assert np.sqrt(np.mean((sparse["grade"] - dense["grade"][shared]) ** 2)) < 0.01
    assert ascent_m(sparse) == pytest.approx(ascent_m(dense), rel=0.04)


def test_recorded_between_the_seconds() -> None:
    truth = hilly(1800)
    records = recorded(truth)
    late = records.assign(time=records["time"] + pd.to_timedelta(np.where(records.index > 0, 400, 0), unit="ms"))
    on_time, between = figures(records), figures(late)
    assert between["speed_m_s"].to_numpy() == pytest.approx(on_time["speed_m_s"].to_numpy(), abs=0.1)
    assert ascent_m(between) == pytest.approx(ascent_m(on_time), rel=0.02)


def test_the_height_of_the_start_does_not_matter() -> None:
    low, high = recorded(RUN), recorded(RUN)
    high["altitude_m"] += 2000.0
    assert figures(high)["grade"].to_numpy() == pytest.approx(figures(low)["grade"].to_numpy(), abs=1e-6)


def test_one_row_a_second_whatever_happens() -> None:
    records = recorded(RUN, gps_m=2.0).drop(index=list(range(200, 260)))
    records.loc[600:, "time"] += pd.Timedelta(seconds=333)
    track = build_track(activity(records))
    frame = track.frame
    assert list(frame.index) == list(range(len(frame)))
    assert (frame["time"].diff().dropna() == pd.Timedelta(seconds=1)).all()
    assert frame["time"].iloc[-1] == records["time"].iloc[-1]
    assert (frame["distance_m"].diff().dropna() >= 0).all()
    assert frame[["speed_m_s", "acceleration_m_s2", "grade", "grade_adjusted_speed_m_s"]].notna().all(axis=None)
    paused = frame[frame["paused"]]
    assert len(paused) == 333
    assert (paused[["speed_m_s", "acceleration_m_s2", "grade", "grade_adjusted_speed_m_s"]] == 0).all(axis=None)
    assert paused[["latitude_deg", "longitude_deg", "altitude_m"]].isna().all(axis=None)
    assert set(track.confidence) == {"distance", "speed", "altitude", "grade"}
