"""Shares, their snapshots, private zones and the secret that these are drawn from."""

import sqlalchemy as sa
from alembic import op

from runtone.library.store.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of shares."""
    op.create_table(
        "share",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("run_ids", sa.JSON(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("visits", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_share_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_share")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_share_token_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_share_owner_id"), "share", ["owner_id"])
    op.create_table(
        "share_snapshot",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("owner_version", sa.BigInteger(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.share_id"], name=op.f("fk_share_snapshot_share_id_share"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_share_snapshot")),
    )
    op.create_table(
        "private_zone",
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("latitude_deg", sa.Float(53), nullable=False),
        sa.Column("longitude_deg", sa.Float(53), nullable=False),
        sa.Column("radius_m", sa.Float(53), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_private_zone_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("zone_id", name=op.f("pk_private_zone")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_private_zone_owner_id"), "private_zone", ["owner_id"])
    op.create_table(
        "owner_secret",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_run_looked_at", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["owner.owner_id"], name=op.f("fk_owner_secret_owner_id_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_owner_secret")),
    )
