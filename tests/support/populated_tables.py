"""Rows in every table and every column, so that a test of the whole database forgets none: a table
or a column that is added later is filled too."""

from __future__ import annotations

import datetime as dt
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage.booking_tables import appointment_kinds
from bot.storage.column_types import Json, UtcTime
from bot.storage.schema_migration import load_metadata

NOW = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
# What the rules of the service or of the database ask for, for the first and the second row.
Given = dict[str, tuple[Any, Any]]
_GIVEN: Given = {
    "conversations.channel": ("web", "telegram"),
    "conversations.owner": ("queued", "human"),
    "inbox.status": ("done", "waiting"),
    "inbox.kind": ("text", "choice"),
    "inbox.signal": ("none", "concern"),
    "handoffs.state": ("queued", "human"),
    "handoffs.ended": (None, None),
    "handoffs.outcome": (None, None),
    "appointments.state": ("confirmed", "held"),
    "figures.count": (5, 10),
    "appointment_kinds.code": ("one", "two"),
}


def fill_tables(engine: Engine, given: Optional[Given] = None) -> None:
    """Two rows in every table, of `person1` and `person2`, with a conversation and a counsellor
    each; `given`: values for columns that need others, by `table.column`."""
    with engine.begin() as connection:
        connection.execute(appointment_kinds.delete())  # migrations leave the first ones
        for table in load_metadata().sorted_tables:
            for number in (1, 2):
                connection.execute(table.insert().values(_row(table, number, given or {})))


def read_rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    """What a table of the database holds now, whatever columns it has, in no order that counts."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings().all()
    return sorted((dict(row) for row in found), key=repr)


def _row(table: sa.Table, number: int, given: Given) -> dict[str, Any]:
    wanted = {**_GIVEN, **given}
    return {
        column.name: _value(column, number, wanted)
        for column in table.columns
        if not (column.name == "id" and column.primary_key)
    }


def _value(column: sa.Column, number: int, given: Given) -> Any:
    place = f"{column.table.name}.{column.name}"
    if place in given:
        return given[place][number - 1]
    if column.name == "person":
        return f"person{number}"
    if isinstance(column.type, UtcTime):
        # Days apart: no two appointments of these overlap.
        return NOW + dt.timedelta(days=number, hours=column.name.endswith("ends"))
    if isinstance(column.type, Json):
        return {"of": f"{column.table.name} {number}"}
    if isinstance(column.type, sa.Date):
        return (NOW + dt.timedelta(days=31 * number)).date().replace(day=1)
    if isinstance(column.type, sa.Boolean):
        return number == 1
    if isinstance(column.type, sa.String):
        return f"{column.name} {number} of {column.table.name}"[-(column.type.length or 80) :]
    return number
