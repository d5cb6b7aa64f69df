"""The target of a move: made if it has no table, refused unless it is empty or holds this move."""

from __future__ import annotations

import datetime as dt
import time
from typing import Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError

from bot.storage import move_repository, row_copy_repository
from bot.storage.booking_tables import appointment_kinds
from bot.storage.database_lock import DatabaseInUseError, ensure_no_other_connections
from bot.storage.move_errors import (
    MoveUnfinished,
    OtherSource,
    SchemaDiffers,
    TargetNotEmpty,
    TargetNotPostgres,
)
from bot.storage.schema_migration import (
    list_revisions,
    load_metadata,
    migrate_schema,
    read_revision,
)
from bot.storage.unit_of_work import UnitOfWork, is_sqlite, reading, writing

# Tables in which migrations leave rows.
_SEEDED_TABLES = (appointment_kinds,)
# A process that was killed is known to PostgreSQL as a connection for a moment.
_CONNECTION_CHECKS, _CHECK_SECONDS = 25, 0.2


def require_postgres_url(url: str) -> str:
    """Return the URL of a PostgreSQL database. Raises TargetNotPostgres, without the URL: it may
    hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise TargetNotPostgres from None
    if parsed.get_backend_name() != "postgresql" or not parsed.database:
        raise TargetNotPostgres
    return url


def prepare_target(engine: Engine, source: str, now: dt.datetime) -> Optional[dt.datetime]:
    """Begin a move of the file with the digest `source`, or find the one that was begun; return
    when it was finished, or None.

    Raises:
        SchemaDiffers, TargetNotEmpty, OtherSource, DatabaseInUseError, ForeignDatabaseError.
    """
    if not sa.inspect(engine).get_table_names():
        migrate_schema(engine)
    require_newest_schema("target", read_revision(engine))
    with reading(engine) as unit:
        move = move_repository.find_move(unit)
    if move is not None and move.source != source:
        raise OtherSource
    if move is not None and move.finished is not None:
        return move.finished
    _wait_for_sole_connection(engine)
    if move is None:
        with writing(engine) as unit:
            _begin_move(unit, source, now)
            unit.commit()
    return None


def refuse_unfinished_move(engine: Engine) -> None:
    """Keep services and commands from working on half of the rows. Raises MoveUnfinished."""
    if is_sqlite(engine):
        return
    with reading(engine) as unit:
        move = move_repository.find_move(unit)
    if move is not None and move.finished is None:
        raise MoveUnfinished


def require_newest_schema(which: str, found: str) -> None:
    """Check a revision; `which` is source or target. Raises SchemaDiffers."""
    newest = list_revisions()[-1]
    if found != newest:
        raise SchemaDiffers(which, found, newest)


def _begin_move(unit: UnitOfWork, source: str, now: dt.datetime) -> None:
    tables = load_metadata().sorted_tables
    for table in tables:
        if table not in _SEEDED_TABLES and row_copy_repository.has_rows(unit, table):
            raise TargetNotEmpty(table.name)
    for table in _SEEDED_TABLES:
        row_copy_repository.delete_rows(unit, table)
    move_repository.insert_move(unit, source, (table.name for table in tables), now)


def _wait_for_sole_connection(engine: Engine) -> None:
    """Raises DatabaseInUseError if others stay connected to the target."""
    for check in range(_CONNECTION_CHECKS):
        with reading(engine) as unit:
            try:
                ensure_no_other_connections(unit, engine)
            except DatabaseInUseError:
                if check == _CONNECTION_CHECKS - 1:
                    raise
            else:
                return
        time.sleep(_CHECK_SECONDS)
