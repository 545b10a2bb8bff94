"""Real recordings of many watches, damaged ones among them, come into the library or say why not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from runtone.library import OwnedLibrary
from runtone.library.imports.executors import Inline
from runtone.vocabulary import Status
from tests.corpus import CORPUS, requires_corpus

pytestmark = requires_corpus

FOLDERS = ("msimms__TestFilesForFitnessApps", "derived")


def test_real_and_damaged_files_come_in_or_say_why_not(mine: OwnedLibrary) -> None:
    folders = [CORPUS / name for name in FOLDERS]
    results = list(mine.import_sources(folders, executor=Inline()))
    status = Counter(result.status for result in results)
    assert status[Status.IMPORTED] >= 12
    assert status[Status.DUPLICATE] >= 6
    assert status[Status.FAILED] >= 2
    assert not [result for result in results if "fault of runtone's" in result.message]
    assert not [result for result in results if result.status in ("skipped", "failed") and len(result.message) < 10]
    assert [finding.severity for finding in mine.examine()] == ["well"]
    assert mine.run_count() == status[Status.IMPORTED]
    again = Counter(result.status for result in mine.import_sources(folders, executor=Inline()))
    assert again[Status.IMPORTED] == 0
    assert again[Status.DUPLICATE] == status[Status.IMPORTED] + status[Status.DUPLICATE]


def test_two_watches_on_one_runner_are_one_run(mine: OwnedLibrary) -> None:
    folder = CORPUS / "msimms__TestFilesForFitnessApps" / "fit"
    names = ("20210604_track_run_coros_pace_2.fit", "20210604_track_run_garmin_fenix_6.fit")
    first, second = mine.import_sources([folder / name for name in names], executor=Inline())
    assert (first.status, second.status) == ("imported", "duplicate")
    assert {Path(file.name).name for file in mine.run(int(first.run_id or 0)).files} == set(names)


def test_gpx_and_tcx_of_one_run_and_the_half_of_it_are_one_run(mine: OwnedLibrary) -> None:
    folder = CORPUS / "msimms__TestFilesForFitnessApps"
    sources = [
        CORPUS / "derived" / "trunc.gpx",
        folder / "gpx" / "20210119_run_garmin_fenix6_sapphire.gpx",
        folder / "tcx" / "20210119_run_garmin_fenix6_sapphire.tcx",
    ]
    half, whole, other = mine.import_sources(sources, executor=Inline())
    assert (half.status, whole.status, other.status) == ("imported", "duplicate", "duplicate")
    assert "covers more of it, so the figures are its" in whole.message
    assert "holds more about it, so the figures are its" in other.message
    run = mine.run(int(half.run_id or 0))
    assert [file.format for file in run.files] == ["tcx", "gpx", "gpx"]
    assert mine.open_questions() == []
