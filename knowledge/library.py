"""Search, linking, interests and skills over one base. A changed base makes a new one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Optional, Protocol

import numpy as np

from bot.language import phonetic_keys
from bot.language.neutral_wording import neutralise
from bot.language.normalisation import stem_words, tokenise
from bot.language.spelling_correction import SpellingCorrector, load_corrector
from knowledge import (
    answer_details,
    question_topics,
    search_documents,
    training_search,
    work_fields,
)
from knowledge.answer_details import AnswerDetail
from knowledge.clause_splitter import split_clauses
from knowledge.core_words import extract_core
from knowledge.disclosure_classifier import DisclosureClassifier
from knowledge.entry_schema import Question
from knowledge.foreign_names import ForeignNames
from knowledge.interest_classifier import InterestClassifier
from knowledge.knowledge_base import KnowledgeBase
from knowledge.profession_linking import ProfessionLinks, link_professions
from knowledge.search_index import SearchHit, SearchIndex
from knowledge.sentence_embedding import Embedder
from knowledge.skill_classifier import SkillClassifier
from knowledge.training_search import FoundTrainings
from knowledge.vector_cache import Progress, VectorCache

# What a learnt reading and the search of descriptions count for together; chosen on two messages a
# profession held out of `nlu_data/leads`, and on messages that point at none: of those that do,
# 71 % come near to a profession (CLEAR), of the others 5 %; the search alone: 80 % of the others.
SEARCH_WEIGHT, PREDICTION_WEIGHT = 0.45, 0.9
# The search counts in full only where the learnt reading gives a profession four times its share:
# « services sociaux » are written in the description of stretcher-bearers, and point at none.
FULL_WEIGHT_SHARE = 0.01
# Of words that are known to tell something of oneself, so much at least points somewhere.
MIN_TOLD_PROBABILITY = 0.5
# One of several things that were said counts a little less than what all of it points at; a word
# alone, « l'action », points at much.
CLAUSE_FACTOR, SINGLE_WORD_FACTOR = 0.9, 0.6
MAX_NEAR_PROFESSIONS, MIN_NEARNESS = 40, 0.05
# Two tastes told apart are joined where both said at once point at a profession as much, and each
# alone makes it stand out by as many deviations, of two measures added.
MIN_JOINT_NEARNESS, MIN_JOINT_DEVIATIONS = 0.4, 1.2
# Words of a quotation.
MAX_QUOTED_WORDS = 8
_LEADING_CONNECTIVES = re.compile(
    r"^(?:(?:et|mais|enfin|genre|puis|donc|alors|bon|ben|bah|heu|euh|sinon|voilà|voila)\b[ ,]*)+",
    re.IGNORECASE,
)


def shorten_quote(words: str) -> str:
    """As much of somebody's words as a quotation takes."""
    bare = _LEADING_CONNECTIVES.sub("", words) or words
    said = bare.split()
    return bare if len(said) <= MAX_QUOTED_WORDS else f"{' '.join(said[:MAX_QUOTED_WORDS])}…"


class ProfessionPredictor(Protocol):
    """What points from a sentence about oneself at professions; "" stands for none of them."""

    def spread(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """The probability of every profession; `vector` is the text's own."""


@dataclass(frozen=True)
class Library:
    """Never changed: a turn reads one from its beginning to its end."""

    base: KnowledgeBase
    index: SearchIndex
    interests: InterestClassifier
    skills: SkillClassifier
    embedder: Embedder
    vectors: VectorCache
    disclosures: DisclosureClassifier
    abroad: ForeignNames = field(default_factory=lambda: ForeignNames({}))
    points: Optional[ProfessionPredictor] = None
    spelling: SpellingCorrector = field(default_factory=load_corrector)

    @classmethod
    def open(
        cls,
        folder: Path,
        cache: Path,
        embedder: Embedder,
        progress: Optional[Progress] = None,
        imported: Optional[Path] = None,
        points: Optional[ProfessionPredictor] = None,
    ) -> Library:
        """Load the entries of `folder` and the datasets of `imported`; vectors that `cache` holds
        are not computed again.

        Raises:
            KnowledgeError: an entry does not fit; the message names file and entry.
        """
        base = KnowledgeBase.load(folder, imported)
        vectors = VectorCache(cache)
        return cls(
            base,
            SearchIndex(base, embedder, vectors, progress),
            InterestClassifier(embedder, vectors),
            SkillClassifier(embedder, vectors),
            embedder,
            vectors,
            DisclosureClassifier(embedder, vectors),
            ForeignNames.load(folder),
            points,
        )

    def of(self, base: KnowledgeBase) -> Library:
        """Another over this base: half a second of work; itself over the same."""
        if base is self.base:
            return self
        return replace(self, base=base, index=SearchIndex(base, self.embedder, self.vectors))

    def search(
        self,
        text: str,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[SearchHit]:
        """The best entries for a text (`knowledge.search_index`)."""
        return self.index.search(text, self.embedder.query(text), kinds, top, today)

    def precompute_vectors(self, text: str) -> None:
        """Embed ahead of the turn what `near` and `find_interests` will ask for, once each: it
        takes as long as all the rest of the turn, which holds the database."""
        if text.strip():
            said = self._neutralise(text)
            for each in {
                said,
                *split_clauses(said),
                extract_core(said),
                *split_clauses(extract_core(said)),
            }:
                self.embedder.query(each)

    def near(self, text: str, told: bool = False) -> tuple[tuple[str, float], ...]:
        """The professions that a sentence about oneself points at, from 0 to 1, whatever its
        gender, the school path and the place in it (`bot.language.neutral_wording`): by their
        descriptions, and by what was learnt where that is there.

        `told`: it is known to tell a taste, a refusal, a strength …; then what it is about is read
        without the words around (`knowledge.core_words`), and of several things each by itself.
        """
        if not text.strip():
            return ()
        said = self._neutralise(text)
        if self.points is None:
            return tuple(self.index.near(said, self.embedder.query(said)))
        whole = extract_core(said) if told else said
        found = self._score_professions(whole, told)
        for piece in split_clauses(whole) if told else ():
            counts = SINGLE_WORD_FACTOR if len(stem_words(tokenise(piece))) < 2 else CLAUSE_FACTOR
            for each, nearness in self._score_professions(piece, told).items():
                found[each] = max(found[each], counts * nearness)
        near = sorted(found.items(), key=lambda pair: -pair[1])[:MAX_NEAR_PROFESSIONS]
        return tuple((each, round(near, 2)) for each, near in near if near >= MIN_NEARNESS)

    def quote(self, words: str, occupation_id: str) -> str:
        """Of somebody's words, the few that point at a profession most."""
        pieces = split_clauses(words) if len(words.split()) > MAX_QUOTED_WORDS else []
        if pieces and self.points is not None:
            words = max(
                pieces,
                key=lambda each: self._score_professions(
                    extract_core(self._neutralise(each)), True
                )[occupation_id],
            )
        return shorten_quote(words)

    def joining(self, first: str, second: str) -> list[str]:
        """The professions that two tastes told apart point at together, the best first: what both
        said at once points at, and neither of them leaves out. None without the learnt reading."""
        if self.points is None:
            return []
        one, other = (extract_core(self._neutralise(each)) for each in (first, second))
        together = self._score_professions(f"{one} et {other}", True)
        least = np.minimum(self._measure_deviations(one), self._measure_deviations(other))
        found = {
            each: float(least[at])
            for at, each in enumerate(self.base.occupations)
            if together[each] >= MIN_JOINT_NEARNESS and least[at] >= MIN_JOINT_DEVIATIONS
        }
        return sorted(found, key=lambda each: -found[each])

    def _measure_deviations(self, said: str) -> np.ndarray:
        """How far each profession stands out for these words, in deviations from the mean: by its
        description, and by what was learnt, added."""
        vector, ids = self.embedder.query(said), list(self.base.occupations)
        close, learnt = self.index.closeness(vector, ids), self._predict(said, vector)
        measured = (
            np.array([close[each] for each in ids]),
            np.log([learnt.get(each, 0.0) + 1e-9 for each in ids]),
        )
        return sum((each - each.mean()) / max(float(each.std()), 1e-9) for each in measured)

    def _predict(self, said: str, vector: np.ndarray) -> dict[str, float]:
        return self.points.spread(said, vector) if self.points is not None else {}

    def _score_professions(self, said: str, told: bool) -> dict[str, float]:
        """How much each profession is pointed at: the formula of decision 14."""
        vector = self.embedder.query(said)
        searched = dict(self.index.near(said, vector))
        learnt = self._predict(said, vector)
        somewhere = max(1.0 - learnt.pop("", 0.0), 1e-9)
        says = max(somewhere, MIN_TOLD_PROBABILITY) if told else somewhere
        found = {}
        for each, probability in learnt.items():
            share = probability / somewhere
            believed = min(1.0, (share / FULL_WEIGHT_SHARE) ** 0.5)
            nearness = (
                SEARCH_WEIGHT * believed * searched.get(each, 0.0) + PREDICTION_WEIGHT * share**0.5
            )
            found[each] = min(1.0, says * nearness)
        return found

    def find_interests(self, text: str) -> list[int]:
        """The interests that a sentence about oneself speaks of, read as neutrally, and piece by
        piece where it says several things."""
        if not text.strip():
            return []
        said = self._neutralise(text)
        pieces = [self.embedder.query(piece) for piece in split_clauses(said)]
        return self.interests.read_clauses(self.embedder.query(said), pieces)

    def telling(self, text: str) -> tuple[str, float]:
        """The kind of thing that a text, its words put right, tells
        (`knowledge.disclosure_classifier`), and its score; "" for none of them."""
        if not text.strip():
            return "", 0.0
        return self.disclosures.kind(self.embedder.query(text))

    def _neutralise(self, text: str) -> str:
        towns = self.base.site.towns if self.base.site else ()
        return neutralise(self.spelling.correct(text).text, towns)

    def link(self, text: str) -> ProfessionLinks:
        """The professions that a text names (`knowledge.profession_linking`)."""
        return link_professions(text, self.embedder.query, self.index)

    @cached_property
    def sounds(self) -> dict[str, str]:
        """How the names of professions sound (`bot.language.phonetic_keys`) → their ids."""
        return {
            phonetic_keys.phonetic_key(name): occupation.id
            for occupation in self.base.occupations.values()
            for name in search_documents.list_names(occupation)
        }

    @cached_property
    def topics(self) -> dict[str, frozenset[str]]:
        """The words that name what each question is about (`knowledge.question_topics`)."""
        return question_topics.find_topic_stems(self.base.questions)

    def list_question_trades(self, entry_id: str) -> frozenset[str]:
        """The professions that the name of a question says it is about; of no other is it asked."""
        known = self._question_trades.get(entry_id)
        if known is None:
            question = self.base.questions.get(entry_id)
            linked = self.link(question.question) if question else None
            known = frozenset(linked.occupation_ids if linked else ())
            self._question_trades[entry_id] = known
        return known

    @cached_property
    def _question_trades(self) -> dict[str, frozenset[str]]:
        return {}

    def asked(self, text: str) -> Optional[str]:
        """The question or service that has the very words of a text as a name."""
        return self.index.names.asked(text)

    def details(self, text: str, entry: Question) -> Sequence[AnswerDetail]:
        """The further sentences of an answer by how likely they say what a text asks."""
        passages = self.vectors.passages(answer_details.list_sentences(entry), self.embedder)
        return answer_details.rank_details(text, self.embedder.query(text), entry, passages)

    def searched(self, text: str) -> Optional[str]:
        """What kind of entries a text asks to see several of: « field », « training », or None."""
        if training_search.asks_for_trainings(text, self.base):
            return "training"
        return "field" if work_fields.asks_for_professions(self.base, text) else None

    def lists(self, text: str) -> bool:
        """Whether a text asks for a list and for nothing that a list does not tell."""
        kind = self.searched(text)
        return kind == "field" or (
            kind == "training" and training_search.asks_only_for_trainings(text, self.base)
        )

    def names_subject(self, text: str) -> bool:
        """Whether a text that asks for trainings says what in."""
        return training_search.names_subject(text, self.base)

    def trainings(self, text: str, occupation_id: Optional[str] = None) -> FoundTrainings:
        """The trainings that a text asks for (`knowledge.training_search`)."""
        return training_search.find_trainings(text, self.index, self.embedder, occupation_id)


@dataclass
class CurrentLibrary:
    """The library in use on a day, and the base it was made of, in which nothing is over yet.
    Another takes its place as a whole: who read it before goes on with the one they have, and
    nobody sees half of one."""

    library: Library
    read: KnowledgeBase
    day: dt.date

    @classmethod
    def of(cls, library: Library, day: dt.date) -> CurrentLibrary:
        """Of a library as it was loaded."""
        return cls(library.of(library.base.on(day)), library.base, day)

    def take(self, read: KnowledgeBase, day: dt.date) -> None:
        """Use another base from now on, or the same on another day."""
        self.library = self.library.of(read.on(day))
        self.read, self.day = read, day

    def ended(self, today: dt.date) -> bool:
        """Whether something is over by now that the library in use still says."""
        return any(self.day <= last < today for last in self.read.last_days)
