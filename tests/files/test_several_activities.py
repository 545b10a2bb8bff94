from __future__ import annotations

import itertools
from datetime import timedelta

import numpy as np
import pytest

from runtone.errors import NotARunError
from runtone.files import Activity, read_activity, read_archive
from runtone.tracks import build_track
from tests.cases import case, requires_cases
from tests.files.fit.fit_writer import file_id, fit_file, records, session
from tests.files.outcome import run_of
from tests.files.xml.test_gpx import HEAD, point
from tests.files.xml.test_tcx import NAMESPACE, lap

HOUR, DAY = 3600, 86_400


@requires_cases
@pytest.mark.parametrize(
    ("name", "count", "metres"),
    [
        ("several_runs_5_activities.tcx.gz", 5, 22_485),
        ("several_runs_5_tracks.gpx.gz", 5, 22_552),
        ("several_runs_two_chained.fit", 2, 8_544),
    ],
)
def test_runs_of_several_days_are_several(name: str, count: int, metres: int) -> None:
    found = {part: run_of(each) for part, each in read_archive(case(name))}
    assert list(found) == [f"{name} ({number} of {count})" for number in range(1, count + 1)]
    days = {each.start_time.date() for each in found.values() if each.start_time is not None}
    assert len(days) == count
    total = sum(build_track(each).frame["distance_m"].iloc[-1] for each in found.values())
    assert total == pytest.approx(metres, rel=0.005)
    longest = read_activity(case(name))
    assert len(longest.records) == max(len(each.records) for each in found.values())
    assert f"it holds {count} activities" in longest.warnings[0]
    assert all(str(day) in longest.warnings[0] for day in days)


def track(start: int, stop: int, *, step: int = 1, kind: str | None = None, segments: int = 1) -> str:
    ends = np.linspace(start, stop, segments + 1).astype(int)
    body = "".join(
        f"<trkseg>{''.join(point(second) for second in range(first, last, step))}</trkseg>"
        for first, last in itertools.pairwise(ends)
    )
    return f"<trk>{f'<type>{kind}</type>' if kind else ''}{body}</trk>"


def in_one_track(*tracks: str) -> str:
    return "".join(tracks).replace("</trk><trk>", "")


def gpx_of(*tracks: str) -> bytes:
    return (HEAD.format(creator="x", ns="") + "".join(tracks) + "</gpx>").encode()


def tcx_of(*activities: tuple[str, str]) -> bytes:
    body = "".join(f'<Activity Sport="{sport}">{laps}</Activity>' for sport, laps in activities)
    return f"<TrainingCenterDatabase {NAMESPACE}><Activities>{body}</Activities></TrainingCenterDatabase>".encode()


def chained(*starts: int) -> bytes:
    return b"".join(
        fit_file(file_id(), records(range(start, start + 120)), session(start, 120, metres=360)) for start in starts
    )


def spans(data: bytes) -> list[tuple[int, int]]:
    """Return first and last second of each run in a file, by the first one's beginning."""
    found = [each for _, each in read_archive(data) if isinstance(each, Activity)]
    begin, second = found[0].start_time, timedelta(seconds=1)
    times = [each.records["time"] for each in found]
    return [((time.iloc[0] - begin) // second, (time.iloc[-1] - begin) // second) for time in times]


@pytest.mark.parametrize(
    ("starts", "count"),
    [
        ((0, 120), 1),  # cut at midnight
        ((0, 120 + HOUR), 1),  # lunch
        ((0, 120 + 2 * HOUR), 1),
        ((0, 9 * HOUR), 2),  # morning and evening
        ((0, DAY, 2 * DAY), 3),
        ((2 * DAY, DAY, 0), 3),  # newest first, as many sites write
        ((0, HOUR, 10 * HOUR, 10 * HOUR + 200), 2),
    ],
)
def test_time_between_units_tells_one_run_from_several(starts: tuple[int, ...], count: int) -> None:
    tracks = gpx_of(*(track(start, start + 120) for start in starts))
    activities = tcx_of(*(("Running", lap(start, start + 120)) for start in starts))
    for data in (tracks, activities, chained(*starts)):
        found = spans(data)
        assert len(found) == count
        assert sum(last - first >= 119 for first, last in found) == count


def test_a_break_between_units_is_a_pause() -> None:
    activity = read_activity(gpx_of(track(0, 120), track(HOUR, HOUR + 120)))
    assert len(activity.records) == 240
    lengths = activity.pauses["end_time"] - activity.pauses["start_time"]
    assert lengths.dt.total_seconds().tolist() == [HOUR - 119]


def test_many_short_tracks_of_one_run_are_one() -> None:
    assert spans(gpx_of(*(track(60 * n, 60 * n + 55) for n in range(300)))) == [(0, 60 * 299 + 54)]


def test_a_whole_history_newest_first() -> None:
    found = spans(gpx_of(*(track(DAY * n, DAY * n + 100) for n in reversed(range(250)))))
    assert found == [(DAY * n, DAY * n + 99) for n in range(250)]


def test_inside_one_unit_only_a_night_parts_two_runs() -> None:
    night = gpx_of(in_one_track(track(0, 120), track(15 * HOUR, 15 * HOUR + 120)))
    assert spans(night) == [(0, 119), (15 * HOUR, 15 * HOUR + 119)]
    sleep = gpx_of(in_one_track(track(0, 120), track(7 * HOUR, 7 * HOUR + 120)))
    assert spans(sleep) == [(0, 7 * HOUR + 119)]


def test_other_sports_in_between_are_told_and_part_the_runs() -> None:
    data = tcx_of(("Running", lap(0, 200)), ("Biking", lap(200, 400)), ("Running", lap(400, 600)))
    found = dict(read_archive(data, "brick.tcx"))
    assert [type(each) for each in found.values()] == [Activity, NotARunError, Activity]
    assert [len(each.laps) for each in found.values() if isinstance(each, Activity)] == [1, 1]
    assert [each.timer_s for each in found.values() if isinstance(each, Activity)] == [200, 200]


def test_the_same_recording_twice_counts_once() -> None:
    assert spans(gpx_of(track(0, 300), track(0, 300))) == [(0, 299)]
    assert spans(gpx_of(track(0, 300), track(100, 400))) == [(0, 399)]


def test_points_without_times_beside_a_run_are_left_out_and_said() -> None:
    route = "<trk><trkseg>" + '<trkpt lat="54" lon="10"></trkpt>' * 20 + "</trkseg></trk>"
    activity = read_activity(gpx_of(route, track(0, 120)), "both.gpx")
    assert len(activity.records) == 120
    assert activity.warnings == ("both.gpx: 20 samples without a time were left out.",)


def test_a_file_of_endlessly_many_activities_is_refused() -> None:
    data = gpx_of(*(track(DAY * n, DAY * n + 2) for n in range(1_001)))
    ((_, error),) = read_archive(data, "all.gpx")
    assert "more than 1,000 activities" in str(error)
