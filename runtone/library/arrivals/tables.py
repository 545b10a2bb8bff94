"""The tables of what lets runs in, and the calendar out, without a person; empty until an owner turns something on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from runtone.library.store.schema import Instant, metadata


def _owner() -> Column[int]:
    return Column("owner_id", ForeignKey("owner.owner_id", ondelete="CASCADE"), nullable=False)


watched_folder = Table(
    "watched_folder",
    metadata,
    Column("folder_id", Integer, primary_key=True),
    _owner(),
    Column("path", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("imported_at", Instant),  # when something last came
    Column("imported", Integer, nullable=False, server_default="0"),  # how many runs have come
    Column("trouble", Text),  # why nothing can come now
    UniqueConstraint("owner_id", "path"),
    sqlite_autoincrement=True,
)

watched_file = Table(
    "watched_file",
    metadata,
    Column("folder_id", ForeignKey("watched_folder.folder_id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),  # below the folder
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
)
"""The files that were imported, as they were then: a restart reads none of them again."""

address = Table(
    "address",
    metadata,
    Column("address_id", Integer, primary_key=True),
    _owner(),
    Column("purpose", String(16), nullable=False),  # "send" or "calendar"
    Column("token_sha256", String(64), nullable=False, unique=True),  # the token itself is nowhere
    Column("label", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("uses", Integer, nullable=False, server_default="0"),
    Index(None, "owner_id"),
    sqlite_autoincrement=True,
)
"""Addresses with a token. A revoked one is deleted, so it is no more known than one that never was."""
