"""The owner in every row that belongs to a run or file, and on PostgreSQL a partition for some owners each."""

import sqlalchemy as sa
from alembic import op

from runtone.library.store.migrations.partitions import partition

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OF = {
    "run_detail": ("run", "run_id"),
    "segment": ("run", "run_id"),
    "best_time": ("run", "run_id"),
    "run_technique": ("run", "run_id"),
    "deleted_run": ("run", "run_id"),
    "original": ("file", "file_id"),
    "file_outline": ("file", "file_id"),
    "import_result": ("import_batch", "import_id"),
}
"""The tables that get the column, and those it is known from."""


def upgrade() -> None:
    """Add the column, and lay the tables out anew."""
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    for name, (parent, key) in _OF.items():
        (_copy_with_owner if is_sqlite else _add_owner)(name, parent, key)
    if not is_sqlite:
        partition(connection)


def _copy_with_owner(name: str, parent: str, key: str) -> None:
    """Write a table anew: SQLite adds no column without a default, and here none is right."""
    query = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND sql IS NOT NULL ORDER BY type = 'index'")
    made, *indexes = op.get_bind().execute(query, {"name": name}).scalars().all()
    op.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    op.execute(made.replace("(", "(\n\towner_id INTEGER NOT NULL,", 1))
    with_owner = f"SELECT p.owner_id, t.* FROM old_{name} t JOIN {parent} p ON p.{key} = t.{key}"  # noqa: S608 -- names of our own
    op.execute(f"INSERT INTO {name} {with_owner}")
    op.drop_table(f"old_{name}")
    for index in indexes:
        op.execute(index)


def _add_owner(name: str, parent: str, key: str) -> None:
    op.add_column(name, sa.Column("owner_id", sa.Integer(), nullable=True))
    known = f"FROM {parent} p WHERE p.{key} = t.{key}"
    op.execute(f"UPDATE {name} t SET owner_id = p.owner_id {known}")  # noqa: S608 -- names of our own
    op.alter_column(name, "owner_id", nullable=False)
