"""A backup takes the place of a PostgreSQL database, on the same server: it is loaded into another
database, and the two change their names in one transaction."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from bot.storage import backup_checksum, postgres_tools
from bot.storage.database_engine import StorageError
from bot.storage.database_lock import DatabaseInUseError, has_other_connections

_INSUFFICIENT_PRIVILEGE = "42501"


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
        # Where it has no digest: PostgreSQL itself refuses a text that cannot be decoded.
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
        """Both get their new names, or none does; a database that somebody uses keeps its own."""
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
        """Whether there is a database now, and nobody else uses it."""
        with self._server.connect() as connection:
            named = sa.text("SELECT count(*) FROM pg_database WHERE datname = :name")
            if not connection.execute(named, {"name": self._name}).scalar():
                self.present = None
            elif has_other_connections(connection, self._name):
                raise DatabaseInUseError

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
    """Nothing stays open: who has a connection uses the database."""
    return sa.create_engine(url, poolclass=NullPool, hide_parameters=True)


def _rename_statement(name: str, to: str) -> str:
    return f"ALTER DATABASE {_quote_identifier(name)} RENAME TO {_quote_identifier(to)}"


def _quote_identifier(name: str) -> str:
    """As an identifier in a text of SQLAlchemy, in which a colon begins a parameter."""
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'
