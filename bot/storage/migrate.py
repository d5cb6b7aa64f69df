"""Bring the database to the newest shape; Alembic holds the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection, Engine

from bot.storage import (
    booking_tables,
    channel_tables,
    columns,
    figure_tables,
    handoff_tables,
    staff_tables,
    tables,
)

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
    """Upgrade to `revision`; doing it again changes nothing."""
    with engine.connect() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to `revision`."""
    with engine.connect() as connection:
        command.downgrade(_config(connection), revision)


def revisions() -> list[str]:
    """Every step that this version of the code knows, the first one first."""
    scripts = ScriptDirectory.from_config(_config(None))
    return [step.revision for step in scripts.walk_revisions()][::-1]


def _config(connection: Optional[Connection]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
