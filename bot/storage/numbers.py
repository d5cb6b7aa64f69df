"""The last number that each table gave: none is given twice, also after a backup was restored, for
the audit trail names people's appointments and conversations by them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage.migrate import every_table
from bot.storage.unit_of_work import UnitOfWork

Given = dict[str, int]


def given(connection: Connection) -> Given:
    """By table; those that never gave one are left out."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(sa.text("SELECT name, seq FROM sqlite_sequence"))
        return dict(rows.all())
    tables = set(sa.inspect(connection).get_table_names())
    found = {}
    for name in _counting() & tables:
        sequence = sa.text("SELECT last_value FROM pg_sequences WHERE sequencename = :name")
        found[name] = connection.execute(sequence, {"name": f"{name}_id_seq"}).scalar() or 0
    return {name: number for name, number in found.items() if number}


def go_on_from(unit: UnitOfWork, known: Given) -> None:
    """Let each table give higher numbers only than both knew."""
    held = given(unit.connection)
    for name in _counting() & known.keys():
        if known[name] <= held.get(name, 0):
            continue
        if unit.locks_rows:
            unit.execute(
                sa.text("SELECT setval(CAST(:sequence AS regclass), :number)"),
                {"sequence": f"{name}_id_seq", "number": known[name]},
            )
        else:
            _set_on_sqlite(unit, name, known[name], name in held)


def _set_on_sqlite(unit: UnitOfWork, name: str, number: int, there: bool) -> None:
    """Only tables that say AUTOINCREMENT look there."""
    change = "UPDATE sqlite_sequence SET seq = :number WHERE name = :name"
    add = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
    unit.execute(sa.text(change if there else add), {"name": name, "number": number})


def _counting() -> set[str]:
    return {table.name for table in every_table().sorted_tables if "id" in table.primary_key}
