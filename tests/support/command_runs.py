"""What a call of `boussole` gave, and what is left in its database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.storage import database_engine as engines
from bot.storage.unit_of_work import reading


class CommandRun:
    """One call: its exit status, and the lines it printed."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


Boussole = Callable[..., CommandRun]


def read_rows(home: Path, table: Any) -> list[Any]:
    engine = engines.create_database_engine(f"sqlite:///{home / 'boussole.sqlite'}")
    with reading(engine) as unit:
        found = unit.execute(sa.select(table)).all()
    engine.dispose()
    return found
