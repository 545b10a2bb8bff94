"""The library does not depend on the order in which files came, nor on how many came at once."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtone.library import Library
from tests.library.imports.executors import Remembering
from tests.library.recordings import InventedRun, fit_file, gpx_file, season
from tests.library.snapshots import snapshot


@cache
def _files() -> list[tuple[str, bytes]]:
    """Eight runs over half a year, one of them as three files, two on one day, two too far apart to know each other."""
    runs: list[InventedRun] = season(7, every_days=9.0, minutes=24.0)
    evening = runs[2].later(hours=11)
    spring = runs[0].later(days=150)
    watch_of_another = InventedRun(start=runs[4].start + timedelta(seconds=40), minutes=23.5, seed=99, heart_rate=False)
    files = [(f"{number}.fit", fit_file(run)) for number, run in enumerate([*runs, evening, spring])]
    return [*files, ("4.gpx", gpx_file(runs[4])), ("4-other-watch.fit", fit_file(watch_of_another))]


@cache
def _expected() -> dict[str, Any]:
    library = Library.temporary()
    mine = library.owned_by("local")
    for file in _files():
        list(mine.import_sources([file], executor=Remembering()))
    told = snapshot(library)
    library.close()
    return told


def test_the_season_says_something_that_history_changes() -> None:
    runs = _expected()["runs"].values()
    assert len(runs) == 9
    assert {run["run"]["steady_speed_source"] for run in runs} == {"this run", "history"}
    assert {run["run"]["stale"] for run in runs} == {False}
    speeds = {run["run"]["runner"]["steady_speed_m_s"] for run in runs}
    assert len(speeds) >= 3
    assert {len(run["files"]) for run in runs} == {1, 3}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(11)), cuts=st.sets(st.integers(1, 10), max_size=4))
def test_any_order_at_once_or_in_parts_gives_the_same_library(order: list[int], cuts: set[int]) -> None:
    library = Library.temporary()
    mine = library.owned_by("local")
    edges = [0, *sorted(cuts), 11]
    for begin, end in pairwise(edges):
        part = [_files()[number] for number in order[begin:end]]
        assert {result.status for result in mine.import_sources(part, executor=Remembering())} <= {
            "imported",
            "duplicate",
        }
    assert snapshot(library) == _expected()
    library.close()


@pytest.mark.parametrize("extra", [0, 5, 8, 9, 10])
def test_a_file_that_came_and_went_leaves_no_trace_in_the_others(extra: int) -> None:
    """Deleting the run of a file, and importing its other files again, is as if the file had never been there."""
    library, other = Library.temporary(), Library.temporary()
    mine = library.owned_by("local")
    list(mine.import_sources(_files(), executor=Remembering()))
    run_id = int(mine.runs(text=_files()[extra][0])["run_id"].iloc[0])
    siblings = {each.name for each in mine.run(run_id).files} - {_files()[extra][0]}
    mine.delete_for_good([run_id])
    back = [file for file in _files() if file[0] in siblings]
    list(mine.import_sources(back, executor=Remembering(), restore_deleted=True))
    rest = [file for file in _files() if file[0] != _files()[extra][0]]
    list(other.owned_by("local").import_sources(rest, executor=Remembering()))
    assert snapshot(library) == snapshot(other)
    library.close()
    other.close()
