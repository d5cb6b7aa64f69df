"""Replacement of a PostgreSQL database by a backup, loaded into a second database on the same
server and swapped in by renaming both in one transaction."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from bot.storage import backup_checksum, postgres_tools
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import DatabaseInUseError, has_other_connections

_INSUFFICIENT_PRIVILEGE = "42501"
# How often, and how many seconds apart, connections of others are looked for before they count.
_CONNECTION_CHECKS, _CHECK_SECONDS = 10, 0.2


class PostgresReplacement:
    """See `bot.storage.database_replacement`. The draft is `…_restoring`, on the same server."""

    def __init__(self, url: str, backup: Path) -> None:
        parsed = make_url(url)
        self._name, self._backup = str(parsed.database), backup
        self._draft = f"{self._name}_restoring"
        self.url = parsed.set(database=self._draft).render_as_string(hide_password=False)
        beside = "template1" if self._name == "postgres" else "postgres"
        self._server = _create_unpooled_engine(
            parsed.set(database=beside).render_as_string(hide_password=False)
        )
        self.present: Optional[Engine] = _create_unpooled_engine(url)

    def __enter__(self) -> PostgresReplacement:
        if not self._backup.is_file():
            raise StorageError(f"there is no file {self._backup}")
        # Without a checksum: PostgreSQL itself rejects undecodable text.
        backup_checksum.has_valid_checksum(self._backup)
        self._look()
        postgres_tools.verify_dump(
            self._server.url.render_as_string(hide_password=False), self._backup
        )
        self._clear()
        try:
            self._on_server(f"CREATE DATABASE {_quote_identifier(self._draft)} TEMPLATE template0")
            postgres_tools.restore_dump(self.url, self._backup)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *raised: Any) -> None:
        self._clear()

    def replace_database(self, now: dt.datetime) -> Optional[str]:
        """Rename both databases in one transaction; returns the new name of the old one.

        Raises:
            DatabaseInUseError: there is another connection.
        """
        kept = f"{self._name}_before_{now:%Y%m%d%H%M%S}" if self.present else None
        with self._server.connect() as connection, connection.begin():
            try:
                if kept:
                    connection.execute(sa.text(_rename_statement(self._name, kept)))
                connection.execute(sa.text(_rename_statement(self._draft, self._name)))
            except OperationalError:  # "is being accessed by other users"
                raise DatabaseInUseError from None
        return kept

    def _look(self) -> None:
        """Check whether there is a database now, and that it is not in use."""
        with self._server.connect() as connection:
            query = sa.text("SELECT count(*) FROM pg_database WHERE datname = :name")
            if not connection.execute(query, {"name": self._name}).scalar():
                self.present = None
            elif self._stays_in_use(connection):
                raise DatabaseInUseError

    def _stays_in_use(self, connection: Connection) -> bool:
        """Whether others stay connected; one that has just closed is listed a moment longer."""
        for _ in range(_CONNECTION_CHECKS):
            if not has_other_connections(connection, self._name):
                return False
            time.sleep(_CHECK_SECONDS)
            # Else the same list is read again in this transaction.
            connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
        return True

    def _clear(self) -> None:
        self._on_server(f"DROP DATABASE IF EXISTS {_quote_identifier(self._draft)}")

    def _on_server(self, statement: str) -> None:
        options = {"isolation_level": "AUTOCOMMIT"}
        try:
            with self._server.connect().execution_options(**options) as connection:
                connection.execute(sa.text(statement))
        except ProgrammingError as error:
            if getattr(error.orig, "pgcode", "") == _INSUFFICIENT_PRIVILEGE:
                raise StorageError(
                    "a restore makes a second database: its user needs the right CREATEDB"
                ) from None
            raise


def _create_unpooled_engine(url: str) -> Engine:
    """Create an engine that keeps no open connections, which would count as use."""
    return sa.create_engine(url, poolclass=NullPool, hide_parameters=True)


def _rename_statement(name: str, to: str) -> str:
    return f"ALTER DATABASE {_quote_identifier(name)} RENAME TO {_quote_identifier(to)}"


def _quote_identifier(name: str) -> str:
    """Quote an identifier for `sa.text`, where a colon starts a parameter."""
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'
