"""Techniques recognised in each run, empty until a run is read again; a column that nothing used goes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, drop the column."""
    op.create_table(
        "run_technique",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("technique", sa.String(length=64), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("effort_s", sa.Float(53), nullable=False),
        sa.Column("shortest_s", sa.Float(53), nullable=False),
        sa.Column("longest_s", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_run_technique_run_id_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "technique", name="pk_run_technique"),
        sqlite_with_rowid=False,
    )
    op.drop_column("segment", "further")


def downgrade() -> None:
    """Take the table away, bring the column back."""
    op.add_column("segment", sa.Column("further", sa.JSON(), nullable=True))
    op.drop_table("run_technique")
