from __future__ import annotations

import numpy as np
import pytest

from runtone.errors import NotARunError
from runtone.files import read_activity, require_run
from runtone.files.samples.pace import looks_like, moving_speed, record_speed
from tests.cases import case, requires_cases
from tests.files.fit.fit_writer import file_id, fit_file, records, session
from tests.files.xml.test_gpx import gpx, run


@requires_cases
def test_a_ride_by_its_title_is_no_run() -> None:
    activity = read_activity(case("ride_named_only.gpx.gz"))
    with pytest.raises(NotARunError, match="Outdoor cycling"):
        require_run(activity)


@pytest.mark.parametrize(
    ("seconds", "speed"),
    [(1_571, 10_000 / 1_571), (7_235, 42_195 / 7_235), (86_400, 319_614 / 86_400), (10, 800 / 100.91)],
)
def test_record_speeds(seconds: int, speed: float) -> None:
    assert record_speed(seconds) == pytest.approx(speed)
    assert record_speed(seconds * 1.1) <= speed


@pytest.mark.parametrize(
    ("sport", "speed", "minutes", "told"),
    [
        (None, 6.7, 30, "ride"),
        (None, 5.4, 60, "ride"),
        (None, 3.0, 60, None),
        (None, 4.6, 120, None),  # a marathon in 2:33
        (None, 5.4, 10, None),
        ("running", 5.4, 60, None),
        ("running", 5.8, 120, None),
        ("running", 7.0, 60, "ride"),
        ("running", 9.0, 3, "ride"),
        ("running", 4.9, 6 * 60, "ride"),
        ("cycling", 9.0, 60, None),
    ],
)
def test_what_no_runner_can_do_looks_like_a_ride(
    sport: str | None, speed: float, minutes: int, told: str | None
) -> None:
    assert looks_like(sport, None, (speed, 60.0 * minutes)) == told


def test_a_treadmill_s_own_speed_is_not_asked_about() -> None:
    assert looks_like("running", "treadmill", (9.0, 3_600.0)) is None


def test_speed_of_moving_only() -> None:
    time_ns = np.arange(600, dtype=np.int64) * 1_000_000_000
    distance = np.concatenate((np.arange(300) * 8.0, np.full(300, 299 * 8.0)))
    assert moving_speed(time_ns, {"distance_m": distance}) == pytest.approx((8.0, 299))
    assert moving_speed(time_ns, {}) is None


def test_a_jump_of_the_position_is_no_speed() -> None:
    time_ns = np.arange(300, dtype=np.int64) * 1_000_000_000
    latitude = 45 + np.arange(300.0) * 2.7e-5
    latitude[150:] += 0.05
    found = moving_speed(time_ns, {"latitude_deg": latitude, "longitude_deg": np.full(300, 9.0)})
    assert found is not None
    assert found[0] == pytest.approx(3.0, rel=0.02)


def test_a_file_that_says_nothing_is_asked_about_by_its_speed() -> None:
    slow = fit_file(file_id(), records(range(1_000)))
    fast = fit_file(file_id(), *(records([second], distance=800 * second) for second in range(0, 1_000, 10)))
    assert read_activity(slow).looks_like is None
    activity = read_activity(fast, "x.fit")
    assert activity.looks_like == "ride"
    assert activity.warnings[-1] == "x.fit: it looks like a ride: hardly a runner is so fast for 16 min."
    assert require_run(activity) is activity
    said = fit_file(file_id(), *(records([second], distance=800 * second) for second in range(0, 1_000, 10)),
                    session(0, 1_000, sport=2))  # fmt: skip
    assert read_activity(said).looks_like is None
    assert read_activity(gpx(run(60))).looks_like is None
