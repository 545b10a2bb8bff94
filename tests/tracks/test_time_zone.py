from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtone.files import Activity
from runtone.tracks import time_zone_of


def run(*places: tuple[float, float], begun: str = "2026-05-04T23:44:00Z", offset_s: float | None = None) -> Activity:
    times = pd.to_datetime([begun] * max(len(places), 1), utc=True)
    frame = pd.DataFrame({"time": times})
    if places:
        frame["latitude_deg"], frame["longitude_deg"] = zip(*places, strict=True)
    return Activity(records=frame, utc_offset_s=offset_s)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (48.137, 11.575, "Europe/Berlin"),
        (40.78, -73.97, "America/New_York"),
        (31.23, 121.47, "Asia/Shanghai"),
        (27.70, 85.32, "Asia/Kathmandu"),
        (-33.87, 151.21, "Australia/Sydney"),
    ],
)
def test_coordinates_tell_the_zone(latitude: float, longitude: float, zone: str) -> None:
    assert time_zone_of(run((latitude, longitude))) == zone


def test_a_run_after_midnight_is_on_its_local_day() -> None:
    # geo-activity-playground#323: a run at 01:44 was counted on the wrong day.
    activity = run((48.137, 11.575))
    assert activity.start_time is not None
    local = activity.start_time.astimezone(ZoneInfo(time_zone_of(activity)))
    assert (local.hour, local.minute, local.date()) == (1, 44, date(2026, 5, 5))


def test_the_first_real_position_counts() -> None:
    nowhere = float("nan")
    activity = run((nowhere, nowhere), (0.0, 0.0), (200.0, 11.0), (48.137, 11.575), (40.78, -73.97))
    assert time_zone_of(activity, "Asia/Tokyo") == "Europe/Berlin"


def test_coordinates_come_before_the_runners_zone_and_that_before_the_devices_offset() -> None:
    assert time_zone_of(run((48.137, 11.575), offset_s=-18000), "Asia/Tokyo") == "Europe/Berlin"
    assert time_zone_of(run(offset_s=-18000), "Asia/Tokyo") == "Asia/Tokyo"
    assert time_zone_of(run(offset_s=-18000)) == "Etc/GMT+5"
    assert time_zone_of(run(), "Asia/Tokyo") == "Asia/Tokyo"
    assert time_zone_of(run()) == "UTC"
    assert time_zone_of(run((float("nan"), float("nan")))) == "UTC"


@settings(deadline=None)
@given(st.integers(-12, 14))
def test_whole_hours(hours: int) -> None:
    zone = ZoneInfo(time_zone_of(run(offset_s=hours * 3600 + 7)))
    assert zone.utcoffset(datetime(2026, 5, 4, tzinfo=UTC)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("begun", "hours"),
    [
        ("2026-05-04T06:00:00Z", 5.5), ("2026-05-04T06:00:00Z", 5.75), ("2026-05-04T06:00:00Z", 9.5),
        ("2026-01-04T06:00:00Z", 10.5), ("2026-05-04T06:00:00Z", 6.5), ("2026-05-04T06:00:00Z", 4.5),
        ("2026-05-04T06:00:00Z", 3.5), ("2026-01-04T06:00:00Z", -3.5), ("2026-07-04T06:00:00Z", -2.5),
        ("2026-05-04T06:00:00Z", -9.5), ("2026-07-04T06:00:00Z", 12.75), ("2026-01-04T06:00:00Z", 13.75),
    ],
)  # fmt: skip
def test_half_and_quarter_hours_keep_the_right_clock(begun: str, hours: float) -> None:
    activity = run(begun=begun, offset_s=hours * 3600)
    assert activity.start_time is not None
    assert activity.start_time.astimezone(ZoneInfo(time_zone_of(activity))).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("offset_s", [float("nan"), 1e9, -86400.0])
def test_an_offset_no_clock_has_is_not_believed(offset_s: float) -> None:
    assert time_zone_of(run(offset_s=offset_s), "Europe/Rome") == "Europe/Rome"
