"""What sensors beside the motion recorded is carried along the track, and decides nothing."""

from __future__ import annotations

import numpy as np

from runtone.tracks import build_track
from runtone.tracks.samples import SENSOR_COLUMNS
from tests.tracks.runs import activity, hilly, recorded


def test_power_stride_and_temperature_reach_the_track_and_change_nothing_else() -> None:
    records = recorded(hilly(900))
    plain = build_track(activity(records)).frame
    assert not set(SENSOR_COLUMNS) & set(plain)
    told = records.assign(power_w=250.0, step_length_mm=1100.0, temperature_c=-3.5, stance_time_ms=0.0)
    told.loc[100:200, "power_w"] = 65_535.0
    frame = build_track(activity(told)).frame
    assert set(SENSOR_COLUMNS) & set(frame) == {"power_w", "step_length_mm", "temperature_c"}
    assert frame["power_w"].dropna().unique().tolist() == [250.0]
    assert 80 <= frame["power_w"].isna().sum() <= 101
    assert np.nanmax(frame["temperature_c"]) == -3.5
    assert frame[plain.columns].equals(plain)
