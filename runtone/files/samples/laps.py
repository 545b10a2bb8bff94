"""The laps frame, whatever format the laps were read from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runtone.files.activity import LAP_COLUMNS, no_laps

_TIMES = ("start_time", "end_time")
_NUMBERS = ("elapsed_s", "timer_s", "distance_m", "workout_step", "grade_pct")


def laps_frame(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Build a laps frame.

    Parameters
    ----------
    rows : sequence of tuple
        In the order of `LAP_COLUMNS`; times as Unix nanoseconds.

    Returns
    -------
    pandas.DataFrame
        Columns `LAP_COLUMNS`: UTC instants, floats, and texts, missing where unknown.
    """
    if not rows:
        return no_laps()
    columns: dict[str, object] = {}
    for name, values in zip(LAP_COLUMNS, zip(*rows, strict=True), strict=True):
        if name in _TIMES:
            columns[name] = pd.DatetimeIndex(np.array(values, dtype=np.int64).view("datetime64[ns]"), tz="UTC")
        elif name in _NUMBERS:
            columns[name] = np.array(values, dtype=np.float64)
        else:
            texts = np.empty(len(rows), dtype=object)
            texts[:] = values
            columns[name] = texts
    return pd.DataFrame(columns, copy=False)
