"""The progress of a move, kept in its target only: not part of the schema that migrations make."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, MetaData, String, Table

from bot.storage.column_types import UtcTime

move_metadata = MetaData()

# One row. `source`: the digest of the SQLite file.
database_moves = Table(
    "database_moves",
    move_metadata,
    Column("source", String(64), primary_key=True),
    Column("began", UtcTime, nullable=False),
    Column("finished", UtcTime),
)

# How far each table is copied: the SQLite rowid of its last row.
move_marks = Table(
    "database_move_marks",
    move_metadata,
    Column("name", String(63), primary_key=True),
    Column("last_row", BigInteger, nullable=False),
)
