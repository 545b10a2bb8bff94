"""An address of the sample season is good for whoever is handed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtone.dashboard.sample_season import season_files
from runtone.library.catalogue import server_library
from runtone.library.imports.executors import Inline
from runtone.library.shown_day import SAMPLE_OWNER
from tests.dashboard.pages.drawn import drawn, words


def test_the_season_is_loaded_where_it_is_not_yet_or_not_whole(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three = season_files()[-3:]  # they show what forty do
    monkeypatch.setattr("runtone.dashboard.pages.imports.season_files", lambda: three)
    list(server_library().owned_by(SAMPLE_OWNER).import_sources([(three[0].name, three[0])], executor=Inline()))
    shown = words(drawn("runs", season="sample"))
    assert "Sample season" in shown
    assert server_library().owned_by(SAMPLE_OWNER).run_count() == 3
    assert server_library().owned_by().run_count() == 0
    for path in three:
        assert path.stem[len("2026-11-17 ") :] in shown
