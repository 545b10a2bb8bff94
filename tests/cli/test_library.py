import json
from pathlib import Path

import pytest

from runtone.cli import main
from runtone.settings import settings
from tests.corpus import REPOSITORY

SEASON = REPOSITORY / "sample_data" / "season"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path / "data"))
    monkeypatch.delenv("RUNTONE_DATABASE_URL", raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def two_files():
    return [str(path) for path in sorted(SEASON.glob("*.fit"))[:2]]


def test_files_are_imported_listed_and_found_whole(capsys, two_files, tmp_path):
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


def test_the_same_file_again_is_harmless(capsys, two_files):
    assert main(["import", two_files[0]]) == 0
    assert main(["import", two_files[0]]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 file: 1 already there."
    assert main(["runs", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_nothing_named_is_said_in_words(capsys):
    assert main(["import"]) == 2
    assert "Name files" in capsys.readouterr().err


def test_a_folder_that_is_not_there_cannot_be_watched(capsys, tmp_path):
    assert main(["import", "--watch", str(tmp_path / "gone")]) == 2
    assert "There is no folder" in capsys.readouterr().err
