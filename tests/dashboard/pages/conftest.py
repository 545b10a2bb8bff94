"""Libraries whose pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runtone.dashboard.sample_season import season_files
from runtone.library import Library
from runtone.library.shown_day import SAMPLE_OWNER
from tests.dashboard.pages.drawn import library_in


@pytest.fixture(scope="session")
def season_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose library holds the sample season."""
    folder = tmp_path_factory.mktemp("season")
    library = Library.open(f"sqlite:///{folder / 'library.sqlite3'}")
    results = list(library.owned_by(SAMPLE_OWNER).import_sources([(path.name, path) for path in season_files()]))
    library.close()
    assert {result.status for result in results} == {"imported"}
    return folder


@pytest.fixture(scope="module")
def season(season_folder: Path) -> Iterator[Path]:
    """Pages that read the sample season's library; it is shared, so nothing is to be written to it."""
    with library_in(season_folder):
        yield season_folder


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """Pages that read an empty library."""
    with library_in(tmp_path):
        yield tmp_path
