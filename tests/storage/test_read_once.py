"""What a transaction reads of a table is read once, until it writes there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.storage.unit_of_work import writing

_TABLE = sa.table("numbers", sa.column("number", sa.Integer))
_ABOVE = sa.select(_TABLE.c.number).where(_TABLE.c.number > sa.bindparam("least"))


def test_rows_are_read_once_until_the_table_is_written(engine: Any) -> None:
    with writing(engine) as unit:
        unit.execute(sa.text("CREATE TEMPORARY TABLE numbers (number INTEGER)"))
        unit.execute(_TABLE.insert().values(number=3))
        asked: list[str] = []
        sa.event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        first = unit.read_once(_TABLE, _ABOVE, {"least": 1})
        assert unit.read_once(_TABLE, _ABOVE, {"least": 1}) is first
        assert len(asked) == 1
        assert unit.read_once(_TABLE, _ABOVE, {"least": 4}) == []
        unit.execute(_TABLE.update().values(number=5))
        assert unit.read_once(_TABLE, _ABOVE, {"least": 4}) == [(5,)]
