"""Migration of the database schema with Alembic."""

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
    deferred_question_tables,
    figure_tables,
    guidance_tables,
    handoff_tables,
    staff_tables,
)
from bot.storage.database_engine import StorageError


class ForeignDatabaseError(StorageError):
    """The database is not one of this project, or is incomplete."""

    def __init__(self) -> None:
        super().__init__("this is no whole database of Boussole")


class NewerDatabaseError(StorageError):
    """The database was created by a newer version."""

    def __init__(self) -> None:
        super().__init__("a newer version of Boussole made this: take that version")


# Importing these modules declares their tables.
_TABLE_MODULES = (
    conversation_tables,
    booking_tables,
    channel_tables,
    deferred_question_tables,
    guidance_tables,
    figure_tables,
    handoff_tables,
    staff_tables,
)


def load_metadata() -> MetaData:
    """Return the metadata of all tables."""
    return column_types.metadata


def migrate_schema(engine: Engine, revision: str = "head") -> None:
    """Upgrade to `revision`; does nothing if the database is there already.

    Raises:
        NewerDatabaseError: its revision is unknown to this version.
    """
    try:
        with engine.connect() as connection:
            command.upgrade(_alembic_config(connection), revision)
    except CommandError:  # unknown revision
        raise NewerDatabaseError from None


def downgrade_schema(engine: Engine, revision: str) -> None:
    """Downgrade to `revision`."""
    with engine.connect() as connection:
        command.downgrade(_alembic_config(connection), revision)


def read_revision(engine: Engine) -> str:
    """Return the revision of a database.

    Raises:
        ForeignDatabaseError: it is not a database of this project.
        NewerDatabaseError: a newer version created it.
    """
    if not sa.inspect(engine).has_table("alembic_version"):
        raise ForeignDatabaseError
    with engine.connect() as connection:
        query = sa.text("SELECT version_num FROM alembic_version")
        revisions = connection.execute(query).scalars().all()
    if len(revisions) != 1 or not sa.inspect(engine).has_table("conversations"):
        raise ForeignDatabaseError
    if revisions[0] not in list_revisions():
        raise NewerDatabaseError
    return str(revisions[0])


def migrate_and_verify(engine: Engine) -> None:
    """Upgrade a database of unknown origin and check that all tables are there.

    Raises:
        ForeignDatabaseError: the upgrade failed, or a table is missing.
        NewerDatabaseError: see `migrate_schema`.
    """
    try:
        migrate_schema(engine)
    except DBAPIError:
        raise ForeignDatabaseError from None
    missing = set(load_metadata().tables) - set(sa.inspect(engine).get_table_names())
    if missing:
        raise ForeignDatabaseError


def list_revisions() -> list[str]:
    """Return all revisions known to this version, in order."""
    scripts = ScriptDirectory.from_config(_alembic_config(None))
    return [step.revision for step in scripts.walk_revisions()][::-1]


def _alembic_config(connection: Optional[Connection]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
