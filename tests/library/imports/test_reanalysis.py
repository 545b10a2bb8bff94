"""Reading runs again: when the analysis improves, when the runner's settings change, and broken off half-way."""

from __future__ import annotations

import pytest

from runtone.library import Library
from runtone.library.imports import file_analysis, reanalysis
from runtone.library.imports.source_files import Original
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_files, gpx_file, season
from tests.library.snapshots import snapshot

RUNS = season(6, every_days=8.0, minutes=25.0)
FILES = [*fit_files(RUNS), ("site.gpx", gpx_file(RUNS[2]))]


@pytest.fixture
def full(library: Library) -> Library:
    list(library.owned_by("local").import_sources(FILES, executor=Remembering()))
    return library


@pytest.fixture
def newer(full: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on an analysis that is one version further, and finds each run a metre longer."""
    sound = file_analysis.figures_of

    def longer(run: object) -> file_analysis.Figures:
        figures = sound(run)  # type: ignore[arg-type]
        figures.run["distance_m"] += 1.0
        return figures

    assert full.owned_by("local").run_count() == len(RUNS)
    version = file_analysis.ANALYSIS_VERSION + 1
    monkeypatch.setattr(file_analysis, "figures_of", longer)
    for module in (file_analysis, reanalysis):
        monkeypatch.setattr(module, "ANALYSIS_VERSION", version)


@pytest.mark.usefixtures("newer")
def test_older_runs_are_brought_up_to_date_and_then_nothing_is_left_to_do(full: Library) -> None:
    mine = full.owned_by("local")
    mine.rename(int(mine.runs()["run_id"].iloc[0]), "Kept")
    before = mine.runs()
    assert mine.outdated_count() == 7
    reread = list(mine.reanalyze())
    assert {each.message for each in reread} == {""}
    after = mine.runs()
    assert list(after["distance_m"] - before["distance_m"]) == pytest.approx([1.0] * 6)
    assert list(after["run_id"]) == list(before["run_id"])
    assert after["name"].iloc[0] == "Kept"
    assert mine.outdated_count() == mine.stale_count() == 0
    assert list(mine.reanalyze()) == []


@pytest.mark.usefixtures("newer")
def test_broken_off_it_goes_on_where_it_stopped(full: Library) -> None:
    mine = full.owned_by("local")
    generator = mine.reanalyze()
    next(generator)
    next(generator)
    generator.close()  # type: ignore[attr-defined]
    left = mine.outdated_count()
    assert 0 < left < 7
    list(mine.reanalyze())
    assert mine.outdated_count() == mine.stale_count() == 0
    broken_off = snapshot(full)
    whole = Library.temporary()
    list(whole.owned_by("local").import_sources(FILES))
    assert broken_off == snapshot(whole)
    whole.close()


def test_an_import_that_is_broken_off_before_looking_back_is_caught_up_by_the_next(full: Library) -> None:
    broken = Library.temporary()
    mine = broken.owned_by("local")
    generator = mine.import_sources(FILES, executor=Remembering())
    for _ in FILES:
        next(generator)
    generator.close()  # type: ignore[attr-defined]
    assert mine.stale_count() > 0
    list(mine.import_sources([], executor=Remembering()))
    assert mine.stale_count() == 0
    assert snapshot(broken) == snapshot(full)
    broken.close()


def test_a_change_of_foot_strike_is_a_change_of_every_run(full: Library) -> None:
    mine = full.owned_by("local")
    before = snapshot(full)
    mine.save_settings(mass_kg=70.0, units="imperial")
    assert mine.stale_count() == 0
    mine.save_settings(foot_strike="fore")
    assert mine.stale_count() == 6
    list(mine.refresh_stale_runs())
    assert mine.stale_count() == 0
    assert snapshot(full) != before
    fresh = Library.temporary()
    fresh.owned_by("local").save_settings(foot_strike="fore")
    list(fresh.owned_by("local").import_sources(FILES, executor=Remembering()))
    assert snapshot(fresh) == snapshot(full)
    mine.save_settings(foot_strike="unknown")
    list(mine.refresh_stale_runs())
    assert snapshot(full) == before
    fresh.close()


def test_a_file_that_can_no_longer_be_read_keeps_its_figures(full: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from runtone.errors import DamagedFileError

    mine = full.owned_by("local")
    before = mine.runs()

    def fail(*_: object) -> None:
        raise DamagedFileError("Nothing is left of it.")

    monkeypatch.setattr(file_analysis, "read_member", fail)
    reread = list(mine.reanalyze(everything=True))
    assert len(reread) == 7
    assert all("figures stay as they were" in each.message for each in reread)
    assert mine.runs().equals(before)


def test_a_second_reading_that_fails_stops_nothing_and_is_not_tried_for_ever(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = library.owned_by("local")
    sound = file_analysis.read_again

    def faulty(original: Original, runner: object) -> file_analysis.Figures:
        if original.name == FILES[4][0]:
            raise ZeroDivisionError("a fault")
        return sound(original, runner)  # type: ignore[arg-type]

    monkeypatch.setattr(reanalysis, "read_again", faulty)
    list(mine.import_sources(FILES[:5]))
    assert mine.stale_count() == 0
    mine.save_settings(foot_strike="fore")
    messages = {each.name: each.message for each in mine.refresh_stale_runs()}
    assert "figures stay as they were" in messages.pop(FILES[4][0])
    assert set(messages.values()) == {""}
    assert mine.stale_count() == 0
