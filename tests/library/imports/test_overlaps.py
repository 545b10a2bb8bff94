"""One hour counts once: what overlaps is joined or asked about, whichever file came first."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.library import Library, OwnedLibrary
from runtone.library.imports.executors import Inline
from runtone.library.imports.primary_file import RunFile, in_order
from runtone.library.store import schema
from tests.cases import CASES, requires_cases
from tests.library.recordings import InventedRun, fit_file, gpx_file
from tests.library.snapshots import snapshot

RUN = InventedRun(start=datetime(2026, 5, 9, 5, 30, tzinfo=UTC), minutes=24.0)


def _imported(mine: OwnedLibrary, *files: Path | tuple[str, bytes]) -> list[str]:
    return [result.message for result in mine.import_sources(files, executor=Inline())]


@requires_cases
@pytest.mark.parametrize(
    ("poorer", "primary"),
    [
        ("twice_crop.gpx.gz", "twice_watch.fit"),
        ("twice_watch_died.fit", "twice_phone_whole.gpx.gz"),
        ("shorter_copy_crop.gpx.gz", "shorter_copy_whole.gpx.gz"),
        ("twice_treadmill_watch.fit", "twice_treadmill_corrected.fit"),
    ],
)
def test_two_recordings_of_one_run_count_once(poorer: str, primary: str) -> None:
    told = []
    for order in ((poorer, primary), (primary, poorer)):
        library = Library.temporary()
        mine = library.owned_by("local")
        _, message = _imported(mine, *(CASES / name for name in order))
        assert order[0] in message
        assert ("so the figures are its" in message) == (order[1] == primary)
        (run_id,) = mine.runs()["run_id"]
        assert [file.name for file in mine.run(run_id).files] == [primary, poorer]
        assert mine.open_questions() == []
        told.append(snapshot(library))
        library.close()
    assert told[0] == told[1]


@requires_cases
def test_500_km_apart_at_the_same_minute_is_asked_and_answered(mine: OwnedLibrary) -> None:
    _, message = _imported(mine, CASES / "two_cities_a.fit", CASES / "two_cities_b.fit")
    assert "506 km apart" in message
    assert mine.run_count() == 2
    (asked,) = mine.open_questions()
    assert asked.overlap.looks_like_two_people
    assert "two people" in asked.sentence
    assert any("506 km apart" in finding.sentence for finding in mine.examine())
    for run_id in asked.run_ids:
        assert len(mine.run(run_id).possible_duplicates) == 1
    mine.keep_separate(asked.run_ids)
    assert mine.open_questions() == []
    assert not any("overlap" in finding.sentence for finding in mine.examine())
    assert mine.run_count() == 2


def _piece(run: InventedRun, first: float, last: float) -> bytes:
    """Return a part of a run's GPX, as a split or cropped copy has it."""
    head, *points = gpx_file(run).decode().split("<trkpt")
    tail = points[-1][points[-1].index("</trkpt>") + 8 :]
    kept = points[int(first * len(points)) : int(last * len(points))]
    return (head + "".join("<trkpt" + each.removesuffix(tail) for each in kept) + tail).encode()


def test_halves_of_a_split_run_and_the_whole_of_it_are_one(mine: OwnedLibrary) -> None:
    halves = [("one.gpx", _piece(RUN, 0.0, 0.5)), ("two.gpx", _piece(RUN, 0.5, 1.0))]
    _imported(mine, *halves)
    assert mine.run_count() == 2
    assert mine.open_questions() == []
    (message,) = _imported(mine, ("phone.gpx", gpx_file(RUN)))
    assert "covers more of it" in message
    (run_id,) = mine.runs()["run_id"]
    assert mine.run(run_id).files[0].name == "phone.gpx"


def test_any_order_of_pieces_gives_the_same_library() -> None:
    files = [
        ("whole.gpx", gpx_file(RUN)),
        ("died.fit", fit_file(replace(RUN, minutes=12.0, seed=4))),
        ("end.gpx", _piece(RUN, 0.6, 1.0)),
        ("elsewhere.fit", fit_file(replace(RUN, speed_m_s=3.7, seed=9))),
    ]
    told = []
    for order in list(permutations(files))[::5]:
        library = Library.temporary()
        _imported(library.owned_by("local"), *order)
        told.append(snapshot(library))
        assert len(library.owned_by("local").open_questions()) == 1
        library.close()
    assert all(each == told[0] for each in told)


def test_a_run_that_only_ends_with_another_is_asked_about(mine: OwnedLibrary) -> None:
    later = RUN.later(minutes=12)
    _imported(mine, ("watch.fit", fit_file(RUN)), ("phone.gpx", gpx_file(replace(later, speed_m_s=2.2))))
    assert mine.run_count() == 2
    (asked,) = mine.open_questions()
    assert "They cover 12 of the same minutes" in asked.sentence


def test_two_people_on_one_way_are_asked_about(mine: OwnedLibrary) -> None:
    """The same minutes and places, and hearts that beat 24 a minute apart."""
    calm = replace(RUN, seed=1)
    beats = replace(RUN, speed_m_s=6.0)  # 120 + 8 times the speed
    other = gpx_file(RUN, heart_rate=True).decode()
    for calm_rate, quick_rate in zip(RUN.samples()["heart_rate"], beats.samples()["heart_rate"], strict=True):
        other = other.replace(f"<gpxtpx:hr>{calm_rate}</gpxtpx:hr>", f"<gpxtpx:hr> {quick_rate}</gpxtpx:hr>", 1)
    _imported(mine, ("his.fit", fit_file(calm)), ("hers.gpx", other.encode()))
    (asked,) = mine.open_questions()
    assert "two people" in asked.sentence
    assert "heart rates that differ by" in asked.sentence


def test_a_clock_that_is_hours_off_is_asked_about_and_can_be_joined(mine: OwnedLibrary) -> None:
    long = replace(RUN, minutes=90.0)
    _imported(mine, ("watch.fit", fit_file(long)), ("local-time.gpx", gpx_file(long.later(hours=1))))
    (asked,) = mine.open_questions()
    assert "1 h apart" in asked.sentence
    mine.join_runs(asked.run_ids)
    assert mine.run_count() == 1
    assert mine.open_questions() == []


def test_a_run_of_another_place_at_a_like_time_of_day_is_no_shifted_copy(mine: OwnedLibrary) -> None:
    elsewhere = gpx_file(RUN.later(hours=8)).replace(b'lat="-30', b'lat="-31').replace(b'lat="-29', b'lat="-30')
    _imported(mine, ("watch.fit", fit_file(RUN)), ("evening.gpx", elsewhere))
    assert mine.run_count() == 2
    assert mine.open_questions() == []


def test_a_clock_some_minutes_off_does_not_part_two_recordings(mine: OwnedLibrary) -> None:
    _imported(mine, ("watch.fit", fit_file(RUN)), ("phone.gpx", gpx_file(RUN.later(minutes=3))))
    assert mine.run_count() == 1


def test_a_library_that_counted_twice_counts_once_when_it_is_read_again(mine: OwnedLibrary) -> None:
    """An older version kept a crop beside the whole run, and knew nothing of where either was."""
    day_later = RUN.later(days=1)
    _imported(mine, ("whole.fit", fit_file(RUN)), ("crop.gpx", _piece(day_later, 0.1, 0.9)))
    content = zlib.compress(_piece(RUN, 0.1, 0.9))
    crop = schema.file.c.name == "crop.gpx"
    with mine._database.writing() as connection:
        file_id = connection.execute(sa.select(schema.file.c.file_id).where(crop)).scalar_one()
        old = sa.update(schema.original).where(schema.original.c.file_id == file_id)
        connection.execute(old.values(content=content))
        connection.execute(sa.update(schema.file).values(evidence_version=1, covered_s=None))
        connection.execute(sa.delete(schema.file_outline))
    list(mine.reanalyze())
    (run_id,) = mine.runs()["run_id"]
    assert [file.name for file in mine.run(run_id).files] == ["whole.fit", "crop.gpx"]


def _file(**facts: object) -> RunFile:
    known = {
        "file_id": 1,
        "sha256": "a",
        "name": "x",
        "is_primary": False,
        "is_pinned": False,
        "completeness": 100,
        "covered_s": 3600.0,
        "start_time": RUN.start,
        "distance_m": 10_000.0,
        "size_bytes": 1,
    }
    return RunFile(**{**known, **facts})  # type: ignore[arg-type]


def test_what_covers_more_comes_before_what_holds_more_and_seconds_do_not_count() -> None:
    rich_and_short = _file(name="rich and short", completeness=300, covered_s=3400.0)
    rich = _file(name="rich", completeness=200, covered_s=3580.0)
    poor = _file(name="poor", covered_s=3605.0)
    poor_and_cut = _file(name="poor and cut", covered_s=3590.0, sha256="0")
    ordered = [rich, poor, poor_and_cut, rich_and_short]
    for files in permutations(ordered):
        assert in_order(files) == ordered
    pinned = rich_and_short._replace(is_pinned=True)
    assert in_order([*ordered, pinned])[0] is pinned
