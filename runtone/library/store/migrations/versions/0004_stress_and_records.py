"""Stress of each muscle group, best times, climbs and routes: empty until a run is read again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_GROUPS = ("hip_flexors", "glutes", "quads", "hamstrings", "calves", "shins")
_COLUMNS = (
    *(f"{group}_{measure}" for measure in ("stress_minutes", "sd_stress_minutes") for group in (*_GROUPS, "core")),
    *(f"{group}_{lens}_stress_minutes" for lens in ("push", "brake") for group in _GROUPS),
)


def upgrade() -> None:
    """Add the columns and make the tables."""
    for table in ("segment", "day"):
        with op.batch_alter_table(table) as batch:
            for name in _COLUMNS:
                batch.add_column(sa.Column(name, sa.Float(53), nullable=False, server_default="0"))
    op.create_table(
        "best_time",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Float(53), nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("start_s", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_best_time_run_id_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "distance_m", name="pk_best_time"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "climb",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("ascent_m", sa.Float(53), nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_climb_run_id_run", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.owner_id"], name="fk_climb_owner_id_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "segment", name="pk_climb"),
    )
    op.create_index("ix_climb_owner_id_cell", "climb", ["owner_id", "cell"])
    op.create_table(
        "route",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("distance_m", sa.Float(53), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_route_run_id_run", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.owner_id"], name="fk_route_owner_id_owner", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", name="pk_route"),
    )
    op.create_index("ix_route_owner_id_distance_m", "route", ["owner_id", "distance_m"])


def downgrade() -> None:
    """Take them away."""
    for table in ("best_time", "climb", "route"):
        op.drop_table(table)
    for table in ("segment", "day"):
        with op.batch_alter_table(table) as batch:
            for name in _COLUMNS:
                batch.drop_column(name)
