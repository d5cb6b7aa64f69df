"""Errors of the move from SQLite to PostgreSQL; none repeats a value of a row."""

from __future__ import annotations

from typing import ClassVar

from bot.storage.database_engine import StorageError


class MoveError(StorageError):
    """Base of the errors of a move."""

    code: ClassVar[str] = "move_failed"


class TargetNotPostgres(MoveError):
    """The target is not the URL of a PostgreSQL database."""

    code = "move_target_not_postgres"

    def __init__(self) -> None:
        super().__init__("the target is no PostgreSQL: postgresql://<user>@<host>/<name>")


class SourceNotSqlite(MoveError):
    """The service's database is not an SQLite file."""

    code = "move_source_not_sqlite"

    def __init__(self) -> None:
        super().__init__(
            "only SQLite is moved: BOUSSOLE_DATABASE names another database, leave it as it was"
        )


class SchemaDiffers(MoveError):
    """The source or the target has another revision than this version."""

    code = "move_schema_differs"

    def __init__(self, which: str, found: str, wanted: str) -> None:
        super().__init__(
            f"the {which} has step {found} and this version {wanted}: run `boussole migrate` on it"
        )


class TargetNotEmpty(MoveError):
    """The target holds rows that are not those of this move."""

    code = "move_target_not_empty"

    def __init__(self, table: str) -> None:
        super().__init__(f"the target is not empty ({table}): give an empty database")


class OtherSource(MoveError):
    """The target holds a move of another file, or of this one before it was written to."""

    code = "move_other_source"

    def __init__(self) -> None:
        super().__init__(
            "the target holds a move of another file, or of this one before it changed:"
            " give an empty database"
        )


class SourceChanged(MoveError):
    """The source was written to while it was copied."""

    code = "move_source_changed"

    def __init__(self) -> None:
        super().__init__(
            "the SQLite file was written to during the move: end what uses it, and begin again"
            " with an empty database"
        )


class RowRefused(MoveError):
    """PostgreSQL does not take a row that SQLite has."""

    code = "move_row_refused"

    def __init__(self, table: str, sqlstate: str) -> None:
        super().__init__(f"PostgreSQL refuses a row of {table} (error {sqlstate})")


class RowsDiffer(MoveError):
    """A table does not have the same rows on both sides."""

    code = "move_rows_differ"

    def __init__(self, table: str) -> None:
        super().__init__(f"{table} is not the same on both sides: begin again with an empty one")


class MoveUnfinished(MoveError):
    """The database is the target of a move that is not finished."""

    code = "move_unfinished"

    def __init__(self) -> None:
        super().__init__("a move into this database is not finished: run `boussole move` again")
