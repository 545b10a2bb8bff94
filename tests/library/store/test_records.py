"""Best times, and the same hill or route met again, over the runs of one owner."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runtone.library import Library, OwnedLibrary
from tests.library.recordings import InventedRun, fit_files

FIRST = InventedRun(start=datetime(2026, 3, 2, 6, 30, tzinfo=UTC), minutes=20, seed=1)
RUNS = [FIRST, InventedRun(start=datetime(2026, 3, 4, 6, 30, tzinfo=UTC), minutes=19, speed_m_s=3.2, seed=2)]


@pytest.fixture
def two_runs(any_library: Library) -> OwnedLibrary:
    owned = any_library.owned_by("local")
    assert [result.status for result in owned.import_sources(fit_files(RUNS))] == ["imported", "imported"]
    other = any_library.owned_by("another")
    list(other.import_sources(fit_files([FIRST.later(days=9)])))
    return owned


def test_best_times_of_every_run(two_runs: OwnedLibrary) -> None:
    found = two_runs.best_times()
    assert found["run_id"].nunique() == 2
    fastest = found[found["distance_m"] == 1000.0].set_index("local_date")["seconds"]
    assert fastest.tolist() == pytest.approx([1000 / 3.0, 1000 / 3.2], rel=0.02)


def test_the_same_hills_are_met_again_and_only_ones_own(two_runs: OwnedLibrary) -> None:
    first, second = two_runs.runs(descending=False)["run_id"]
    met = two_runs.same_hills(int(second))
    assert set(met["other_run_id"]) == {first}
    assert len(met) >= 2
    assert (met["other_seconds"] > met["seconds"]).all()  # the second run was the faster one
    climbs = two_runs.biggest_climbs()
    assert climbs["ascent_m"].iloc[0] == pytest.approx(24.0, abs=3.0)  # without the flat of foot and crest
    assert set(climbs["run_id"]) == {first, second}


def test_the_same_route_is_met_again_and_only_ones_own(two_runs: OwnedLibrary) -> None:
    first, second = two_runs.runs(descending=False)["run_id"]
    met = two_runs.same_route(int(second))
    assert met[["run_id", "direction"]].to_numpy().tolist() == [[first, "same"]]


def test_a_deleted_run_is_no_record_any_more(two_runs: OwnedLibrary) -> None:
    first, second = (int(run_id) for run_id in two_runs.runs(descending=False)["run_id"])
    two_runs.delete_runs([first])
    assert set(two_runs.best_times()["run_id"]) == {second}
    assert two_runs.same_hills(second).empty
    assert two_runs.same_route(second).empty
