from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.errors import ActivityError, EmptyFileError, NoTimeError, TooShortError
from runtone.tracks import build_track
from tests.tracks.runs import BEGUN, activity, recorded, steady


def stopped(*spans: tuple[float, float]) -> pd.DataFrame:
    starts, ends = ([BEGUN + pd.Timedelta(seconds=second) for second in column] for column in zip(*spans, strict=True))
    return pd.DataFrame({"start_time": starts, "end_time": ends})


@pytest.mark.parametrize(("gap_s", "covered_m", "paused"), [
    (9, 0.0, 0), (12, 0.0, 11), (60, 40.0, 59), (60, 55.0, 0), (60, 300.0, 0), (60, 900.0, 59),
])  # fmt: skip
def test_a_gap_is_a_pause_when_it_is_stood_through_or_ridden(gap_s: int, covered_m: float, paused: int) -> None:
    truth = steady(900)
    truth.heading_rad = np.zeros(900)
    for device in (True, False):
        records = recorded(truth, device=device)
        after = records.index >= 450
        records.loc[after, "time"] += pd.Timedelta(seconds=gap_s - 1)
        records.loc[after, "latitude_deg"] += (covered_m - 3.0) / 111_200
        if device:
            records.loc[after, "distance_m"] += covered_m - 3.0
        frame = build_track(activity(records)).frame
        assert frame["paused"].sum() == paused
        assert frame["distance_m"].iloc[-1] == pytest.approx(898 * 3.0 + (0.0 if paused else covered_m), abs=12)


def test_a_stopped_timer_is_a_pause_even_where_the_watch_went_on_recording() -> None:
    records = recorded(steady(900))
    frame = build_track(activity(records, pauses=stopped((300, 360), (500, 508)))).frame
    assert np.flatnonzero(frame["paused"]).tolist() == [*range(301, 360), *range(501, 508)]
    assert frame["distance_m"].iloc[-1] == pytest.approx((899 - 68) * 3.0, abs=3)


def test_a_lost_start_button_does_not_pause_the_rest_of_the_run() -> None:
    frame = build_track(activity(recorded(steady(900)), pauses=stopped((100, 5000)))).frame
    assert not frame["paused"].any()


def test_pauses_outside_the_run_or_the_wrong_way_round_are_no_pauses() -> None:
    frame = build_track(activity(recorded(steady(900)), pauses=stopped((-500, -400), (2000, 2100), (60, 30)))).frame
    assert not frame["paused"].any()


def test_pauses_that_overlap_are_one() -> None:
    frame = build_track(activity(recorded(steady(900)), pauses=stopped((300, 360), (330, 400)))).frame
    assert np.flatnonzero(frame["paused"]).tolist() == list(range(301, 400))


def test_altitude_goes_on_after_a_pause() -> None:
    records = recorded(steady(900))
    records.loc[450:, "time"] += pd.Timedelta(seconds=100)
    altitude = build_track(activity(records)).frame["altitude_m"]
    assert altitude[altitude.notna()].to_numpy() == pytest.approx(120.0, abs=1.0)


def test_heart_rate_and_cadence_are_known_near_their_samples_only() -> None:
    records = recorded(steady(900))
    records["heart_rate_bpm"] = 150.0
    records["cadence_spm"] = 170.0
    records.loc[300:399, "heart_rate_bpm"] = np.nan
    records.loc[[10, 11], "heart_rate_bpm"] = [255.0, 0.0]
    frame = build_track(activity(records)).frame
    assert np.flatnonzero(frame["heart_rate_bpm"].isna()).tolist() == list(range(310, 390))
    assert frame["heart_rate_bpm"].dropna().unique().tolist() == [150.0]
    assert frame["cadence_spm"].notna().all()


def test_what_cannot_be_a_run_says_why() -> None:
    records = recorded(steady(60))
    with pytest.raises(EmptyFileError, match="no samples"):
        build_track(activity(records[:0]))
    with pytest.raises(NoTimeError, match="planned route"):
        build_track(activity(records.drop(columns="time")))
    with pytest.raises(NoTimeError, match="planned route"):
        build_track(activity(records.assign(time=records["time"].mask(records["time"].notna()))))
    with pytest.raises(TooShortError, match="less than a second"):
        build_track(activity(records[:1]))
    with pytest.raises(ActivityError, match="neither positions nor distance nor speed"):
        build_track(activity(records[["time", "altitude_m"]]))
    with pytest.raises(ActivityError, match="no movement"):
        build_track(activity(records[["time"]].assign(speed_m_s=0.0, distance_m=0.0)))


def test_errors_name_the_file() -> None:
    with pytest.raises(TooShortError) as caught:
        build_track(activity(recorded(steady(60))[:1], name="short.fit"))
    assert caught.value.name == "short.fit"


@pytest.mark.parametrize("size", [2, 3, 5, 8, 12, 30])
@pytest.mark.parametrize("device", [True, False])
def test_a_few_samples_are_a_track(size: int, device: bool) -> None:
    frame = build_track(activity(recorded(steady(600), device=device)[:size])).frame
    assert len(frame) == size
    assert frame["distance_m"].iloc[-1] == pytest.approx((size - 1) * 3.0, abs=0.5)
