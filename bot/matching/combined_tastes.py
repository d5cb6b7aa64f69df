"""Requests to combine two tastes, « un métier qui mélange les deux »."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Optional, Union

from bot.language.normalisation import normalise
from bot.matching.scores import CLEAR_THRESHOLD, NEAR_THRESHOLD
from bot.matching.work_history import tells_own_trade, wants_to_leave
from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import Fact, Note

_JOINED = re.compile(
    r"\b(?:melang|combin|reuni|rassembl|alli|mari|mix|li|reli|associ|join|jong)\w*\b"
    r".*\b(?:deux|2|tout|ca|passions?|gouts?)\b"
    r"|\b(?:les |ces |avec )(?:deux|2) (?:a la fois|en meme temps|ensemble|dedans|reunis?)\b"
    r"|\b(?:metiers?|boulots?|jobs?|truc|chose|pistes?|profession)\b.*\b(?:entre|avec) "
    r"(?:les |ces )?(?:deux|2)\b"
)


def asks_for_combination(text: str) -> bool:
    """Return whether the text asks for a profession that combines two things."""
    return _JOINED.search(normalise(text)) is not None


def find_two_tastes(notebook: Notebook) -> Optional[tuple[str, str]]:
    """Return the words of the two notes that point most clearly at different occupations.

    Ties go to the newest; the older note comes first. An occupation that the person wants to leave
    is not a taste.
    """
    leaving = wants_to_leave(notebook)
    tastes = (note for note in notebook.said if not (leaving and tells_own_trade(note)))
    by_age: list[Union[Note, Fact]] = sorted(tastes, key=lambda note: note.when)
    pairs = [pair for pair in combinations(by_age, 2) if _point_apart(*pair)][::-1]
    best = max(pairs, key=lambda pair: min(map(_measure_clearness, pair)), default=None)
    return (best[0].words, best[1].words) if best else None


def _measure_clearness(note: Union[Note, Fact]) -> float:
    """Return the best similarity of a note, capped at the threshold of clear ones."""
    return min(CLEAR_THRESHOLD, max((nearness for _, nearness in note.near), default=0.0))


def _point_apart(note: Union[Note, Fact], other: Union[Note, Fact]) -> bool:
    """Return whether two notes point at occupations, and at different ones."""
    first, second = (
        {occupation for occupation, nearness in taste.near if nearness >= NEAR_THRESHOLD}
        for taste in (note, other)
    )
    return bool(first and second) and not first & second
