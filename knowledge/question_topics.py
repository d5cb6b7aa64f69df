"""Words that are distinctive of a question's topic.

« combien », « coûte », « examen » occur in the titles of many entries; « minerval », « kot »,
« quotas » in few, so that they identify an entry whatever the current subject is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.language.normalisation import stem, tokenise
from bot.language.word_lists import STOP_WORDS
from knowledge import study_lookup
from knowledge.entry_schema import Question

# A distinctive word occurs in at most so many titles, or in the wordings of so many entries.
_MAX_TITLES, _MAX_ENTRIES = 6, 3


def find_topic_stems(questions: Mapping[str, Question]) -> dict[str, frozenset[str]]:
    """Return the stems of the topic of each question, by id."""
    titles = {each.id: list_content_stems(each.question) for each in questions.values()}
    every = {each.id: list_name_stems(each) for each in questions.values()}
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


def list_name_stems(entry: Question) -> frozenset[str]:
    """Return the stems of the title and of every wording of a question."""
    return _stem_texts((entry.question, *entry.variants))


def list_content_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text."""
    return _stem_texts((text,))


def _stem_texts(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(
        stem(word)
        for text in texts
        for word in tokenise(text)
        if word not in STOP_WORDS and not study_lookup.is_generic(word)
    )
