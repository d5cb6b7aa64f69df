"""Search in the whole base: names first, then what is like them, words and meaning together.

The score of an entry is `1 - (1 - NAME * name) * (1 - alike)`, where `alike` is the weighted sum of
the other parts: each goes from 0 to 1 and raises the score, and only a name brings it above .94.

- name (`knowledge.name_index`): 1 when the text is one of its names, OFFICIAL_NAME of 1 when that
  is an official one only, PARTIAL_NAME times the share of its words when it contains one of a
  profession for sure; as far as the letters are the same (`like`), for a misspelt name may be
  another's. Of a question: .6 when one of its names is in the text, .3 when that could also be
  another's;
- like, of professions alone: the letters of the nearest name (`knowledge.name_similarity`);
- words: BM25 over French stems, spelling corrected against names, as a share of the best that
  the words of the text could reach in this base;
- meaning: the cosine of the nearest passage or official name, from MIN_COSINE (0) to MAX_COSINE
  (1), where this model's lie.

A French sheet (`knowledge.imported_models.RomeSheet`) has SHEET_WEIGHT of what is alike: between
two that describe the same, the one with Belgian ways in goes first.

No part depends on what else was found: a score says how good a hit is, see MIN_HIT_SCORE. Weights
and threshold were chosen on `tests/knowledge/*_dev.yml` and on half of ESCO's labels
(`tests/soak/title_search_measurement.py`), and measured on `queries.yml`, `faq_queries.yml`,
`unknown_test.yml` and the other half.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from bot.language.normalisation import stem_words, tokenise
from knowledge import search_documents
from knowledge.activity_aliases import ActivityAliases
from knowledge.bm25_index import Bm25Index
from knowledge.entry_kinds import SEARCHED_KINDS, kind_of, title_of
from knowledge.entry_schema import Event, Occupation, Service
from knowledge.imported_models import RomeSheet
from knowledge.knowledge_base import KnowledgeBase
from knowledge.name_index import NameIndex, drop_stop_words
from knowledge.name_lexicon import NameKey, make_name_key
from knowledge.name_similarity import NameSimilarity
from knowledge.sentence_embedding import Embedder
from knowledge.trade_words import CORRECT_WORDS
from knowledge.vector_cache import Progress, VectorCache

NAME_WEIGHT, WORDS_WEIGHT, MEANING_WEIGHT = 0.95, 0.5, 0.5
MIN_COSINE, MAX_COSINE = 0.80, 0.95
SHEET_WEIGHT = 0.92
# The same of professions and sheets, whose names are many and short.
TRADE_NAME_WEIGHT, TRADE_WORDS_WEIGHT, TRADE_MEANING_WEIGHT = 0.35, 0.25, 0.45
# What is over and was not named: below every score.
EXCLUDED_SCORE = -1.0

# A hit below this is more often wrong than right: better to say that the base does not know.
MIN_HIT_SCORE = 0.46
# What `near` makes of a sentence about oneself; chosen on the even personas of tests/guidance.
DEVIATION_SCALE = 5.0
MEANING_ALONE_FACTOR = 0.7
MIN_NEAR_SCORE, MAX_NEAR_SCORE = 0.1, 0.5
# Beside a profession of which somebody said what it does, the others count so much.
OTHERS_FACTOR = 0.6


@dataclass(frozen=True)
class SearchHit:
    """An entry found. `score`: from 0 to 1, comparable between answers; .95 and more: its name."""

    id: str
    kind: str
    title: str
    score: float


@dataclass(frozen=True)
class ScoreParts:
    """Of each entry, from 0 to 1: what the text says of it."""

    name: np.ndarray
    like: np.ndarray
    words: np.ndarray
    meaning: np.ndarray


class SearchIndex:
    """A base made searchable. Immutable: a changed base gets a new index, vectors are kept."""

    def __init__(
        self,
        base: KnowledgeBase,
        embedder: Embedder,
        cache: Optional[VectorCache] = None,
        progress: Optional[Progress] = None,
    ) -> None:
        self.base = base
        self._embedder = embedder
        self._entries = list(base.entries.values())
        self._place = {entry.id: place for place, entry in enumerate(self._entries)}
        self._mark_kinds()
        self._index_words()
        self._doings = ActivityAliases(base.occupations.values(), self.names.read)
        self._index_vectors(cache or VectorCache(), progress)

    def _mark_kinds(self) -> None:
        entries = self._entries
        self._kinds = np.array([kind_of(entry) for entry in entries])
        self._weight = np.array(
            [SHEET_WEIGHT if isinstance(e, RomeSheet) else 1.0 for e in entries]
        )
        past = [isinstance(entry, Service) and bool(entry.past) for entry in entries]
        self._is_past = np.array(past, dtype=bool)
        self._is_trade = np.array([isinstance(e, (Occupation, RomeSheet)) for e in entries], bool)
        self._is_profession = np.array([isinstance(e, Occupation) for e in entries])

    def _index_words(self) -> None:
        prose = [tokenise(search_documents.join_prose(entry)) for entry in self._entries]
        titles = [
            tokenise(" ".join(search_documents.list_titles(entry))) for entry in self._entries
        ]
        known = CORRECT_WORDS.union(*prose, *titles)
        bodies = [
            search_documents.list_body_words(entry, some, known)
            for entry, some in zip(self._entries, prose, strict=True)
        ]
        self.names = NameIndex(self.base, self._place, bodies, known)
        self._words = Bm25Index(
            [
                stem_words(search_documents.list_bm25_words(entry, body, known))
                for entry, body in zip(self._entries, bodies, strict=True)
            ]
        )

    def _index_vectors(self, cache: VectorCache, progress: Optional[Progress]) -> None:
        texts = [search_documents.list_passages(entry) for entry in self._entries]
        self._starts = np.cumsum([0, *(len(some) for some in texts)])[:-1]
        official = self._list_official_names()
        self._likeness = NameSimilarity(self._list_trade_names(official), len(self._entries))
        places = np.array([place for place, _ in official], dtype=int)
        self._official_starts = np.flatnonzero(np.diff(places, prepend=-1))
        self._official_places = places[self._official_starts]
        passages = [text for some in texts for text in some]
        vectors = cache.passages(passages + list(official.values()), self._embedder, progress)
        self._passages, self._official = np.split(vectors, [len(passages)])

    def _list_official_names(self) -> dict[tuple[int, NameKey], str]:
        """The official names of the entry at each place, in order, each in one gender."""
        found: dict[tuple[int, NameKey], str] = {}
        for entry_id, names in self.base.official_names.items():
            for name in names:
                found.setdefault((self._place[entry_id], make_name_key(tokenise(name))), name)
        return dict(sorted(found.items()))

    def _list_trade_names(
        self, official: Iterable[tuple[int, NameKey]]
    ) -> list[tuple[int, NameKey]]:
        """All names of the professions and sheets."""
        own = {
            (place, make_name_key(tokenise(name)))
            for place, entry in enumerate(self._entries)
            if self._is_trade[place]
            for name in search_documents.list_names(entry)
        }
        return sorted(own.union(official))

    def search(
        self,
        text: str,
        vector: Optional[np.ndarray] = None,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[SearchHit]:
        """The `top` best entries for `text`, best first; of `kinds` only, if given.

        `vector` is the text's own, when the caller has it already. With `today`, answers that have
        expired are left out; a service of the past is found by its name alone. Nothing is filtered
        by score: a caller compares with MIN_HIT_SCORE.

        Raises:
            ValueError: a kind that does not exist; `knowledge.entry_kinds.SEARCHED_KINDS` has
            them.
        """
        if not text.strip():
            return []
        if vector is None:
            vector = self._embedder.query(text)
        scores = self.scores(self.parts(text, vector))
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
        does where all of it is said (« réparer des motos », `knowledge.activity_aliases`): one, and
        the others OTHERS_FACTOR of what they had. Half comes from the words, half from the meaning:
        by how many standard deviations its cosine lies above the mean of all professions,
        DEVIATION_SCALE of them being much. Without a word in common it counts MEANING_ALONE_FACTOR
        of one: the meaning of a short sentence alone finds cobblers for whoever loves animals.
        """
        places = np.flatnonzero(self._is_profession)
        cosines = self._cosines(vector)[places]
        standing = (cosines - cosines.mean()) / max(float(cosines.std()), 1e-9) / DEVIATION_SCALE
        written = self.names.read(text)
        words = self._score_words(written)[places]
        shared = WORDS_WEIGHT * words + MEANING_WEIGHT * standing * np.where(
            words > 0, 1.0, MEANING_ALONE_FACTOR
        )
        scores = np.clip((shared - MIN_NEAR_SCORE) / (MAX_NEAR_SCORE - MIN_NEAR_SCORE), 0.0, 1.0)
        doing = np.isin(
            places, [self._place[each] for each in self._doings.said(self.names.stems(written))]
        )
        if doing.any():
            scores = np.where(doing, 1.0, OTHERS_FACTOR * scores)
        best = np.argsort(-scores, kind="stable")[:top]
        return [
            (self._entries[places[at]].id, round(float(scores[at]), 2))
            for at in best
            if scores[at] > 0
        ]

    def parts(self, text: str, vector: np.ndarray) -> ScoreParts:
        """What `search` puts together."""
        written = self.names.read(text)
        content = drop_stop_words(written)
        like = self._likeness.of(make_name_key(content))
        cosines = self._cosines(vector)
        if len(self._official_starts):
            nearest = np.maximum.reduceat(self._official @ vector, self._official_starts)
            places = self._official_places
            cosines[places] = np.maximum(cosines[places], nearest)
        meaning = np.clip((cosines - MIN_COSINE) / (MAX_COSINE - MIN_COSINE), 0.0, 1.0)
        name = self.names.score(text, written, like)
        return ScoreParts(name, like, self._score_words(written), meaning)

    def scores(self, parts: ScoreParts) -> np.ndarray:
        """The score of each entry, by the formula of the module's text."""
        of_trade = TRADE_NAME_WEIGHT * parts.like + TRADE_WORDS_WEIGHT * parts.words
        of_trade += TRADE_MEANING_WEIGHT * parts.meaning
        of_other = WORDS_WEIGHT * parts.words + MEANING_WEIGHT * parts.meaning
        alike = self._weight * np.where(self._is_trade, of_trade, of_other)
        scores = 1.0 - (1.0 - NAME_WEIGHT * parts.name) * (1.0 - np.minimum(alike, 0.94))
        return np.where(self._is_past & (parts.name == 0), EXCLUDED_SCORE, scores)

    def _score_words(self, written: list[str]) -> np.ndarray:
        content = drop_stop_words(written)
        return self._words.shares(stem_words(content), self.names.stems(content))

    def _cosines(self, vector: np.ndarray) -> np.ndarray:
        return np.maximum.reduceat(self._passages @ vector, self._starts)

    def _wanted(self, kinds: Optional[Sequence[str]], today: Optional[dt.date]) -> np.ndarray:
        wanted = np.ones(len(self._entries), dtype=bool)
        if kinds is not None:
            if unknown := set(kinds) - set(SEARCHED_KINDS):
                raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
            wanted &= np.isin(self._kinds, list(kinds))
        if today is not None:
            for place, entry in enumerate(self._entries):
                if isinstance(entry, Event) and entry.last_day < today:
                    wanted[place] = False
        return wanted

    def _hit(self, place: int, score: float) -> SearchHit:
        entry = self._entries[place]
        return SearchHit(entry.id, kind_of(entry), title_of(entry), round(score, 4))
