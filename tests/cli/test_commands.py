import json
from pathlib import Path

import pytest

from runtone.cli import main
from tests.corpus import CORPUS, REPOSITORY, requires_corpus

SEASON = REPOSITORY / "sample_data" / "season"


@pytest.fixture
def fit_file() -> str:
    return str(min(SEASON.glob("*.fit")))


@pytest.fixture
def gpx_file() -> str:
    return str(min(SEASON.glob("*.gpx")))


def test_json_is_a_list_with_one_object_a_file(
    capsys: pytest.CaptureFixture[str], fit_file: str, gpx_file: str
) -> None:
    assert main(["analyze", "--json", fit_file, gpx_file]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert [run["name"] for run in runs] == [fit_file, gpx_file]
    for run in runs:
        assert {"summary", "segments", "muscle_load", "confidence", "warnings"} <= run.keys()
        assert run["summary"]["distance_m"] > 500
        ends = [segment["end_s"] for segment in run["segments"]]
        assert [segment["start_s"] for segment in run["segments"]] == [0, *ends[:-1]]


def test_one_bad_file_has_its_own_line_and_stops_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fit_file: str
) -> None:
    picture = tmp_path / "cat.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 not a run")
    missing = str(tmp_path / "gone.fit")
    assert main(["analyze", "--json", str(picture), missing, fit_file]) == 1
    bad, gone, good = json.loads(capsys.readouterr().out)
    assert bad.keys() == gone.keys() == {"name", "error"}
    assert "summary" in good


def test_errors_in_text_mode_go_to_the_error_stream(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fit_file: str
) -> None:
    picture = tmp_path / "cat.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 not a run")
    assert main(["analyze", str(picture), fit_file]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith(str(picture))
    assert "Traceback" not in printed.err
    assert "Hip flexors" in printed.out
    assert "easy minutes" in printed.out


@requires_corpus
def test_a_ride_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    ride = str(CORPUS / "dtcooper__python-fitparse/tests/files/garmin-fenix-5-bike.fit")
    assert main(["analyze", "--json", ride]) == 1
    (report,) = json.loads(capsys.readouterr().out)
    assert "cycl" in report["error"].lower() or "ride" in report["error"].lower()


def test_without_a_command_the_usage_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([])
    assert stop.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
