"""Bring the database to the newest shape; Alembic holds the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.storage import (
    booking_tables,
    channel_tables,
    column_types,
    conversation_tables,
    figure_tables,
    handoff_tables,
    staff_tables,
)
from bot.storage.database_engine import StorageError


class ForeignDatabaseError(StorageError):
    """A database of something else, or not all of ours."""

    def __init__(self) -> None:
        super().__init__("this is no whole database of Boussole")


class NewerDatabaseError(StorageError):
    """A database of a version to come."""

    def __init__(self) -> None:
        super().__init__("a newer version of Boussole made this: take that version")


# Reading these modules declares their tables.
_TABLE_MODULES = (
    conversation_tables,
    booking_tables,
    channel_tables,
    figure_tables,
    handoff_tables,
    staff_tables,
)


def load_metadata() -> MetaData:
    """All tables, whatever module declares them."""
    return column_types.metadata


def migrate_schema(engine: Engine, revision: str = "head") -> None:
    """Upgrade to `revision`; doing it again changes nothing. Raises Newer: it is beyond it."""
    try:
        with engine.connect() as connection:
            command.upgrade(_alembic_config(connection), revision)
    except CommandError:  # its step is none of ours
        raise NewerDatabaseError from None


def downgrade_schema(engine: Engine, revision: str) -> None:
    """Go back to `revision`."""
    with engine.connect() as connection:
        command.downgrade(_alembic_config(connection), revision)


def read_revision(engine: Engine) -> str:
    """The step that a database is at.

    Raises:
        NotOurs: it is another database; Newer: a newer version of the code made it.
    """
    if not sa.inspect(engine).has_table("alembic_version"):
        raise ForeignDatabaseError
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars()
        steps = found.all()
    if len(steps) != 1 or not sa.inspect(engine).has_table("conversations"):
        raise ForeignDatabaseError
    if steps[0] not in list_revisions():
        raise NewerDatabaseError
    return str(steps[0])


def migrate_and_verify(engine: Engine) -> None:
    """As `migrate_schema`, for a database of which nothing is known yet. Raises NotOurs: something
    is missing in it."""
    try:
        migrate_schema(engine)
    except DBAPIError:
        raise ForeignDatabaseError from None
    missing = set(load_metadata().tables) - set(sa.inspect(engine).get_table_names())
    if missing:
        raise ForeignDatabaseError


def list_revisions() -> list[str]:
    """Every step that this version of the code knows, the first one first."""
    scripts = ScriptDirectory.from_config(_alembic_config(None))
    return [step.revision for step in scripts.walk_revisions()][::-1]


def _alembic_config(connection: Optional[Connection]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
