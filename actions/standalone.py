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

from actions.turn import Turn
from bot import settings
from bot.guidance.catalogue import Catalogue
from bot.privacy.pseudonyms import pseudonym
from bot.settings import Settings
from bot.storage import conversations, engine
from bot.storage.migrate import migrate
from bot.storage.unit_of_work import writing
from knowledge.embedding import default_embedder
from knowledge.library import Library

CHANNEL = "shell"


@dataclass(frozen=True)
class _Parts:
    settings: Settings
    key: bytes
    engine: Engine
    library: Library
    catalogue: Catalogue


@lru_cache(maxsize=1)
def _parts() -> _Parts:
    """Opened at the first action: Rasa's server has no place to build things before."""
    read = settings.read()
    database = engine.create(read.database_url)
    migrate(database)
    vectors = read.data / "vectors.sqlite"
    library = Library.open(read.knowledge, vectors, default_embedder(), imported=read.imported)
    catalogue = Catalogue(
        library.base.occupations.values(), library.base.contexts, library.skills.skills
    )
    return _Parts(read.for_site(library.base.place), read.key(), database, library, catalogue)


@contextmanager
def own_turn(tracker: Tracker) -> Iterator[Turn]:
    """A turn in a transaction of its own, committed when the action ends well."""
    parts = _parts()
    person = pseudonym(CHANNEL, tracker.sender_id, parts.key)
    now = dt.datetime.now(dt.timezone.utc)
    message = tracker.latest_message
    with writing(parts.engine) as unit:
        turn = Turn(
            unit=unit,
            conversation=conversations.find_or_make(unit, person, CHANNEL, now),
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
