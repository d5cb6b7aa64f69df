"""The base with all that reads it: search, linking, interests. A changed base makes a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge.base import Base
from knowledge.embedding import Embedder
from knowledge.index import Hit, Index
from knowledge.interests import InterestReader
from knowledge.linking import Link, link
from knowledge.vectors import Progress, VectorCache


@dataclass(frozen=True)
class Library:
    """Built once at start; every turn reads the same."""

    base: Base
    index: Index
    interests: InterestReader
    embedder: Embedder

    @classmethod
    def open(
        cls, folder: Path, cache: Path, embedder: Embedder, progress: Optional[Progress] = None
    ) -> Library:
        """Load the entries of `folder`; vectors that `cache` holds are not computed again.

        Raises:
            KnowledgeError: an entry does not fit; the message names file and entry.
        """
        base = Base.load(folder)
        vectors = VectorCache(cache)
        return cls(
            base,
            Index(base, embedder, vectors, progress),
            InterestReader(embedder, vectors),
            embedder,
        )

    def search(
        self,
        text: str,
        kinds: Optional[Sequence[str]] = None,
        top: int = 5,
        today: Optional[dt.date] = None,
    ) -> list[Hit]:
        """The best entries for a text (`knowledge.index`)."""
        return self.index.search(text, self.embedder.query(text), kinds, top, today)

    def link(self, text: str) -> Link:
        """The professions that a text names (`knowledge.linking`)."""
        return link(text, self.embedder.query(text), self.index)
