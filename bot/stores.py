"""What a process opens, the service or a command of a moment: the database, the base; its clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Optional

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import metrics
from bot.privacy.erasure import ERASURE_LOG_OPTION
from bot.settings import Settings, create_private_folder
from bot.storage import database_engine as engines
from bot.storage.schema_migration import migrate_schema

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.vector_cache import Progress


def utc_now() -> dt.datetime:
    """The service's clock; tests pass another."""
    return dt.datetime.now(dt.timezone.utc)


def open_library(settings: Settings, progress: Optional[Progress] = None) -> Library:
    """The knowledge base with its index."""
    from bot.dialogue.reading.reading_weights import load_leads
    from knowledge.library import Library
    from knowledge.sentence_embedding import default_embedder

    create_private_folder(settings.data)
    return Library.open(
        settings.knowledge,
        settings.data / "vectors.sqlite",
        default_embedder(),
        progress,
        settings.imported,
        load_leads(),
    )


def open_database(settings: Settings, create_missing: bool = False) -> Engine:
    """The database, brought to its newest shape; with `make`, a new one where there is none. Who
    looks after one that is not where it is said to be must not be told that there was nothing to
    do, nor be left with an empty one.

    Raises:
        StorageError: it is not there, or not ours.
    """
    engine = engines.create_database_engine(
        settings.database_url, settings.dialogue_threads, create_missing
    )
    event.listen(engine, "handle_error", metrics.count_database_error)
    migrate_schema(engine)
    engine.update_execution_options(**{ERASURE_LOG_OPTION: settings.erasure_log_folder})
    return engine
