"""Bringing a database's tables up to date with Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from runtone.errors import LibraryError
from runtone.library.arrivals import tables as _arrivals  # noqa: F401 -- its tables are made with the others
from runtone.library.store import schema
from runtone.library.store.migrations.partitions import partition

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection


def upgrade(connection: Connection) -> None:
    """Bring the tables up to date, inside the caller's write transaction.

    Raises
    ------
    LibraryError
        The database was written by a newer runtone.
    """
    if not sa.inspect(connection).get_table_names():
        _make(connection)
        return
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        msg = "The library was written by a newer runtone than this one: install the newer one again to open it."
        raise LibraryError(msg)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def configuration() -> Config:
    """Return Alembic's configuration for the migrations in this folder."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _make(connection: Connection) -> None:
    """Make all tables at once in an empty database; a test holds this to be what the migrations make."""
    schema.metadata.create_all(connection)
    if connection.dialect.name == "postgresql":
        partition(connection)
    connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": schema.SCHEMA_VERSION})
