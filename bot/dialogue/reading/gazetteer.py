"""The types of names in which each word stands, as a feature of the tagger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.dialogue.reading.labels import FIELD, PROFESSION, SCHOOL, TOWN, TRAINING
from bot.dialogue.reading.message_tokens import tokenize_message
from bot.language.word_lists import STOP_WORDS
from knowledge import search_documents
from knowledge.knowledge_base import KnowledgeBase

MIN_LETTERS = 3


def types_by_word(base: KnowledgeBase) -> dict[str, str]:
    """Return folded word → types of names, in a fixed order (« pt »)."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, name in _names(base):
        for token in tokenize_message(name):
            word = token.folded
            if len(word) >= MIN_LETTERS and word not in STOP_WORDS and not word.isdigit():
                found[word].add(kind)
    return {word: "".join(sorted(kinds)) for word, kinds in found.items()}


def _names(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    for occupation in base.occupations.values():
        yield from ((PROFESSION, name) for name in search_documents.list_titles(occupation))
        yield from ((PROFESSION, name) for name in (*occupation.aliases, *occupation.whole_names))
        yield from ((FIELD, name) for name in occupation.branches)
    for training in base.trainings.values():
        yield from ((TRAINING, name) for name in search_documents.list_titles(training))
        yield SCHOOL, training.school
    for service in base.services.values():
        yield from ((SCHOOL, name) for name in search_documents.list_names(service))
    for field in base.fields.values():
        yield from ((FIELD, name) for name in (field.title, *field.names))
    if base.site:
        yield from ((TOWN, town) for town in (base.site.city, *base.site.towns))
