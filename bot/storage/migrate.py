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
    columns,
    figure_tables,
    handoff_tables,
    staff_tables,
    tables,
)
from bot.storage.engine import StorageError


class NotOurs(StorageError):
    """A database of something else, or not all of ours."""

    def __init__(self) -> None:
        super().__init__("this is no whole database of Boussole")


class Newer(StorageError):
    """A database of a version to come."""

    def __init__(self) -> None:
        super().__init__("a newer version of Boussole made this: take that version")


# Reading these modules declares their tables.
_DECLARED_IN = (
    tables,
    booking_tables,
    channel_tables,
    figure_tables,
    handoff_tables,
    staff_tables,
)


def every_table() -> MetaData:
    """All tables, whatever module declares them."""
    return columns.metadata


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to `revision`; doing it again changes nothing. Raises Newer: it is beyond it."""
    try:
        with engine.connect() as connection:
            command.upgrade(_config(connection), revision)
    except CommandError:  # its step is none of ours
        raise Newer from None


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to `revision`."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)


def revision(engine: Engine) -> str:
    """The step that a database is at.

    Raises:
        NotOurs: it is another database; Newer: a newer version of the code made it.
    """
    if not sa.inspect(engine).has_table("alembic_version"):
        raise NotOurs
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars()
        steps = found.all()
    if len(steps) != 1 or not sa.inspect(engine).has_table("conversations"):
        raise NotOurs
    if steps[0] not in revisions():
        raise Newer
    return str(steps[0])


def migrate_whole(engine: Engine) -> None:
    """As `migrate`, for a database of which nothing is known yet. Raises NotOurs: something is
    missing in it."""
    try:
        migrate(engine)
    except DBAPIError:
        raise NotOurs from None
    missing = set(every_table().tables) - set(sa.inspect(engine).get_table_names())
    if missing:
        raise NotOurs


def revisions() -> list[str]:
    """Every step that this version of the code knows, the first one first."""
    scripts = ScriptDirectory.from_config(_config(None))
    return [step.revision for step in scripts.walk_revisions()][::-1]


def _config(connection: Optional[Connection]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
