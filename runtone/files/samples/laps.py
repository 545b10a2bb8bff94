"""The laps frame, whatever format the laps were read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from runtone.files.activity import LAP_COLUMNS, no_laps

_TIMES = ("start_time", "end_time")
_NUMBERS = ("elapsed_s", "timer_s", "distance_m", "workout_step", "grade_pct")


class Lap(NamedTuple):
    """A lap as a file holds it, in the order of `LAP_COLUMNS`; times as Unix nanoseconds, None for what it lacks."""

    start_time: int
    end_time: int
    elapsed_s: float | None
    timer_s: float | None
    distance_m: float | None
    intensity: str | None
    trigger: str | None
    workout_step: float | None = None
    workout_step_intensity: str | None = None
    workout_step_name: str | None = None
    grade_pct: float | None = None


def laps_frame(laps: Sequence[Lap]) -> pd.DataFrame:
    """Return laps as a frame of the columns `LAP_COLUMNS`: UTC instants, floats, and texts, missing where unknown."""
    if not laps:
        return no_laps()
    columns: dict[str, object] = {}
    for name, values in zip(LAP_COLUMNS, zip(*laps, strict=True), strict=True):
        if name in _TIMES:
            columns[name] = pd.DatetimeIndex(np.array(values, dtype=np.int64).view("datetime64[ns]"), tz="UTC")
        elif name in _NUMBERS:
            columns[name] = np.array(values, dtype=np.float64)
        else:
            texts = np.empty(len(laps), dtype=object)
            texts[:] = values
            columns[name] = texts
    return pd.DataFrame(columns, copy=False)
