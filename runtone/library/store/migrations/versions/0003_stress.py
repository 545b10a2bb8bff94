"""Stress of each muscle group, by segment and by day; 0 until a run is read again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GROUPS = ("hip_flexors", "glutes", "quads", "hamstrings", "calves", "shins")
_COLUMNS = (
    *(f"{group}_{measure}" for measure in ("stress_minutes", "sd_stress_minutes") for group in (*_GROUPS, "core")),
    *(f"{group}_{lens}_stress_minutes" for lens in ("push", "brake") for group in _GROUPS),
)


def upgrade() -> None:
    """Add the columns."""
    for table in ("segment", "day"):
        with op.batch_alter_table(table) as batch:
            for name in _COLUMNS:
                batch.add_column(sa.Column(name, sa.Float(53), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away."""
    for table in ("segment", "day"):
        with op.batch_alter_table(table) as batch:
            for name in _COLUMNS:
                batch.drop_column(name)
