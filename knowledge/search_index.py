"""Search over the whole base by names, letters, words and meaning.

The score of an entry is `1 - (1 - NAME_WEIGHT * name) * (1 - alike)`, where `alike` is the weighted
sum of the other parts. Each part goes from 0 to 1, and only a name brings the score above .94.

- name (`knowledge.name_index`): 1 if the text is one of its names, OFFICIAL_NAME if that is an
  official one, PARTIAL_NAME times the share of its words if the text contains an unambiguous
  profession name; multiplied by `like`, as a misspelt name may be that of another entry. For
  questions: .6 if the text contains one of its names, .3 if that name is ambiguous;
- like, for professions only: letter similarity of the nearest name (`knowledge.name_similarity`);
- words: BM25 over French stems, corrected against names, as a share of the highest score that the
  words of the text can reach in this base;
- meaning: the cosine of the nearest passage or official name, rescaled from MIN_COSINE (0) to
  MAX_COSINE (1), the range of this model.

`alike` of a ROME sheet is multiplied by SHEET_WEIGHT, so that an equivalent entry with Belgian ways
in ranks first. Scores are independent of the other hits, hence comparable with MIN_HIT_SCORE.
Weights and threshold were tuned on `tests/knowledge/*_dev.yml` and half of ESCO's labels
(`tests/soak/title_search_measurement.py`), and evaluated on `queries.yml`, `faq_queries.yml`,
`unknown_test.yml` and the other half.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
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
from knowledge.sentence_embedding import Embedder
from knowledge.trade_words import CORRECT_WORDS
from knowledge.vector_cache import Progress, VectorCache

NAME_WEIGHT, WORDS_WEIGHT, MEANING_WEIGHT = 0.95, 0.5, 0.5
MIN_COSINE, MAX_COSINE = 0.80, 0.95
SHEET_WEIGHT = 0.92
# Weights for professions and sheets, whose names are many and short.
TRADE_NAME_WEIGHT, TRADE_WORDS_WEIGHT, TRADE_MEANING_WEIGHT = 0.35, 0.25, 0.45
# Past services that are not named: below every score.
EXCLUDED_SCORE = -1.0

# Hits below this are more often wrong than right.
MIN_HIT_SCORE = 0.46
# Parameters of `near`, tuned on the even personas of tests/guidance.
DEVIATION_SCALE = 5.0
MEANING_ALONE_FACTOR = 0.7
MIN_NEAR_SCORE, MAX_NEAR_SCORE = 0.1, 0.5
# Factor for the other professions when an activity alias of one matches.
OTHERS_FACTOR = 0.6


class SearchHit(NamedTuple):
    """A found entry. `score`: from 0 to 1, comparable between searches; from .95 on, by name."""

    id: str
    kind: str
    title: str
    score: float


@dataclass(frozen=True)
class ScoreParts:
    """The parts of the scores of all entries, each from 0 to 1, shape (n,)."""

    name: np.ndarray
    like: np.ndarray
    words: np.ndarray
    meaning: np.ndarray


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
        scores = self.scores(self.parts(text, vector))
        places = self._best(scores, kinds, top, today)
        return [self._hit(place, float(scores[place])) for place in places if scores[place] >= 0]

    def stem_weight(self, stem: str) -> float:
        """Return how much a stem tells of an entry (`knowledge.bm25_index`)."""
        return self._words.weight(stem)

    def best(self, scores: np.ndarray, kinds: Sequence[str], top: int) -> list[str]:
        """Return the ids of the `top` entries of `kinds` by the given `scores`, shape (n,)."""
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
        """Return the cosine of `vector` with the nearest passage of each of `ids`."""
        cosines = self._cosines(vector)
        return {entry_id: float(cosines[self._place[entry_id]]) for entry_id in ids}

    def near(self, text: str, vector: np.ndarray, top: int = 40) -> list[tuple[str, float]]:
        """Return the `top` professions whose descriptions are near a sentence about oneself.

        Scores go from 0 to 1, best first. Half of a score comes from the words, half from the
        cosine, standardised over all professions and divided by DEVIATION_SCALE. Without a word in
        common the latter is multiplied by MEANING_ALONE_FACTOR: the meaning of a short sentence
        alone suggests cobblers to someone who loves animals. Names do not count (« je manœuvre
        bien » is no labourer), but a complete activity alias does (« réparer des motos »,
        `knowledge.activity_aliases`): it scores 1 and the others are multiplied by OTHERS_FACTOR.
        """
        places = np.flatnonzero(self._is_profession)
        cosines = self._cosines(vector)[places]
        standing = (cosines - cosines.mean()) / max(float(cosines.std()), 1e-9) / DEVIATION_SCALE
        written = self.names.read(text)
        words = self._score_words(written)[places]
        meaning = standing * np.where(words > 0, 1.0, MEANING_ALONE_FACTOR)
        shared = WORDS_WEIGHT * words + MEANING_WEIGHT * meaning
        scores = np.clip((shared - MIN_NEAR_SCORE) / (MAX_NEAR_SCORE - MIN_NEAR_SCORE), 0.0, 1.0)
        activities = self._activities.said(self.names.stems(written))
        matching = np.isin(places, [self._place[entry_id] for entry_id in activities])
        if matching.any():
            scores = np.where(matching, 1.0, OTHERS_FACTOR * scores)
        best = [at for at in np.argsort(-scores, kind="stable")[:top] if scores[at] > 0]
        return [(self._entries[places[at]].id, round(float(scores[at]), 2)) for at in best]

    def parts(self, text: str, vector: np.ndarray) -> ScoreParts:
        """Return the parts of the scores for a text and its vector."""
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
        """Return the score of each entry, by the formula in the module docstring."""
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
            over = [place for place, last_day in self._last_days.items() if last_day < today]
            wanted[over] = False
        return wanted

    def _hit(self, place: int, score: float) -> SearchHit:
        return SearchHit(*self._shown[place], round(score, 4))
