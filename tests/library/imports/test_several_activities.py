"""A file that holds several activities gives as many runs, each known again by its place in the file."""

from __future__ import annotations

from runtone.library import Library
from runtone.library.owned import OwnedLibrary
from runtone.library.store.doctor import examine
from tests.cases import case, requires_cases


@requires_cases
def test_each_activity_of_a_file_is_a_run_and_a_line(library: Library, mine: OwnedLibrary) -> None:
    source = case("several_runs_5_activities.tcx.gz")
    results = list(mine.import_sources([source]))
    assert [result.status for result in results] == ["imported"] * 5
    assert [result.name for result in results] == [f"{source.name} ({number} of 5)" for number in range(1, 6)]
    runs = mine.runs()
    assert runs["local_date"].nunique() == 5
    again = list(mine.import_sources([source]))
    assert {(result.status, result.run_id) for result in again} == {("duplicate", result.run_id) for result in results}
    before = runs.set_index("run_id")["distance_m"]
    for _ in mine.reanalyze():
        pass
    assert mine.runs().set_index("run_id")["distance_m"].to_dict() == before.to_dict()
    assert [finding.severity for finding in examine(library._database, 1)] == ["well"]
