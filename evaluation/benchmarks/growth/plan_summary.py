"""The indexes that each piece of work uses at the largest size, and what it reads whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from bot.storage.schema_migration import load_metadata
from evaluation.benchmarks.growth.growth_results import Figures
from evaluation.benchmarks.growth.growth_tables import NAMES

# Tables below this size are read whole by any planner.
GROWN_ROWS = 1_000
_SHOWN_CHARS = 90
# What SQLite calls a row without a table.
_NO_TABLE = "CONSTANT"
_WORK_NAMES = {
    "choice": "a choice",
    "typed": "a typed turn",
    "console_list": "the console's list",
    "console_history": "its ended talks",
    "sweep": "the sweep of each second",
    "day_count": "the count of a day",
    "purge": "a batch of the purge",
}
# Table, index, rows of the table.
Scan = tuple[str, str, int]


def render_plans(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield a table for each database, then the statements that read a grown table whole."""
    for kind, points in result.get("conversations", {}).items():
        size, point = list(points.items())[-1]
        yield f"{NAMES[kind]}, {int(size):,} stored messages:\n"
        yield "| work | statements | rows found by |"
        yield "|---|---|---|"
        for work, plans in point["plans"].items():
            yield f"| {_WORK_NAMES[work]} | {len(plans)} | {_list_indexes(plans)} |"
        yield ""
        scans = list(_list_scans(point))
        yield (
            "Tables with more than a thousand rows that are read whole:"
            if scans
            else ("No statement reads a table with more than a thousand rows whole.")
        )
        yield ""
        yield from scans
        yield ""


def find_scans(point: Figures, plan: Mapping[str, Any]) -> list[Scan]:
    """Return the grown tables that a statement reads whole; a partial index holds a few rows."""
    partial, rows = _list_partial_indexes(), point["rows"]
    return [
        (table, index, rows[table])
        for how, table, index in plan["steps"]
        if how == "SCAN" and rows.get(table, 0) > GROWN_ROWS and index not in partial
    ]


def _list_scans(point: Figures) -> Iterator[str]:
    for work, plans in point["plans"].items():
        for plan in plans:
            for table, index, rows in find_scans(point, plan):
                text = plan["statement"][:_SHOWN_CHARS].replace("|", "")
                by = f" by `{index}`" if index else ""
                took = f", {plan['ms']:g} ms" if "ms" in plan else ""
                yield f"- {_WORK_NAMES[work]}: {table}, {rows:,} rows{by}{took}:"
                yield f"  `{text} …`"


def _list_indexes(plans: list[Any]) -> str:
    """Return the indexes by table, with how often each finds rows; "whole" where it is read so."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for plan in plans:
        for _, table, index in plan["steps"]:
            if table != _NO_TABLE:
                used[table][f"`{index}`" if index else "whole"] += 1
    return "; ".join(
        f"**{table}** {', '.join(f'{index} {count}' for index, count in sorted(found.items()))}"
        for table, found in sorted(used.items())
    )


def _list_partial_indexes() -> set[str]:
    return {
        str(index.name)
        for table in load_metadata().sorted_tables
        for index in table.indexes
        if index.dialect_options["sqlite"].get("where") is not None
    }
