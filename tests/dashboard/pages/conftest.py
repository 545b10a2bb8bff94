"""Libraries whose pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dashboard.pages.drawn import library_in


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
