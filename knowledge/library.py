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

from knowledge import details, documents, fields, phonetic, spelling, topics, trainings
from knowledge.base import Base
from knowledge.core_words import core
from knowledge.details import Detail
from knowledge.embedding import Embedder
from knowledge.index import Hit, Index
from knowledge.interests import InterestReader
from knowledge.linking import Link, link
from knowledge.names_abroad import NamesAbroad
from knowledge.neutral import neutral
from knowledge.said_apart import said_apart
from knowledge.schema import Question
from knowledge.skills import SkillReader
from knowledge.spelling import Spelling
from knowledge.tellings import TellingReader
from knowledge.text import stems, tokens
from knowledge.trainings import Trainings
from knowledge.vectors import Progress, VectorCache

# What a learnt reading and the search of descriptions count for together; chosen on two messages a
# profession held out of `nlu_data/leads`, and on messages that point at none: of those that do,
# 71 % come near to a profession (CLEAR), of the others 5 %; the search alone: 80 % of the others.
SEARCHED, LEARNT = 0.45, 0.9
# The search counts in full only where the learnt reading gives a profession four times its share:
# « services sociaux » are written in the description of stretcher-bearers, and point at none.
BELIEVED = 0.01
# Of words that are known to tell something of oneself, so much at least points somewhere.
TOLD = 0.5
# One of several things that were said counts a little less than what all of it points at; a word
# alone, « l'action », points at much.
PIECE, WORD = 0.9, 0.6
MAX_NEAR, LEAST_NEAR = 40, 0.05
# Two tastes told apart are joined where both said at once point at a profession as much, and each
# alone makes it stand out by as many deviations, of two measures added.
TOGETHER, STANDS_OUT = 0.4, 1.2
# Words of a quotation.
MAX_QUOTED = 8
_JOINING = re.compile(
    r"^(?:(?:et|mais|enfin|genre|puis|donc|alors|bon|ben|bah|heu|euh|sinon|voilà|voila)\b[ ,]*)+",
    re.IGNORECASE,
)


def shortened(words: str) -> str:
    """As much of somebody's words as a quotation takes."""
    bare = _JOINING.sub("", words) or words
    said = bare.split()
    return bare if len(said) <= MAX_QUOTED else f"{' '.join(said[:MAX_QUOTED])}…"


class Points(Protocol):
    """What points from a sentence about oneself at professions; "" stands for none of them."""

    def spread(self, text: str, vector: np.ndarray) -> dict[str, float]:
        """The probability of every profession; `vector` is the text's own."""


@dataclass(frozen=True)
class Library:
    """Never changed: a turn reads one from its beginning to its end."""

    base: Base
    index: Index
    interests: InterestReader
    skills: SkillReader
    embedder: Embedder
    vectors: VectorCache
    tellings: TellingReader
    abroad: NamesAbroad = field(default_factory=lambda: NamesAbroad({}))
    points: Optional[Points] = None
    spelling: Spelling = field(default_factory=spelling.load)

    @classmethod
    def open(
        cls,
        folder: Path,
        cache: Path,
        embedder: Embedder,
        progress: Optional[Progress] = None,
        imported: Optional[Path] = None,
        points: Optional[Points] = None,
    ) -> Library:
        """Load the entries of `folder` and the datasets of `imported`; vectors that `cache` holds
        are not computed again.

        Raises:
            KnowledgeError: an entry does not fit; the message names file and entry.
        """
        base = Base.load(folder, imported)
        vectors = VectorCache(cache)
        return cls(
            base,
            Index(base, embedder, vectors, progress),
            InterestReader(embedder, vectors),
            SkillReader(embedder, vectors),
            embedder,
            vectors,
            TellingReader(embedder, vectors),
            NamesAbroad.load(folder),
            points,
        )

    def of(self, base: Base) -> Library:
        """Another over this base: half a second of work; itself over the same."""
        if base is self.base:
            return self
        return replace(self, base=base, index=Index(base, self.embedder, self.vectors))

    def search(
        self,
        text: str,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[Hit]:
        """The best entries for a text (`knowledge.index`)."""
        return self.index.search(text, self.embedder.query(text), kinds, top, today)

    def warm(self, text: str) -> None:
        """Embed ahead of the turn what `near` and `interests_in` will ask for, once each: it takes
        as long as all the rest of the turn, which holds the database."""
        if text.strip():
            said = self._neutral(text)
            for each in {said, *said_apart(said), core(said), *said_apart(core(said))}:
                self.embedder.query(each)

    def near(self, text: str, told: bool = False) -> tuple[tuple[str, float], ...]:
        """The professions that a sentence about oneself points at, from 0 to 1, whatever its
        gender, the school path and the place in it (`knowledge.neutral`): by their descriptions,
        and by what was learnt where that is there.

        `told`: it is known to tell a taste, a refusal, a strength …; then what it is about is read
        without the words around (`knowledge.core_words`), and of several things each by itself.
        """
        if not text.strip():
            return ()
        said = self._neutral(text)
        if self.points is None:
            return tuple(self.index.near(said, self.embedder.query(said)))
        whole = core(said) if told else said
        found = self._pointed(whole, told)
        for piece in said_apart(whole) if told else ():
            counts = WORD if len(stems(tokens(piece))) < 2 else PIECE
            for each, nearness in self._pointed(piece, told).items():
                found[each] = max(found[each], counts * nearness)
        near = sorted(found.items(), key=lambda pair: -pair[1])[:MAX_NEAR]
        return tuple((each, round(near, 2)) for each, near in near if near >= LEAST_NEAR)

    def quote(self, words: str, occupation_id: str) -> str:
        """Of somebody's words, the few that point at a profession most."""
        pieces = said_apart(words) if len(words.split()) > MAX_QUOTED else []
        if pieces and self.points is not None:
            words = max(
                pieces,
                key=lambda each: self._pointed(core(self._neutral(each)), True)[occupation_id],
            )
        return shortened(words)

    def joining(self, first: str, second: str) -> list[str]:
        """The professions that two tastes told apart point at together, the best first: what both
        said at once points at, and neither of them leaves out. None without the learnt reading."""
        if self.points is None:
            return []
        one, other = (core(self._neutral(each)) for each in (first, second))
        together = self._pointed(f"{one} et {other}", True)
        least = np.minimum(self._standing(one), self._standing(other))
        found = {
            each: float(least[at])
            for at, each in enumerate(self.base.occupations)
            if together[each] >= TOGETHER and least[at] >= STANDS_OUT
        }
        return sorted(found, key=lambda each: -found[each])

    def _standing(self, said: str) -> np.ndarray:
        """How far each profession stands out for these words, in deviations from the mean: by its
        description, and by what was learnt, added."""
        vector, ids = self.embedder.query(said), list(self.base.occupations)
        close, learnt = self.index.closeness(vector, ids), self._learnt(said, vector)
        measured = (
            np.array([close[each] for each in ids]),
            np.log([learnt.get(each, 0.0) + 1e-9 for each in ids]),
        )
        return sum((each - each.mean()) / max(float(each.std()), 1e-9) for each in measured)

    def _learnt(self, said: str, vector: np.ndarray) -> dict[str, float]:
        return self.points.spread(said, vector) if self.points is not None else {}

    def _pointed(self, said: str, told: bool) -> dict[str, float]:
        """How much each profession is pointed at: the formula of decision 14."""
        vector = self.embedder.query(said)
        searched = dict(self.index.near(said, vector))
        learnt = self._learnt(said, vector)
        somewhere = max(1.0 - learnt.pop("", 0.0), 1e-9)
        says = max(somewhere, TOLD) if told else somewhere
        found = {}
        for each, probability in learnt.items():
            share = probability / somewhere
            believed = min(1.0, (share / BELIEVED) ** 0.5)
            nearness = SEARCHED * believed * searched.get(each, 0.0) + LEARNT * share**0.5
            found[each] = min(1.0, says * nearness)
        return found

    def interests_in(self, text: str) -> list[int]:
        """The interests that a sentence about oneself speaks of, read as neutrally, and piece by
        piece where it says several things."""
        if not text.strip():
            return []
        said = self._neutral(text)
        pieces = [self.embedder.query(piece) for piece in said_apart(said)]
        return self.interests.read_apart(self.embedder.query(said), pieces)

    def telling(self, text: str) -> tuple[str, float]:
        """The kind of thing that a text, its words put right, tells (`knowledge.tellings`), and its
        score; "" for none of them."""
        if not text.strip():
            return "", 0.0
        return self.tellings.kind(self.embedder.query(text))

    def _neutral(self, text: str) -> str:
        towns = self.base.site.towns if self.base.site else ()
        return neutral(self.spelling.spell(text).text, towns)

    def link(self, text: str) -> Link:
        """The professions that a text names (`knowledge.linking`)."""
        return link(text, self.embedder.query, self.index)

    @cached_property
    def sounds(self) -> dict[str, str]:
        """How the names of professions sound (`knowledge.phonetic`) → their ids."""
        return {
            phonetic.key(name): occupation.id
            for occupation in self.base.occupations.values()
            for name in documents.names(occupation)
        }

    @cached_property
    def topics(self) -> dict[str, frozenset[str]]:
        """The words that name what each question is about (`knowledge.topics`)."""
        return topics.topics(self.base.questions)

    def trades_of(self, entry_id: str) -> frozenset[str]:
        """The professions that the name of a question says it is about; of no other is it asked."""
        known = self._trades_of.get(entry_id)
        if known is None:
            question = self.base.questions.get(entry_id)
            linked = self.link(question.question) if question else None
            known = frozenset(linked.occupation_ids if linked else ())
            self._trades_of[entry_id] = known
        return known

    @cached_property
    def _trades_of(self) -> dict[str, frozenset[str]]:
        return {}

    def asked(self, text: str) -> Optional[str]:
        """The question or service that has the very words of a text as a name."""
        return self.index.asked(text)

    def details(self, text: str, entry: Question) -> Sequence[Detail]:
        """The further sentences of an answer by how likely they say what a text asks."""
        passages = self.vectors.passages(details.texts(entry), self.embedder)
        return details.ranked(text, self.embedder.query(text), entry, passages)

    def searched(self, text: str) -> Optional[str]:
        """What kind of entries a text asks to see several of: « field », « training », or None."""
        if trainings.asked(text, self.base):
            return "training"
        return "field" if fields.asked(self.base, text) else None

    def lists(self, text: str) -> bool:
        """Whether a text asks for a list and for nothing that a list does not tell."""
        kind = self.searched(text)
        return kind == "field" or (kind == "training" and trainings.says_no_more(text, self.base))

    def names_subject(self, text: str) -> bool:
        """Whether a text that asks for trainings says what in."""
        return trainings.names_subject(text, self.base)

    def trainings(self, text: str, occupation_id: Optional[str] = None) -> Trainings:
        """The trainings that a text asks for (`knowledge.trainings`)."""
        return trainings.find(text, self.index, self.embedder, occupation_id)


@dataclass
class Current:
    """The library in use on a day, and the base it was made of, in which nothing is over yet.
    Another takes its place as a whole: who read it before goes on with the one they have, and
    nobody sees half of one."""

    library: Library
    read: Base
    day: dt.date

    @classmethod
    def of(cls, library: Library, day: dt.date) -> Current:
        """Of a library as it was loaded."""
        return cls(library.of(library.base.on(day)), library.base, day)

    def take(self, read: Base, day: dt.date) -> None:
        """Use another base from now on, or the same on another day."""
        self.library = self.library.of(read.on(day))
        self.read, self.day = read, day

    def ended(self, today: dt.date) -> bool:
        """Whether something is over by now that the library in use still says."""
        return any(self.day <= last < today for last in self.read.last_days)
