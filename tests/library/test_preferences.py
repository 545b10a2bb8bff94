"""What the runner says of themselves and of how they want to see things."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from runtone.errors import SettingsError
from runtone.library import Library, Preferences
from runtone.settings import Settings, settings


def test_settings_are_kept_and_each_owner_has_their_own(any_library: Library) -> None:
    mine, hers = any_library.owned_by("me"), any_library.owned_by("her")
    assert mine.settings() == Preferences()
    changed = mine.save_settings(
        mass_kg=63.5,
        foot_strike="mid",
        units="imperial",
        target_runs_per_week=4,
        week_start="sunday",
        excused_weeks=(date(2026, 8, 10), date(2026, 1, 5), date(2026, 8, 10)),
        time_zone="Europe/Zurich",
    )
    assert any_library.owned_by("me").settings() == changed
    assert changed.excused_weeks == (date(2026, 1, 5), date(2026, 8, 10))
    assert hers.settings() == Preferences()
    assert mine.save_settings(units="metric") == changed.changed(units="metric")


@pytest.mark.parametrize(
    "change",
    [
        {"mass_kg": 4.0},
        {"foot_strike": "heel"},
        {"units": "furlongs"},
        {"week_start": "friday"},
        {"target_runs_per_week": 0},
        {"target_runs_per_week": 8},
        {"time_zone": "Atlantis/Sunken"},
        {"time_zone": "../etc/passwd"},
        {"shoe_size": 43},
    ],
)
def test_what_cannot_be_right_is_refused_and_changes_nothing(library: Library, change: dict[str, Any]) -> None:
    mine = library.owned_by("local")
    with pytest.raises(SettingsError):
        mine.save_settings(**change)
    assert mine.settings() == Preferences()
    assert mine.version() == 0


def test_an_analysis_knows_neither_mass_nor_taste() -> None:
    said = Preferences(mass_kg=70.0, units="imperial", foot_strike="fore").runner
    assert (said.mass_kg, said.foot_strike) == (None, "fore")


def test_what_a_newer_runtone_added_is_left_in_peace() -> None:
    assert Preferences.from_plain({"units": "imperial", "sock_colour": "red"}).units == "imperial"


def test_a_target_of_an_older_runtone_is_the_most_there_is() -> None:
    assert Preferences.from_plain({"target_runs_per_week": 14}).target_runs_per_week == 7


def test_a_week_is_excused_by_any_of_its_days() -> None:
    excused = Preferences(excused_weeks=(date(2026, 8, 12),))
    assert excused.calendar(date(2026, 9, 1)).excused_weeks == {date(2026, 8, 10)}


def test_the_environment_says_where_the_library_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RUNTONE_DATA_FOLDER", str(tmp_path / "kept here"))
    assert Settings().library_url == f"sqlite:///{tmp_path / 'kept here' / 'library.sqlite3'}"
    settings.cache_clear()
    library = Library.open()
    assert Path(library.place).parent == tmp_path / "kept here"
    assert Path(library.place).is_file()
    library.close()
    monkeypatch.setenv("RUNTONE_DATABASE_URL", "postgresql://runner@127.0.0.1/runs")
    assert Settings().library_url == "postgresql://runner@127.0.0.1/runs"
    monkeypatch.setenv("RUNTONE_WORKERS", "many")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="RUNTONE_WORKERS cannot be used"):
        settings()
    monkeypatch.undo()
    settings.cache_clear()


def test_a_temporary_library_leaves_nothing_behind() -> None:
    library = Library.temporary()
    folder = Path(library.place).parent
    library.owned_by("visitor").save_settings(units="imperial")
    assert folder.is_dir()
    library.close()
    assert not folder.exists()
    forgotten = Library.temporary()
    folder = Path(forgotten.place).parent
    del forgotten
    assert not folder.exists()
