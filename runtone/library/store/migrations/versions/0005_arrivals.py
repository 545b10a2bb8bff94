"""Watched folders, and addresses to send to and to subscribe to: empty until an owner turns one on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "watched_folder",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("imported_at", instant, nullable=True),
        sa.Column("imported", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        _owner_of("watched_folder"),
        sa.PrimaryKeyConstraint("folder_id", name="pk_watched_folder"),
        sa.UniqueConstraint("owner_id", "path", name="uq_watched_folder_owner_id_path"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "watched_file",
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["watched_folder.folder_id"],
            name="fk_watched_file_folder_id_watched_folder",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("folder_id", "name", name="pk_watched_file"),
    )
    op.create_table(
        "address",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("used_at", instant, nullable=True),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        _owner_of("address"),
        sa.PrimaryKeyConstraint("address_id", name="pk_address"),
        sa.UniqueConstraint("token_sha256", name="uq_address_token_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_address_owner_id", "address", ["owner_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("address", "watched_file", "watched_folder"):
        op.drop_table(table)


def _owner_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["owner_id"], ["owner.owner_id"], name=f"fk_{table}_owner_id_owner", ondelete="CASCADE"
    )
