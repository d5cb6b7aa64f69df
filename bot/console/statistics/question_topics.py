"""The topic of a question that the base does not answer: that of the nearest entry."""

from __future__ import annotations

from knowledge.library import CurrentLibrary

MIN_SCORE = 0.4
QUESTION_KIND = "faq"
# The topics of entries that are no questions, by kind.
TOPIC_BY_KIND = {"occupation": "métiers", "training": "formations"}


def find_topic(current: CurrentLibrary, text: str) -> str:
    """Return the topic of the entry nearest to a text, "" if none is near."""
    library = current.library
    hits = library.search(text, (QUESTION_KIND, *TOPIC_BY_KIND), 1, current.day)
    if not hits or hits[0].score < MIN_SCORE:
        return ""
    if hits[0].kind == QUESTION_KIND:
        return library.base.questions[hits[0].id].topic
    return TOPIC_BY_KIND[hits[0].kind]
