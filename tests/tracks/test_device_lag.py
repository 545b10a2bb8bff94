from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runtone.files import Activity
from runtone.tracks import build_track


@pytest.mark.parametrize("lag_s", [0, 4, 8])
def test_a_watch_that_shows_speed_late_is_put_right_by_its_positions(lag_s: int) -> None:
    rng = np.random.default_rng(1)
    true = np.repeat([3.0, 4.5, 2.5, 4.5, 2.5, 4.5, 3.0], 120)
    distance = np.cumsum(true)
    shown = np.concatenate((np.full(lag_s, 3.0), true[: len(true) - lag_s]))
    records = pd.DataFrame(
        {
            "time": pd.Timestamp("2026-05-04T06:30:00Z") + pd.to_timedelta(np.arange(len(true)), unit="s"),
            "latitude_deg": 47.0 + np.cumsum(rng.normal(0, 0.1, len(true))) / 111_195 + distance / 111_195,
            "longitude_deg": np.full(len(true), 11.0),
            "distance_m": distance,
            "speed_m_s": shown + rng.normal(0, 0.05, len(true)),
        }
    )
    speed = build_track(Activity(records=records)).frame["speed_m_s"].to_numpy()
    starts = np.flatnonzero((speed[:-1] < 3.6) & (speed[1:] >= 3.6))
    assert starts.tolist() == [pytest.approx(second, abs=1.6) for second in (120, 360, 600)]


def test_without_positions_a_watch_is_taken_to_be_a_little_late() -> None:
    true = np.repeat([3.0, 4.5, 3.0], 120)
    records = pd.DataFrame(
        {
            "time": pd.Timestamp("2026-05-04T06:30:00Z") + pd.to_timedelta(np.arange(len(true)), unit="s"),
            "speed_m_s": true,
        }
    )
    speed = build_track(Activity(records=records)).frame["speed_m_s"].to_numpy()
    assert np.flatnonzero((speed[:-1] < 3.6) & (speed[1:] >= 3.6)).tolist() == [pytest.approx(118, abs=1.5)]
