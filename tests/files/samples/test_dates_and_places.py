"""Clocks that are wrong for a few points or by 1,024 weeks, and places that are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from runtone.analysis import analyze
from runtone.files import read_activity
from runtone.files.samples.rollover import ROLLOVER, is_rolled_over
from runtone.files.samples.time_order import NS_PER_S, OrderedSamples, order_samples
from runtone.runner import Runner
from runtone.tracks import build_track
from tests.cases import case, requires_cases
from tests.files.fit.fit_writer import START, events, file_id, fit_file, records, session
from tests.files.xml.test_gpx import gpx, point, run


@requires_cases
def test_first_points_that_are_late_are_cut_not_walked_back_to() -> None:
    activity = read_activity(case("first_points_late.gpx.gz"))
    track = build_track(activity).frame
    assert track["distance_m"].iloc[-1] == pytest.approx(8_397, rel=0.005)
    assert len(track) == pytest.approx(50 * 60, abs=5)
    assert "2 samples out of order were cut" in activity.warnings[0]


@pytest.mark.parametrize("late", [1, 5, 20])
@pytest.mark.parametrize("by", [1_000, 7_200, 40_000])
def test_late_first_points_of_any_number(late: int, by: int) -> None:
    seconds = [*(by + second for second in range(late)), *range(late, 1_500)]
    activity = read_activity(gpx("".join(point(second) for second in seconds)))
    assert (activity.records["time"].iloc[-1] - activity.records["time"].iloc[0]).total_seconds() < 1_501


def samples(times: list[int], way: NDArray[np.float64] | list[float]) -> OrderedSamples:
    return order_samples(
        np.array(times, dtype=np.int64) * NS_PER_S + 1_700_000_000 * NS_PER_S,
        {"distance_m": np.array(way, dtype=float)},
    )


def test_a_clock_set_back_where_the_way_goes_on_is_set_forward() -> None:
    found = samples([*range(1_000), *range(400, 1_000)], np.arange(1_600.0) * 3.0)
    assert len(found.time_ns) == 1_600
    assert np.diff(found.time_ns).max() == NS_PER_S
    assert np.diff(found.columns["distance_m"]).max() == 3.0
    assert "set back by 10 minutes" in found.repairs[0]


def test_blocks_in_the_wrong_order_change_places_and_nothing_connects_them() -> None:
    way = np.arange(2_000) * 3.0
    found = samples([*range(5_000, 6_000), *range(1_000)], [*way[1_000:], *way[:1_000]])
    assert found.columns["distance_m"].tolist() == way.tolist()
    ((start, end),) = found.breaks
    assert (end - start) // NS_PER_S == 4_001


def early(start: datetime = datetime(2004, 9, 18, 6, tzinfo=UTC)) -> bytes:
    return gpx("".join(point(0, stamp=f"{start + timedelta(seconds=s):%Y-%m-%dT%H:%M:%SZ}") for s in range(60)))


@pytest.mark.parametrize("name", ["2024-05-04_run.gpx", "RUN_20240504_070000.gpx", "a/2024.05.04 07-00.gpx"])
def test_a_date_1024_weeks_early_is_told_by_the_file_s_name(name: str) -> None:
    activity = read_activity(early(), name)
    assert activity.start_time is not None
    assert activity.start_time.date() == date(2024, 5, 4)
    assert "1,024 weeks early" in activity.warnings[0]


@pytest.mark.parametrize("name", ["run.gpx", "2004-09-18.gpx", "2023-05-04.gpx", "99920240504123.gpx"])
def test_an_old_date_without_a_witness_is_asked_about(name: str) -> None:
    activity = read_activity(early(), name)
    assert activity.start_time is not None
    assert activity.start_time.date() == date(2004, 9, 18)
    assert "if it was run on 2024-05-04" in activity.warnings[0]


def test_a_fit_file_is_no_older_than_its_format() -> None:
    shift = int(ROLLOVER.total_seconds())
    data = fit_file(file_id(), *(records([second], time=START - shift + second) for second in range(60)))
    assert read_activity(data).start_time == datetime.fromtimestamp(START + 631_065_600, tz=UTC)
    assert not is_rolled_over(datetime(2021, 5, 4, tzinfo=UTC), "2021-05-04.fit", "fit")


@requires_cases
@pytest.mark.parametrize("name", ["virtual_run_no_offset.fit", "virtual_run_offset_1h.fit"])
def test_a_virtual_run_has_no_place_and_its_day_is_the_runner_s(name: str) -> None:
    activity = read_activity(case(name))
    assert "latitude_deg" not in activity.records
    for runner in (Runner(), Runner(time_zone="Europe/Berlin")):
        assert analyze(activity, runner).summary["local_date"] == date(2026, 1, 30)
    assert analyze(activity, Runner(time_zone="Europe/Berlin")).summary["time_zone"] == "Europe/Berlin"


def test_a_zone_that_nothing_tells_is_said() -> None:
    indoor = fit_file(file_id(), records(range(120), latitude=0x7FFFFFFF), session(0, 120, sub_sport=1))
    assert any("its day is that of UTC" in warning for warning in analyze(read_activity(indoor)).warnings)
    assert not any(
        "UTC" in warning for warning in analyze(read_activity(indoor), Runner(time_zone="Asia/Tokyo")).warnings
    )


@pytest.mark.parametrize("creator", ["Zwift", "Kinomap 3", "ROUVY"])
def test_programs_with_invented_places_keep_the_way_and_no_place(creator: str) -> None:
    activity = read_activity(gpx(run(120), creator=creator))
    assert "latitude_deg" not in activity.records
    assert activity.records["distance_m"].iloc[-1] == pytest.approx(119 * 3e-5 * 111_195, rel=0.01)


@requires_cases
def test_a_timer_without_its_last_lap_is_not_believed() -> None:
    activity = read_activity(case("timer_without_last_lap.fit"))
    assert activity.timer_s is None
    summary = analyze(activity).summary
    assert summary["timer_s"] == pytest.approx(4_961, abs=2)
    assert summary["elapsed_s"] >= summary["timer_s"] >= summary["moving_s"]


def test_a_timer_that_stood_in_pauses_is_believed() -> None:
    stops = events((0, True), (300, False), (600, True))
    data = fit_file(file_id(), stops, records([*range(300), *range(600, 900)]), session(0, 600))
    assert read_activity(data).timer_s == 600
