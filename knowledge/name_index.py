"""Matching of a text against the names of entries."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain
from typing import Optional

import numpy as np

from bot.language.normalisation import split_run_on_words, stem_words, tokenise
from bot.language.word_lists import DETERMINERS, LINK_WORDS, STOP_WORDS
from knowledge import search_documents
from knowledge.entry_kinds import Entry
from knowledge.entry_schema import Occupation
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.name_lexicon import EntryName, NameLexicon

PARTIAL_NAME = 0.6
OFFICIAL_NAME, PARTIAL_OFFICIAL_NAME = 0.9, 0.5


class NameIndex:
    """The names of professions and other entries, and official names. Immutable."""

    def __init__(
        self,
        base: KnowledgeBase,
        places: Mapping[str, int],
        bodies: Iterable[Sequence[str]],
        known: Container[str],
    ) -> None:
        """`places`: the position of each entry; `bodies`: their words; `known`: correct words."""
        self._base, self._places, self._known = base, places, known
        self.occupations = NameLexicon(
            _list_entry_names(base.occupations.values()),
            by_first_words=True,
            spelt=set(chain.from_iterable(bodies)),
            known=known,
        )
        others = (e for e in base.entries.values() if not isinstance(e, (Occupation, RomeSheet)))
        self._others = NameLexicon(_list_entry_names(others), known=known)
        self.official = NameLexicon(
            EntryName(entry_id, name, False)
            for entry_id, names in base.official_names.items()
            for name in names
        )
        self._asked, self._worded = self._index_question_names()

    def read(self, text: str) -> list[str]:
        """Return the words of a typed text, splitting run-on words (« cest », « lecole »)."""
        return split_run_on_words(tokenise(text), self._known)

    def stems(self, content: list[str]) -> list[str]:
        """Return the stems of words as typed and as corrected against names."""
        corrected = self.occupations.corrected(content)
        return list(dict.fromkeys(stem_words(content) + stem_words(corrected)))

    def score(self, text: str, written: list[str], like: Optional[np.ndarray]) -> np.ndarray:
        """Return the `name` part of the score of each entry (`knowledge.search_scores`).

        `written` are the words of the text, `like` the letter similarity of each entry; without
        it, professions and sheets score 0.
        """
        content = drop_stop_words(written)
        score = np.zeros(len(self._places))
        for mention in self._others.mentions(text):
            for entry_id in mention.ids:
                score[self._places[entry_id]] = PARTIAL_NAME if mention.sure else 0.3
        if like is not None:
            self._score_trades(score, text, written, like)
        for words in (written, content):
            for entry_id, is_title in self._others.named(words).items() if words else ():
                # The aliases of a training are names of its professions, which rank first.
                borrowed = entry_id in self._base.trainings and not is_title
                score[self._places[entry_id]] = 0.8 if borrowed else 1.0
        return score

    def _score_trades(
        self, score: np.ndarray, text: str, written: list[str], like: np.ndarray
    ) -> None:
        """Score the professions and sheets, in place."""
        content = drop_stop_words(written)
        for mention in self.occupations.mentions(text):
            if mention.sure:
                share = min(1.0, len(mention.text.split()) / max(len(content), 1))
                score[self._places[mention.ids[0]]] = PARTIAL_NAME * share
        for names, most in ((self.official, OFFICIAL_NAME), (self.occupations, 1.0)):
            for words in (written, content):
                for entry_id in names.named(words) if words else ():
                    score[self._places[entry_id]] = most * like[self._places[entry_id]]

    def asked(self, text: str, whole: bool = False) -> Optional[str]:
        """Return the question or service whose name has exactly these content words.

        `whole`: also the words between them, but for determiners: « inscris-moi au Forem » is not
        « comment je m'inscris au Forem ».
        """
        words = self.read(text)
        if whole:
            return self._worded.get(frozenset(words) - DETERMINERS)
        return self._asked.get(frozenset(stem_words(words)))

    def _index_question_names(self) -> tuple[dict[frozenset[str], str], dict[frozenset[str], str]]:
        """Return the questions and services by the content words of each name, and by all."""
        asked, worded = {}, {}
        for entry in (*self._base.questions.values(), *self._base.services.values()):
            for name in search_documents.list_names(entry):
                words = self.read(name)
                content = frozenset(stem_words(words))
                # A single word can name a service (« siep »), but not a question.
                if len(content) > 1 or (content and entry.id in self._base.services):
                    asked[content] = entry.id
                    worded[frozenset(words) - DETERMINERS] = entry.id
        return asked, worded

    def find_official(self, text: str, part: frozenset[str] = frozenset()) -> dict[str, float]:
        """Return the entries whose official names occur in `text`, with a score.

        OFFICIAL_NAME if the name is the whole text, PARTIAL_OFFICIAL_NAME for a name of several
        words inside it. Names within the words of `part` are ignored.
        """
        found = {
            entry_id: PARTIAL_OFFICIAL_NAME
            for mention in self.official.mentions(text)
            if mention.certainty == 1.0 and " " in mention.text
            if part < set(mention.text.split())
            for entry_id in mention.ids
        }
        if part < self._content_words(text):
            written = self.read(text)
            for words in (written, drop_stop_words(written)):
                found.update(dict.fromkeys(self.official.named(words), OFFICIAL_NAME))
        return found

    def is_official_name(self, name: str, text: str) -> bool:
        """Whether a text is nothing but an official name."""
        return self._content_words(name) == self._content_words(text)

    def _content_words(self, text: str) -> set[str]:
        return set(drop_stop_words(self.read(text))).difference(LINK_WORDS)


def drop_stop_words(written: Iterable[str]) -> list[str]:
    """Return the words without stop words."""
    return [word for word in written if word not in STOP_WORDS]


def _list_entry_names(entries: Iterable[Entry]) -> list[EntryName]:
    return [
        _describe_name(entry, name)
        for entry in entries
        for name in search_documents.list_names(entry)
    ]


def _describe_name(entry: Entry, name: str) -> EntryName:
    is_title = name in search_documents.list_titles(entry)
    if not isinstance(entry, Occupation) or is_title:
        return EntryName(entry.id, name, is_title)
    return EntryName(
        entry.id, name, False, is_branch=name in entry.branches, begins=name in entry.aliases
    )
