"""Rows of the database, as tests look at them and put them there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.storage.booking_tables import appointment_kinds
from bot.storage.column_types import metadata
from bot.storage.unit_of_work import reading, writing


def read_rows(
    engine: sa.engine.Engine, table: sa.Table, where: Any = None, order: Any = None
) -> list[Any]:
    """The rows of a table, all of them unless `where` is given."""
    found = sa.select(table) if where is None else sa.select(table).where(where)
    with reading(engine) as unit:
        return unit.execute(found if order is None else found.order_by(order)).all()


def count_rows(engine: sa.engine.Engine) -> dict[str, int]:
    """How many rows each table holds, but for the kinds that migrations leave."""
    with reading(engine) as unit:
        return {
            table.name: unit.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
            if table is not appointment_kinds
        }


def run_sql(engine: sa.engine.Engine, statement: str) -> None:
    with writing(engine) as unit:
        unit.execute(sa.text(statement))
        unit.commit()
