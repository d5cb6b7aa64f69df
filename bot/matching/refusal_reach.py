"""The occupations covered by a refusal in words: those whose work is described with them.

« les machines bruyantes » covers occupations whose tasks, hardships or effort mention machines and
noise. Words shared by many occupations weigh little; those shared by most are ignored.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.language.normalisation import normalise, stem_words, tokenise
from knowledge.entry_schema import Occupation
from knowledge.statement_parts import extract_core, split_clauses

# Minimum share of the refused words, weighted by rarity, in an occupation's description.
MIN_REACHED_SHARE = 0.6
# Words in more than this share of occupations are ignored.
MAX_STEM_SHARE = 0.5
# Sentences that say that something is absent or rare.
_NEGATION = re.compile(r"\b(?:peu|pas|sans|rare\w*|jamais|aucune?|ni|sauf)\b")
_CLAUSES = re.compile(r"[,.;:]")
# Words that only express the degree or duration of a refusal.
_REFUSAL_WORDS = frozenset(
    {
        *("jamais", "surtout", "mort", "question", "hors", "tout", "toute", "journee"),
        *("horaires", "horaire", "heures"),
    }
)


class RefusalReach:
    """Finds the occupations that refused words describe, in the order given."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        self._written = [
            frozenset(stem_words(tokenise(_describe_work(occupation))))
            for occupation in occupations
        ]
        counts = Counter(stem for written in self._written for stem in written)
        most = MAX_STEM_SHARE * len(self._written)
        self._weights = {
            stem: math.log(len(self._written) / count)
            for stem, count in counts.items()
            if count <= most
        }

    def of(self, words: str) -> NDArray[np.bool_]:
        """Return n booleans: whether the work is described with these words or part of them."""
        bare = extract_core(words)
        reached = np.zeros(len(self._written), dtype=np.bool_)
        for piece in split_clauses(bare) or [bare]:
            reached |= self._with(piece)
        return reached

    def _with(self, words: str) -> NDArray[np.bool_]:
        content = [word for word in tokenise(words) if word not in _REFUSAL_WORDS]
        stems = {stem for stem in stem_words(content) if stem in self._weights}
        weighed = sum(self._weights[stem] for stem in stems)
        if not weighed:
            return np.zeros(len(self._written), dtype=np.bool_)
        shares = [
            sum(self._weights[stem] for stem in stems & written) / weighed
            for written in self._written
        ]
        return np.array(shares) >= MIN_REACHED_SHARE


def _describe_work(occupation: Occupation) -> str:
    """Return the occupation's title, tasks, hardships, hours, places and contacts."""
    around = ", ".join((*occupation.conditions.dict().values(), occupation.prospects))
    present = [part for part in _CLAUSES.split(around) if not _NEGATION.search(normalise(part))]
    named = (occupation.title.both, *occupation.aliases, *occupation.branches)
    return " ".join((*named, *occupation.summary, *occupation.tasks, *occupation.hard, *present))
