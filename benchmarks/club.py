"""A library of a club on PostgreSQL: how large it is, and how long what pages ask of it takes.

    python benchmarks/club.py [--owners 1000] [--runs 100000] [--at-once 20]

One run is imported as any is; its rows are then written for every owner and day, with figures that vary, in the order
in which a club's runs come: each owner's lie between everybody else's. Tracks and original files are written for the
owners whose pages are drawn, the others have the summary rows alone.

Figures: bytes a run of each table; of every page the slowest statement, as the page waits for it, drawn for an owner
for the first time and again, with the partitions it looks into; and what an import of one run waits for the database,
by one owner alone and by many at once, here and in an empty library, with how often one was seen to wait for a lock.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from runtone import clock
from runtone.library import Library, OwnedLibrary
from runtone.library.imports.executors import Inline
from runtone.library.store import schema
from runtone.library.store.migrations.partitions import PARTITIONED
from tests.dashboard.pages.drawn import PAGES, drawn, library_in
from tests.library import postgres
from tests.library.imports.executors import Remembering
from tests.library.plans import Statement, partitions_in
from tests.library.recordings import InventedRun, fit_file

EVERY_DAYS = 1.7
DRAWN_OWNERS = 2
WHOLE = ("run_detail", "original")
"""Written for the owners whose pages are drawn alone."""
_NOT_WRITTEN = ("deleted_run", "import_batch", "import_result")
_FIRST_ID = 1000
_AGO = "(:days - 1 - n / :owners)"
_DAY = f"(CAST(:last AS date) - CAST(:every * {_AGO} AS integer))"
_START = f"(CAST({_DAY} AS timestamp) AT TIME ZONE 'UTC' + interval '6 hours')"
_VALUES = {
    "owner_id": ":first_owner + n % :owners",
    "run_id": f"n + {_FIRST_ID}",
    "file_id": f"n + {_FIRST_ID}",
    "local_date": _DAY,
    "start_time": _START,
    "end_time": f"{_START} + (t.end_time - t.start_time)",
    "sha256": "md5('a' || n) || md5('b' || n)",
    "cell": f"t.cell + 7 * ({_AGO} % 40)",
}
_VARIED = "t.{name} * (0.6 + 0.8 * (n * 2654435761 % 1000) / 1000.0)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owners", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--at-once", type=int, default=20, help="owners that import at once")
    chosen = parser.parse_args()
    server = ("shared_buffers=1GB", "max_wal_size=8GB", "wal_level=minimal", "max_wal_senders=0", "work_mem=16MB")
    with postgres.running(*server) as url, tempfile.TemporaryDirectory() as folder:
        library = Library.open(url)
        import_one_each(library, [f"newcomer {number}" for number in range(5)], at_once=1)
        fill(library, chosen.owners, chosen.runs)
        weigh(library, chosen.runs)
        runners = [f"runner {number}" for number in range(DRAWN_OWNERS, chosen.owners)]
        import_one_each(library, runners[:5], at_once=1)
        import_one_each(library, runners[5 : 5 + chosen.at_once], at_once=chosen.at_once)
        os.environ["RUNTONE_DATABASE_URL"] = url
        draw_pages(library, Path(folder))
        library.close()


def recording(seed: int) -> tuple[str, bytes]:
    start = clock.now().replace(microsecond=0) - timedelta(hours=2)
    return f"{seed}.fit", fit_file(InventedRun(start=start, minutes=30.0, sprints=3, seed=seed))


def fill(library: Library, owners: int, runs: int) -> None:
    """Write one imported run for every owner and day."""
    began = time.perf_counter()
    model = library.owned_by("model")
    list(model.import_sources([recording(1)], executor=Remembering()))
    days = -(-runs // owners)
    values: dict[str, Any] = {"owners": owners, "days": days, "every": EVERY_DAYS, "drawn": DRAWN_OWNERS}
    values |= {"last": clock.today() - timedelta(days=1), "model": model._owner_id, "first_owner": _FIRST_ID}
    named = (
        "INSERT INTO owner (owner_id, name, version, preferences)"
        " SELECT :first_owner + n, 'runner ' || n, 0, preferences"
        " FROM owner, generate_series(0, :owners - 1) n WHERE owner_id = :model"
    )
    with library._database.writing() as connection:
        connection.execute(sa.text(named), values)
    halves = ((0, runs // 2 - 1), (runs // 2, runs - 1))
    with ThreadPoolExecutor(2) as threads:
        for name in PARTITIONED:
            if name not in _NOT_WRITTEN:
                list(threads.map(lambda half, name=name: write(library, name, values, half), halves))
    with library._database.outside_transactions() as connection:
        for table, key in (("owner", "owner_id"), ("run", "run_id"), ("file", "file_id")):
            connection.exec_driver_sql(f"SELECT setval('{table}_{key}_seq', {_FIRST_ID + runs + owners})")
        connection.exec_driver_sql("VACUUM ANALYZE")
    print(f"{runs:,} runs of {owners:,} owners written in {time.perf_counter() - began:.0f} s")


def write(library: Library, name: str, values: dict[str, Any], span: tuple[int, int]) -> None:
    """Write the model's rows of a table for some runs."""
    table = schema.metadata.tables[name]
    select = ", ".join(written(column) for column in table.columns)
    only = "AND n % :owners < :drawn" if name in WHOLE else ""
    with library._database.writing() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # rows that agree need no check
        insert = (
            f"INSERT INTO {name} ({', '.join(table.c.keys())}) SELECT {select}"
            f" FROM generate_series({span[0]}, {span[1]}) n CROSS JOIN {name} t WHERE t.owner_id = :model {only}"
        )
        connection.execute(sa.text(insert), values)


def written(column: sa.Column[Any]) -> str:
    """Return what one column of a run's rows is written as."""
    if column.name in _VALUES:
        return _VALUES[column.name]
    varies = isinstance(column.type, sa.Float) and not column.primary_key
    return _VARIED.format(name=column.name) if varies else f"t.{column.name}"


def weigh(library: Library, runs: int) -> None:
    """Print how many bytes a run takes in each table, with its indexes."""
    size = "sum(pg_total_relation_size(inhrelid)), sum(pg_indexes_size(inhrelid))"
    total = 0.0
    with library._database.reading() as connection:
        for name in PARTITIONED:
            query = f"SELECT {size} FROM pg_inherits WHERE inhparent = '{name}'::regclass"
            whole, indexes = map(float, connection.exec_driver_sql(query).one())
            if name not in (*WHOLE, *_NOT_WRITTEN):
                total += whole
                print(f"bytes a run: {name} {whole / runs:,.0f}, of them indexes {indexes / runs:,.0f}")
        blobs = connection.exec_driver_sql("SELECT avg(length(track)) FROM run_detail").scalar_one()
        files = connection.exec_driver_sql("SELECT avg(length(content)) FROM original").scalar_one()
    print(f"bytes a run: {total / runs:,.0f} in all; besides, a track of {blobs:,.0f}; a file of {files:,.0f}")


class Timed(NamedTuple):
    """A statement, and how long who sent it waited for its answer."""

    statement: Statement
    seconds: float


@contextmanager
def timed() -> Iterator[list[Timed]]:
    """Give a list that fills with the statements that this process sends."""
    sent: list[Timed] = []
    began = threading.local()

    def before(*_: Any) -> None:
        began.at = time.perf_counter()

    def after(_: Any, __: Any, text: str, values: Any, *___: Any) -> None:
        sent.append(Timed(Statement(text, values), time.perf_counter() - began.at))

    for name, act in (("before_cursor_execute", before), ("after_cursor_execute", after)):
        sa.event.listen(sa.Engine, name, act)
    try:
        yield sent
    finally:
        for name, act in (("before_cursor_execute", before), ("after_cursor_execute", after)):
            sa.event.remove(sa.Engine, name, act)


def import_one_each(library: Library, owners: Sequence[str], *, at_once: int) -> None:
    """Import one run by each of some owners, some of them at once; what reads a file is not measured."""
    libraries = [library.owned_by(owner) for owner in owners]
    with timed() as sent, waits_for_locks(library) as waits, ThreadPoolExecutor(at_once) as threads:
        results = list(threads.map(import_one, libraries, range(len(owners))))
    assert results == ["imported"] * len(owners), results
    with library._database.reading() as connection:
        runs = connection.exec_driver_sql("SELECT count(*) FROM run").scalar_one()
    waited = 1000 * sum(each.seconds for each in sent) / len(owners)
    print(
        f"import among {runs:,} runs, {at_once} at once: {len(sent) / len(owners):.0f} statements and {waited:.0f} ms"
        f" of waiting for the database a run; seen to wait for a lock {sum(waits)} times in {len(waits)} looks"
    )


def import_one(mine: OwnedLibrary, seed: int) -> str:
    return "".join(result.status for result in mine.import_sources([recording(seed)], executor=Inline()))


@contextmanager
def waits_for_locks(library: Library) -> Iterator[list[int]]:
    """Give a list that fills with how many sessions wait for a lock, fifty times a second."""
    seen: list[int] = []
    over = threading.Event()

    def look() -> None:
        with sa.create_engine(library._database.engine.url).connect() as connection:
            while not over.wait(0.02):
                query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                seen.append(connection.exec_driver_sql(query).scalar_one())
                connection.rollback()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(look)
        try:
            yield seen
        finally:
            over.set()


def draw_pages(library: Library, folder: Path) -> None:
    """Draw every page for some owners, and print the slowest statement of each."""
    slowest: dict[tuple[str, str], list[Timed]] = {}
    totals: dict[tuple[str, str], list[float]] = {}
    for number in range(DRAWN_OWNERS):
        with library._database.writing() as connection:  # without a login there is one owner
            connection.exec_driver_sql("UPDATE owner SET name = 'was ' || owner_id WHERE name = 'local'")
            connection.exec_driver_sql(f"UPDATE owner SET name = 'local' WHERE name = 'runner {number}'")
        run_id = str(library.owned_by().runs(limit=1)["run_id"].iloc[0])
        for visit in ("first", "again"):
            for page in PAGES:
                with library_in(folder), timed() as sent:
                    drawn(page, **({"run": run_id} if page == "run" else {}))
                slowest.setdefault((page, visit), []).append(max(sent, key=lambda each: each.seconds))
                totals.setdefault((page, visit), []).append(sum(each.seconds for each in sent))
    for page in PAGES:
        worst = {visit: max(slowest[page, visit], key=lambda each: each.seconds) for visit in ("first", "again")}
        first, again = (f"{1000 * worst[visit].seconds:.0f} ms" for visit in ("first", "again"))
        both = ", ".join(f"{1000 * statistics.median(totals[page, visit]):.0f} ms" for visit in ("first", "again"))
        with library._database.reading() as connection:
            plan = worst["again"].statement.plan(connection, ", ANALYZE")
        tables = {name: len(numbers) for name, numbers in partitions_in(plan).items()}
        print(
            f"page {page}: slowest statement {first}, again {again} (planned {plan['Planning Time']:.0f} ms, executed"
            f" {plan['Execution Time']:.0f} ms, partitions {tables}); all statements {both}"
        )


if __name__ == "__main__":
    main()
