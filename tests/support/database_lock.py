"""A lock that another process would hold on the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.engine import Engine

WAIT_SECONDS = 60  # for whoever writes now, on a busy machine


@contextmanager
def hold_lock(engine: Engine) -> Iterator[None]:
    """Hold the lock of SQLite for as long as the block lasts."""
    path = engine.url.database
    with closing(sqlite3.connect(path, WAIT_SECONDS, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
