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

if TYPE_CHECKING:
    from runtone.files import Activity

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_NS: Final = 1_000_000_000

#: A step of the clock longer than this is the clock's fault or another run [s]: an ultra sleeps less than a day.
_LONGEST_STEP_S: Final = 24 * 3600.0

#: A clock set back by more than this was corrected [s]; less is samples written out of order.
_SET_BACK_S: Final = 60.0

#: A clock is set, or wrong, no more often than this in one recording.
_MOST_BREAKS: Final = 10

#: Parts of one run meet within this distance where the clock jumps [m].
_SAME_PLACE_M: Final = 200.0

#: What sensors beside the motion tell, and the widest values that can be true of a runner; they decide nothing here. A
#: watch writes 0 for a stride that it did not see, but 0 W is what standing asks for.
SENSOR_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "power_w": (0.0, 3000.0),
    "step_length_mm": (1.0, 4000.0),
    "vertical_oscillation_mm": (1.0, 500.0),
    "vertical_ratio_pct": (0.1, 50.0),
    "stance_time_ms": (1.0, 2000.0),
    "stance_time_balance_pct": (1.0, 99.0),
    "temperature_c": (-60.0, 70.0),
}

#: The widest values that can be true: positions on Earth, heights from the Dead Sea shore to Everest (watches write
#: -500 m for "none"), a cadence and a heart rate of a living runner.
_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 180.0),
    "altitude_m": (-499.0, 9000.0),
    "distance_m": (0.0, np.inf),
    "speed_m_s": (0.0, np.inf),
    "cadence_spm": (0.0, 400.0),
    "heart_rate_bpm": (1.0, 250.0),
    "grade_pct": (-100.0, 100.0),
} | SENSOR_LIMITS


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
    columns = {name: values for name in _LIMITS if (values := _values(records, name)) is not None}
    _forget_half_positions(columns)
    if not columns.keys() & {"latitude_deg", "distance_m", "speed_m_s"}:
        msg = "The file has neither positions nor distance nor speed, so how the runner moved is not known."
        raise ActivityError(msg, name=activity.name)

    rows = np.flatnonzero(stamp != np.iinfo(np.int64).min)
    if not rows.size:
        raise NoTimeError("No sample in the file has a time, so it is a planned route, not a run.", name=activity.name)
    stamp, rows, warnings = _believable_clock(stamp[rows], rows, columns)
    if np.any(stamp[1:] <= stamp[:-1]):
        stamp, columns = _in_order(stamp, rows, columns)
    elif rows.size < len(records) or np.any(np.diff(rows) != 1):
        columns = {name: values[rows] for name, values in columns.items()}
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
    return Samples(start_ns, (stamp - start_ns) / _NS, columns, warnings)


def _values(records: pd.DataFrame, name: str) -> FloatArray | None:
    """Return a column as floats with what cannot be true taken out, or None where nothing is left."""
    if name not in records:
        return None
    values = records[name].to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = _LIMITS[name]
    possible = (values >= low) & (values <= high) & np.isfinite(values)
    if possible.all():
        return values if values.size else None
    return np.where(possible, values, np.nan) if possible.any() else None


def _forget_half_positions(columns: dict[str, FloatArray]) -> None:
    """Take out positions of which half is missing, and 0 N 0 E, which is what "no fix" is written as."""
    latitude, longitude = columns.pop("latitude_deg", None), columns.pop("longitude_deg", None)
    if latitude is None or longitude is None:
        return
    missing = np.isnan(latitude) | np.isnan(longitude) | ((latitude == 0.0) & (longitude == 0.0))
    if missing.all():
        return
    if missing.any():
        latitude, longitude = np.where(missing, np.nan, latitude), np.where(missing, np.nan, longitude)
    columns["latitude_deg"], columns["longitude_deg"] = latitude, longitude


def _in_order(
    stamp: IntArray, rows: IntArray, columns: dict[str, FloatArray]
) -> tuple[IntArray, dict[str, FloatArray]]:
    """Sort by time; of rows at one instant keep the first value of each column."""
    order = np.argsort(stamp, kind="stable")
    instants, group = np.unique(stamp[order], return_inverse=True)
    merged = {}
    for name, values in columns.items():
        ordered = values[rows[order]]
        known = np.flatnonzero(np.isfinite(ordered))[::-1]  # the first value is written last, and stays
        merged[name] = np.full(instants.size, np.nan)
        merged[name][group[known]] = ordered[known]
    return instants, merged


def _believable_clock(
    stamp: IntArray, rows: IntArray, columns: dict[str, FloatArray]
) -> tuple[IntArray, IntArray, tuple[str, ...]]:
    """Mend a clock that jumps by days or was set back: one wrong date must not make a run of 20 days.

    The part with the most samples keeps its clock. A part that goes on where its neighbour ends is joined to it, one
    second later; a part that does not is another run, and is left out.
    """
    step_s = np.diff(stamp) / _NS
    breaks = np.flatnonzero((step_s > _LONGEST_STEP_S) | (step_s < -_SET_BACK_S))
    if breaks.size > _MOST_BREAKS:  # no clock is set so often: the samples are in no order
        order = np.argsort(stamp, kind="stable")
        stamp, rows = stamp[order], rows[order]
        step_s = np.diff(stamp) / _NS
        breaks = np.flatnonzero(step_s > _LONGEST_STEP_S)
    if not breaks.size:
        return stamp, rows, ()
    parts = np.split(np.arange(stamp.size), breaks + 1)
    joined = [_continues(rows[one[-1]], rows[next_[0]], columns) for one, next_ in pairwise(parts)]
    if not all(joined) and _merely_out_of_order(stamp, parts):
        return stamp, rows, ()
    anchor = int(np.argmax([part.size for part in parts]))
    shifted = stamp.copy()
    first = last = anchor
    while last < len(joined) and joined[last]:
        part = parts[last + 1]
        shifted[part] += shifted[parts[last][-1]] + _NS - shifted[part[0]]
        last += 1
    while first > 0 and joined[first - 1]:
        part = parts[first - 1]
        shifted[part] += shifted[parts[first][0]] - _NS - shifted[part[-1]]
        first -= 1
    kept = np.concatenate(parts[first : last + 1])
    days = np.abs(step_s[breaks]).max() / 86400.0
    size = f"{days:.0f} days" if days >= 2 else f"{days * 24:.1f} hours"
    text = f"The watch's clock jumps by up to {size} in the middle of the file; "
    if kept.size < stamp.size:
        text += f"{stamp.size - kept.size} samples that belong to another time were left out."
    else:
        text += "the parts meet, so they were joined, and the clock of the longest part was believed."
    return shifted[kept], rows[kept], (text,)


def _merely_out_of_order(stamp: IntArray, parts: list[npt.NDArray[np.intp]]) -> bool:
    """Whether sorting the parts gives one run: no overlap, and no step longer than a run can pause."""
    ends = sorted((int(stamp[part].min()), int(stamp[part].max())) for part in parts)
    steps = [(after[0] - before[1]) / _NS for before, after in pairwise(ends)]
    return all(0.0 <= step <= _LONGEST_STEP_S for step in steps)


def _continues(before: np.int64, after: np.int64, columns: dict[str, FloatArray]) -> bool:
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
