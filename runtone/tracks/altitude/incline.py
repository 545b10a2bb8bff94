"""Height along a run on a treadmill, from the inclines that it told the watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.sums import from_start
from runtone.tracks.altitude.elevation import Elevation
from runtone.tracks.grade_adjusted import STEEPEST_GRADE

if TYPE_CHECKING:
    from runtone.tracks.motion import Motion
    from runtone.tracks.samples import Samples
    from runtone.tracks.timeline import Timeline

FloatArray = npt.NDArray[np.float64]


def treadmill_incline(samples: Samples, laps: pd.DataFrame, timeline: Timeline) -> FloatArray | None:
    """Return the incline in each recorded second, or None where none was told but level.

    A sample's incline holds until the next one tells another; where no sample tells one, its lap's does.

    Parameters
    ----------
    samples : Samples
    laps : pandas.DataFrame
        `Activity.laps`.
    timeline : Timeline

    Returns
    -------
    numpy.ndarray, shape (recorded seconds,), or None
        Rise over run, a fraction.
    """
    told = samples.columns.get("grade_pct")
    if told is not None:
        known = np.flatnonzero(np.isfinite(told))
        last = np.searchsorted(samples.time_s[known], timeline.rows, side="right") - 1
        percent = told[known][np.maximum(last, 0)]
    else:
        percent = np.zeros(timeline.rows.size)
        tilted = laps.dropna(subset=["grade_pct", "start_time", "end_time"])
        begins, ends = (_seconds(tilted[name], samples.start_ns) for name in ("start_time", "end_time"))
        for begin, end, incline in zip(begins, ends, tilted["grade_pct"].to_numpy(dtype=float), strict=True):
            percent[(timeline.rows >= begin) & (timeline.rows < end)] = incline
    return np.clip(percent / 100.0, -STEEPEST_GRADE, STEEPEST_GRADE) if percent.any() else None


def climbed_on_the_spot(incline: FloatArray, motion: Motion) -> Elevation:
    """Return height and grade of a run on a belt of such inclines; it begins at a height of 0."""
    rise = incline[1:] * np.diff(motion.distance_m)
    return Elevation(
        altitude_m=from_start(rise),
        grade=incline,
        trusted_grade=incline,
        source="treadmill",
        steps=0,
    )


def _seconds(instants: pd.Series, start_ns: int) -> FloatArray:
    return (pd.DatetimeIndex(instants).as_unit("ns").asi8 - start_ns) / 1e9
