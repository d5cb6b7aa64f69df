"""Opening of the database and the knowledge base, for the service and for commands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Optional

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import metrics
from bot.privacy.erasure import ERASURE_LOG_OPTION
from bot.settings import Settings, create_private_folder
from bot.storage.damaged_database import name_damaged_file, refuse_emptied_file
from bot.storage.database_engine import create_database_engine
from bot.storage.database_lock import find_sqlite_file
from bot.storage.move_target import refuse_unfinished_move
from bot.storage.schema_migration import migrate_schema

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.vector_cache import Progress


def utc_now() -> dt.datetime:
    """Return the current time in UTC, the default clock of the service."""
    return dt.datetime.now(dt.timezone.utc)


def open_library(
    settings: Settings, progress: Optional[Progress] = None, day: Optional[dt.date] = None
) -> Library:
    """Open the knowledge base with its index; with `day`, without what is expired on it."""
    from bot.dialogue.interpretation import learned_answers
    from bot.dialogue.reading.reading_weights import load_leads
    from knowledge.library import Library
    from knowledge.sentence_embedding import default_embedder

    create_private_folder(settings.data)
    library = Library.open(
        settings.knowledge,
        settings.data / "vectors.sqlite",
        default_embedder(),
        progress,
        settings.imported,
        load_leads(),
        day,
    )
    learned_answers.prepare(library)
    return library


def open_database(settings: Settings, create_missing: bool = False) -> Engine:
    """Open the database and migrate it to the newest schema.

    A missing one is created only with `create_missing`, so that a maintenance command with a wrong
    path fails instead of working on an empty database.

    Raises:
        StorageError: the database is missing, damaged, not one of this project, or half moved.
    """
    file = find_sqlite_file(settings.database_url)
    if file is not None and settings.has_key_file():
        refuse_emptied_file(file)
    engine = create_database_engine(
        settings.database_url, settings.dialogue_threads, create_missing
    )
    event.listen(engine, "handle_error", metrics.count_database_error)
    with name_damaged_file(engine):
        refuse_unfinished_move(engine)
        migrate_schema(engine)
    engine.update_execution_options(**{ERASURE_LOG_OPTION: settings.erasure_log_folder})
    return engine
