"""What becomes of each file of an import."""

from __future__ import annotations

import gzip
import io
import zipfile
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pytest

from runtone import settings as settings_module
from runtone.errors import LibraryError
from runtone.files import Activity
from runtone.library import ImportProgress, Library, OwnedLibrary
from runtone.library.imports import pipeline
from runtone.library.imports.executors import Inline
from runtone.library.store import write
from runtone.tracks import build_track
from runtone.vocabulary import Status
from tests.library.imports.executors import Remembering
from tests.library.recordings import fit_file, fit_files, gpx_file, season

RUNS = season(4)
FILES = fit_files(RUNS)


def test_each_file_has_a_result_and_each_result_is_kept(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    sources: list[Any] = [
        *FILES[:2],
        ("copy.fit", FILES[0][1]),
        ("ride.fit", fit_file(RUNS[2], sport=2)),
        ("letter.txt", b"Dear diary"),
        ("empty.gpx", b""),
        "/nowhere/to/be found.fit",
    ]
    results = list(mine.import_sources(sources))
    assert [(result.name, result.status) for result in results] == [
        (FILES[0][0], "imported"),
        (FILES[1][0], "imported"),
        ("copy.fit", "duplicate"),
        ("ride.fit", "skipped"),
        ("letter.txt", "skipped"),
        ("empty.gpx", "failed"),
        ("be found.fit", "failed"),
    ]
    assert results[2].run_id == results[0].run_id
    assert FILES[0][0] in results[2].message
    assert "cycling" in results[3].message
    assert "no such file" in results[6].message
    kept = mine.past_imports()
    assert list(kept["name"])[::-1] == [result.name for result in results]
    assert list(kept["message"])[::-1] == [result.message for result in results]
    assert kept["finished_at"].notna().all()
    assert mine.run_count() == 2


def test_one_bad_file_stops_nothing_and_a_fault_of_ours_is_called_one(
    mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    from runtone.library.imports import file_analysis

    def faulty(activity: Activity) -> object:
        if activity.start_time == RUNS[2].start:
            raise ZeroDivisionError("a fault")
        return build_track(activity)

    monkeypatch.setattr(file_analysis, "build_track", faulty)
    results = list(mine.import_sources(FILES))
    assert [result.status for result in results].count(Status.FAILED) == 1
    (failed,) = [result for result in results if result.status == "failed"]
    assert "ZeroDivisionError" in failed.message
    assert mine.run_count() == 3


def test_archives_folders_and_paths_are_the_same_files(mine: OwnedLibrary, tmp_path: Path) -> None:
    (tmp_path / "2026" / "march").mkdir(parents=True)
    (tmp_path / "2026" / "march" / "one.fit").write_bytes(FILES[0][1])
    (tmp_path / "two.fit.gz").write_bytes(gzip.compress(FILES[1][1]))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("activities/three.fit", FILES[2][1])
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    results = list(mine.import_sources([tmp_path, tmp_path / "two.fit.gz", ("bare.fit", FILES[1][1])]))
    assert sorted(result.status for result in results) == ["duplicate", "duplicate", *["imported"] * 3]
    assert {result.name for result in results if result.status == "imported"} == {
        "2026/march/one.fit",
        "export.zip/inner.zip/activities/three.fit",
        "two.fit.gz",
    }
    again = list(mine.import_sources([tmp_path]))
    assert {result.status for result in again} == {"duplicate"}
    assert mine.run_count() == 3


def test_an_export_titles_a_run_whether_it_comes_before_or_after_the_bare_file(tmp_path: Path) -> None:
    export = io.BytesIO()
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr(
            "activities.csv",
            "Activity ID,Activity Date,Activity Name,Activity Type,Filename\n"
            "1,whenever,Ocean loop,Run,activities/1.fit\n",
        )
        archive.writestr("activities/1.fit", FILES[0][1])
    for order in ([("export.zip", export.getvalue()), FILES[0]], [FILES[0], ("export.zip", export.getvalue())]):
        library = Library.temporary()
        mine = library.owned_by("local")
        for source in order:
            list(mine.import_sources([source], executor=Remembering()))
        assert list(mine.runs()["name"]) == ["Ocean loop"]
        assert mine.run_count(text="OCEAN") == 1
        library.close()


def test_names_from_outside_lead_nowhere_and_hold_no_control_characters(mine: OwnedLibrary) -> None:
    name = "../..\\C:/etc/\x00\x1b[2Jevil\u202egpj.fit"
    (result,) = mine.import_sources([(name, FILES[0][1])])
    assert result.name == "etc/[2Jevilgpj.fit"
    (file,) = mine.run(int(result.run_id or 0)).files
    assert file.name == result.name
    evil = gpx_file(RUNS[1], name="&lt;script&gt;\u202e\u2028" + "x" * 5000)
    (result,) = mine.import_sources([("x.gpx", evil)])
    named = mine.run(int(result.run_id or 0)).name
    assert named is not None
    assert len(named) <= 300
    assert "\u202e" not in named


def test_a_file_larger_than_any_run_is_refused(mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTONE_LARGEST_FILE_MB", "0.01")
    settings_module.settings.cache_clear()
    try:
        (result,) = mine.import_sources([FILES[0]])
    finally:
        monkeypatch.undo()
        settings_module.settings.cache_clear()
    assert result.status == "failed"
    assert "RUNTONE_LARGEST_FILE_MB" in result.message


def test_a_run_is_stored_whole_or_not_at_all(mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    list(mine.import_sources(FILES[:1]))
    version = mine.version()

    def fail(*_: object) -> None:
        raise LibraryError("the power went")

    monkeypatch.setattr(write, "refresh_days", fail)
    with pytest.raises(LibraryError, match="the power went"):
        list(mine.import_sources(FILES[1:2]))
    monkeypatch.undo()
    assert mine.run_count() == 1
    assert mine.version() == version
    assert [finding.severity for finding in mine.examine()].count("damage") == 0
    list(mine.import_sources(FILES))
    assert mine.run_count() == 4


def test_progress_tells_how_far_and_how_fast(mine: OwnedLibrary, tmp_path: Path) -> None:
    for name, content in FILES:
        (tmp_path / name).write_bytes(content)
    told: list[ImportProgress] = []
    list(mine.import_sources([tmp_path], progress=told.append))
    reading = [each for each in told if each.phase == "reading files"]
    assert [(each.done, each.total) for each in reading] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    back = [each for each in told if each.phase == "looking back"]
    assert back[-1].done == back[-1].total == 4


def test_every_write_changes_the_version_and_no_read_does(mine: OwnedLibrary) -> None:
    seen = [mine.version()]
    (result, *_) = mine.import_sources(FILES[:2])
    seen.append(mine.version())
    run_id = int(result.run_id or 0)
    for edit in (
        lambda: mine.rename(run_id, "First"),
        lambda: mine.annotate(run_id, "windy"),
        lambda: mine.save_settings(target_runs_per_week=4),
        lambda: mine.delete_runs([run_id]),
        mine.delete_everything,
    ):
        edit()
        seen.append(mine.version())
    mine.runs()
    mine.past_imports()
    list(mine.examine())
    assert mine.version() == seen[-1]
    assert len(set(seen)) == len(seen)


def test_more_than_a_few_files_are_read_by_other_processes(mine: OwnedLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "FEW_FILES", 2)
    monkeypatch.setenv("RUNTONE_WORKERS", "1")
    settings_module.settings.cache_clear()
    try:
        results = list(mine.import_sources(FILES))
    finally:
        monkeypatch.undo()
        settings_module.settings.cache_clear()
    assert [result.status for result in results] == ["imported"] * 4


def test_files_are_read_here_where_those_who_should_have_went_away(mine: OwnedLibrary) -> None:
    class Gone(Inline):
        """A cluster whose workers are all lost, one task after the other."""

        def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(CancelledError("lost dependencies"))
            return future

    results = list(mine.import_sources(FILES, executor=Gone()))
    assert [result.status for result in results] == ["imported"] * 4
    assert mine.stale_count() == 0
    whole = Library.temporary()
    list(whole.owned_by("local").import_sources(FILES, executor=Remembering()))
    held = [mine.run(int(run_id)).summary for run_id in mine.runs()["run_id"]]
    other = whole.owned_by("local")
    assert held == [other.run(int(run_id)).summary for run_id in other.runs()["run_id"]]
    whole.close()
