"""Tells errors of a database that is away, stuck or full from those of a single statement."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# The beginnings of PostgreSQL's codes: connection, rollback by a race, no room, ended by an
# operator (but not the statement's own timeout), the system's own, read only, no lock in time.
_SQLSTATES = ("08", "40", "53", "57P", "58", "25006", "55P03")
# Of SQLite, whose driver tells no code.
_SQLITE_MESSAGES = (
    "is locked",
    "is full",
    "disk I/O error",
    "readonly database",
    "unable to open database",
)


def is_storage_failure(error: DBAPIError) -> bool:
    """Whether the database could not work at all: the same work may succeed later, unchanged."""
    if isinstance(error.orig, sqlite3.Error):
        return any(message in str(error.orig) for message in _SQLITE_MESSAGES)
    code = getattr(error.orig, "pgcode", None)
    if code is None:  # the connection could not be made, or was lost
        return isinstance(error, (OperationalError, InterfaceError))
    return str(code).startswith(_SQLSTATES)
