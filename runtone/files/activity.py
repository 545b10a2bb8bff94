"""What a watch recorded, read but not yet cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pandas as pd

from runtone.errors import ActivityError

LAP_COLUMNS = (
    "start_time",
    "end_time",
    "elapsed_s",
    "timer_s",
    "distance_m",
    "intensity",
    "trigger",
    "workout_step",
    "workout_step_intensity",
    "workout_step_name",
    "grade_pct",
)


LONGEST_RUN_S = 6 * 86_400 + 3_600
"""No recording of one run is longer: six-day races are the longest that are run without a night between [s]."""

_LAP_TYPES = {
    "start_time": "datetime64[ns, UTC]",
    "end_time": "datetime64[ns, UTC]",
    "elapsed_s": "float64",
    "timer_s": "float64",
    "distance_m": "float64",
    "workout_step": "float64",
    "grade_pct": "float64",
}
_NO_LAPS = pd.DataFrame({name: pd.Series(dtype=_LAP_TYPES.get(name, "str")) for name in LAP_COLUMNS})
_NO_PAUSES = _NO_LAPS[["start_time", "end_time"]]


def no_laps() -> pd.DataFrame:
    """Return a laps frame without rows."""
    return _NO_LAPS.copy(deep=False)  # pandas copies on write


def no_pauses() -> pd.DataFrame:
    """Return a pauses frame without rows."""
    return _NO_PAUSES.copy(deep=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Activity:
    """What a watch recorded, read but not yet cleaned.

    Can be built from a plain frame: ``Activity(records=frame)``.

    Parameters
    ----------
    records : pandas.DataFrame
        One row a sample as the device wrote it, in the device's order; columns as docs/nomenclature.md lists them.
        ``time`` (datetime64, UTC) is required; a column that the file lacks is absent.
    laps : pandas.DataFrame
        One row a lap, columns `LAP_COLUMNS`; empty where the file has none.
    pauses : pandas.DataFrame
        ``start_time`` and ``end_time`` (UTC) of each stretch in which the runner stopped the watch's timer.
    sport, sub_sport : str, optional
        What the file says, lower case with underscores; None where it says nothing.
    start_time : datetime.datetime, optional
        Aware, UTC; the first sample's time where not given.
    utc_offset_s : float, optional
        The device's own offset from UTC at the start [s], where the file tells.
    name, device, source_format : str, optional
        The activity's title; maker and model; ``"fit"``, ``"gpx"`` or ``"tcx"``.
    timer_s : float, optional
        Time with the watch's timer running [s].
    device_ascent_m, device_distance_m : float, optional
        The device's own totals [m], shown beside ours and never used in place of them.
    mean_speed_m_s : float, optional
        Mean speed while moving [m/s], roughly, from what was recorded.
    looks_like : {"ride"}, optional
        What the recording is by its speed, where that is no run's and the sport was not said to be another.
    date_moved : bool
        Whether it was dated 1,024 weeks later than the file says: its receiver lost count of GPS weeks.
    warnings : tuple of str
        What was repaired, kept or lost while reading, each in one sentence a runner understands.
    """

    records: pd.DataFrame
    laps: pd.DataFrame = field(default_factory=no_laps)
    pauses: pd.DataFrame = field(default_factory=no_pauses)
    sport: str | None = None
    sub_sport: str | None = None
    start_time: datetime | None = None
    utc_offset_s: float | None = None
    name: str | None = None
    device: str | None = None
    source_format: str | None = None
    timer_s: float | None = None
    device_ascent_m: float | None = None
    device_distance_m: float | None = None
    mean_speed_m_s: float | None = None
    looks_like: Literal["ride"] | None = None
    date_moved: bool = False
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.start_time is None and len(self.records) and "time" in self.records:
            first = pd.Timestamp(self.records["time"].iloc[0])
            first = first.tz_localize("UTC") if first.tz is None else first.tz_convert("UTC")
            object.__setattr__(self, "start_time", first.floor("us").to_pydatetime())


Outcome = Activity | ActivityError
"""What reading one activity comes to, where one that cannot be read does not stop the others."""
