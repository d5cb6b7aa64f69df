"""An SQLite database with rows everywhere, and what of it is in another database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.privacy.encrypted_column_repository import ENCRYPTED_COLUMNS
from bot.privacy.vault import Vault
from bot.storage import database_engine as engines
from bot.storage.conversation_tables import inbox
from bot.storage.schema_migration import load_metadata
from tests.support.populated_tables import NOW, fill_tables

MESSAGES = 1_200  # of one person: several batches


def make_source(file: Path, vault: Vault) -> None:
    """Fill a migrated file: two rows in every table, sealed where the service seals, and many
    messages; the last conversation that was given an id is gone."""
    engine = engines.create_database_engine(f"sqlite:///{file}")
    sealed = {str(column): (vault.seal("a"), vault.seal("b")) for _, column in ENCRYPTED_COLUMNS}
    fill_tables(engine, sealed)
    message = {"conversation_id": 1, "channel": "web", "kind": "text", "received": NOW}
    with engine.begin() as connection:
        connection.execute(
            inbox.insert(),
            [
                {**message, "external_id": f"many{n}", "seq": n, "body": f"« {n} » \U0001f9ed"}
                for n in range(10, 10 + MESSAGES)
            ],
        )
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 77 WHERE name = 'answered'")
    engine.dispose()


def read_everything(url: str) -> dict[str, list[Any]]:
    """Every row of every table as typed values, in an order of its own."""
    engine = engines.create_database_engine(url)
    try:
        with engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
                for table in load_metadata().sorted_tables
            }
    finally:
        engine.dispose()


def list_next_ids(engine: Engine) -> dict[str, int]:
    """The id that each table gives next."""
    sequence = "SELECT nextval(CAST(pg_get_serial_sequence(:name, 'id') AS regclass))"
    with engine.connect() as connection:
        return {
            table.name: connection.execute(sa.text(sequence), {"name": table.name}).scalar_one()
            for table in load_metadata().sorted_tables
            if "id" in table.primary_key
        }
