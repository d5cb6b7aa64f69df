"""Search in the whole base: names first, then words and meaning together.

The score of an entry is `1 - (1 - NAME * name) * (1 - WORDS * words - MEANING * meaning)`: each
part goes from 0 to 1 and raises the score, and only a name brings it above .94.

- name: 1 when the text is one of its names, .6 when the text contains one for sure, .3 when
  the name could also be another's; .9 and .5 when the name is an official one only;
- words: BM25 over French stems, spelling corrected against names, as a share of the best that
  the words of the text could reach in this base;
- meaning: the cosine of the nearest passage, from FAR (0) to NEAR (1), where this model's lie.

A French sheet (`knowledge.official.Sheet`) has SHEET of its meaning and words: between two that
describe the same, the one with Belgian ways in goes first.

No part depends on what else was found: a score says how good a hit is, see ENOUGH. Weights and
threshold were chosen on `tests/knowledge/*_dev.yml` and measured on `queries.yml`,
`faq_queries.yml` and `unknown_test.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Optional

import numpy as np

from knowledge import documents
from knowledge.base import KINDS, Base, Entry, kind_of, title_of
from knowledge.counted_words import CountedWords
from knowledge.doings import Doings
from knowledge.embedding import Embedder
from knowledge.lexicon import Lexicon, Name
from knowledge.official import Sheet
from knowledge.schema import Event, Occupation, Service
from knowledge.text import apart, stems, tokens
from knowledge.vectors import Progress, VectorCache
from knowledge.words import CORRECT, STOP_WORDS

NAME, WORDS, MEANING = 0.95, 0.5, 0.5
FAR, NEAR = 0.80, 0.95
SHEET = 0.7
# What is over and was not named: below every score.
UNNAMED = -1.0
OFFICIAL, OFFICIAL_INSIDE = 0.9, 0.5

# A hit below this is more often wrong than right: better to say that the base does not know.
ENOUGH = 0.46
# What `near` makes of a sentence about oneself; chosen on the even personas of tests/guidance.
STANDING_OUT = 5.0
ALONE = 0.7
LITTLE, MUCH = 0.1, 0.5
# Beside a profession of which somebody said what it does, the others count so much.
BESIDE = 0.6


@dataclass(frozen=True)
class Hit:
    """An entry found. `score`: from 0 to 1, comparable between answers; .95 and more: its name."""

    id: str
    kind: str
    title: str
    score: float


class Index:
    """A base made searchable. Immutable: a changed base gets a new index, vectors are kept."""

    def __init__(
        self,
        base: Base,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        self.base = base
        self._embedder = embedder
        self._entries = list(base.entries.values())
        self._place = {entry.id: place for place, entry in enumerate(self._entries)}
        self._kinds = np.array([kind_of(entry) for entry in self._entries])
        self._weight = np.array([SHEET if isinstance(e, Sheet) else 1.0 for e in self._entries])
        past = [isinstance(entry, Service) and bool(entry.past) for entry in self._entries]
        self._is_past = np.array(past, dtype=bool)
        self._is_profession = np.array([isinstance(e, Occupation) for e in self._entries])
        prose = [tokens(documents.prose(entry)) for entry in self._entries]
        titles = [tokens(" ".join(documents.titles(entry))) for entry in self._entries]
        self._known = CORRECT.union(*prose, *titles)
        bodies = [
            documents.body(entry, some, self._known)
            for entry, some in zip(self._entries, prose, strict=True)
        ]
        self.occupation_names = Lexicon(
            _names(base.occupations.values()),
            by_first_words=True,
            spelt=set(chain.from_iterable(bodies)),
            known=self._known,
        )
        self._doings = Doings(base.occupations.values(), self._read)
        self._other_names = Lexicon(
            _names(e for e in self._entries if not isinstance(e, (Occupation, Sheet))),
            known=self._known,
        )
        self.official_names = Lexicon(
            Name(entry_id, name, False)
            for entry_id, names in base.official_names.items()
            for name in names
        )
        self._asked = self._askable()
        self._words = CountedWords(
            [
                stems(documents.counted(entry, body, self._known))
                for entry, body in zip(self._entries, bodies, strict=True)
            ]
        )
        texts = [documents.passages(entry) for entry in self._entries]
        self._starts = np.cumsum([0, *(len(some) for some in texts)])[:-1]
        self._passages = (cache or VectorCache()).passages(
            [text for some in texts for text in some], embedder, progress
        )

    def search(
        self,
        text: str,
        vector: Optional[np.ndarray] = None,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[Hit]:
        """The `top` best entries for `text`, best first; of `kinds` only, if given.

        `vector` is the text's own, when the caller has it already. With `today`, answers that have
        expired are left out; a service of the past is found by its name alone. Nothing is filtered
        by score: a caller compares with ENOUGH.

        Raises:
            ValueError: a kind that does not exist; `knowledge.base.KINDS` has them.
        """
        if not text.strip():
            return []
        scores = self._scores(text, vector)
        places = self._best(scores, kinds, top, today)
        return [self._hit(place, float(scores[place])) for place in places if scores[place] >= 0]

    def best(self, scores: np.ndarray, kinds: Sequence[str], top: int) -> list[str]:
        """The ids of the `top` entries of `kinds` by any scores, one an entry."""
        return [self._entries[place].id for place in self._best(scores, kinds, top, None)]

    def _best(
        self,
        scores: np.ndarray,
        kinds: Optional[Sequence[str]],
        top: int,
        today: Optional[dt.date],
    ) -> list[int]:
        places = np.flatnonzero(self._wanted(kinds, today))
        order = np.argsort(-scores[places], kind="stable")[:top]
        return [int(place) for place in places[order]]

    def closeness(self, vector: np.ndarray, ids: Iterable[str]) -> dict[str, float]:
        """The cosine of `vector` with the nearest passage of each of `ids`."""
        cosines = self._cosines(vector)
        return {entry_id: float(cosines[self._place[entry_id]]) for entry_id in ids}

    def near(self, text: str, vector: np.ndarray, top: int = 40) -> list[tuple[str, float]]:
        """The `top` professions whose descriptions a sentence about oneself comes near to, best
        first, each from 0 to 1.

        No name counts (« je manœuvre bien » names no labourer), but an alias that says what is done
        does where all of it is said (« réparer des motos », `knowledge.doings`): one, and the
        others BESIDE of what they had. Half comes from the words, half from the meaning: by how
        many standard deviations its cosine lies above the mean of all professions, STANDING_OUT of
        them being much. Without a word in common it counts ALONE of one: the meaning of a short
        sentence alone finds cobblers for whoever loves animals.
        """
        places = np.flatnonzero(self._is_profession)
        cosines = self._cosines(vector)[places]
        standing = (cosines - cosines.mean()) / max(float(cosines.std()), 1e-9) / STANDING_OUT
        written = self._read(text)
        words = self._by_words(written)[places]
        shared = WORDS * words + MEANING * standing * np.where(words > 0, 1.0, ALONE)
        scores = np.clip((shared - LITTLE) / (MUCH - LITTLE), 0.0, 1.0)
        doing = np.isin(
            places, [self._place[each] for each in self._doings.said(self._stems(written))]
        )
        if doing.any():
            scores = np.where(doing, 1.0, BESIDE * scores)
        best = np.argsort(-scores, kind="stable")[:top]
        return [
            (self._entries[places[at]].id, round(float(scores[at]), 2))
            for at in best
            if scores[at] > 0
        ]

    def parts(self, text: str, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Name, words and meaning of each entry, from 0 to 1: what `search` puts together."""
        written = self._read(text)
        meaning = np.clip((self._cosines(vector) - FAR) / (NEAR - FAR), 0.0, 1.0)
        return self._by_name(text, written), self._by_words(written), meaning

    def _scores(self, text: str, vector: Optional[np.ndarray]) -> np.ndarray:
        if vector is None:
            vector = self._embedder.query(text)
        name, words, meaning = self.parts(text, vector)
        scores = fused(name, self._weight * words, self._weight * meaning)
        scores[self._is_past & (name == 0)] = UNNAMED
        return scores

    def _read(self, text: str) -> list[str]:
        """The words of what a person typed, « cest » and « lecole » as two."""
        return apart(tokens(text), self._known)

    def _by_name(self, text: str, written: list[str]) -> np.ndarray:
        score = np.zeros(len(self._entries))
        for entry_id, certainty in self.official(text).items():
            score[self._place[entry_id]] = certainty
        for lexicon in (self._other_names, self.occupation_names):
            for mention in lexicon.mentions(text):
                for entry_id in mention.ids:
                    score[self._place[entry_id]] = 0.6 if mention.sure else 0.3
        content = [word for word in written if word not in STOP_WORDS]
        for words in (written, content):
            for lexicon in (self.occupation_names, self._other_names):
                for entry_id, is_title in lexicon.named(words).items() if words else ():
                    # A training's aliases are the names of its professions, which go first.
                    borrowed = entry_id in self.base.trainings and not is_title
                    score[self._place[entry_id]] = 0.8 if borrowed else 1.0
        return score

    def asked(self, text: str) -> Optional[str]:
        """The question or service that has these very words as a name, common words aside."""
        return self._asked.get(self._content(text))

    def _askable(self) -> dict[frozenset[str], str]:
        found = {
            self._content(name): entry.id
            for entry in (*self.base.questions.values(), *self.base.services.values())
            for name in documents.names(entry)
        }
        # One word names a service (« siep »); of a question it is only the subject.
        return {
            words: i
            for words, i in found.items()
            if len(words) > 1 or (words and i in self.base.services)
        }

    def _content(self, text: str) -> frozenset[str]:
        return frozenset(stems(self._read(text)))

    def official(self, text: str) -> dict[str, float]:
        """The entries that official names in `text` belong to: OFFICIAL when the text is nothing
        else, OFFICIAL_INSIDE for a name of several words inside it."""
        found = {
            entry_id: OFFICIAL_INSIDE
            for mention in self.official_names.mentions(text)
            if mention.certainty == 1.0 and " " in mention.text
            for entry_id in mention.ids
        }
        written = self._read(text)
        for words in (written, [word for word in written if word not in STOP_WORDS]):
            found.update(dict.fromkeys(self.official_names.named(words) if words else (), OFFICIAL))
        return found

    def _by_words(self, written: list[str]) -> np.ndarray:
        content = [word for word in written if word not in STOP_WORDS]
        return self._words.shares(stems(content), self._stems(content))

    def _stems(self, content: list[str]) -> list[str]:
        """The stems of words as typed, and as names are spelt."""
        corrected = self.occupation_names.corrected(content)
        return list(dict.fromkeys(stems(content) + stems(corrected)))

    def _cosines(self, vector: np.ndarray) -> np.ndarray:
        return np.maximum.reduceat(self._passages @ vector, self._starts)

    def _wanted(self, kinds: Optional[Sequence[str]], today: Optional[dt.date]) -> np.ndarray:
        wanted = np.ones(len(self._entries), dtype=bool)
        if kinds is not None:
            if unknown := set(kinds) - set(KINDS):
                raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
            wanted &= np.isin(self._kinds, list(kinds))
        if today is not None:
            for place, entry in enumerate(self._entries):
                if isinstance(entry, Event) and entry.last_day < today:
                    wanted[place] = False
        return wanted

    def _hit(self, place: int, score: float) -> Hit:
        entry = self._entries[place]
        return Hit(entry.id, kind_of(entry), title_of(entry), round(score, 4))


def alike(words: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """Words and meaning together."""
    return WORDS * words + MEANING * meaning


def fused(name: np.ndarray, words: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """The score of the module's text; only a name brings it above .94."""
    return 1.0 - (1.0 - NAME * name) * (1.0 - np.minimum(alike(words, meaning), 0.94))


def _names(entries: Iterable[Entry]) -> list[Name]:
    return [
        Name(entry.id, name, name in documents.titles(entry))
        for entry in entries
        for name in documents.names(entry)
    ]
