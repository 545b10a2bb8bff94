"""On PostgreSQL one owner's rows lie in one partition of each table, and nothing that they do looks into another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from runtone.library import Library, OwnedLibrary
from runtone.library.shares.access import ShareAccess
from runtone.library.store import schema
from runtone.library.store.migrations.partitions import PARTITIONED, partition_names
from tests.dashboard.pages.drawn import PAGES, drawn, library_in
from tests.library.imports.executors import Remembering
from tests.library.plans import Statement, partitions_in, statements
from tests.library.recordings import InventedRun, fit_file, gpx_file

START = datetime(2026, 6, 1, 6, tzinfo=UTC)
RUNS = [InventedRun(start=START + timedelta(days=2 * day), minutes=8.0, seed=day, sprints=day % 2) for day in range(3)]
FILES = [(f"{number}.fit", fit_file(run)) for number, run in enumerate(RUNS)]


@pytest.fixture
def library(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("RUNTONE_DATABASE_URL", postgres_url)
    library = Library.open(postgres_url)
    with library_in(tmp_path):
        yield library
    library.close()


def filled(library: Library, owner: str = "local") -> OwnedLibrary:
    mine = library.owned_by(owner)
    assert {result.status for result in mine.import_sources(FILES, executor=Remembering())} == {"imported"}
    return mine


def looked_into(library: Library, sent: list[Statement]) -> dict[str, dict[str, set[int]]]:
    """Return the partitions that each statement looks into."""
    with library._database.reading() as connection:
        return {each.text: partitions_in(each.plan(connection)) for each in sent}


def number_of(library: Library, owner_id: int) -> int:
    with library._database.reading() as connection:
        return int(partition_names(connection, owner_id, [schema.run])[0].rpartition("_p")[2])


def test_every_query_of_every_page_and_of_a_share_looks_into_one_partition(library: Library) -> None:
    mine = filled(library)
    run_ids = mine.runs()["run_id"].tolist()
    with statements() as sent:
        for page in PAGES:
            drawn(page, **({"run": str(run_ids[0])} if page == "run" else {}))
        for choice in (mine.shares.living(), mine.shares.of_run(run_ids[0])):
            ShareAccess(library).open(mine.shares.create(choice).token, first_time=True)
        drawn("sharing")
        list(mine.export())
        assert [finding.severity for finding in mine.examine()] == ["well"]
    found = looked_into(library, sent)
    asked = {table for tables in found.values() for table in tables}
    assert asked >= {"run", "run_detail", "segment", "best_time", "climb", "route", "day", "file", "original"}
    own = {number_of(library, mine._owner_id)}
    assert [text for text, tables in found.items() if any(numbers != own for numbers in tables.values())] == []


def test_an_import_and_what_a_runner_does_look_into_ones_own_partitions_and_ones_bin(library: Library) -> None:
    library.owned_by("somebody else")
    mine = library.owned_by("local")
    with statements() as sent:
        filled(library)
        list(mine.import_sources([("again.gpx", gpx_file(RUNS[0]))], executor=Remembering()))
        run_ids = mine.runs()["run_id"].tolist()
        mine.rename(run_ids[0], "Mine")
        mine.annotate(run_ids[0], "Windy")
        mine.keep_separate(run_ids[:2])
        file_id = next(each.file_id for each in mine.run(run_ids[2]).files if not each.is_primary)
        mine.choose_file(run_ids[2], file_id)
        separate = mine.separate_file(run_ids[2], file_id)
        mine.join_runs([run_ids[2], separate])
        mine.delete_runs(run_ids[:2])
        mine.restore_runs(run_ids[:1])
        mine.delete_for_good(run_ids[1:2])
        list(mine.reanalyze(executor=Remembering(), everything=True))
    with library._database.reading() as connection:
        bin_id = connection.execute(sa.select(schema.bin_owner.c.bin_owner_id)).scalar_one()
    own = {number_of(library, owner_id) for owner_id in (mine._owner_id, bin_id)}
    assert len(own) == 2, "the bin lies elsewhere"
    found = looked_into(library, sent)
    assert [text for text, tables in found.items() if any(not numbers <= own for numbers in tables.values())] == []
    assert mine.run_count() == 2
    assert [finding.severity for finding in mine.examine()] == ["well"]


def test_keys_indexes_and_references_begin_with_the_owner(library: Library) -> None:
    inspector = sa.inspect(library._database.engine)
    refer = {
        table.name
        for table in schema.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in PARTITIONED
    }
    assert refer <= set(PARTITIONED), "what belongs to a run or file grows with them"
    for name in PARTITIONED:
        keys: list[list[str | None]] = [[*inspector.get_pk_constraint(name)["constrained_columns"]]]
        keys += [key["column_names"] for key in inspector.get_indexes(name)]
        keys += [[*key["constrained_columns"]] for key in inspector.get_foreign_keys(name)]
        assert [key for key in keys if key[0] != "owner_id"] == [], name


def test_what_belongs_to_a_run_goes_to_the_bin_with_it_and_for_good_with_it(library: Library) -> None:
    mine = filled(library)
    before = _rows(library)
    run_id = int(mine.runs()["run_id"].iloc[0])
    mine.delete_runs([run_id])
    assert {owner for _, owner in _owners_of(library, run_id)} == {mine._owner_id + 1}
    mine.restore_runs([run_id])
    assert {owner for _, owner in _owners_of(library, run_id)} == {mine._owner_id}
    assert _rows(library) == before
    mine.delete_for_good([run_id])
    assert _owners_of(library, run_id) == set()
    assert all(count * 3 == 2 * before[name] for name, count in _rows(library).items() if name in ("run", "original"))


def _rows(library: Library) -> dict[str, int]:
    with library._database.reading() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(schema.metadata.tables[name])).scalar_one()
            for name in PARTITIONED
        }


def _owners_of(library: Library, run_id: int) -> set[tuple[str, int]]:
    tables = [schema.metadata.tables[name] for name in PARTITIONED if name != "import_result"]
    with library._database.reading() as connection:
        return {
            (table.name, owner_id)
            for table in tables
            if "run_id" in table.c
            for owner_id in connection.execute(sa.select(table.c.owner_id).where(table.c.run_id == run_id)).scalars()
        }
