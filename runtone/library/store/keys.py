"""How a query says which rows it means: by the owner first, then by the run or the file.

On PostgreSQL the tables are partitioned by owner. A query that names the run alone would look into every partition, and
find no index to look with.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from runtone.library.store import schema


def of_run(table: sa.Table, owner_id: int, run_id: int | None) -> sa.ColumnElement[bool]:
    """Return the condition that chooses the rows of one run; of none where it is None."""
    return sa.and_(table.c.owner_id == owner_id, table.c.run_id == run_id)


def of_runs(table: sa.Table, owner_id: int, run_ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Return the condition that chooses the rows of some runs."""
    return sa.and_(table.c.owner_id == owner_id, table.c.run_id.in_(list(run_ids)))


def of_file(table: sa.FromClause, owner_id: int, file_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that chooses the rows of one file."""
    return sa.and_(table.c.owner_id == owner_id, table.c.file_id == file_id)


def with_run(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that joins a table's rows with their runs."""
    return sa.and_(table.c.owner_id == schema.run.c.owner_id, table.c.run_id == schema.run.c.run_id)


def with_file(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that joins a table's rows with their files."""
    return sa.and_(table.c.owner_id == schema.file.c.owner_id, table.c.file_id == schema.file.c.file_id)
