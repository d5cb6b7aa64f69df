"""Databases of a test's own, copied from an empty one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Engine

from bot.storage.database_engine import create_database_engine


@contextmanager
def open_copy(empty: Path, folder: Path) -> Iterator[Engine]:
    """A copy of an empty SQLite database in a folder, open until the end of the block."""
    path = folder / "boussole.sqlite"
    shutil.copy(empty, path)
    engine = create_database_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()
