"""Laying the tables that grow with runs out in partitions by owner, on PostgreSQL.

One owner's rows lie together, keys, indexes and references begin with the owner, and a query that names one looks into
one partition of each table. Why so, and so many: docs/decisions/0116.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.engine import Connection

PARTITIONS = 16
PARTITIONED = (
    "run", "run_detail", "segment", "best_time", "climb", "route", "run_technique", "day",
    "file", "original", "file_outline", "deleted_run", "import_batch", "import_result",
)  # fmt: skip


def partition(connection: Connection) -> None:
    """Lay the tables out in partitions, with all that is in them, inside the caller's transaction."""
    inspector = sa.inspect(connection)
    after = [statement for name in PARTITIONED for statement in _keys(inspector, name)]
    references = [statement for name in PARTITIONED for statement in _references(inspector, name)]
    for name in PARTITIONED:
        _copy(connection, name, inspector.get_pk_constraint(name)["constrained_columns"])
    for name in PARTITIONED:
        connection.execute(sa.text(f"DROP TABLE old_{name} CASCADE"))  # with the references to it
    for statement in (*after, *references):
        connection.execute(sa.text(statement))


def partition_names(connection: Connection, owner_id: int, tables: Iterable[sa.Table]) -> list[str]:
    """Return what an owner's rows of some tables lie in: a partition, or the table itself where it has none."""
    query = sa.text(
        "SELECT n FROM generate_series(0, :most - 1) AS n"
        " WHERE satisfies_hash_partition('run'::regclass, :most, n, CAST(:owner_id AS integer))"
    )
    number = connection.execute(query, {"most": PARTITIONS, "owner_id": owner_id}).scalar_one()
    return [_partition_name(table.name, number) if table.name in PARTITIONED else table.name for table in tables]


def _partition_name(name: str, number: int) -> str:
    return f"{name}_p{number:02d}"


def _copy(connection: Connection, name: str, key: list[str]) -> None:
    execute = connection.exec_driver_sql
    execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    execute(f"CREATE TABLE {name} (LIKE old_{name} INCLUDING DEFAULTS) PARTITION BY HASH (owner_id)")
    for number in range(PARTITIONS):
        part = f"{_partition_name(name, number)} PARTITION OF {name}"
        execute(f"CREATE TABLE {part} FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})")
    execute(f"INSERT INTO {name} SELECT * FROM old_{name}")  # noqa: S608 -- names of our own
    for column in key:
        if execute(f"SELECT pg_get_serial_sequence('old_{name}', '{column}')").scalar_one():
            execute(f"ALTER SEQUENCE {name}_{column}_seq OWNED BY {name}.{column}")


def _keys(inspector: sa.Inspector, name: str) -> Iterator[str]:
    """Yield what makes a table's keys and indexes, as they were and with the owner in front."""
    primary = inspector.get_pk_constraint(name)
    uniques = [(primary["name"], "PRIMARY KEY", primary["constrained_columns"])]
    uniques += [(key["name"], "UNIQUE", key["column_names"]) for key in inspector.get_unique_constraints(name)]
    for known_as, kind, columns in uniques:
        yield f"ALTER TABLE {name} ADD CONSTRAINT {known_as} {kind} ({_owner_first(columns)})"
    for index in inspector.get_indexes(name):
        if "duplicates_constraint" not in index:
            yield f"CREATE INDEX {index['name']} ON {name} ({_owner_first(index['column_names'])})"


def _references(inspector: sa.Inspector, name: str) -> Iterator[str]:
    """Yield what makes a table's references; a run that moves to another owner takes what belongs to it along.

    The result of an import stays with its import, wherever the run is: it refers to none.
    """
    for key in inspector.get_foreign_keys(name):
        told, to = key["constrained_columns"], key["referred_table"]
        if (name, to) == ("import_result", "run"):
            continue
        columns, its = (_owner_first(each) for each in (told, key["referred_columns"]))
        moved = " ON UPDATE CASCADE" if to in PARTITIONED else ""
        yield (
            f"ALTER TABLE {name} ADD CONSTRAINT {key['name']} FOREIGN KEY ({columns}) REFERENCES {to} ({its})"
            f" ON DELETE {key['options']['ondelete']}{moved}"
        )


def _owner_first(columns: Any) -> str:
    return ", ".join(("owner_id", *(column for column in columns if column != "owner_id")))
