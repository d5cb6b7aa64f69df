"""The plans of the statements that a piece of work runs, on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from bot.storage.unit_of_work import is_sqlite

# A statement with its parameters, as the driver gets them.
Statement = tuple[str, Any]
_PLANNED = ("SELECT", "UPDATE", "DELETE", "WITH")
_SQLITE_STEP = re.compile(r"(SCAN|SEARCH) (?:TABLE )?(\w+)(?: AS \w+)?(?: USING (.*))?")
_ALIAS = re.compile(r"\b(?:FROM|JOIN|,)\s+(\w+) AS (\w+)")
_INDEX = re.compile(r"(?:COVERING )?INDEX (\w+)")


@contextmanager
def record_statements(engine: Engine) -> Iterator[list[Statement]]:
    """Yield the list of what the engine runs within the block, each statement once."""
    found: dict[str, Statement] = {}
    statements: list[Statement] = []

    def note(_: Any, __: Any, text: str, given: Any, ___: Any, many: bool) -> None:
        if text.lstrip().startswith(_PLANNED) and text not in found:
            found[text] = (text, given[0] if many else given)
            statements.append(found[text])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def explain_statements(engine: Engine, statements: list[Statement]) -> list[dict[str, Any]]:
    """Return each statement with the steps that read a table: how (`SCAN` or `SEARCH`), the table,
    the index ("" without any), and its rows; on PostgreSQL also time and buffers. Nothing is
    changed."""
    explain = _explain_sqlite if is_sqlite(engine) else _explain_postgresql
    plans = []
    with engine.connect() as connection, connection.begin() as transaction:
        for text, given in statements:
            plans.append({"statement": " ".join(text.split()), **explain(connection, text, given)})
        transaction.rollback()
    return plans


def count_rows(engine: Engine) -> dict[str, int]:
    """Return the rows of each table."""
    with engine.connect() as connection:
        return {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(name))
            ).scalar()
            for name in sa.inspect(connection).get_table_names()
        }


def _explain_sqlite(connection: Connection, text: str, given: Any) -> dict[str, Any]:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)
    tables = {alias: table for table, alias in _ALIAS.findall(text)}
    steps = []
    for row in rows:
        if match := _SQLITE_STEP.match(row.detail):
            how, table, using = match.groups()
            index = _INDEX.match(using or "")
            name = index[1] if index else "primary key" if using else ""
            steps.append([how, tables.get(table, table), name])
    return {"steps": steps}


def _explain_postgresql(connection: Connection, text: str, given: Any) -> dict[str, Any]:
    (plan,) = connection.exec_driver_sql(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}", given
    ).scalar()
    if isinstance(plan, str):
        plan = json.loads(plan)
    steps = [
        ["SCAN" if "Seq Scan" in node["Node Type"] else "SEARCH", table, node.get("Index Name", "")]
        for node in _walk(plan["Plan"])
        if (table := node.get("Relation Name")) and "Scan" in node["Node Type"]
    ]
    top = plan["Plan"]
    buffers = top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0)
    return {"steps": steps, "ms": round(plan["Execution Time"], 3), "buffers": buffers}


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)
