"""The last ids given by each table, kept across restores: the audit trail refers to appointments
and conversations by id, so none may be given twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.schema_migration import load_metadata
from bot.storage.unit_of_work import UnitOfWork

LastIds = dict[str, int]

# That of `handoffs`, a table that was made anew, is not named after it as the others are.
_SEQUENCE = "CAST(pg_get_serial_sequence(:name, 'id') AS regclass)"
_LAST_VALUE = f"SELECT pg_sequence_last_value({_SEQUENCE})"


def read_last_ids(connection: Connection) -> LastIds:
    """Return the last id of each table that has given one."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(sa.text("SELECT name, seq FROM sqlite_sequence"))
        return dict(rows.all())
    tables = set(sa.inspect(connection).get_table_names())
    found = {}
    for name in _list_tables_with_id() & tables:
        found[name] = connection.execute(sa.text(_LAST_VALUE), {"name": name}).scalar() or 0
    return {name: number for name, number in found.items() if number}


def advance_sequences(unit: UnitOfWork, known: LastIds) -> None:
    """Advance the sequences so that new ids are above both the current and the `known` ones."""
    held = read_last_ids(unit.connection)
    for name in _list_tables_with_id() & known.keys():
        if known[name] <= held.get(name, 0):
            continue
        if unit.locks_rows:
            unit.execute(
                sa.text(f"SELECT setval({_SEQUENCE}, :number)"),
                {"name": name, "number": known[name]},
            )
        else:
            _set_sqlite_sequence(unit, name, known[name], name in held)


def _set_sqlite_sequence(unit: UnitOfWork, name: str, number: int, there: bool) -> None:
    """Set the last id of a table in `sqlite_sequence`, which applies to AUTOINCREMENT tables."""
    change = "UPDATE sqlite_sequence SET seq = :number WHERE name = :name"
    add = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
    unit.execute(sa.text(change if there else add), {"name": name, "number": number})


def _list_tables_with_id() -> set[str]:
    return {table.name for table in load_metadata().sorted_tables if "id" in table.primary_key}
