"""Search over the whole base by names, letters, words and meaning (`knowledge.search_scores`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Optional

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
from knowledge.search_scores import (
    MAX_COSINE,
    MIN_COSINE,
    ScoreParts,
    combine_parts,
    score_nearness,
)
from knowledge.sentence_embedding import Embedder
from knowledge.trade_words import CORRECT_WORDS
from knowledge.vector_cache import Progress, VectorCache

# Past services that are not named, and entries that are not asked for: below every score.
EXCLUDED_SCORE = -1.0
SCORE_DIGITS = 4


class SearchHit(NamedTuple):
    """A found entry. `score`: from 0 to 1, comparable between searches; from .95 on, by name."""

    id: str
    kind: str
    title: str
    score: float


@dataclass(frozen=True)
class Ranking:
    """The entries found for a text.

    `places`: of the found ones, best first. `scores`: of every entry by place, shape (n,), rounded,
    below 0 where it was not looked for. `place_by_id`, `shown`: of all entries of the base.
    """

    places: np.ndarray
    scores: np.ndarray
    place_by_id: Mapping[str, int]
    shown: Sequence[tuple[str, str, str]]

    def hit(self, place: int) -> SearchHit:
        """Return the entry at a place."""
        return SearchHit(*self.shown[place], round(float(self.scores[place]), SCORE_DIGITS))


class SearchIndex:
    """A search index over a base. Immutable; a changed base needs a new index."""

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
        self._activities = ActivityAliases(base.occupations.values(), self.names.read)
        self._index_vectors(cache or VectorCache(), progress)

    def _mark_kinds(self) -> None:
        entries = self._entries
        # Id, kind and title: found once, since a turn makes hundreds of hits.
        self._shown = [(entry.id, kind_of(entry), title_of(entry)) for entry in entries]
        self._kinds = np.array([kind for _, kind, _ in self._shown])
        self._last_days = {
            place: entry.last_day for place, entry in enumerate(entries) if isinstance(entry, Event)
        }
        self._is_sheet = np.array([isinstance(entry, RomeSheet) for entry in entries], bool)
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
            search_documents.list_body_words(entry, words, known)
            for entry, words in zip(self._entries, prose, strict=True)
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
        self._starts = np.cumsum([0, *map(len, texts)])[:-1]
        official = self._list_official_names()
        self._likeness = NameSimilarity(self._list_trade_names(official), len(self._entries))
        places = np.array([place for place, _ in official], dtype=int)
        self._official_starts = np.flatnonzero(np.diff(places, prepend=-1))
        self._official_places = places[self._official_starts]
        passages = [text for of_entry in texts for text in of_entry]
        vectors = cache.passages(passages + list(official.values()), self._embedder, progress)
        self._passages, self._official = np.split(vectors, [len(passages)])

    def _list_official_names(self) -> dict[tuple[int, NameKey], str]:
        """Return the official names by entry position and key, sorted, each in one gender."""
        official: dict[tuple[int, NameKey], str] = {}
        for entry_id, names in self.base.official_names.items():
            for name in names:
                official.setdefault((self._place[entry_id], make_name_key(tokenise(name))), name)
        return dict(sorted(official.items()))

    def _list_trade_names(
        self, official: Iterable[tuple[int, NameKey]]
    ) -> list[tuple[int, NameKey]]:
        """Return all names of professions and sheets with their entry positions."""
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
        """Return the `top` best entries for `text`, best first, limited to `kinds` if given.

        `vector` is that of `text`, if the caller has it. With `today`, past events are left out;
        past services are found by name only. The hits are not filtered by MIN_HIT_SCORE.

        Raises:
            ValueError: a kind is not in `knowledge.entry_kinds.SEARCHED_KINDS`.
        """
        if not text.strip():
            return []
        if vector is None:
            vector = self._embedder.query(text)
        found = self.rank(text, vector, kinds, today)
        return [found.hit(int(place)) for place in found.places[:top]]

    def rank(
        self,
        text: str,
        vector: np.ndarray,
        kinds: Optional[Sequence[str]] = None,
        today: Optional[dt.date] = None,
    ) -> Ranking:
        """Return the order and the scores of all entries of `kinds`, as `search` does.

        Raises:
            ValueError: as `search`.
        """
        wanted = self._wanted(kinds, today)
        scores = np.where(wanted, self.scores(self.parts(text, vector, wanted)), EXCLUDED_SCORE)
        places = np.argsort(-scores, kind="stable")
        found = places[: np.count_nonzero(scores >= 0)]
        return Ranking(found, np.round(scores, SCORE_DIGITS), self._place, self._shown)

    def stem_weight(self, stem: str) -> float:
        """Return how much a stem tells of an entry (`knowledge.bm25_index`)."""
        return self._words.weight(stem)

    def best(self, scores: np.ndarray, kinds: Sequence[str], top: int) -> list[str]:
        """Return the ids of the `top` entries of `kinds` by the given `scores`, shape (n,)."""
        places = np.flatnonzero(self._wanted(kinds, None))
        order = np.argsort(-scores[places], kind="stable")[:top]
        return [self._entries[place].id for place in places[order]]

    def closeness(self, vector: np.ndarray, ids: Iterable[str]) -> dict[str, float]:
        """Return the cosine of `vector` with the nearest passage of each of `ids`."""
        cosines = self._cosines(vector)
        return {entry_id: float(cosines[self._place[entry_id]]) for entry_id in ids}

    def near(self, text: str, vector: np.ndarray, top: int = 40) -> list[tuple[str, float]]:
        """Return the `top` professions whose descriptions are near a sentence about oneself, with
        scores above 0 (`search_scores.score_nearness`), best first."""
        places = np.flatnonzero(self._is_profession)
        written = self.names.read(text)
        activities = self._activities.said(self.names.stems(written))
        matching = np.isin(places, [self._place[entry_id] for entry_id in activities])
        scores = score_nearness(
            self._cosines(vector, self._is_profession)[places],
            self._score_words(written)[places],
            matching,
        )
        best = [at for at in np.argsort(-scores, kind="stable")[:top] if scores[at] > 0]
        return [(self._entries[places[at]].id, round(float(scores[at]), 2)) for at in best]

    def parts(
        self, text: str, vector: np.ndarray, wanted: Optional[np.ndarray] = None
    ) -> ScoreParts:
        """Return the parts of the scores for a text and its vector.

        `wanted`: a mask of the entries whose scores are used, all by default; what only concerns
        others is not computed.
        """
        written = self.names.read(text)
        trades = wanted is None or bool((wanted & self._is_trade).any())
        content = drop_stop_words(written)
        like = self._likeness.of(make_name_key(content)) if trades else np.zeros(len(self._entries))
        cosines = self._cosines(vector, wanted)
        if trades and len(self._official_starts):
            nearest = np.maximum.reduceat(self._official @ vector, self._official_starts)
            places = self._official_places
            cosines[places] = np.maximum(cosines[places], nearest)
        name = self.names.score(text, written, like if trades else None)
        meaning = np.clip((cosines - MIN_COSINE) / (MAX_COSINE - MIN_COSINE), 0.0, 1.0)
        return ScoreParts(name, like, self._score_words(written), meaning)

    def scores(self, parts: ScoreParts) -> np.ndarray:
        """Return the score of each entry."""
        scores = combine_parts(parts, self._is_trade, self._is_sheet)
        return np.where(self._is_past & (parts.name == 0), EXCLUDED_SCORE, scores)

    def _score_words(self, written: list[str]) -> np.ndarray:
        content = drop_stop_words(written)
        return self._words.shares(stem_words(content), self.names.stems(content))

    def _cosines(self, vector: np.ndarray, wanted: Optional[np.ndarray] = None) -> np.ndarray:
        """Return the cosine of each entry with its nearest passage, 0 outside the stretch of the
        base from the first wanted entry to the last."""
        if wanted is None or not wanted.any():
            return np.maximum.reduceat(self._passages @ vector, self._starts)
        first, last = np.flatnonzero(wanted)[[0, -1]]
        starts, ends = self._starts[first : last + 1], [*self._starts[1:], len(self._passages)]
        cosines = np.zeros(len(self._entries), dtype=vector.dtype)
        near = self._passages[starts[0] : ends[last]] @ vector
        cosines[first : last + 1] = np.maximum.reduceat(near, starts - starts[0])
        return cosines

    def _wanted(self, kinds: Optional[Sequence[str]], today: Optional[dt.date]) -> np.ndarray:
        wanted = np.ones(len(self._entries), dtype=bool)
        if kinds is not None:
            if unknown := set(kinds) - set(SEARCHED_KINDS):
                raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
            wanted &= np.isin(self._kinds, list(kinds))
        if today is not None:
            over = [place for place, last_day in self._last_days.items() if last_day < today]
            wanted[over] = False
        return wanted
