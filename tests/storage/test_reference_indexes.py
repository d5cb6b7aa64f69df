"""Whatever refers to a conversation or a handoff is found by an index: a purge deletes hundreds of
them, and the database looks for the rows of each in every table that may have some."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bot.storage.schema_migration import load_metadata

# What a purge deletes by the hundred; counsellors are erased one at a time.
PURGED = ("conversations", "handoffs")


def test_every_reference_to_what_is_purged_begins_an_index() -> None:
    missing = [
        f"{table.name}.{key.parent.name}"
        for table in load_metadata().sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in PURGED and key.parent.name not in _list_first_columns(table)
    ]
    assert missing == []


def _list_first_columns(table: sa.Table) -> Iterator[str]:
    """The first column of each key and of each index over all rows."""
    for constraint in table.constraints:
        if isinstance(constraint, (sa.PrimaryKeyConstraint, sa.UniqueConstraint)):
            yield from [column.name for column in constraint.columns][:1]
    for index in table.indexes:
        if index.dialect_options["sqlite"].get("where") is None:
            yield from [column.name for column in index.columns][:1]
