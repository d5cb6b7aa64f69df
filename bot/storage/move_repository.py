"""Statements on the progress of a move (`bot.storage.move_tables`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.move_tables import database_moves, move_marks, move_metadata
from bot.storage.unit_of_work import UnitOfWork

FIRST_ROW = 0  # before the first: SQLite's rowids begin at 1


def find_move(unit: UnitOfWork) -> Optional[Any]:
    """Return the move into this database, with `source` and `finished`, or None."""
    if not sa.inspect(unit.connection).has_table(database_moves.name):
        return None
    return unit.execute(sa.select(database_moves)).first()


def insert_move(unit: UnitOfWork, source: str, names: Iterable[str], now: dt.datetime) -> None:
    """Make the tables, and begin a move of the tables with these names."""
    move_metadata.create_all(unit.connection)
    unit.execute(database_moves.insert().values(source=source, began=now))
    marks = [{"name": name, "last_row": FIRST_ROW} for name in names]
    unit.execute(move_marks.insert(), marks)


def load_marks(unit: UnitOfWork) -> dict[str, int]:
    """Return the last row that is copied of each table."""
    return dict(unit.execute(sa.select(move_marks.c.name, move_marks.c.last_row)).all())


def advance_mark(unit: UnitOfWork, name: str, before: int, last_row: int) -> bool:
    """Move the mark of a table; False, and nothing has changed, if it is not at `before`."""
    here = sa.and_(move_marks.c.name == name, move_marks.c.last_row == before)
    return bool(unit.execute(move_marks.update().where(here).values(last_row=last_row)).rowcount)


def finish_move(unit: UnitOfWork, now: dt.datetime) -> None:
    """Note that all is copied and compared."""
    unit.execute(database_moves.update().values(finished=now))
