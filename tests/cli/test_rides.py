"""The command line lists runs that are as fast as rides, and takes one answer for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtone.cli.commands import main
from runtone.settings import settings
from tests.library.imports.test_perhaps_rides import recording


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RUNTONE_DATABASE_URL", f"sqlite:///{tmp_path / 'cli.sqlite3'}")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_command_line_answers_for_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for day in range(2):
        (tmp_path / f"{day}.fit").write_bytes(recording(day, 800))
    assert main(["import", *(str(tmp_path / f"{day}.fit") for day in range(2))]) == 0
    assert "2 runs as fast as a ride" in capsys.readouterr().out
    assert main(["rides"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["rides", "--keep-all"]) == 0
    assert "2 runs kept" in capsys.readouterr().out
    assert main(["rides", "--delete-all"]) == 0
    assert "0 runs deleted" in capsys.readouterr().out
