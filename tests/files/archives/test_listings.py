from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from runtone.errors import ActivityError, NoFileError, NotARunError
from runtone.files import Activity, read_archive
from tests.cases import case, requires_cases
from tests.files.archives.test_archives import packed
from tests.files.fit.fit_writer import START, file_id, fit_file, records, run_file, session
from tests.files.outcome import run_of
from tests.files.xml.test_gpx import gpx, run

FIT_EPOCH = 631_065_600
GPX = gpx(run(60))


def kinds(found: Iterable[tuple[str, Activity | ActivityError]]) -> list[type[Activity | ActivityError]]:
    return [type(each) for _, each in found]


@requires_cases
@pytest.mark.parametrize(
    ("name", "more"), [("listed_without_file_apple.zip", 1), ("listed_without_file_strava.zip", 2)]
)
def test_listed_runs_without_a_file_get_a_line_each(name: str, more: int, tmp_path: Path) -> None:
    found = list(read_archive(case(name)))
    assert kinds(found) == [Activity, *[NoFileError] * more]
    assert all(str(error).endswith(".") for _, error in found[1:])


@requires_cases
def test_a_session_file_beside_the_recording_tells_the_sport() -> None:
    assert kinds(read_archive(case("ride_adidas_layout.zip"))) == [Activity, NotARunError]


def test_the_lists_of_a_folder_count_as_those_of_a_zip(tmp_path: Path) -> None:
    files = {
        "activities.csv": b"Activity ID,Activity Date,Activity Name,Activity Type,Filename\n"
        b"1,a,Here,Run,activities/1.gpx.gz\n2,b,Lost,Run,activities/2.gpx\n3,c,Bike,Ride,activities/3.gpx\n",
        "activities/1.gpx": GPX,
    }
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    for source in (tmp_path, packed(files)):
        here, lost = read_archive(source)
        assert run_of(here[1]).name == "Here"
        assert "2.gpx, which is not in the export" in str(lost[1])


def test_files_in_a_zip_inside_count_for_the_list_around() -> None:
    listed = b"Activity ID,Activity Date,Activity Name,Activity Type,Filename\n1,a,Here,Run,activities/1.gpx\n"
    assert kinds(read_archive(packed({"activities.csv": listed, "a.zip": packed({"1.gpx": GPX})}))) == [Activity]


def adidas(sport: int | str) -> bytes:
    return json.dumps({"sport_type_id": sport, "start_time": 1_714_806_000_000}).encode()


@pytest.mark.parametrize(
    ("sport", "kind"),
    [("1", Activity), (1, Activity), ("82", Activity), ("3", NotARunError), (18, NotARunError), ("x", Activity)],
)
def test_numbers_of_adidas_sports(sport: int | str, kind: type[Activity | NotARunError]) -> None:
    files = {"x/Sport-sessions/a.json": adidas(sport), "x/Sport-sessions/GPS-data/a.gpx": GPX}
    assert kinds(read_archive(packed(files))) == [kind]


def test_an_adidas_run_without_gps_is_said() -> None:
    files = {
        "Sport-sessions/a.json": adidas(1),
        "Sport-sessions/b.json": adidas(3),
        "Sport-sessions/Elevation-data/a.json": b"[]",
    }
    ((name, error),) = read_archive(packed(files))
    assert isinstance(error, NoFileError)
    assert "2024-05-04" in name


def garmin(*rows: dict[str, int | str]) -> bytes:
    return json.dumps([{"summarizedActivitiesExport": list(rows)}]).encode()


def row(second: int, kind: str = "running", name: str = "Club night") -> dict[str, int | str]:
    return {"beginTimestamp": (START + FIT_EPOCH + second) * 1000, "activityType": kind, "name": name}


def test_garmin_lists_name_runs_by_their_start() -> None:
    unsaid = fit_file(file_id(), records(range(60)))
    files = {
        "DI_CONNECT/DI-Connect-Fitness/me_0_summarizedActivities.json": garmin(row(3), row(90_000, name="Treadmill")),
        "DI_CONNECT/UploadedFiles.zip": packed({"me_123.fit": unsaid}),
    }
    (_, here), (name, lost) = read_archive(packed(files))
    activity = run_of(here)
    assert (activity.name, activity.sport) == ("Club night", "running")
    assert isinstance(lost, NoFileError)
    assert "Treadmill" in name


def test_a_ride_in_garmin_s_list_is_one() -> None:
    files = {
        "x_summarizedActivities.json": garmin(row(0, "road_biking")),
        "a.fit": fit_file(file_id(), records(range(60))),
    }
    assert kinds(read_archive(packed(files))) == [NotARunError]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[" * 100_000, b"null", b"[1, 2]", b'[{"beginTimestamp": NaN}]', b'[{"beginTimestamp": 1e400}]',
        b'[{"beginTimestamp": -5, "activityType": "running"}]', b'{"summarizedActivitiesExport": {"a": 1}}',
        b'[{"beginTimestamp": ' + b"9" * 4_000 + b', "activityType": "running"}]', b'{"sport_type_id": {}}',
        b'{"sport_type_id": "1", "start_time": "soon"}', b'{"sport_type_id": "\xd9\xa3"}', b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_costs_nothing(data: bytes) -> None:
    for name in ("x_summarizedActivities.json", "Sport-sessions/a.json", "activities.csv"):
        found = list(read_archive(packed({name: data, "a.fit": run_file(60)})))
        assert isinstance(found[0][1], Activity)
        assert all(isinstance(each, ActivityError) for _, each in found[1:])


def test_a_list_of_sessions_of_several_recordings() -> None:
    two = run_file(60) + fit_file(file_id(), records(range(90_000, 90_060)), session(90_000, 60))
    files = {"x_summarizedActivities.json": garmin(row(0), row(90_000)), "a.fit": two}
    assert kinds(read_archive(packed(files))) == [Activity, Activity]
