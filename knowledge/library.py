"""Search, linking, interests and skills over one base; a changed base needs a new `Library`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Optional

from bot.language import phonetic_keys
from bot.language.known_words import is_known_word
from bot.language.neutral_wording import neutralise
from bot.language.spelling_correction import SpellingCorrector, load_corrector
from knowledge import (
    answer_details,
    question_topics,
    search_documents,
    training_search,
    work_fields,
)
from knowledge.answer_details import AnswerDetail
from knowledge.disclosure_classifier import DisclosureClassifier
from knowledge.entry_schema import Question
from knowledge.foreign_names import ForeignNames
from knowledge.interest_classifier import InterestClassifier
from knowledge.knowledge_base import KnowledgeBase
from knowledge.profession_linking import ProfessionLinks, link_professions
from knowledge.profession_scoring import ProfessionPredictor, ProfessionScorer
from knowledge.search_index import SearchHit, SearchIndex
from knowledge.sentence_embedding import Embedder
from knowledge.skill_classifier import SkillClassifier
from knowledge.statement_parts import extract_core, split_clauses
from knowledge.training_search import FoundTrainings
from knowledge.vector_cache import Progress, VectorCache

MAX_QUOTED_WORDS = 8
_LEADING_CONNECTIVES = re.compile(
    r"^(?:(?:et|mais|enfin|genre|puis|donc|alors|bon|ben|bah|heu|euh|sinon|voilà|voila)\b[ ,]*)+",
    re.IGNORECASE,
)


def shorten_quote(words: str) -> str:
    """Return a person's words without leading connectives, cut to MAX_QUOTED_WORDS."""
    quote = _LEADING_CONNECTIVES.sub("", words) or words
    kept = quote.split()
    return quote if len(kept) <= MAX_QUOTED_WORDS else f"{' '.join(kept[:MAX_QUOTED_WORDS])}…"


@dataclass(frozen=True)
class Library:
    """An immutable base with its indexes and classifiers; a turn uses a single one throughout.

    `read`: the base as loaded, which may hold what is expired; None for a base that replaced it.
    """

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
    read: Optional[KnowledgeBase] = None

    @classmethod
    def open(
        cls,
        folder: Path,
        cache: Path,
        embedder: Embedder,
        progress: Optional[Progress] = None,
        imported: Optional[Path] = None,
        points: Optional[ProfessionPredictor] = None,
        day: Optional[dt.date] = None,
    ) -> Library:
        """Load the entries of `folder` and the datasets of `imported`, reusing vectors of `cache`.

        With `day`, what is expired on it is left out before anything is indexed, and the whole base
        is kept as `read`: an index takes two seconds.

        Raises:
            KnowledgeError: an entry is invalid; the message names file and entry.
        """
        read = KnowledgeBase.load(folder, imported)
        base = read if day is None else read.on(day)
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
            read=read,
        )

    def of(self, base: KnowledgeBase) -> Library:
        """Return a library over `base` (takes two seconds), itself if `base` is unchanged."""
        if base is self.base:
            return self
        index = SearchIndex(base, self.embedder, self.vectors)
        return replace(self, base=base, index=index, read=None)

    def search(
        self,
        text: str,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[SearchHit]:
        """Return the best entries for a text (`knowledge.search_index`)."""
        return self.index.search(text, self.embedder.query(text), kinds, top, today)

    def near(self, text: str, told: bool = False) -> tuple[tuple[str, float], ...]:
        """Return the professions that a sentence about oneself suggests, with scores from 0 to 1.

        Scores combine their descriptions and, if loaded, the trained predictor; gender, school path
        and place are neutralised first (`bot.language.neutral_wording`). `told`: the sentence is
        known to state a taste, a refusal or a strength, so only its core is read
        (`knowledge.statement_parts`), as a whole and clause by clause.
        """
        if not text.strip():
            return ()
        return self._scorer.near(self._neutralise(text), told)

    def quote(self, words: str, occupation_id: str) -> str:
        """Return the few words of a person that suggest a profession most."""
        clauses = split_clauses(words) if len(words.split()) > MAX_QUOTED_WORDS else []
        if clauses and self.points is not None:
            cores = (extract_core(self._neutralise(clause)) for clause in clauses)
            scores = [self._scorer.score(core, True)[occupation_id] for core in cores]
            words = clauses[scores.index(max(scores))]
        return shorten_quote(words)

    def joining(self, first: str, second: str) -> list[str]:
        """Return the professions that two separate tastes both suggest, the best first.

        Both together and each alone have to suggest them. Empty without a trained predictor.
        """
        return self._scorer.joining(self._neutralise(first), self._neutralise(second))

    @property
    def _scorer(self) -> ProfessionScorer:
        return ProfessionScorer(self.index, self.embedder, self.points)

    def find_interests(self, text: str) -> list[int]:
        """Return the interests of a sentence about oneself, neutralised and split into clauses."""
        if not text.strip():
            return []
        neutral = self._neutralise(text)
        clauses = [self.embedder.query(clause) for clause in split_clauses(neutral)]
        return self.interests.read_clauses(self.embedder.query(neutral), clauses)

    def telling(self, text: str) -> tuple[str, float]:
        """Return the kind of disclosure of a corrected text and its score, or ("", 0.0)."""
        if not text.strip():
            return "", 0.0
        return self.disclosures.kind(self.embedder.query(text))

    def _neutralise(self, text: str) -> str:
        towns = self.base.site.towns if self.base.site else ()
        return neutralise(self.spelling.correct(text).text, towns)

    def write_masculine(self, text: str) -> str:
        """Return a text with the feminine nouns of professions in the masculine, so that her and
        him are asked for the same entries: « devenir éducatrice » as « devenir éducateur »."""
        nouns = self._masculine_nouns
        return re.sub(r"\w+", lambda word: nouns.get(word[0].lower(), word[0]), text)

    @cached_property
    def _masculine_nouns(self) -> dict[str, str]:
        titles = [each.title for each in self.base.occupations.values()]
        pairs = ((title.f.split()[0], title.m.split()[0]) for title in titles)
        return {f.lower(): m.lower() for f, m in pairs if f != m and f.isalpha() and m.isalpha()}

    def link(self, text: str) -> ProfessionLinks:
        """Return the professions that a text names (`knowledge.profession_linking`)."""
        return link_professions(text, self.embedder.query, self.index)

    @cached_property
    def sounds(self) -> dict[str, str]:
        """Phonetic key of each profession name (`bot.language.phonetic_keys`) → profession id; of
        its titles before other names."""
        key, professions = phonetic_keys.phonetic_key, list(self.base.occupations.values())
        names = {key(n): each.id for each in professions for n in search_documents.list_names(each)}
        titles = {key(t): each.id for each in professions for t in (each.title.f, each.title.m)}
        return {**names, **titles}

    def sounds_like_a_name(self, word: str) -> bool:
        """Return whether a word, in lower case, is no French word and sounds like the name of a
        profession."""
        sound = "" if is_known_word(word) else phonetic_keys.phonetic_key(word)
        return len(sound) >= phonetic_keys.MIN_LETTERS and sound in self.sounds

    @cached_property
    def topics(self) -> dict[str, frozenset[str]]:
        """Question id → the stems of its topic (`knowledge.question_topics`)."""
        return question_topics.find_topic_stems(self.base.questions)

    def list_question_trades(self, entry_id: str) -> frozenset[str]:
        """Return the professions that a question names; it applies to no others."""
        known = self._question_trades.get(entry_id)
        if known is None:
            question = self.base.questions.get(entry_id)
            # Without an embedder, since nearness orders candidates only.
            linked = link_professions(question.question, None, self.index) if question else None
            known = frozenset(linked.occupation_ids if linked else ())
            self._question_trades[entry_id] = known
        return known

    @cached_property
    def _question_trades(self) -> dict[str, frozenset[str]]:
        return {}

    def asked(self, text: str, whole: bool = False) -> Optional[str]:
        """Return the question or service whose name has the content words of a text; `whole`: all
        of its words, but for determiners."""
        return self.index.names.asked(text, whole)

    def details(self, text: str, entry: Question) -> Sequence[AnswerDetail]:
        """Return the further sentences of an answer, ranked by relevance to a text."""
        passages = self.vectors.passages(answer_details.list_sentences(entry), self.embedder)
        return answer_details.rank_details(text, self.embedder.query(text), entry, passages)

    def searched(self, text: str) -> Optional[str]:
        """Return the kind of list that a text asks for: "field", "training" or None."""
        if training_search.asks_for_trainings(text, self.base):
            return "training"
        return "field" if work_fields.asks_for_professions(self.base, text) else None

    def lists(self, text: str) -> bool:
        """Whether a text asks for a list and nothing else."""
        kind = self.searched(text)
        return kind == "field" or (
            kind == "training" and training_search.asks_only_for_trainings(text, self.base)
        )

    def names_subject(self, text: str) -> bool:
        """Whether a text that asks for trainings names a subject."""
        return training_search.names_subject(text, self.base)

    def trainings(self, text: str, occupation_id: Optional[str] = None) -> FoundTrainings:
        """Return the trainings that a text asks for (`knowledge.training_search`)."""
        return training_search.find_trainings(text, self.index, self.embedder, occupation_id)


@dataclass
class CurrentLibrary:
    """The library in use on a day, and `read`, its base before expired facts were removed.

    The library is replaced as a whole, so that a running turn keeps a consistent one.
    """

    library: Library
    read: KnowledgeBase
    day: dt.date

    @classmethod
    def of(cls, library: Library, day: dt.date) -> CurrentLibrary:
        """Return the current library for a library as loaded."""
        read = library.read or library.base
        return cls(library.of(read.on(day)), read, day)

    def take(self, read: KnowledgeBase, day: dt.date) -> None:
        """Switch to another base or day."""
        self.library = self.library.of(read.on(day))
        self.read, self.day = read, day

    def ended(self, today: dt.date) -> bool:
        """Whether a fact of the library in use has expired since its day."""
        return any(self.day <= last < today for last in self.read.last_days)
