import json
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from runtone.run_json import frame_to_plain


def test_frames_become_rows_that_json_holds() -> None:
    frame = pd.DataFrame(
        {
            "kind": pd.Categorical(["hill", None]),
            "start_s": np.array([0, 61], dtype=np.int64),
            "mean_grade": [0.0512345678, np.nan],
            "time": [pd.Timestamp("2026-05-04T06:30:00Z"), pd.NaT],
            "numbers": [(1, np.int64(2)), ()],
            "flag": [True, False],
        }
    )
    rows = json.loads(json.dumps(frame_to_plain(frame)))
    assert rows[0] == {
        "kind": "hill",
        "start_s": 0,
        "mean_grade": 0.0512346,
        "time": "2026-05-04T06:30:00+00:00",
        "numbers": [1, 2],
        "flag": True,
    }
    assert rows[1]["mean_grade"] is None
    assert rows[1]["time"] is None
    assert rows[1]["kind"] is None


def test_dates_and_infinities() -> None:
    frame = pd.DataFrame({"day": [date(2026, 5, 4)], "at": [datetime(2026, 5, 4, tzinfo=UTC)], "value": [np.inf]})
    row = frame_to_plain(frame)[0]
    assert row["day"] == "2026-05-04"
    assert row["value"] is None
    json.dumps(row, allow_nan=False)
