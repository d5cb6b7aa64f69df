"""A lock that another process would hold on the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.engine import Engine


@contextmanager
def hold_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock of SQLite for as long as the block lasts."""
    with closing(sqlite3.connect(engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
