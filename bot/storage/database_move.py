"""The move of an SQLite database into an empty PostgreSQL one.

The SQLite file is read only. Each batch is inserted in one transaction with the mark of how far
its table is: a move that is interrupted goes on there, and no row is inserted twice. At the end the
rows of both sides are counted and compared, and the sequences set behind every id ever given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DataError, IntegrityError

from bot.storage import id_sequences, move_repository, row_copy_repository
from bot.storage.database_backup import check_sqlite_file
from bot.storage.database_engine import StorageError, create_database_engine
from bot.storage.database_lock import DatabaseInUseError, find_sqlite_file, hold_exclusive_lock
from bot.storage.move_errors import RowRefused, RowsDiffer, SourceChanged, SourceNotSqlite
from bot.storage.move_target import prepare_target, require_newest_schema
from bot.storage.row_copy_repository import Batch
from bot.storage.row_digest import compute_row_digest
from bot.storage.schema_migration import load_metadata, read_revision
from bot.storage.sqlite_snapshot import compute_file_digest, open_snapshot
from bot.storage.unit_of_work import UnitOfWork, reading, writing

BATCH_ROWS = 500

# Called with what is done and the total, in rows.
Progress = Callable[[int, int], None]
Check = Callable[[UnitOfWork], None]


@dataclass(frozen=True)
class MoveReport:
    """A finished move; `before`: it was finished by an earlier call, at `finished`."""

    tables: int
    rows: int
    finished: dt.datetime
    before: bool


@dataclass(frozen=True)
class MoveSteps:
    """What callers add: `check_source` looks at the source before anything is written, `record`
    writes in the last transaction, the rest shows progress."""

    check_source: Check
    record: Check
    copying: Progress
    comparing: Progress


def move_database(
    source_url: str, target_url: str, steps: MoveSteps, now: dt.datetime
) -> MoveReport:
    """Copy the SQLite database at `source_url` to the PostgreSQL one at `target_url`.

    Raises:
        MoveError: see `bot.storage.move_errors`.
        StorageError: the source is missing or damaged, or one of both is in use.
    """
    file = find_sqlite_file(source_url)
    if file is None:
        raise SourceNotSqlite
    if not file.exists():
        raise StorageError(f"there is no database at {file}")
    engine = create_database_engine(target_url, threads=1)
    try:
        with hold_exclusive_lock(source_url):
            check_sqlite_file(file)
            with open_snapshot(file) as source:
                return _move(source, file, engine, steps, now)
    finally:
        engine.dispose()


def _move(
    source: UnitOfWork, file: Path, engine: Engine, steps: MoveSteps, now: dt.datetime
) -> MoveReport:
    require_newest_schema("source", read_revision(source.connection.engine))
    steps.check_source(source)
    tables = load_metadata().sorted_tables
    counts = {table.name: row_copy_repository.count_rows(source, table) for table in tables}
    digest = compute_file_digest(file)
    finished = prepare_target(engine, digest, now)
    total = sum(counts.values())
    if finished is None:
        _copy_tables(source, engine, counts, steps.copying)
        _compare_tables(source, engine, counts, steps.comparing)
        if compute_file_digest(file) != digest:
            raise SourceChanged
        _finish(source, engine, steps.record, now)
    return MoveReport(len(tables), total, finished or now, finished is not None)


def _copy_tables(
    source: UnitOfWork, engine: Engine, counts: dict[str, int], progress: Progress
) -> None:
    """Copy what is not copied yet, tables that others refer to first."""
    with reading(engine) as unit:
        marks = move_repository.load_marks(unit)
        tables = load_metadata().sorted_tables
        done = sum(row_copy_repository.count_rows(unit, table) for table in tables)
    total = sum(counts.values())
    progress(done, total)
    for table in tables:
        mark = marks[table.name]
        while True:
            batch, last = row_copy_repository.read_batch(source, table, mark, BATCH_ROWS)
            if not batch:
                break
            _insert_batch(engine, table, batch, (mark, last))
            mark, done = last, done + len(batch)
            progress(done, total)


def _insert_batch(engine: Engine, table: sa.Table, batch: Batch, mark: tuple[int, int]) -> None:
    """Insert rows and move the mark of their table, in one transaction."""
    with writing(engine) as unit:
        if not move_repository.advance_mark(unit, table.name, *mark):
            raise DatabaseInUseError("another move into this database is under way")
        try:
            row_copy_repository.insert_batch(unit, table, batch)
        except (DataError, IntegrityError) as error:
            # Its text may quote the row.
            raise RowRefused(table.name, str(getattr(error.orig, "pgcode", ""))) from None
        unit.commit()


def _compare_tables(
    source: UnitOfWork, engine: Engine, counts: dict[str, int], progress: Progress
) -> None:
    """Compare the number of rows and their digest, table by table. Raises RowsDiffer."""
    done, total = 0, sum(counts.values())
    for table in load_metadata().sorted_tables:
        with reading(engine) as target:
            sides = [
                compute_row_digest(row_copy_repository.stream_rows(unit, table))
                for unit in (source, target)
            ]
        if sides[0] != sides[1]:
            raise RowsDiffer(table.name)
        done += counts[table.name]
        progress(done, total)


def _finish(source: UnitOfWork, engine: Engine, record: Check, now: dt.datetime) -> None:
    """Set the sequences and note the end, in one transaction."""
    given = id_sequences.read_last_ids(source.connection)
    largest = row_copy_repository.find_last_ids(source, load_metadata().sorted_tables)
    last = {name: max(given.get(name, 0), largest.get(name, 0)) for name in {*given, *largest}}
    with writing(engine) as unit:
        id_sequences.advance_sequences(unit, last)
        record(unit)
        row_copy_repository.analyze_tables(unit)
        move_repository.finish_move(unit, now)
        unit.commit()
