"""The unit of work: one transaction, with an explicit commit, rolled back otherwise; and whether
it failed with the storage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError

# The second follows a caught error of the first kind whose connection is lost.
DATABASE_ERRORS = (DBAPIError, PendingRollbackError)
# The beginnings of PostgreSQL's codes: connection, rollback by a race, no room, ended by an
# operator (but not the statement's own timeout), the system's own, read only, no lock in time.
_FAILURE_SQLSTATES = ("08", "40", "53", "57P", "58", "25006", "55P03")
# Of SQLite, whose driver tells no code.
_FAILURE_MESSAGES = (
    "is locked",
    "is full",
    "disk I/O error",
    "readonly database",
    "unable to open database",
)


def is_sqlite(engine: Engine) -> bool:
    """Whether the database is SQLite, which allows one writer at a time."""
    return engine.dialect.name == "sqlite"


def is_storage_failure(error: DBAPIError | PendingRollbackError) -> bool:
    """Whether the database could not work at all: the same work may succeed later, unchanged."""
    if isinstance(error, PendingRollbackError):
        return True
    if isinstance(error.orig, sqlite3.Error):
        return any(message in str(error.orig) for message in _FAILURE_MESSAGES)
    code = getattr(error.orig, "pgcode", None)
    if code is None:  # the connection could not be made, or was lost
        return isinstance(error, (OperationalError, InterfaceError))
    return str(code).startswith(_FAILURE_SQLSTATES)


class UnitOfWork:
    """A connection in a transaction; nothing is stored unless `commit` is called."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.committed = False
        # Rows by table, then by statement and parameters.
        self._read: dict[Any, dict[tuple[Any, ...], list[Any]]] = {}
        self._afterwards: list[Callable[[], None]] = []

    def execute(self, statement: Any, *args: Any) -> Any:
        """Run a statement in this transaction."""
        if getattr(statement, "is_dml", False):
            self._read.pop(statement.table, None)
        return self.connection.execute(statement, *args)

    def read_once(self, table: Any, statement: Any, parameters: dict[str, Any]) -> list[Any]:
        """Return the rows of a statement, built once, that reads `table` alone; the same rows again
        until this transaction writes to the table. The caller holds the lock of what is read."""
        rows = self._read.setdefault(table, {})
        key = (id(statement), *parameters.values())
        if key not in rows:
            rows[key] = self.connection.execute(statement, parameters).all()
        return rows[key]

    @property
    def locks_rows(self) -> bool:
        """Whether the database locks rows (PostgreSQL); SQLite locks the whole file."""
        return not is_sqlite(self.connection.engine)

    def on_commit(self, work: Callable[[], None]) -> None:
        """Call `work` after the commit, if there is one; it must not raise."""
        self._afterwards.append(work)

    def commit(self) -> None:
        """Commit the transaction, then run the `on_commit` callbacks."""
        self.connection.get_transaction().commit()
        self.committed = True
        for work in self._afterwards:
            work()


@contextmanager
def writing(engine: Engine) -> Iterator[UnitOfWork]:
    """Open a writing transaction; rolled back unless committed."""
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
    """Open a reading transaction: a snapshot that does not wait for writers."""
    options: dict[str, Any] = {"reading": True}
    if not is_sqlite(engine):
        # By default, each statement would see a new snapshot.
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield UnitOfWork(connection)
