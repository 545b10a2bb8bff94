"""Deleted is deleted, also after the next import of the same export; and it can be undone for some days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from runtone import clock
from runtone.errors import LibraryError, SettingsError
from runtone.library import Library, OwnedLibrary
from runtone.library.imports.executors import Inline
from runtone.library.store import schema
from tests.library.recordings import InventedRun, fit_file, fit_files, gpx_file, season
from tests.library.snapshots import snapshot

RUNS: list[InventedRun] = season(4)
FILES = fit_files(RUNS)


def _import(mine: OwnedLibrary, files: list[tuple[str, bytes]], *, restore_deleted: bool = False) -> list[str]:
    results = mine.import_sources(files, executor=Inline(), restore_deleted=restore_deleted)
    return [result.status for result in results]


def test_deleting_and_undoing_it_leaves_the_library_as_it_was(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    _import(mine, [*FILES, ("second.gpx", gpx_file(RUNS[1]))])
    run_id = int(mine.runs(text=FILES[1][0])["run_id"].iloc[0])
    mine.rename(run_id, "Home loop")
    mine.annotate(run_id, "with a dog")
    before = snapshot(any_library)
    mine.delete_runs([run_id])
    assert mine.run_count() == 3
    assert run_id not in set(mine.run_days()["run_id"])
    with pytest.raises(LibraryError):
        mine.run(run_id)
    assert [finding.severity for finding in mine.examine()].count("damage") == 0
    (deleted,) = mine.deleted_runs()
    assert (deleted.run_id, deleted.name) == (run_id, "Home loop")
    assert (deleted.gone_on - deleted.deleted_at.date()).days == 30
    assert mine.restore_runs([run_id]) == [run_id]
    assert snapshot(any_library) == before
    assert mine.deleted_runs() == []
    assert [finding.severity for finding in mine.examine()].count("damage") == 0


@pytest.mark.parametrize("for_good", [False, True])
def test_the_same_export_does_not_bring_back_what_was_deleted_unless_asked(
    mine: OwnedLibrary, *, for_good: bool
) -> None:
    _import(mine, FILES)
    run_id = int(mine.runs(text=FILES[2][0])["run_id"].iloc[0])
    mine.rename(run_id, "Home loop")
    (mine.delete_for_good if for_good else mine.delete_runs)([run_id])
    results = list(mine.import_sources(FILES, executor=Inline()))
    assert [result.status for result in results] == ["duplicate", "duplicate", "skipped", "duplicate"]
    assert "You deleted this run on" in results[2].message
    assert ("in the bin" in results[2].message) == (not for_good)
    assert mine.run_count() == 3
    assert _import(mine, FILES, restore_deleted=True) == ["duplicate", "duplicate", "imported", "duplicate"]
    assert mine.run_count() == 4
    assert ("Home loop" in set(mine.runs()["name"])) == (not for_good)
    assert mine.deleted_runs() == []
    assert _import(mine, FILES) == ["duplicate"] * 4


@pytest.mark.parametrize("for_good", [False, True])
def test_a_second_export_of_a_deleted_run_in_other_bytes_stays_out(mine: OwnedLibrary, *, for_good: bool) -> None:
    _import(mine, [("one.gpx", gpx_file(RUNS[0], name="One"))])
    (run_id,) = mine.runs()["run_id"]
    (mine.delete_for_good if for_good else mine.delete_runs)([run_id])
    assert _import(mine, [("again.gpx", gpx_file(RUNS[0], name="Exported again"))]) == ["skipped"]
    assert _import(mine, [("other.gpx", gpx_file(RUNS[1]))]) == ["imported"]


def test_after_its_days_a_run_goes_for_good(library: Library) -> None:
    mine = library.owned_by("local")
    _import(mine, FILES[:2])
    first, second = sorted(mine.runs()["run_id"])
    mine.delete_runs([first])
    long_ago = sa.update(schema.deleted_run).values(deleted_at=clock.now() - timedelta(days=31))
    with library._database.writing() as connection:
        connection.execute(long_ago)
    mine.delete_runs([second])
    assert [deleted.run_id for deleted in mine.deleted_runs()] == [second]
    mine.save_settings(bin_days=365)
    with library._database.writing() as connection:
        connection.execute(long_ago)
    library.owned_by("local")
    assert [deleted.run_id for deleted in mine.deleted_runs()] == [second]
    mine.save_settings(bin_days=7)
    assert library.owned_by("local").deleted_runs() == []
    with library._database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(schema.run)).scalar_one() == 0
    assert _import(mine, FILES[:2]) == ["skipped", "skipped"]


def test_without_a_bin_deleting_is_for_good(mine: OwnedLibrary) -> None:
    mine.save_settings(bin_days=0)
    _import(mine, FILES[:1])
    mine.delete_runs([int(mine.runs()["run_id"].iloc[0])])
    assert mine.deleted_runs() == []
    with pytest.raises(SettingsError, match="0 to 365 days"):
        mine.save_settings(bin_days=366)


def test_what_is_deleted_twice_is_in_the_bin_once(mine: OwnedLibrary) -> None:
    _import(mine, FILES[:1])
    mine.delete_runs([int(mine.runs()["run_id"].iloc[0])])
    (older,) = mine.deleted_runs()
    _import(mine, FILES[:1], restore_deleted=True)
    assert int(mine.runs()["run_id"].iloc[0]) == older.run_id
    mine.delete_runs([older.run_id])
    assert len(mine.deleted_runs()) == 1


def test_a_run_that_comes_back_to_another_recording_of_it_becomes_one_with_it(mine: OwnedLibrary) -> None:
    _import(mine, [("site.gpx", gpx_file(RUNS[0]))])
    (run_id,) = mine.runs()["run_id"]
    mine.rename(run_id, "Home loop")
    mine.delete_runs([run_id])
    longer = InventedRun(start=RUNS[0].start, minutes=9.0, speed_m_s=RUNS[0].speed_m_s)
    assert _import(mine, [("watch.fit", fit_file(longer))]) == ["imported"]
    (back,) = mine.restore_runs([run_id])
    assert list(mine.runs()["run_id"]) == [back]
    assert mine.run(back).name == "Home loop"
    assert [file.name for file in mine.run(back).files] == ["watch.fit", "site.gpx"]
    assert [finding.severity for finding in mine.examine()].count("damage") == 0


def test_nobody_restores_or_deletes_in_the_bin_of_another(library: Library) -> None:
    mine, hers = library.owned_by("me"), library.owned_by("her")
    _import(mine, FILES[:1])
    run_id = int(mine.runs()["run_id"].iloc[0])
    mine.delete_runs([run_id])
    assert hers.deleted_runs() == []
    for forbidden in (hers.restore_runs, hers.delete_for_good, hers.delete_runs):
        with pytest.raises(LibraryError):
            forbidden([run_id])
    assert len(mine.deleted_runs()) == 1


def test_a_link_says_that_its_only_run_is_gone(mine: OwnedLibrary) -> None:
    _import(mine, FILES[:2])
    first = int(mine.runs()["run_id"].iloc[0])
    mine.shares.create(mine.shares.of_run(first))
    mine.shares.create(mine.shares.living())
    assert [share.runs_left for share in mine.shares.all()] == [None, 1]
    mine.delete_runs([first])
    assert [share.runs_left for share in mine.shares.all()] == [None, 0]
    mine.restore_runs([first])
    assert [share.runs_left for share in mine.shares.all()] == [None, 1]


def test_a_removed_technique_can_be_put_back(mine: OwnedLibrary) -> None:
    entry = mine.log_technique("skipping", date(2026, 3, 10), minutes=5, note="in the yard")
    before = mine.techniques().drop(columns="technique_id")
    removed = mine.remove_technique(entry)
    assert mine.techniques().empty
    mine.restore_technique(removed)
    assert mine.techniques().drop(columns="technique_id").equals(before)
