"""The words by which a question names what an entry is about, rather than what it asks of it.

« combien », « coûte », « examen » stand in the titles of many entries and tell none from another;
« minerval », « kot », « quotas » stand in few: who says one asks for that entry, whatever was
spoken about before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from knowledge import studies
from knowledge.schema import Question
from knowledge.text import stem, tokens
from knowledge.words import STOP_WORDS

# A word of at most so many titles, or of the wordings of so few entries, tells what is meant.
_MAX_TITLES, _MAX_ENTRIES = 6, 3


def topics(questions: Mapping[str, Question]) -> dict[str, frozenset[str]]:
    """Entry → the stems that name what it is about."""
    titles = {each.id: words(each.question) for each in questions.values()}
    every = {each.id: names(each) for each in questions.values()}
    in_titles = Counter(word for found in titles.values() for word in found)
    in_entries = Counter(word for found in every.values() for word in found)
    return {
        entry: frozenset(
            word
            for word in found
            if in_entries[word] <= _MAX_ENTRIES
            or (word in titles[entry] and in_titles[word] <= _MAX_TITLES)
        )
        for entry, found in every.items()
    }


def names(entry: Question) -> frozenset[str]:
    """The stems of the title and of every wording of an entry."""
    return _all((entry.question, *entry.variants))


def words(text: str) -> frozenset[str]:
    """The stems of a text that may name something."""
    return _all((text,))


def _all(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(
        stem(word)
        for text in texts
        for word in tokens(text)
        if word not in STOP_WORDS and not studies.is_generic(word)
    )
