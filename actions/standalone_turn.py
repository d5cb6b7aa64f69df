"""The turn of an action that Rasa's own action server runs (`rasa run actions`, `rasa shell`).

In the service an action finds its turn on the dispatcher; here it opens one on the same database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from rasa_sdk import Tracker
from sqlalchemy.engine import Engine

from bot import settings
from bot.matching.catalogue import Catalogue
from bot.privacy.pseudonyms import derive_pseudonym
from bot.settings import Settings
from bot.storage import conversation_repository, database_engine
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import writing
from bot.turn_context import Turn
from knowledge.library import Library
from knowledge.sentence_embedding import default_embedder

CHANNEL = "shell"


@dataclass(frozen=True)
class _Dependencies:
    settings: Settings
    key: bytes
    engine: Engine
    library: Library
    catalogue: Catalogue


@lru_cache(maxsize=1)
def _open_dependencies() -> _Dependencies:
    """Opened at the first action: Rasa's server has no place to build things before."""
    read = settings.read_settings()
    database = database_engine.create_database_engine(read.database_url)
    migrate_schema(database)
    vectors = read.data / "vectors.sqlite"
    library = Library.open(read.knowledge, vectors, default_embedder(), imported=read.imported)
    catalogue = Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )
    return _Dependencies(
        read.with_site_defaults(library.base.place), read.key(), database, library, catalogue
    )


@contextmanager
def open_turn(tracker: Tracker) -> Iterator[Turn]:
    """A turn in a transaction of its own, committed when the action ends well."""
    parts = _open_dependencies()
    person = derive_pseudonym(CHANNEL, tracker.sender_id, parts.key)
    now = dt.datetime.now(dt.timezone.utc)
    message = tracker.latest_message
    with writing(parts.engine) as unit:
        turn = Turn(
            unit=unit,
            conversation=conversation_repository.find_or_create_conversation(
                unit, person, CHANNEL, now
            ),
            person=person,
            channel=CHANNEL,
            text="" if (message.get("text") or "").startswith("/") else message.get("text") or "",
            label="",
            now=now,
            library=parts.library,
            catalogue=parts.catalogue,
            settings=parts.settings,
            key=parts.key,
            ranking=tuple(each["name"] for each in message.get("intent_ranking") or ()),
        )
        yield turn
        turn.close()
        unit.commit()
