"""How far words that refuse something reach: the professions whose work is written with them.

« les machines bruyantes » reaches those whose tasks, hardships or effort speak of machines and of
noise. Words that many professions share say little, those that most share say nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bot.language.normalisation import normalise, stem_words, tokenise
from knowledge.clause_splitter import split_clauses
from knowledge.core_words import extract_core
from knowledge.entry_schema import Occupation

# Of what the words say, weighed by how rare it is, so much must be written of a profession.
MIN_REACHED_SHARE = 0.6
# What so many professions share tells none from another.
MAX_STEM_SHARE = 0.5
# Where something is said not to be, or hardly.
_NEGATION = re.compile(r"\b(?:peu|pas|sans|rare\w*|jamais|aucune?|ni|sauf)\b")
_CLAUSES = re.compile(r"[,.;:]")
# What only says how much something is refused, and how long it would last.
_REFUSAL_WORDS = frozenset(
    {
        *("jamais", "surtout", "mort", "question", "hors", "tout", "toute", "journee"),
        *("horaires", "horaire", "heures"),
    }
)


class RefusalReach:
    """Which of some professions words speak of, in the order in which they were given."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        self._written = [
            frozenset(stem_words(tokenise(_describe_work(each)))) for each in occupations
        ]
        counts = Counter(stem for written in self._written for stem in written)
        most = MAX_STEM_SHARE * len(self._written)
        self._weights = {
            stem: math.log(len(self._written) / count)
            for stem, count in counts.items()
            if count <= most
        }

    def of(self, words: str) -> NDArray[np.bool_]:
        """n values: whether a profession's work is written with what these words are about, or with
        one of several things that they say."""
        bare = extract_core(words)
        reached = np.zeros(len(self._written), dtype=np.bool_)
        for piece in split_clauses(bare) or [bare]:
            reached |= self._with(piece)
        return reached

    def _with(self, words: str) -> NDArray[np.bool_]:
        content = [word for word in tokenise(words) if word not in _REFUSAL_WORDS]
        said = {stem for stem in stem_words(content) if stem in self._weights}
        weighed = sum(self._weights[stem] for stem in said)
        if not weighed:
            return np.zeros(len(self._written), dtype=np.bool_)
        shares = [
            sum(self._weights[stem] for stem in said & written) / weighed
            for written in self._written
        ]
        return np.array(shares) >= MIN_REACHED_SHARE


def _describe_work(each: Occupation) -> str:
    """What one is called and does, what is hard, and when, where and with whom one works."""
    around = ", ".join((*each.conditions.dict().values(), each.prospects))
    present = [part for part in _CLAUSES.split(around) if not _NEGATION.search(normalise(part))]
    named = (each.title.f, each.title.m, *each.aliases)
    return " ".join((*named, *each.summary, *each.tasks, *each.hard, *present))
