"""Rows of the figures: months, drafts of open months, and published figures.

A month is designated by its first day, a cell of a draft by subject and key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.figure_tables import figure_drafts as drafts
from bot.storage.figure_tables import figure_months as months
from bot.storage.figure_tables import figures
from bot.storage.unit_of_work import UnitOfWork

Cell = tuple[str, str]  # subject, key


@dataclass(frozen=True)
class PublishedMonth:
    """`through` is the last day included in the published figures."""

    first: dt.date
    through: dt.date
    closed: bool


class CountedMonth(NamedTuple):
    """`counted` is the last day included in the draft."""

    month: dt.date
    counted: dt.date


@dataclass(frozen=True)
class PublishedFigure:
    """`value` is the mean or median over `count`, if there is one."""

    count: int
    value: Optional[float]


def lock_months(unit: UnitOfWork) -> None:
    """Lock the months, so that two processes do not count a day twice."""
    if unit.locks_rows:
        unit.execute(sa.text(f"LOCK TABLE {months.name} IN SHARE ROW EXCLUSIVE MODE"))


def find_last_counted_day(unit: UnitOfWork) -> Optional[dt.date]:
    """Return the last counted day, or None."""
    day: Optional[dt.date] = unit.execute(sa.select(sa.func.max(months.c.counted))).scalar()
    return day


def list_open_months(unit: UnitOfWork) -> list[CountedMonth]:
    """Return the months that are not closed, the earliest first."""
    query = sa.select(months.c.month, months.c.counted).where(sa.not_(months.c.closed))
    return [CountedMonth(*row) for row in unit.execute(query.order_by(months.c.month))]


def insert_month(unit: UnitOfWork, month: dt.date, counted: dt.date) -> None:
    """Insert a new month."""
    unit.execute(months.insert().values(month=month, counted=counted))


def update_month(unit: UnitOfWork, month: dt.date, values: Mapping[str, Any]) -> None:
    """Update columns of a month."""
    unit.execute(months.update().where(months.c.month == month).values(**values))


def list_published_months(unit: UnitOfWork, limit: int) -> list[PublishedMonth]:
    """Return at most `limit` months with figures, the newest first."""
    query = sa.select(months).where(months.c.shown.is_not(None)).order_by(months.c.month.desc())
    rows = unit.execute(query.limit(limit))
    return [PublishedMonth(row.month, row.shown, row.closed) for row in rows]


def add_to_draft(unit: UnitOfWork, month: dt.date, cell: Cell, number: int) -> None:
    """Add a number to a cell of the draft, creating it if needed."""
    subject, key = cell
    mine = (drafts.c.month == month, drafts.c.subject == subject, drafts.c.key == key)
    more = drafts.update().where(*mine).values(count=drafts.c.count + number)
    if unit.execute(more).rowcount == 0:
        row = {"month": month, "subject": subject, "key": key, "count": number}
        unit.execute(drafts.insert().values(row))


def read_draft(unit: UnitOfWork, month: dt.date) -> dict[Cell, int]:
    """Return the counts of a month's draft, by cell."""
    rows = unit.execute(sa.select(drafts).where(drafts.c.month == month))
    return {(row.subject, row.key): row.count for row in rows}


def delete_draft(unit: UnitOfWork, month: dt.date, subject: Optional[str] = None) -> None:
    """Delete a month's draft, or one subject of it."""
    mine = drafts.c.month == month
    if subject is not None:
        mine &= drafts.c.subject == subject
    unit.execute(drafts.delete().where(mine))


def replace_figures(unit: UnitOfWork, month: dt.date, rows: list[dict[str, Any]]) -> None:
    """Replace the published figures of a month."""
    unit.execute(figures.delete().where(figures.c.month == month))
    if rows:
        unit.execute(figures.insert(), rows)


def read_figures(unit: UnitOfWork, month: dt.date) -> dict[Cell, PublishedFigure]:
    """Return the published figures of a month, by cell."""
    rows = unit.execute(sa.select(figures).where(figures.c.month == month))
    return {(row.subject, row.key): PublishedFigure(row.count, row.value) for row in rows}
