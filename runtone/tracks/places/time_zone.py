"""The run's own time zone, from where it was run: a day and a week are always local to the run."""

from __future__ import annotations

import atexit
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

    from runtone.files import Activity

#: Zones whose offset is no whole number of hours, the most peopled first. An offset does not tell the zone, but any
#: zone that had it at the start gives the run its right day.
_PART_HOUR_ZONES: Final = (
    "Asia/Kolkata",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Asia/Tehran",
    "Asia/Yangon",
    "Asia/Kabul",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Marquesas",
    "Pacific/Chatham",
    "Australia/Eucla",
)

_QUARTER_HOUR_S: Final = 900
_HOUR_S: Final = 3600
#: Clocks on Earth lie between these hours off UTC.
_WESTERNMOST_H: Final = -12
_EASTERNMOST_H: Final = 14


def time_zone_of(activity: Activity, fallback: str | None = None) -> str:
    """Return the IANA name of the time zone in which an activity was run.

    Parameters
    ----------
    activity : Activity
    fallback : str, optional
        The runner's own zone: what was set, else that of the runs around this one.

    Returns
    -------
    str
        A name that `zoneinfo.ZoneInfo` knows: from the first position (timezonefinder's boundaries, offline), else
        `fallback`, else one with the device's own offset from UTC at the start (``"Etc/GMT-2"`` is two hours *east*),
        else ``"UTC"``.
    """
    return zone_at_start(activity) or fallback or _zone_of_offset(activity) or "UTC"


def is_zone_known(activity: Activity, fallback: str | None = None) -> bool:
    """Tell whether anything says where an activity was run, so that its day is not a guess."""
    return bool(fallback or zone_at_start(activity) or _zone_of_offset(activity))


def zone_at_start(activity: Activity) -> str | None:
    """Return the IANA name of the zone of an activity's first position; None where it has none."""
    records = activity.records
    if "latitude_deg" not in records or "longitude_deg" not in records:
        return None
    latitude = records["latitude_deg"].to_numpy(dtype=np.float64, na_value=np.nan)
    longitude = records["longitude_deg"].to_numpy(dtype=np.float64, na_value=np.nan)
    located = (np.abs(latitude) <= 90.0) & (np.abs(longitude) <= 180.0) & ((latitude != 0.0) | (longitude != 0.0))
    if not located.any():
        return None
    first = int(located.argmax())
    name = _finder().timezone_at(lat=float(latitude[first]), lng=float(longitude[first]))
    return str(name) if name and _known(name) else None


@lru_cache(maxsize=1)
def _finder() -> TimezoneFinder:
    # Importing it and reading its boundaries takes longer than analysing a run: only runs with coordinates pay, once.
    # Threads may share it, and processes share the pages of the boundaries that it maps.
    from timezonefinder import TimezoneFinder

    finder = TimezoneFinder(in_memory=False)
    atexit.register(finder.cleanup)
    return finder


def _zone_of_offset(activity: Activity) -> str | None:
    if activity.utc_offset_s is None or not np.isfinite(activity.utc_offset_s):
        return None
    offset_s = round(activity.utc_offset_s / _QUARTER_HOUR_S) * _QUARTER_HOUR_S
    if not _WESTERNMOST_H * _HOUR_S <= offset_s <= _EASTERNMOST_H * _HOUR_S:
        return None
    start = activity.start_time
    if offset_s % _HOUR_S and start is not None:
        offset = timedelta(seconds=offset_s)
        same = (name for name in _PART_HOUR_ZONES if start.astimezone(ZoneInfo(name)).utcoffset() == offset)
        found = next(same, None)
        if found is not None:
            return found
    hours = round(offset_s / _HOUR_S)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return False
    return True
