"""The run's own time zone, from where it was run."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

    from runtone.files import Activity


@lru_cache(maxsize=1)
def _finder() -> TimezoneFinder:
    # Opening the boundary data takes longer than analysing a run: only runs with coordinates pay, and once.
    from timezonefinder import TimezoneFinder

    return TimezoneFinder()


def time_zone_of(activity: Activity, fallback: str | None = None) -> str:
    """Return the IANA name of the time zone in which an activity was run."""
    records = activity.records
    if "latitude_deg" in records and "longitude_deg" in records:
        latitude = records["latitude_deg"].to_numpy(dtype=np.float64, na_value=np.nan)
        longitude = records["longitude_deg"].to_numpy(dtype=np.float64, na_value=np.nan)
        located = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
        if located.size:
            name = _finder().timezone_at(lat=latitude[located[0]], lng=longitude[located[0]])
            if name:
                return str(name)
    if activity.utc_offset_s is not None:
        return _fixed_offset(activity.utc_offset_s)
    return fallback or "UTC"


def _fixed_offset(offset_s: float) -> str:
    hours = round(offset_s / 3600)
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
