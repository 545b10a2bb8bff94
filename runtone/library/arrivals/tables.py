"""The tables of what lets runs in, and the calendar out, without a person; empty until an owner turns something on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from runtone.library.store.columns import Instant
from runtone.library.store.schema import metadata


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

source = Table(
    "source",
    metadata,
    Column("source_id", Integer, primary_key=True),
    _owner(),
    Column("service", String(32), nullable=False),
    Column("encrypted_key", Text, nullable=False),  # encrypted with a secret that is not in the database
    Column("since", Date, nullable=False),  # runs before are left where they are
    Column("listed_to", Date),  # what there was up to this day is in `source_run`
    Column("due_at", Instant),  # when it is asked next; never where the key was refused
    Column("not_before", Instant),  # the service asked not to be asked sooner
    Column("held_until", Instant),  # a server is asking it now
    Column("asked_at", Instant),
    Column("imported_at", Instant),
    Column("imported", Integer, nullable=False, server_default="0"),
    Column("trouble", Text),
    UniqueConstraint("owner_id", "service"),
    sqlite_autoincrement=True,
)
"""Services that runs are fetched from. One that is turned off is deleted, with its key."""

source_run = Table(
    "source_run",
    metadata,
    Column("source_id", ForeignKey("source.source_id", ondelete="CASCADE"), primary_key=True),
    Column("activity_id", String(64), primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("is_done", Boolean, nullable=False, server_default=false()),
    Column("failures", Integer, nullable=False, server_default="0"),
)
"""The runs that a service listed: what is not done is fetched, also after a server was killed in between."""
