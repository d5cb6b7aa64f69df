"""Empty databases to measure on: an SQLite file, or a PostgreSQL of the pgserver wheel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage.database_engine import create_database_engine
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import is_sqlite

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@contextmanager
def run_database(kind: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a new database; a server runs for as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    if kind == SQLITE:
        yield f"sqlite:///{folder / 'boussole.sqlite'}"
        return
    import pgserver

    server = pgserver.get_server(folder / "postgres")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def open_engine(url: str) -> Iterator[Engine]:
    """Yield an engine of the service, on a database of the newest schema."""
    engine = create_database_engine(url)
    migrate_schema(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def update_statistics(engine: Engine) -> None:
    """Do what autovacuum would have done meanwhile, on PostgreSQL."""
    if is_sqlite(engine):
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def read_database_bytes(engine: Engine) -> int:
    """Return the size of the database in bytes."""
    with engine.connect() as connection:
        if not is_sqlite(engine):
            size = sa.text("SELECT pg_database_size(current_database())")
            return int(connection.execute(size).scalar_one())
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _SQLITE_SIZES
        )
        return int(pages * size)


_SQLITE_SIZES = ("page_count", "page_size")
