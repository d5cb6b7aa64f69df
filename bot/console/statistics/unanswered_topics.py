"""The topics of questions that the base does not answer: that of the nearest entry.

A search takes too long for the transaction that counts a day, so topics are found while the day
goes on, outside of any transaction, and kept by a hash of the text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from sqlalchemy.engine import Engine

from bot.console.statistics import tally_repository
from bot.storage.unit_of_work import reading
from knowledge.library import CurrentLibrary

MIN_SCORE = 0.4
QUESTION_KIND = "faq"
# The topics of entries that are no questions, by kind.
TOPIC_BY_KIND = {"occupation": "métiers", "training": "formations"}
# How long questions may wait to be counted, and how many searches one look makes.
_WINDOW = dt.timedelta(days=2)
MAX_SEARCHES = 20


class QuestionTopics:
    """The topics of the questions of the last two days, in memory only and without their words."""

    def __init__(
        self, engine: Engine, current: CurrentLibrary, clock: Callable[[], dt.datetime]
    ) -> None:
        self._engine, self._current, self._clock = engine, current, clock
        self._topics: dict[bytes, str] = {}

    def refresh(self) -> None:
        """Find the topics of new questions, at most MAX_SEARCHES of them; forget older ones."""
        now = self._clock()
        with reading(self._engine) as unit:
            found = tally_repository.list_unanswered(unit, now - _WINDOW, now)
        texts = {_hash(each.text): each.text for each in found}
        self._topics = {key: topic for key, topic in self._topics.items() if key in texts}
        new = [key for key in texts if key not in self._topics]
        for key in new[:MAX_SEARCHES]:
            self._topics[key] = search_topic(self._current, texts[key])

    def find(self, text: str) -> str:
        """Return the topic of a text, "" if none is near or it has not been looked for."""
        return self._topics.get(_hash(text), "")


def search_topic(current: CurrentLibrary, text: str) -> str:
    """Return the topic of the entry nearest to a text, "" if none is near. Takes a search."""
    library = current.library
    hits = library.search(text, (QUESTION_KIND, *TOPIC_BY_KIND), 1, current.day)
    if not hits or hits[0].score < MIN_SCORE:
        return ""
    if hits[0].kind == QUESTION_KIND:
        return library.base.questions[hits[0].id].topic
    return TOPIC_BY_KIND[hits[0].kind]


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
