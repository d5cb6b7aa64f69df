"""Alembic's entry: runs the steps on the connection that `bot.storage.migrate` hands over."""

from alembic import context

from bot.storage.migrate import every_table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=every_table(), render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
