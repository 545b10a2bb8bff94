"""Figures as runners read them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.wording import (
    METRES_PER_MILE,
    MISSING,
    Units,
    counted,
    day,
    duration,
    duration_words,
    easy_minutes,
    listed,
    local_start,
    minutes_seconds,
    percent,
    run_name,
    segment_label,
)

METRIC, IMPERIAL = Units("km", "m"), Units("mi", "ft")


def test_a_pace_of_almost_five_minutes_is_five_minutes() -> None:
    assert METRIC.pace_text(1000 / 299.6) == "5:00 min/km"
    assert METRIC.pace_text(1000 / 299.4) == "4:59 min/km"
    assert METRIC.pace_text(1000 / 359.5) == "6:00 min/km"
    assert IMPERIAL.pace_text(METRES_PER_MILE / 479.6) == "8:00 min/mi"


@given(st.floats(min_value=0.31, max_value=12.0))
def test_no_pace_has_sixty_seconds(speed: float) -> None:
    for units in (METRIC, IMPERIAL):
        minutes, seconds = units.pace_text(speed, unit=False).split(":")
        assert 0 <= int(seconds) < 60
        assert abs(int(minutes) * 60 + int(seconds) - units.metres_per_distance / speed) <= 0.5 + 1e-6


@pytest.mark.parametrize("speed", [None, 0.0, 0.1, float("nan"), float("inf")])
def test_what_is_no_pace_is_a_dash(speed: float | None) -> None:
    assert METRIC.pace_text(speed) == MISSING


def test_distances() -> None:
    assert METRIC.distance(400) == "400 m"
    assert METRIC.distance(999.7) == "1.00 km"
    assert METRIC.distance(8421) == "8.42 km"
    assert METRIC.distance(9996) == "10.0 km"
    assert METRIC.distance(21097.5) == "21.1 km"
    assert IMPERIAL.distance(42195) == "26.2 mi"
    assert IMPERIAL.distance(METRES_PER_MILE) == "1.00 mi"
    assert METRIC.distance(None) == MISSING
    assert METRIC.distance(float("nan")) == MISSING


def test_zero_metres_is_a_height_and_not_missing() -> None:
    assert METRIC.height_text(0.0) == "0 m"
    assert IMPERIAL.height_text(312.0) == "1,024 ft"
    assert METRIC.height_text(None) == MISSING


def test_durations() -> None:
    assert duration(59.6) == "1:00"
    assert duration(3599.6) == "1:00:00"
    assert duration(3727) == "1:02:07"
    assert duration_words(59.4) == "59 s"
    assert duration_words(59.6) == "1 min"
    assert duration_words(3599) == "1 h 00 min"
    assert minutes_seconds(299.5) == "5:00"


def test_a_share_near_zero_has_no_sign() -> None:
    assert percent(-0.0004) == "0.0 %"
    assert percent(-0.052) == "−5.2 %"
    assert percent(0.0996) == "10 %"
    assert percent(0.123) == "12 %"
    assert percent(None) == MISSING


def test_a_local_start_is_written_without_the_machines_language() -> None:
    start = datetime(2026, 11, 3, 6, 5, tzinfo=ZoneInfo("America/Denver"))
    assert local_start(start) == "Tue 3 Nov 2026, 06:05"
    assert day(date(2026, 11, 1), weekday=False, year=False) == "1 Nov"


def test_loads_claim_no_more_digits_than_they_have() -> None:
    assert easy_minutes(4.23) == "4.2"
    assert easy_minutes(48.6) == "49"
    assert easy_minutes(0.0) == "0"
    assert easy_minutes(None) == MISSING


def test_lists_and_counts() -> None:
    assert listed(["glutes"]) == "glutes"
    assert listed(["glutes", "quads", "calves"]) == "glutes, quads and calves"
    assert listed([]) == ""
    assert counted(1, "run") == "1 run"
    assert counted(1200, "run") == "1,200 runs"


def test_a_hill_sprint_says_both() -> None:
    assert segment_label("sprint", "uphill").endswith("Sprint uphill")
    assert segment_label("hill", "downhill").endswith("Downhill")
    assert segment_label("steady", "flat").endswith("Steady")


@pytest.mark.parametrize(
    ("hour", "name"),
    [
        (0, "Night run"),
        (4, "Night run"),
        (5, "Morning run"),
        (11, "Morning run"),
        (12, "Afternoon run"),
        (17, "Evening run"),
        (21, "Evening run"),
        (22, "Night run"),
        (23, "Night run"),
    ],
)
def test_a_run_without_a_name_is_called_by_its_time_of_day(hour: int, name: str) -> None:
    local = datetime(2026, 11, 3, hour, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    assert [run_name(given, local) for given in (None, "", float("nan"))] == [name] * 3
    assert run_name("Along the canal", local) == "Along the canal"
