"""Reading and inserting whole rows of any table, as typed values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from bot.storage.unit_of_work import UnitOfWork

# SQLite's own number of a row: every table has it, and an index.
_ROWID = sa.literal_column("rowid", sa.BigInteger).label("sqlite_rowid")
_STREAM_ROWS = 500

Batch = list[dict[str, Any]]


def read_batch(unit: UnitOfWork, table: sa.Table, after: int, size: int) -> tuple[Batch, int]:
    """Return at most `size` rows of SQLite with a rowid above `after`, and the last rowid."""
    query = (
        sa.select(_ROWID, *table.columns)
        .select_from(table)
        .where(_ROWID.element > after)
        .order_by(_ROWID.element)
        .limit(size)
    )
    batch = [dict(row) for row in unit.execute(query).mappings()]
    last = after
    for row in batch:
        last = row.pop(_ROWID.name)
    return batch, last


def insert_batch(unit: UnitOfWork, table: sa.Table, batch: Batch) -> None:
    """Insert rows with all their columns."""
    unit.execute(table.insert(), batch)


def count_rows(unit: UnitOfWork, table: sa.Table) -> int:
    """Return how many rows a table has."""
    return int(unit.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def has_rows(unit: UnitOfWork, table: sa.Table) -> bool:
    """Whether a table has any row."""
    return unit.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None


def delete_rows(unit: UnitOfWork, table: sa.Table) -> None:
    """Empty a table."""
    unit.execute(table.delete())


def stream_rows(unit: UnitOfWork, table: sa.Table) -> Iterator[tuple[Any, ...]]:
    """Yield all rows, in any order, without holding them all."""
    options = {"stream_results": True, "yield_per": _STREAM_ROWS}
    statement = sa.select(*table.columns).execution_options(**options)
    for row in unit.execute(statement):
        yield tuple(row)


def find_last_ids(unit: UnitOfWork, tables: Iterable[sa.Table]) -> dict[str, int]:
    """Return the largest id of each table that has ids and rows."""
    found = {
        table.name: unit.execute(sa.select(sa.func.max(table.c.id))).scalar()
        for table in tables
        if "id" in table.primary_key
    }
    return {name: last for name, last in found.items() if last is not None}


def analyze_tables(unit: UnitOfWork) -> None:
    """Have PostgreSQL count what was loaded, which its choice of indexes depends on."""
    unit.execute(sa.text("ANALYZE"))
