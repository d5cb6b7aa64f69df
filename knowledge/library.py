"""Search, linking, interests and skills over one base. A changed base makes a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Optional, Protocol

import numpy as np

from knowledge import documents, fields, phonetic, spelling, trainings
from knowledge.base import Base
from knowledge.embedding import Embedder
from knowledge.index import Hit, Index
from knowledge.interests import InterestReader
from knowledge.linking import Link, link
from knowledge.names_abroad import NamesAbroad
from knowledge.neutral import neutral
from knowledge.said_apart import said_apart
from knowledge.schema import Source
from knowledge.skills import SkillReader
from knowledge.spelling import Spelling
from knowledge.trainings import Trainings
from knowledge.vectors import Progress, VectorCache

# What a learnt reading and the search of descriptions count for together; chosen on two messages a
# profession held out of `nlu_data/leads`, and on messages that point at none: of those that do,
# 71 % come near to a profession (CLEAR), of the others 5 %; the search alone: 80 % of the others.
SEARCHED, LEARNT = 0.45, 0.9
MAX_NEAR, LEAST_NEAR = 40, 0.05


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
            NamesAbroad.load(folder),
            points,
        )

    def with_dataset(self, file: str, sources: Iterable[Source], entries: Iterable[Any]) -> Library:
        """Another with these entries in the place of those of `file`: half a second of work."""
        base = self.base.with_dataset(file, sources, entries)
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
            for each in (said, *said_apart(said)):
                self.embedder.query(each)

    def near(self, text: str) -> tuple[tuple[str, float], ...]:
        """The professions that a sentence about oneself points at, from 0 to 1, whatever its
        gender, the school path and the place in it (`knowledge.neutral`): by their descriptions,
        and by what was learnt where that is there."""
        if not text.strip():
            return ()
        said = self._neutral(text)
        vector = self.embedder.query(said)
        found = dict(self.index.near(said, vector))
        if self.points is None:
            return tuple(found.items())
        learnt = self.points.spread(said, vector)
        says = 1.0 - learnt.pop("", 0.0)
        together = {
            each: round(min(1.0, says * (SEARCHED * found.get(each, 0.0) + LEARNT * p**0.5)), 2)
            for each, p in learnt.items()
        }
        near = sorted(together.items(), key=lambda pair: -pair[1])[:MAX_NEAR]
        return tuple((each, nearness) for each, nearness in near if nearness >= LEAST_NEAR)

    def interests_in(self, text: str) -> list[int]:
        """The interests that a sentence about oneself speaks of, read as neutrally, and piece by
        piece where it says several things."""
        if not text.strip():
            return []
        said = self._neutral(text)
        pieces = [self.embedder.query(piece) for piece in said_apart(said)]
        return self.interests.read_apart(self.embedder.query(said), pieces)

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

    def asked(self, text: str) -> Optional[str]:
        """The question or service that has the very words of a text as a name."""
        return self.index.asked(text)

    def searched(self, text: str) -> Optional[str]:
        """What kind of entries a text asks to see several of: « field », « training », or None."""
        if trainings.asked(text, self.base):
            return "training"
        return "field" if fields.asked(self.base, text) else None

    def names_subject(self, text: str) -> bool:
        """Whether a text that asks for trainings says what in."""
        return trainings.names_subject(text, self.base)

    def trainings(self, text: str, occupation_id: Optional[str] = None) -> Trainings:
        """The trainings that a text asks for (`knowledge.trainings`)."""
        return trainings.find(text, self.index, self.embedder, occupation_id)


@dataclass
class Current:
    """The library in use. Another takes its place as a whole: who read it before goes on with the
    one they have, and nobody sees half of one."""

    library: Library
