"""An activity's samples as plain arrays in order of time, with a clock that can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from runtone.earth import EARTH_RADIUS_M
from runtone.errors import ActivityError, EmptyFileError, NoTimeError, TooShortError
from runtone.files.activity import LONGEST_RUN_S
from runtone.files.samples.possible_values import keep_possible
from runtone.files.samples.time_order import order_samples
from runtone.sums import from_start

if TYPE_CHECKING:
    from runtone.files import Activity

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Columns = dict[str, FloatArray]

_NS: Final = 1_000_000_000

#: A step of the clock longer than this is the clock's fault or another run [s]: an ultra sleeps less than a day.
_LONGEST_STEP_S: Final = 24 * 3600.0

#: A clock is set back, by more than this [s], no more often than so in one recording.
_SET_BACK_S: Final = 60.0
_MOST_SET_BACK: Final = 10

#: Parts of one run meet within this distance where the clock jumps [m].
_SAME_PLACE_M: Final = 200.0

#: What sensors beside the motion tell; they decide nothing here.
SENSOR_COLUMNS: Final = (
    "power_w",
    "step_length_mm",
    "vertical_oscillation_mm",
    "vertical_ratio_pct",
    "stance_time_ms",
    "stance_time_balance_pct",
    "temperature_c",
)

#: What a track is made of.
_COLUMNS: Final = (
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "distance_m",
    "speed_m_s",
    "cadence_spm",
    "heart_rate_bpm",
    "grade_pct",
    *SENSOR_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples that a track is made of.

    Parameters
    ----------
    start_ns : int
        Instant of the first sample, nanoseconds since 1970 UTC.
    time_s : numpy.ndarray, shape (n,)
        Seconds since the first sample, strictly rising.
    columns : dict of str to numpy.ndarray
        Recorded columns that hold at least one value, NaN where there is none.
    warnings : tuple of str
        What was wrong with the clock, and what was done.
    """

    start_ns: int
    time_s: FloatArray
    columns: dict[str, FloatArray]
    warnings: tuple[str, ...] = ()

    def __contains__(self, column: str) -> bool:
        return column in self.columns


def samples_of(activity: Activity) -> Samples:
    """Return the samples of an activity in order of time, without what no runner or watch can mean.

    Raises
    ------
    EmptyFileError
        There are no samples.
    NoTimeError
        No sample has a time.
    TooShortError
        They cover less than a second.
    ActivityError
        There is neither a position nor a distance nor a speed; or they span more days than a run does.
    """
    records = activity.records
    if not len(records):
        raise EmptyFileError("The file has no samples, so there is nothing to analyse.", name=activity.name)
    if "time" not in records:
        raise NoTimeError("The file has no times, so it is a planned route, not a run.", name=activity.name)
    stamp = pd.DatetimeIndex(records["time"]).as_unit("ns").asi8
    given = {
        name: records[name].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        for name in _COLUMNS
        if name in records
    }
    stamp, given = _in_some_order(stamp, given)
    columns, impossible = keep_possible(given)
    if not columns.keys() & {"latitude_deg", "distance_m", "speed_m_s"}:
        msg = "The file has neither positions nor distance nor speed, so how the runner moved is not known."
        raise ActivityError(msg, name=activity.name)
    ordered = order_samples(stamp, columns)
    if not ordered.time_ns.size:
        raise NoTimeError("No sample in the file has a time, so it is a planned route, not a run.", name=activity.name)
    warnings = [f"{clause[0].upper()}{clause[1:]}." for clause in (*impossible, *ordered.repairs)]
    stamp, columns, said = _without_jumps(ordered.time_ns, ordered.columns)
    if stamp[-1] - stamp[0] < _NS:
        msg = "The samples cover less than a second, so there is nothing to analyse."
        raise TooShortError(msg, name=activity.name)
    if stamp[-1] - stamp[0] > LONGEST_RUN_S * _NS:  # a row a second would be made of it
        msg = (
            f"The samples span {(stamp[-1] - stamp[0]) / _NS / 86_400:,.0f} days; a run of more than "
            f"{LONGEST_RUN_S // 86_400} days is not read."
        )
        raise ActivityError(msg, name=activity.name)
    start_ns = int(stamp[0])
    return Samples(start_ns, (stamp - start_ns) / _NS, columns, (*warnings, *said))


def _in_some_order(stamp: IntArray, columns: Columns) -> tuple[IntArray, Columns]:
    """Sort samples that are in no order at all, as rows of a frame may be: no clock is set back so often."""
    seconds = stamp / _NS
    if np.count_nonzero(np.diff(seconds) < -_SET_BACK_S) <= _MOST_SET_BACK:
        return stamp, columns
    order = np.argsort(stamp, kind="stable")
    return stamp[order], {name: values[order] for name, values in columns.items()}


def _without_jumps(stamp: IntArray, columns: Columns) -> tuple[IntArray, Columns, tuple[str, ...]]:
    """Mend a clock that jumps ahead by days: one wrong date must not make a run of 20 days.

    The part with the most samples keeps its clock. A part that goes on where its neighbour ends is joined to it, one
    second later; a part that does not is another run, and is left out.
    """
    step_s = np.diff(stamp) / _NS
    breaks = np.flatnonzero(step_s > _LONGEST_STEP_S)
    if not breaks.size:
        return stamp, columns, ()
    parts = np.split(np.arange(stamp.size), breaks + 1)
    joined = [_continues(one[-1], next_[0], columns) for one, next_ in pairwise(parts)]
    largest = first = last = int(np.argmax([part.size for part in parts]))
    while last < len(joined) and joined[last]:
        last += 1
    while first > 0 and joined[first - 1]:
        first -= 1
    kept = np.concatenate(parts[first : last + 1])
    ahead = from_start(np.where(step_s > _LONGEST_STEP_S, np.diff(stamp) - _NS, 0))
    together = stamp - ahead + ahead[parts[largest][0]]
    days = step_s[breaks].max() / 86400.0
    text = f"The watch's clock jumps by up to {days:.0f} days in the middle of the file; "
    if kept.size < stamp.size:
        text += f"{stamp.size - kept.size} samples that belong to another time were left out."
    else:
        text += "the parts meet, so they were joined, and the clock of the longest part was believed."
    return together[kept], {name: values[kept] for name, values in columns.items()}, (text,)


def _continues(before: np.intp, after: np.intp, columns: Columns) -> bool:
    """Whether the sample after a jump of the clock goes on where the one before it ended."""
    if "distance_m" in columns:
        ran = columns["distance_m"][after] - columns["distance_m"][before]
        if np.isfinite(ran) and np.nanmax(columns["distance_m"]) > 0:
            return bool(-1.0 <= ran <= _SAME_PLACE_M)
    if "latitude_deg" in columns:
        latitude, longitude = np.radians(columns["latitude_deg"]), np.radians(columns["longitude_deg"])
        north = latitude[after] - latitude[before]
        east = (longitude[after] - longitude[before]) * np.cos(latitude[before])
        apart = EARTH_RADIUS_M * float(np.hypot(north, east))
        return not np.isfinite(apart) or apart <= _SAME_PLACE_M
    return True
