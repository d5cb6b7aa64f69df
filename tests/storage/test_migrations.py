"""The steps go up, down and up again, and end where the tables in the code are."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from bot.storage.conversation_tables import conversations, inbox
from bot.storage.schema_migration import (
    NewerDatabaseError,
    downgrade_schema,
    list_revisions,
    load_metadata,
    migrate_schema,
)

metadata = load_metadata()


def _differences(engine: Engine, tables: sa.MetaData = metadata) -> list[Any]:
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _is_ours}
        return compare_metadata(MigrationContext.configure(connection, opts=options), tables)


def _is_ours(name: str, kind: str, parents: Any) -> bool:
    """SQLite keeps a table of its own."""
    return name != "sqlite_sequence"


def _tables(engine: Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"sqlite_sequence"}


def test_migrations_go_up_down_and_up(engine: Engine) -> None:
    everything = {table.name for table in metadata.sorted_tables}
    assert _tables(engine) == everything | {"alembic_version"}
    downgrade_schema(engine, "base")
    assert _tables(engine) == {"alembic_version"}
    migrate_schema(engine)
    assert _tables(engine) == everything | {"alembic_version"}


def test_migrating_again_changes_nothing_and_loses_nothing(engine: Engine) -> None:
    insert = "INSERT INTO tombstones (person, created) VALUES ('someone', '2026-11-25 10:00:00')"
    with engine.begin() as connection:
        connection.execute(sa.text(insert))
    migrate_schema(engine)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT person FROM tombstones")).scalars().all()
    assert found == ["someone"]


def test_an_older_version_does_not_touch_a_newer_database(engine: Engine) -> None:
    def say(step: str) -> None:
        with engine.begin() as connection:
            statement = sa.text("UPDATE alembic_version SET version_num = :step")
            connection.execute(statement, {"step": step})

    say("9999")
    with pytest.raises(NewerDatabaseError, match="newer version"):
        migrate_schema(engine)
    say(list_revisions()[-1])  # for who comes next to this database
    migrate_schema(engine)


def test_models_and_migrations_agree(engine: Engine) -> None:
    assert _differences(engine) == []


def test_the_comparison_sees_a_difference(engine: Engine) -> None:
    """Else the test above could not fail."""
    changed = sa.MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(changed)
    changed.tables["handoffs"].append_column(sa.Column("forgotten", sa.Text))
    assert [difference[0] for difference in _differences(engine, changed)] == ["add_column"]


def test_a_number_is_never_given_twice(engine: Engine, clock: Any) -> None:
    """A late worker must not meet another person under a number that was used."""
    person = {"person": "a", "channel": "web", "created": clock(), "last_seen": clock()}
    message = {
        "channel": "web",
        "external_id": "x",
        "seq": 1,
        "kind": "text",
        "body": "",
        "received": clock(),
    }
    with engine.begin() as connection:

        def insert(table: sa.Table, row: dict[str, Any]) -> int:
            return connection.execute(table.insert().values(row)).inserted_primary_key[0]

        first = insert(conversations, person)
        connection.execute(conversations.delete())
        message["conversation_id"] = insert(conversations, person)
        assert message["conversation_id"] > first
        first = insert(inbox, message)
        connection.execute(inbox.delete())
        assert insert(inbox, message) > first


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("inbox", {"channel", "external_id"}),
        ("inbox", {"conversation_id", "seq"}),
        ("outbox", {"conversation_id", "seq"}),
        ("tracker_events", {"conversation_id", "turn"}),
    ],
)
def test_the_database_itself_refuses_doubles(engine: Engine, table: str, columns: set[str]) -> None:
    unique = [
        set(each["column_names"]) for each in sa.inspect(engine).get_unique_constraints(table)
    ]
    assert columns in unique
