"""A file that holds several activities gives as many runs, each known again by its place in the file."""

from __future__ import annotations

import io
import zipfile

import sqlalchemy as sa

from runtone.library import Library
from runtone.library.imports.executors import Inline
from runtone.library.owned import OwnedLibrary
from runtone.library.store import schema
from runtone.library.store.doctor import examine
from tests.cases import case, requires_cases
from tests.library.recordings import fit_file, season


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


def contents(library: Library) -> list[int]:
    """Return how many bytes each row of originals takes, the largest first."""
    with library._database.reading() as connection:
        sizes = connection.execute(sa.select(sa.func.length(schema.original.c.content))).scalars()
        return sorted(sizes, reverse=True)


def test_the_bytes_of_several_activities_are_kept_once_as_long_as_one_of_them_is(any_library: Library) -> None:
    mine = any_library.owned_by("local")
    data = b"".join(fit_file(run) for run in season(3, minutes=3))
    first, second, third = (
        int(result.run_id or 0) for result in mine.import_sources([("week.fit", data)], executor=Inline())
    )
    assert all(size < 20 for size in contents(any_library)[1:])
    for gone in (first, third):
        mine.delete_runs([gone])
        mine.delete_for_good([gone])
        for run_id in mine.runs()["run_id"]:
            (file,) = mine.run(run_id).files
            assert mine.original(file.file_id)[1] == data
        assert [finding.severity for finding in mine.examine()] == ["well"]
    list(mine.import_sources([("week.fit", data)], executor=Inline(), restore_deleted=True))
    assert mine.run_count() == 3
    assert sum(size > 20 for size in contents(any_library)) == 1
    mine.delete_runs([second])
    mine.restore_runs([second])
    list(mine.reanalyze(executor=Inline(), everything=True))
    assert [finding.severity for finding in mine.examine()] == ["well"]
    with zipfile.ZipFile(io.BytesIO(b"".join(mine.export()))) as archive:
        assert [name for name in archive.namelist() if "originals" in name] == ["originals/week.fit"]
        assert archive.read("originals/week.fit") == data
    mine.delete_for_good(mine.runs()["run_id"].tolist())
    assert contents(any_library) == []
