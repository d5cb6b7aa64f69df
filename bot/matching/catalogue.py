"""All occupations as arrays, built once, so that a suggestion takes a few milliseconds.

Rows are sorted by id, so ties go to the smallest id. n is the number of occupations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from bot.matching.refusal_reach import RefusalReach
from bot.notebook.guidance_errors import DuplicateOccupation
from bot.notebook.questionnaire_items import RIASEC_LETTERS
from bot.notebook.wishes import TRADE_WISHES
from knowledge.entry_schema import Occupation
from knowledge.skill_classifier import Skill
from knowledge.work_contexts import WorkContexts

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

INTEREST_COUNT = 30
# Weights of the first, second and third RIASEC letter, by number of letters.
LETTER_SHARES = {1: (1.0,), 2: (2 / 3, 1 / 3), 3: (0.5, 0.3, 0.2)}
# Closeness of two occupations: related to each other, or of the same ROME domain ("I16").
RELATED_CLOSENESS, SAME_DOMAIN_CLOSENESS = 1.0, 0.6


class Catalogue:
    """Occupations with their arrays. Iterates over the occupations, by id."""

    def __init__(
        self,
        occupations: Iterable[Occupation],
        contexts: Optional[WorkContexts] = None,
        skills: Optional[Mapping[int, Skill]] = None,
    ) -> None:
        self.occupations = tuple(sorted(occupations, key=lambda occupation: occupation.id))
        self.row = {occupation.id: row for row, occupation in enumerate(self.occupations)}
        if len(self.row) != len(self.occupations):
            raise DuplicateOccupation
        self.interests: Floats = self._interests()  # n × 30, 0 or 1
        self.idf: Floats = self._idf()  # 30
        self.letters: Floats = self._letters()  # n × 6, rows sum to 1
        # n × 6, columns of mean 0, deviation 1.
        self.rarity: Floats = _standardise_columns(self.letters)
        self.entry: Ints = np.array([get_entry_level(o) for o in self.occupations], dtype=np.int64)
        self.group: Ints = np.array(
            [get_level_group(level) for level in self.entry], dtype=np.int64
        )
        self.domain = np.array([get_rome_domain(o) for o in self.occupations], dtype="U3")
        self.grand = np.array([o.domain for o in self.occupations], dtype="U1")
        self.first = np.array([o.riasec[0] for o in self.occupations], dtype="U1")
        work_contexts = contexts or WorkContexts({})
        self.contexts: Floats = self._contexts(work_contexts)  # n × TRADE_WISHES, 0 or 1
        self._aversions = work_contexts.aversions
        self.skills = dict(skills or {})
        self._reach = RefusalReach(self.occupations)
        self._related = self._relations()

    def __iter__(self) -> Iterator[Occupation]:
        return iter(self.occupations)

    def __len__(self) -> int:
        return len(self.occupations)

    def __contains__(self, occupation_id: object) -> bool:
        return occupation_id in self.row

    def rows(self, ids: Iterable[str]) -> list[int]:
        """Return the rows of the ids that are in the catalogue; others are ignored."""
        return [self.row[occupation_id] for occupation_id in ids if occupation_id in self.row]

    def closeness(self, row: int) -> Floats:
        """Return n values: RELATED, SAME_DOMAIN or 0; RELATED for the occupation itself."""
        close = np.where(self.domain == self.domain[row], SAME_DOMAIN_CLOSENESS, 0.0)
        close[self._related[row]] = RELATED_CLOSENESS
        close[row] = RELATED_CLOSENESS
        return close

    def find_shunned(self, words: str) -> Bools:
        """Return n booleans: whether what the words refuse (« le sang ») is part of the daily work.

        The entries list it, or describe the work with these words (`bot.matching.refusal_reach`).
        """
        reached = self._reach.of(words)
        names = self._aversions.find_in_text(words)
        if not names:
            return reached
        has = [self._aversions.has(o, names) for o in self.occupations]
        return reached | np.array(has, dtype=np.bool_)

    def _interests(self) -> Floats:
        matrix = np.zeros((len(self), INTEREST_COUNT))
        for row, occupation in enumerate(self.occupations):
            matrix[row, [number - 1 for number in occupation.interests]] = 1.0
        return matrix

    def _idf(self) -> Floats:
        """Return ln((n + 1) / (1 + occupations with it)) + 1: smoothed and always positive."""
        counts = self.interests.sum(axis=0)
        idf: Floats = np.log((len(self) + 1) / (counts + 1)) + 1
        return idf

    def _letters(self) -> Floats:
        matrix = np.zeros((len(self), len(RIASEC_LETTERS)))
        for row, occupation in enumerate(self.occupations):
            shares = LETTER_SHARES[len(occupation.riasec)]
            for letter, share in zip(occupation.riasec, shares, strict=True):
                matrix[row, RIASEC_LETTERS.index(letter)] += share
        return matrix

    def _contexts(self, contexts: WorkContexts) -> Floats:
        matrix = np.zeros((len(self), len(TRADE_WISHES)))
        for row, occupation in enumerate(self.occupations):
            asked = contexts.of(occupation)
            matrix[row] = [name in asked for name in TRADE_WISHES]
        return matrix

    def _relations(self) -> list[list[int]]:
        related: list[set[int]] = [set() for _ in self.occupations]
        for row, occupation in enumerate(self.occupations):
            for other in self.rows(occupation.related):
                related[row].add(other)
                related[other].add(row)
        return [sorted(rows) for rows in related]


def get_entry_level(occupation: Occupation) -> int:
    """Return the CFC level of the shortest way in, 0 if unknown."""
    return occupation.levels[0] if occupation.levels else 0


def get_level_group(level: int) -> int:
    """Return 0 up to secondary (CFC 4), 1 up to bachelor (CFC 5, 6), 2 above."""
    return 0 if level <= 4 else 1 if level <= 6 else 2


def get_rome_domain(occupation: Occupation) -> str:
    """Return the ROME domain, three characters."""
    return str(occupation.rome[:3])


def _standardise_columns(matrix: Floats) -> Floats:
    """Standardise columns to mean 0 and deviation 1; constant columns become 0."""
    if not len(matrix):
        return matrix
    spread = matrix.std(axis=0)
    centred = matrix - matrix.mean(axis=0)
    result: Floats = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-12)
    return result
