"""An address of the sample season is good for whoever is handed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtone.dashboard import data
from runtone.dashboard.pages import imports
from runtone.library.shown_day import SAMPLE_OWNER
from tests.dashboard.pages.drawn import drawn, words


def test_the_season_is_loaded_where_it_is_not_yet(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three = imports.season_files()[-3:]
    monkeypatch.setattr(imports, "season_files", lambda: three)  # three files of it show what forty do
    assert data.library().owned_by(SAMPLE_OWNER).run_count() == 0
    shown = words(drawn("runs", season="sample"))
    assert "Sample season" in shown
    assert data.library().owned_by(SAMPLE_OWNER).run_count() == 3
    assert data.library().owned_by().run_count() == 0
    for path in three:
        assert path.stem[len("2026-11-17 ") :] in shown
