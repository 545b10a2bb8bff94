"""One run, several files: what is joined, what never is, and what the runner decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtone.errors import LibraryError
from runtone.library import Library, OwnedLibrary
from runtone.library.imports.overlaps import Relation, overlap_of, shared
from tests.library.imports.executors import Remembering
from tests.library.recordings import InventedRun, fit_file, gpx_file
from tests.library.snapshots import snapshot

RUN = InventedRun(start=datetime(2026, 5, 9, 5, 30, tzinfo=UTC), minutes=10.0, sprints=2)
LATER = RUN.later(hours=11)


class _Recording:
    def __init__(self, start_s: float, length_s: float, distance_m: float) -> None:
        self.start_time = RUN.start + timedelta(seconds=start_s)
        self.end_time = self.start_time + timedelta(seconds=length_s)
        self.distance_m = distance_m
        self.outline = None


recordings = st.builds(_Recording, st.floats(-4e4, 4e4), st.floats(60, 2e4), st.floats(100, 6e4))


@given(one=recordings, other=recordings)
def test_sameness_has_no_direction(one: _Recording, other: _Recording) -> None:
    assert overlap_of(one, other) == overlap_of(other, one)
    assert 0.0 <= shared(one, other) <= 1.0


@given(one=recordings, pause_s=st.floats(0.0, 3e4), other=recordings)
def test_runs_one_after_the_other_are_never_the_same(one: _Recording, pause_s: float, other: _Recording) -> None:
    length = (other.end_time - other.start_time).total_seconds()
    start = (one.end_time - RUN.start).total_seconds() + pause_s
    assert overlap_of(one, _Recording(start, length, other.distance_m)).relation is not Relation.SAME


@pytest.mark.parametrize(
    ("start_s", "length_s", "distance_m", "relation"),
    [
        (0, 3600, 10_000, Relation.SAME),
        (0, 3600, 9_100, Relation.SAME),
        (240, 3400, 9_800, Relation.SAME),
        (301, 3300, 9_200, Relation.SAME),  # one runner runs one run at a time
        (0, 2000, 5_500, Relation.SAME),  # battery empty half-way
        (1800, 1800, 5_100, Relation.SAME),  # the second half of a run that was split
        (0, 3590, 8_800, Relation.SPEED),  # a treadmill's belt and a foot pod may differ like this: the runner is asked
        (0, 2000, 10_000, Relation.SPEED),
        (2400, 3600, 10_000, Relation.PART),
        (3570, 3600, 10_000, Relation.NONE),  # two devices, one stopped late
        (3601, 3600, 9_000, Relation.NONE),
        (-3602, 3600, 9_000, Relation.NONE),
        (7200, 3600, 10_000, Relation.CLOCK),
        (7800, 3600, 10_000, Relation.NONE),
    ],
)
def test_what_two_recordings_are_to_each_other(
    start_s: float, length_s: float, distance_m: float, relation: Relation
) -> None:
    found = overlap_of(_Recording(0, 3600, 10_000), _Recording(start_s, length_s, distance_m))
    assert found.relation is relation


@pytest.mark.parametrize("richer_first", [True, False])
def test_the_richer_of_two_files_is_primary_and_the_other_is_kept(any_library: Library, richer_first: bool) -> None:
    mine = any_library.owned_by("local")
    files = [("watch.fit", fit_file(RUN)), ("site.gpx", gpx_file(RUN, name="Before breakfast"))]
    first, second = files if richer_first else files[::-1]
    (imported, duplicate) = mine.import_sources([first, second])
    assert (imported.status, duplicate.status) == ("imported", "duplicate")
    assert duplicate.run_id == imported.run_id
    assert first[0] in duplicate.message
    run = mine.run(int(imported.run_id or 0))
    assert [(file.name, file.is_primary) for file in run.files] == [("watch.fit", True), ("site.gpx", False)]
    assert run.summary["mean_heart_rate_bpm"] is not None
    assert mine.original(run.files[1].file_id) == files[1]
    assert mine.run_count() == 1


def test_two_runs_of_a_day_stay_two(mine: OwnedLibrary) -> None:
    results = list(mine.import_sources([("morning.fit", fit_file(RUN)), ("evening.fit", fit_file(LATER))]))
    assert [result.status for result in results] == ["imported", "imported"]
    at_once = replace(RUN, start=RUN.start + timedelta(minutes=10, seconds=5), seed=3)
    (result,) = mine.import_sources([("straight-after.fit", fit_file(at_once))])
    assert result.status == "imported"
    assert mine.run_count() == 3


def test_a_joined_file_can_be_separated_for_good_and_joined_again(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    alone = Library.temporary()
    list(mine.import_sources([("watch.fit", fit_file(RUN)), ("site.gpx", gpx_file(RUN))]))
    (run_id,) = mine.runs()["run_id"]
    site = next(file for file in mine.run(run_id).files if file.name == "site.gpx")
    separate = mine.separate_file(run_id, site.file_id)
    assert sorted(mine.runs()["run_id"]) == sorted([run_id, separate])
    assert [file.name for file in mine.run(separate).files] == ["site.gpx"]
    assert mine.run(run_id).possible_duplicates == ()
    list(alone.owned_by("local").import_sources([("site.gpx", gpx_file(RUN))]))
    (own,) = snapshot(alone)["runs"].values()
    assert own["segments"] in [
        [{**segment} for segment in run["segments"]] for run in snapshot(any_library)["runs"].values()
    ]
    list(mine.import_sources([("again.gpx", gpx_file(RUN)), ("again.fit", fit_file(RUN))]))
    assert mine.run_count() == 2
    assert mine.join_runs([separate, run_id]) == separate
    assert [(file.name, file.is_primary) for file in mine.run(separate).files] == [
        ("watch.fit", True),
        ("site.gpx", False),
    ]
    assert mine.run(separate).summary["mean_heart_rate_bpm"] is not None
    assert [finding.severity for finding in mine.examine()].count("damage") == 0
    alone.close()


def test_the_runner_may_pin_the_poorer_file(mine: OwnedLibrary) -> None:
    list(mine.import_sources([("watch.fit", fit_file(RUN)), ("site.gpx", gpx_file(RUN))]))
    (run_id,) = mine.runs()["run_id"]
    site = mine.run(run_id).files[1]
    mine.choose_file(run_id, site.file_id)
    run = mine.run(run_id)
    assert run.files[0].name == "site.gpx"
    assert run.summary["mean_heart_rate_bpm"] is None
    list(mine.import_sources([("other.fit", fit_file(RUN, serial=2))]))
    assert mine.run(run_id).files[0].name == "site.gpx"


def test_a_file_between_two_runs_makes_them_one(mine: OwnedLibrary) -> None:
    """Starts 0, 4 and 8 minutes in: the first and the last do not know each other without the one between."""
    long = replace(RUN, minutes=60.0)
    early, between, late = (
        fit_file(replace(long, start=long.start + timedelta(minutes=minutes), seed=minutes)) for minutes in (0, 4, 8)
    )
    list(mine.import_sources([("early.fit", early), ("late.fit", late)]))
    assert mine.run_count() == 2
    (first, second) = sorted(mine.runs()["run_id"])
    mine.rename(second, "Named")
    (result,) = mine.import_sources([("between.fit", between)])
    assert result.status == "duplicate"
    assert list(mine.runs()["run_id"]) == [first]
    assert mine.run(first).name == "Named"
    assert len(mine.run(first).files) == 3
    assert [finding.severity for finding in mine.examine()].count("damage") == 0


def test_what_may_be_the_same_run_is_shown_not_joined(mine: OwnedLibrary) -> None:
    treadmill = replace(RUN, speed_m_s=3.6, seed=5)
    mislabelled = RUN.later(hours=2)
    sources = [
        ("watch.fit", fit_file(RUN)),
        ("belt.fit", fit_file(treadmill)),
        ("shifted.fit", fit_file(mislabelled)),
        ("evening.fit", fit_file(LATER.later(minutes=7))),
    ]
    results = list(mine.import_sources(sources))
    assert [result.status for result in results] == ["imported"] * 4
    ids = {result.name: int(result.run_id or 0) for result in results}
    found = {each.run_id: each.reason for each in mine.run(ids["watch.fit"]).possible_duplicates}
    assert set(found) == {ids["belt.fit"], ids["shifted.fit"]}
    assert "10 of the same minutes" in found[ids["belt.fit"]]
    assert "2 h apart" in found[ids["shifted.fit"]]
    assert mine.run(ids["evening.fit"]).possible_duplicates == ()


def test_nothing_is_joined_across_owners(library: Library) -> None:
    mine, hers = library.owned_by("me"), library.owned_by("her")
    for owned in (mine, hers):
        (result,) = owned.import_sources([("watch.fit", fit_file(RUN))], executor=Remembering())
        assert result.status == "imported"
    run_id = int(mine.runs()["run_id"].iloc[0])
    for forbidden in (
        lambda: hers.run(run_id),
        lambda: hers.rename(run_id, "mine now"),
        lambda: hers.delete_runs([run_id]),
        lambda: hers.join_runs([run_id]),
        lambda: hers.original(mine.run(run_id).files[0].file_id),
        lambda: hers.choose_file(run_id, mine.run(run_id).files[0].file_id),
        lambda: hers.separate_file(run_id, mine.run(run_id).files[0].file_id),
    ):
        with pytest.raises(LibraryError):
            forbidden()
    hers.delete_everything()
    assert mine.run_count() == 1
