"""Opens the turn of an action run by Rasa's action server (`rasa run actions`, `rasa shell`).

In the service, an action finds its turn on the dispatcher instead.
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
from bot.booking.site_details_repository import find_site_details
from bot.matching.catalogue import Catalogue
from bot.privacy.pseudonyms import derive_pseudonym
from bot.settings import Settings
from bot.storage import conversation_repository, database_engine
from bot.storage.schema_migration import migrate_schema
from bot.storage.unit_of_work import UnitOfWork, writing
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
    """Build the dependencies at the first action, as Rasa's server has no startup hook."""
    config = settings.read_settings()
    database = database_engine.create_database_engine(config.database_url)
    migrate_schema(database)
    vectors = config.data / "vectors.sqlite"
    library = Library.open(config.knowledge, vectors, default_embedder(), imported=config.imported)
    catalogue = Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )
    return _Dependencies(
        config.with_site_defaults(library.base.place),
        config.key(),
        database,
        library,
        catalogue,
    )


def _with_details(unit: UnitOfWork, config: Settings) -> Settings:
    details = find_site_details(unit)
    return config if details is None else details.apply(config)


@contextmanager
def open_turn(tracker: Tracker) -> Iterator[Turn]:
    """Open a turn in its own transaction, committed when the action succeeds."""
    dependencies = _open_dependencies()
    person = derive_pseudonym(CHANNEL, tracker.sender_id, dependencies.key)
    now = dt.datetime.now(dt.timezone.utc)
    message = tracker.latest_message
    with writing(dependencies.engine) as unit:
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
            library=dependencies.library,
            catalogue=dependencies.catalogue,
            settings=_with_details(unit, dependencies.settings),
            key=dependencies.key,
            ranking=tuple(each["name"] for each in message.get("intent_ranking") or ()),
        )
        yield turn
        turn.close()
        unit.commit()
