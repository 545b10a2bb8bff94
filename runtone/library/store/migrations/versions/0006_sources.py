"""Services that runs are fetched from: empty until an owner turns one on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "source",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=32), nullable=False),
        sa.Column("encrypted_key", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("listed_to", sa.Date(), nullable=True),
        sa.Column("due_at", instant, nullable=True),
        sa.Column("not_before", instant, nullable=True),
        sa.Column("held_until", instant, nullable=True),
        sa.Column("asked_at", instant, nullable=True),
        sa.Column("imported_at", instant, nullable=True),
        sa.Column("imported", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.owner_id"], name="fk_source_owner_id_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source_id", name="pk_source"),
        sa.UniqueConstraint("owner_id", "service", name="uq_source_owner_id_service"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "source_run",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("is_done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.source_id"], name="fk_source_run_source_id_source", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "activity_id", name="pk_source_run"),
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("source_run", "source"):
        op.drop_table(table)
