"""One transaction, opened in one place: commit is explicit, leaving rolls back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection, Engine

from bot.storage.database_engine import is_sqlite


class UnitOfWork:
    """A connection in a transaction. Nothing is kept unless `commit` is called."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.committed = False
        self._afterwards: list[Callable[[], None]] = []

    def execute(self, statement: Any, *args: Any) -> Any:
        """Run a statement in this transaction."""
        return self.connection.execute(statement, *args)

    @property
    def locks_rows(self) -> bool:
        """PostgreSQL locks rows; SQLite has locked the whole file already."""
        return not is_sqlite(self.connection.engine)

    def on_commit(self, work: Callable[[], None]) -> None:
        """Do this too once the unit is committed, and never when it is not; it must not raise."""
        self._afterwards.append(work)

    def commit(self) -> None:
        """Make everything of this unit durable, at once."""
        self.connection.get_transaction().commit()
        self.committed = True
        for work in self._afterwards:
            work()


@contextmanager
def writing(engine: Engine) -> Iterator[UnitOfWork]:
    """A writing transaction; rolled back unless committed."""
    with engine.connect() as connection:
        transaction = connection.begin()
        unit = UnitOfWork(connection)
        try:
            yield unit
        finally:
            if transaction.is_active:
                transaction.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[UnitOfWork]:
    """A reading transaction: a snapshot that does not wait for writers."""
    options: dict[str, Any] = {"reading": True}
    if not is_sqlite(engine):
        options["isolation_level"] = (
            "REPEATABLE READ"  # the default sees a new state each statement
        )
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield UnitOfWork(connection)
