from __future__ import annotations

import io
import pickle
import re
from pathlib import Path
from typing import Never

import pandas as pd
import pytest

from runtone.errors import ActivityError, ArchiveLimitError, DamagedFileError, EmptyFileError
from runtone.files import Activity, archive_members, read_activity, read_archive, read_member, reading
from runtone.files import source_bytes as sources
from runtone.files.activity import LAP_COLUMNS
from runtone.files.archives.members import Member
from tests.corpus import CORPUS, manifest, requires_corpus
from tests.files.fit.fit_writer import run_file
from tests.files.xml.test_gpx import gpx, run
from tests.files.xml.test_tcx import lap, tcx

RUN = run_file(30)


def test_every_kind_of_source(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.write_bytes(RUN)
    for source in (path, str(path), RUN, bytearray(RUN), memoryview(RUN), io.BytesIO(RUN), path.open("rb")):
        assert len(read_activity(source).records) == 30
        if hasattr(source, "close"):
            source.close()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("missing.fit", "missing.fit cannot be opened: there is no such file."),
        ("", "cannot be opened: it is a folder, not a file."),
        ("a\0b.fit", "a?b.fit cannot be read: "),
        ("x" * 300, "cannot be read: File name too long."),
    ],
)
def test_files_that_cannot_be_opened(tmp_path: Path, name: str, text: str) -> None:
    source = f"{tmp_path}/{name}"
    with pytest.raises(ActivityError) as caught:
        read_activity(source)
    assert text in str(caught.value)
    found = list(read_archive(source))
    assert found == [] if not name else isinstance(found[0][1], ActivityError)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_args: object) -> Never:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "mine.fit"
    path.write_bytes(RUN)
    monkeypatch.setattr("pathlib.Path.open", forbidden)
    with pytest.raises(ActivityError, match=r"^mine\.fit cannot be opened: reading it is not permitted\.$"):
        read_activity(path)


def test_a_file_opened_as_text() -> None:
    with pytest.raises(ActivityError, match="cannot be read"):
        read_activity(io.StringIO("x"))  # type: ignore[arg-type]  # a text file is what is refused


def test_nothing_at_all() -> None:
    with pytest.raises(EmptyFileError, match=r"^The file is empty \(0 bytes\)\.$"):
        read_activity(b"")


def test_a_file_of_unheard_of_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILE_BYTES", 100)
    with pytest.raises(ArchiveLimitError):
        read_activity(io.BytesIO(RUN))


def test_what_no_one_foresaw_is_an_error_of_that_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: object) -> Never:
        raise ZeroDivisionError("oops")

    monkeypatch.setitem(reading._READERS, "fit", breaks)
    with pytest.raises(DamagedFileError, match=r"^x\.fit cannot be read: it holds something unexpected"):
        read_activity(RUN, "x.fit")
    ((_, error),) = read_archive(RUN, "x.fit")
    assert isinstance(error, DamagedFileError)


@pytest.mark.parametrize("data", [RUN, gpx(run()), tcx(lap(0, 20))], ids=["fit", "gpx", "tcx"])
def test_the_contract_of_an_activity(data: bytes) -> None:
    activity = read_activity(data, "x")
    assert str(activity.records["time"].dtype) == "datetime64[ns, UTC]"
    assert (activity.records.dtypes.drop("time") == "float64").all()
    assert activity.records["time"].is_monotonic_increasing
    assert activity.records["time"].is_unique
    assert isinstance(activity.records.index, pd.RangeIndex)
    assert tuple(activity.laps) == LAP_COLUMNS
    for frame in (activity.laps, activity.pauses):
        assert str(frame["start_time"].dtype) == str(frame["end_time"].dtype) == "datetime64[ns, UTC]"
    assert activity.start_time == activity.records["time"].iloc[0]
    again = pickle.loads(pickle.dumps(activity))
    pd.testing.assert_frame_equal(again.records, activity.records)


def test_members_can_be_read_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.fit").write_bytes(RUN)
    (tmp_path / "b.fit").write_bytes(b"nonsense")
    members = {name: member for name, member in archive_members(tmp_path) if isinstance(member, Member)}
    assert len(read_member(pickle.loads(pickle.dumps(members["a.fit"]))).records) == 30
    with pytest.raises(ActivityError) as caught:
        read_member(members["b.fit"])
    assert caught.value.name == "b.fit"


@requires_corpus
@pytest.mark.corpus
def test_every_real_recording_of_a_run_is_read() -> None:
    failed = []
    for row in manifest(klass="run"):
        try:
            activity = read_activity(CORPUS / row["file"])
        except ActivityError as error:
            failed.append(str(error))
            continue
        n = int(row["n_records"])
        if len(activity.records) < 0.97 * n:
            failed.append(f"{row['file']}: {len(activity.records)} of {n} samples; {activity.warnings}")
    assert failed == []


@requires_corpus
@pytest.mark.corpus
def test_every_file_gives_an_activity_or_a_sentence() -> None:
    found = dict(read_archive(CORPUS))
    assert len(found) >= sum(1 for row in manifest())
    for name, each in found.items():
        said = [str(each)] if isinstance(each, ActivityError) else each.warnings
        for sentence in said:
            assert re.sub(r" \(\d of \d\)$", "", name.rpartition("/")[2]) in sentence
            assert sentence.endswith(".")
            assert "!" not in sentence
        assert isinstance(each, (Activity, ActivityError))
