import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtone.cli import main
from runtone.settings import settings
from tests.corpus import REPOSITORY

SEASON = REPOSITORY / "sample_data" / "season"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv("RUNTONE_DATABASE_URL", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def two_files() -> list[str]:
    return [str(path) for path in sorted(SEASON.glob("*.fit"))[:2]]


def test_files_are_imported_listed_and_found_whole(
    capsys: pytest.CaptureFixture[str], two_files: list[str], tmp_path: Path
) -> None:
    bad = tmp_path / "cut.fit"
    bad.write_bytes(Path(two_files[0]).read_bytes()[:60])
    assert main(["import", *two_files, str(bad)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 4
    assert sum("imported" in line for line in told[:-1]) == 2
    assert told[-1] == "3 files: 2 imported, 1 failed."

    assert main(["runs", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert len(runs) == 2
    assert {"run_id", "name", "local_date", "distance_m", "moving_s"} <= runs[0].keys()

    assert main(["runs"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 runs"

    assert main(["doctor"]) == 0
    assert "all is well" in capsys.readouterr().out

    assert main(["reanalyze"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_the_same_file_again_is_harmless(capsys: pytest.CaptureFixture[str], two_files: list[str]) -> None:
    assert main(["import", two_files[0]]) == 0
    assert main(["import", two_files[0]]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 file: 1 already there."
    assert main(["runs", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_nothing_named_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import"]) == 2
    assert "Name files" in capsys.readouterr().err


def test_a_folder_that_is_not_there_cannot_be_watched(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["import", "--watch", str(tmp_path / "gone")]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_runs_are_listed_in_part_and_a_missing_name_is_no_word(
    capsys: pytest.CaptureFixture[str], two_files: list[str]
) -> None:
    assert main(["import", *two_files]) == 0
    capsys.readouterr()
    assert main(["runs", "--limit", "1"]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[-1] == "1 run"
    assert "nan" not in told.lower()
    assert main(["runs", "--since", "2999-01-01"]) == 0
    assert capsys.readouterr().out == "0 runs\n"


def test_what_is_deleted_is_listed_and_brought_back(capsys: pytest.CaptureFixture[str], two_files: list[str]) -> None:
    from runtone.library import Library

    assert main(["import", *two_files]) == 0
    mine = Library.open().owned_by()
    run_id = int(mine.runs()["run_id"].iloc[0])
    mine.delete_runs([run_id])
    assert main(["import", *two_files]) == 0
    assert "You deleted this run" in capsys.readouterr().out
    assert main(["deleted"]) == 0
    assert "1 run in the bin." in capsys.readouterr().out
    assert main(["deleted", "--restore", str(run_id)]) == 0
    assert mine.run_count() == 2


def test_exports_are_named_by_what_they_hold(
    capsys: pytest.CaptureFixture[str], two_files: list[str], tmp_path: Path
) -> None:
    assert main(["import", *two_files]) == 0
    capsys.readouterr()
    assert main(["export", "--output", str(tmp_path)]) == 0
    assert main(["export", "--run", "1", "--output", str(tmp_path), "--csv", "semicolon"]) == 0
    assert main(["export", "--run", "1", "--format", "gpx", "--output", str(tmp_path)]) == 0
    assert main(["export", "--run", "1", "--format", "csv", "--output", str(tmp_path)]) == 0
    names = capsys.readouterr().out.splitlines()
    assert len(set(names)) == 4
    assert all(Path(name).stat().st_size > 1000 for name in names)
    assert "selected 1 run" in names[1]
    assert main(["export", "--format", "gpx"]) == 2
    assert "--run ID" in capsys.readouterr().err


def test_laps_are_printed_where_they_are_asked_for(capsys: pytest.CaptureFixture[str], two_files: list[str]) -> None:
    assert main(["analyze", two_files[0], "--laps"]) == 0
    told = capsys.readouterr().out
    assert any(line.startswith("lap") for line in told.splitlines()) or "The file has no laps." in told
    assert main(["analyze", two_files[0], "--laps", "--json"]) == 0
    assert "laps" in json.loads(capsys.readouterr().out)[0]
