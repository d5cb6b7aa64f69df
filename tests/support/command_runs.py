"""What a call of `boussole` gave, and what is left in its database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.storage import database_engine as engines
from tests.support.database_rows import read_rows


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


def read_home_rows(home: Path, table: Any) -> list[Any]:
    """The rows of a table of a data folder's database."""
    engine = engines.create_database_engine(f"sqlite:///{home / 'boussole.sqlite'}")
    found = read_rows(engine, table)
    engine.dispose()
    return found
