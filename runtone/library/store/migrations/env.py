"""Alembic's environment: the connection comes from the library, inside its transaction."""

from alembic import context

from runtone.library.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
