"""Alembic's entry point: runs the migrations on the connection of
`bot.storage.schema_migration`."""

from alembic import context

from bot.storage.schema_migration import load_metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=load_metadata(), render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
