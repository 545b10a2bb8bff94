"""What tells two files of one run; a bin for deleted runs, and the memory of files that were deleted for good."""

import sqlalchemy as sa
from alembic import op

from runtone.library.store.columns import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_RENAMED = {
    "file": {"richness": "completeness", "speaks": "is_primary", "chosen": "is_pinned"},
    "owner_secret": {"last_run_looked_at": "last_zoned_run_id"},
}


def upgrade() -> None:
    """Rename columns, and make the new ones and the new tables."""
    for table, names in _RENAMED.items():
        for old, new in names.items():
            op.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))
    op.add_column("file", sa.Column("covered_s", sa.Float(53), nullable=True))
    op.create_table(
        "file_outline",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("outline", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.file_id"], name=op.f("fk_file_outline_file_id_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_outline")),
    )
    op.create_table(
        "not_same_run",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("first_sha256", sa.String(64), nullable=False),
        sa.Column("second_sha256", sa.String(64), nullable=False),
        _owner_key("not_same_run"),
        sa.PrimaryKeyConstraint("owner_id", "first_sha256", "second_sha256", name=op.f("pk_not_same_run")),
    )
    op.execute(sa.text("INSERT INTO not_same_run SELECT owner_id, first_sha256, second_sha256 FROM apart"))
    op.drop_table("apart")
    op.create_table(
        "bin_owner",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("bin_owner_id", sa.Integer(), nullable=False),
        _owner_key("bin_owner"),
        _owner_key("bin_owner", "bin_owner_id"),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_bin_owner")),
        sa.UniqueConstraint("bin_owner_id", name=op.f("uq_bin_owner_bin_owner_id")),
    )
    op.create_table(
        "deleted_run",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name=op.f("fk_deleted_run_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_deleted_run")),
    )
    op.create_table(
        "deleted_file",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        _owner_key("deleted_file"),
        sa.PrimaryKeyConstraint("owner_id", "digest", name=op.f("pk_deleted_file")),
    )


def _owner_key(table: str, column: str = "owner_id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_owner")
    return sa.ForeignKeyConstraint([column], ["owner.owner_id"], name=name, ondelete="CASCADE")
