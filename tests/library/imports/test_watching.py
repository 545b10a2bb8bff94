"""A folder that is watched."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from runtone.errors import LibraryError
from runtone.library import ImportResult, OwnedLibrary, watch
from tests.library.recordings import fit_files, season

FILES = fit_files(season(3))


def test_what_appears_is_imported_once_it_is_complete(mine: OwnedLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "x.fit").write_bytes(FILES[2][1])
    (folder / "old.fit").write_bytes(FILES[0][1])
    stop = threading.Event()
    looks: list[int] = []
    told: list[ImportResult] = []

    class Copying(threading.Event):
        """Between two looks, another program copies a file, piece by piece."""

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == 60.0
            looks.append(len(told))
            content = FILES[1][1]
            pieces = [content[:4000], content[:8000], content]
            if len(looks) <= 3:
                (folder / "new.fit").write_bytes(pieces[len(looks) - 1])
            if len(looks) >= 7:
                self.set()
            return self.is_set()

    stop = Copying()
    told.extend(watch(mine, folder, interval_s=60.0, stop=stop))
    assert [(result.name, result.status) for result in told] == [("old.fit", "imported"), ("new.fit", "imported")]
    assert looks == [0, 1, 1, 1, 2, 2, 2]
    assert mine.run_count() == 2


def test_there_must_be_a_folder(mine: OwnedLibrary, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no folder"):
        next(watch(mine, tmp_path / "nowhere"))


def test_told_to_stop_it_stops(mine: OwnedLibrary, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    assert list(watch(mine, tmp_path, stop=stop)) == []
