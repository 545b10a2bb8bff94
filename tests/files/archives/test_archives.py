from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO, Never

import pytest

from runtone.errors import (
    ActivityError,
    ArchiveLimitError,
    DamagedFileError,
    EmptyFileError,
    NotARunError,
    UnknownFormatError,
)
from runtone.files import Activity, read_activity, read_archive, reading
from runtone.files.archives import limits, members
from runtone.files.archives.limits import Budget
from tests.files.fit.fit_writer import file_id, fit_file, records, run_file, session
from tests.files.outcome import run_of
from tests.files.xml.test_gpx import gpx, run

RUN = run_file(30)
RIDE = fit_file(file_id(), records(range(30)), session(0, 30, sport=2))
MONITORING = fit_file(file_id(kind=32))
GPX = gpx(run())


def packed(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def contents(source: Path | bytes, name: str = "export.zip") -> dict[str, Activity | ActivityError]:
    return dict(read_archive(source, name))


def kinds(source: Path | bytes | BinaryIO, name: str = "export.zip") -> dict[str, type[Activity | ActivityError]]:
    return {member: type(found) for member, found in read_archive(source, name)}


def name_and_sport(found: Activity | ActivityError) -> tuple[str | None, str | None]:
    activity = run_of(found)
    return activity.name, activity.sport


def test_one_bad_member_does_not_stop_the_others() -> None:
    found = contents(
        packed({"a.fit": RUN, "b.fit": b"nonsense", "c.gpx": b"", "d.gpx": GPX, "e.fit": RUN[:14], "f.fit": RIDE})
    )
    assert {name: type(each) for name, each in found.items()} == {
        "a.fit": Activity,
        "b.fit": UnknownFormatError,
        "c.gpx": EmptyFileError,
        "d.gpx": Activity,
        "e.fit": DamagedFileError,
        "f.fit": NotARunError,
    }
    for name, each in found.items():
        if isinstance(each, ActivityError):
            assert each.name == name
            assert name in str(each)
    ride = found["f.fit"]
    assert isinstance(ride, NotARunError)
    assert str(ride) == "f.fit is recorded as cycling, not as running, and was left out."
    assert ride.sport == "cycling"


def test_what_stands_beside_the_recordings_is_passed_by() -> None:
    members = {"readme.txt": b"hello", "photo.jpg": b"\xff\xd8", "__MACOSX/._a.fit": b"x", "folder/": b"", "data": b"?"}
    assert kinds(packed({**members, "a.fit": RUN, "unnamed": RUN})) == {"a.fit": Activity, "unnamed": Activity}


def test_zips_in_zips_and_gzip() -> None:
    inner = packed({"1_a.fit": RUN, "1_b.fit": MONITORING})
    takeout = packed(
        {
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": inner,
            "DI_CONNECT/DI-Connect-Fitness/summary.json": b"{}",
            "x.gpx.gz": gzip.compress(GPX),
        }
    )
    folder = "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip/"
    assert kinds(takeout) == {f"{folder}1_a.fit": Activity, f"{folder}1_b.fit": NotARunError, "x.gpx.gz": Activity}


STRAVA_LIST = '''Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename
1,"May 1, 2024",Läufe am See,Run,"two
lines, and a ""quote""",activities/1.fit.gz
2,"May 2, 2024",Commute,Ride,,activities/2.fit
3,"May 3, 2024",,Trail Run,,activities/3.gpx
4,"May 4, 2024",Zumba,Some New Sport,,activities/4.fit
'''


def test_a_strava_export_has_names_and_types() -> None:
    found = contents(
        packed(
            {
                "activities/1.fit.gz": gzip.compress(RUN),
                "activities/2.fit": RUN,
                "activities/3.gpx": gpx(run(), track="<name>From the file</name>"),
                "activities/4.fit": RUN,
                "activities.csv": STRAVA_LIST.encode("utf-8-sig"),
            }
        )
    )
    assert name_and_sport(found["activities/1.fit.gz"]) == ("Läufe am See", "running")
    # The runner corrected the type on the site.
    assert isinstance(found["activities/2.fit"], NotARunError)
    third = run_of(found["activities/3.gpx"])
    assert (third.name, third.sport, third.sub_sport) == ("From the file", "running", "trail")
    # A type that no one knows leaves the file's own.
    assert name_and_sport(found["activities/4.fit"]) == ("Zumba", "running")


def test_a_strava_list_in_another_language() -> None:
    listed = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Beschreibung,Dateiname\n"
    listed += "1,x,Morgenlauf,Lauf,,activities/1.gpx\n2,x,Tour,Radfahrt,,activities/2.gpx\n"
    found = contents(packed({"activities.csv": listed, "activities/1.gpx": GPX, "activities/2.gpx": GPX}))
    assert name_and_sport(found["activities/1.gpx"]) == ("Morgenlauf", "running")
    assert isinstance(found["activities/2.gpx"], NotARunError)


@pytest.mark.parametrize("listed", [b"", b"\xff\xfe\0", b'"unclosed', b"a,b\n" * 5, b'x,"' + b"y" * 300_000])
def test_a_broken_list_costs_no_run(listed: bytes) -> None:
    assert kinds(packed({"activities.csv": listed, "activities/1.gpx": GPX})) == {"activities/1.gpx": Activity}


HEALTH = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (Record|Workout)*>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="de_DE">
<Record type="HKQuantityTypeIdentifierHeartRate" value="80"/>
<Workout workoutActivityType="HKWorkoutActivityTypeYoga" startDate="2024-05-01 07:00:00 +0200"/>
<Workout workoutActivityType="HKWorkoutActivityTypeRunning" startDate="2024-05-01 08:00:00 +0200">
 <WorkoutRoute><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>
</Workout>
<Workout workoutActivityType="HKWorkoutActivityTypeCycling" startDate="2024-05-01 09:00:00 +0200">
 <WorkoutRoute><FileReference path="/workout-routes/route_2.gpx"/></WorkoutRoute>
</Workout>
</HealthData>"""


@pytest.mark.parametrize("piece", [7, 64, 1 << 20])
def test_an_apple_health_export_tells_runs_from_rides(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr("runtone.files.archives.apple_health._PIECE", piece)
    routes = "apple_health_export/workout-routes/"
    found = contents(
        packed(
            {
                "apple_health_export/Exportieren.xml": HEALTH,
                **{f"{routes}route_{n}.gpx": gpx(run(), creator="Apple Health Export") for n in (1, 2, 3)},
            }
        )
    )
    first, second = run_of(found[f"{routes}route_1.gpx"]), found[f"{routes}route_2.gpx"]
    assert first.sport == "running"
    assert first.utc_offset_s == 7200
    assert isinstance(second, NotARunError)
    assert second.sport == "cycling"
    assert isinstance(found[f"{routes}route_2.gpx"], NotARunError)
    assert run_of(found[f"{routes}route_3.gpx"]).sport is None


def test_a_folder_is_read_like_an_archive(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "a.fit").write_bytes(RUN)
    (tmp_path / "b.zip").write_bytes(packed({"c.gpx": GPX}))
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty.fit").write_bytes(b"")
    (tmp_path / ".hidden.fit").write_bytes(RUN)
    outside = tmp_path.parent / f"{tmp_path.name}-outside.fit"
    outside.write_bytes(RUN)
    (tmp_path / "link.fit").symlink_to(outside)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert kinds(tmp_path) == {"2024/a.fit": Activity, "b.zip/c.gpx": Activity, "empty.fit": EmptyFileError}
    outside.unlink()


def test_lists_that_cannot_be_read_cost_no_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "activities.csv").write_text(STRAVA_LIST)
    (tmp_path / "a.fit").write_bytes(RUN)

    opened = Path.open

    def forbidden(path: Path, mode: str = "r") -> IO[Any]:
        if path.name == "activities.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", forbidden)
    assert kinds(tmp_path) == {"a.fit": Activity}


def test_a_strava_folder_has_names_too(tmp_path: Path) -> None:
    (tmp_path / "activities").mkdir()
    (tmp_path / "activities" / "3.gpx").write_bytes(GPX)
    (tmp_path / "activities.csv").write_text(STRAVA_LIST)
    assert run_of(contents(tmp_path)["activities/3.gpx"]).sub_sport == "trail"


def test_single_recordings_come_too(tmp_path: Path) -> None:
    assert kinds(RUN, "a.fit") == {"a.fit": Activity}
    assert kinds(gzip.compress(RUN), "a.fit.gz") == {"a.fit.gz": Activity}
    assert kinds(b"nonsense", "a.fit") == {"a.fit": UnknownFormatError}
    path = tmp_path / "run.fit"
    path.write_bytes(RUN)
    assert {member: type(each) for member, each in read_archive(path)} == {"run.fit": Activity}


def test_names_are_labels_and_never_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["../../evil.fit", "/etc/passwd.fit", "C:\\x.fit", "a\nb\x1b[31m.fit", "x" * 60_000 + ".fit", "‮tif.fit"]
    found = list(read_archive(packed(dict.fromkeys(names, RUN))))
    assert [type(each) for _, each in found] == [Activity] * len(names)
    assert all(name.isprintable() and len(name) <= 200 for name, _ in found)
    assert list(tmp_path.iterdir()) == []


def test_a_member_without_a_name_is_read() -> None:
    archive = bytearray(packed({"x": RUN, "b.fit": RUN}))
    # In the archive's directory the first name becomes one letter shorter, and the letter a byte of the extra field.
    at = archive.index(b"PK\x01\x02")
    archive[at + 28], archive[at + 30] = 0, 1
    assert [info.filename for info in zipfile.ZipFile(io.BytesIO(archive)).infolist()] == ["", "b.fit"]
    assert [type(each) for _, each in read_archive(bytes(archive))][-1] is Activity


def test_a_bomb_of_zeros_is_stopped() -> None:
    bomb = packed({"a.gpx": b"0" * 300_000_000})
    ((name, error),) = read_archive(bomb, "bomb.zip")
    assert (name, type(error)) == ("bomb.zip", ArchiveLimitError)
    assert "more than 200 times the archive's size" in str(error)


def test_gzip_in_endlessly_many_pieces_of_nothing_is_stopped() -> None:
    (error,) = (found for _, found in read_archive(gzip.compress(b"") * 20_001 + gzip.compress(RUN), "a.fit.gz"))
    assert isinstance(error, ArchiveLimitError)
    assert kinds(gzip.compress(b"") * 500 + gzip.compress(RUN), "a.fit.gz") == {"a.fit.gz": Activity}


def test_a_bomb_in_gzip_is_stopped() -> None:
    bomb = gzip.compress(b"0" * 300_000_000)
    for packed_again in (bomb, packed({"a.gpx.gz": bomb})):
        ((_, error),) = read_archive(packed_again, "bomb")
        assert isinstance(error, ArchiveLimitError)
    with pytest.raises(ArchiveLimitError):
        read_activity(bomb, "bomb.gpx.gz")


def test_archives_may_be_nested_only_so_deep() -> None:
    nested = packed({"a.fit": RUN})
    for _ in range(3):
        nested = packed({"inner.zip": nested})
    assert list(kinds(nested).values()) == [Activity]
    for _ in range(4):
        nested = packed({"inner.zip": nested})
    ((_, error),) = read_archive(nested)
    assert isinstance(error, ArchiveLimitError)
    assert "at most 5 levels" in str(error)
    wrapped = RUN
    for _ in range(12):
        wrapped = gzip.compress(wrapped)
    ((_, error),) = read_archive(wrapped)
    assert isinstance(error, ActivityError)


def limited(monkeypatch: pytest.MonkeyPatch, **changed: int) -> None:
    small = limits.Limits(**changed)
    original = limits.Budget
    for module in (reading, members):
        monkeypatch.setattr(module, "Budget", lambda size, _=None: original(size, small))


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"members": 3}, "holds too many files: 5, at most 3"),
        ({"directory_bytes": 100}, "has a list of files of"),
        ({"member_bytes": 500}, "when unpacked, which no recording of one activity is"),
    ],
)
def test_limits_of_number_and_size(monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], text: str) -> None:
    limited(monkeypatch, **limits)
    (*_, (_, error)) = read_archive(packed({f"{n}.fit": RUN for n in range(5)}))
    assert isinstance(error, ArchiveLimitError)
    assert text in str(error)


def test_an_inner_archive_has_its_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, nested_bytes=300)
    ((_, error),) = read_archive(packed({"inner.zip": packed({"a.fit": RUN}, zipfile.ZIP_STORED)}))
    assert isinstance(error, ArchiveLimitError)
    assert "inner.zip is an archive of more than" in str(error)


def test_zeros_announced_in_a_zip64_directory_are_not_believed() -> None:
    data = bytearray(packed({"a.fit": RUN}))
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 20] = b"\xff" * 12
    ((_, error),) = read_archive(bytes(data))
    assert isinstance(error, ActivityError)


def damaged_zips() -> Iterator[tuple[str, bytes]]:
    whole = packed({"a.fit": RUN, "b.gpx": GPX, "c.fit": RUN})
    yield "cut", whole[: len(whole) // 2]
    yield "only the beginning", b"PK\x03\x04"
    yield "only the end", b"PK\x05\x06" + bytes(18)
    encrypted = bytearray(whole)
    directory = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"PK\x01\x02")))
    encrypted[directory + 8] |= 1
    yield "password", bytes(encrypted)
    method = bytearray(whole)
    method[directory + 10] = 99
    yield "unknown method", bytes(method)
    contents_changed = bytearray(whole)
    contents_changed[60:90] = bytes(30)
    yield "changed bytes", bytes(contents_changed)


@pytest.mark.parametrize("data", [each for _, each in damaged_zips()], ids=[name for name, _ in damaged_zips()])
def test_damaged_zips_give_errors_and_what_is_left(data: bytes) -> None:
    found = list(read_archive(data, "export.zip"))
    assert all(isinstance(each, (Activity, ActivityError)) for _, each in found)
    errors = [each for _, each in found if isinstance(each, ActivityError)]
    if data.startswith(b"PK\x05\x06"):
        assert found == []
        return
    assert errors
    if b"PK\x01\x02" in data:
        assert [type(each) for name, each in found if name in ("b.gpx", "c.fit")] == [Activity, Activity]


def test_gzip_that_is_cut_off_gives_its_beginning() -> None:
    whole = gzip.compress(run_file(3_000), compresslevel=1)
    activity = read_activity(whole[: len(whole) // 2], "a.fit.gz")
    assert 500 < len(activity.records) < 3_000
    assert activity.warnings[0] == "a.fit.gz: its gzip packing is cut off; what could be unpacked was read."
    spoilt = bytearray(whole)
    spoilt[len(whole) // 2 : len(whole) // 2 + 40] = b"\xff" * 40
    assert "gzip packing is" in read_activity(bytes(spoilt), "a.fit.gz").warnings[0]
    with pytest.raises(DamagedFileError, match="nothing in it can be unpacked"):
        read_activity(whole[:10], "a.fit.gz")


def test_garmins_export_of_one_activity() -> None:
    assert len(read_activity(packed({"123_ACTIVITY.fit": RUN})).records) == 30
    assert len(read_activity(packed({"x/": b"", "inner.zip": packed({"a.gpx": GPX})})).records) == 20


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (packed({"a.fit": RUN, "b.fit": RUN}), ActivityError, "x.zip holds several recordings; read it as an archive"),
        (packed({"a.txt": b"x"}), EmptyFileError, "x.zip is a zip archive without any FIT, GPX or TCX file"),
        (packed({"a.fit": b""}), EmptyFileError, "a.fit is empty"),
        (packed({"a.fit": b"nonsense"}), UnknownFormatError, "a.fit is neither"),
    ],
)
def test_a_zip_that_is_no_single_activity(
    data: bytes, error: type[ActivityError | EmptyFileError | UnknownFormatError], text: str
) -> None:
    with pytest.raises(error) as caught:
        read_activity(data, "x.zip")
    assert str(caught.value).startswith(text)
    assert caught.value.name == "x.zip"


def test_several_recordings_are_found_without_unpacking_all(monkeypatch: pytest.MonkeyPatch) -> None:
    members = packed({f"{n:03d}.fit": RUN for n in range(100)})
    unpacked: list[int] = []
    original = limits.Budget.spend

    def counted(budget: Budget, n_bytes: int, label: str) -> None:
        unpacked.append(n_bytes)
        original(budget, n_bytes, label)

    monkeypatch.setattr(limits.Budget, "spend", counted)
    with pytest.raises(ActivityError, match="several recordings"):
        read_activity(members)
    assert len(unpacked) <= 4


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> Never:
        raise OSError("not seekable")


def test_streams_that_cannot_go_back() -> None:
    assert kinds(Unseekable(packed({"a.fit": RUN}))) == {"a.fit": Activity}
    assert len(read_activity(Unseekable(RUN)).records) == 30


def test_a_large_archive_needs_little_memory() -> None:
    import tracemalloc

    filler = bytes(range(256)) * 4096  # 1 MB that is no activity
    data = packed({**{f"{n}.bin": filler for n in range(60)}, "a.fit": RUN}, zipfile.ZIP_STORED)
    outer = io.BytesIO(data)
    tracemalloc.start()
    assert kinds(outer) == {"a.fit": Activity}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(data) > 60_000_000
    assert peak < 6_000_000
