"""« un métier qui mélange les deux »: whether that is asked, and which two tastes are meant."""

from __future__ import annotations

import re
from typing import Optional, Union

from bot.guidance.entries import Fact, Note
from bot.guidance.held import leaves, tells_work
from bot.guidance.notebook import Notebook
from bot.guidance.scores import CLEAR, NEAR
from knowledge.text import normalise

_JOINED = re.compile(
    r"\b(?:melang|combin|reuni|rassembl|alli|mari|mix|li|reli|associ|join|jong)\w*\b"
    r".*\b(?:deux|2|tout|ca|passions?|gouts?)\b"
    r"|\b(?:les |ces |avec )(?:deux|2) (?:a la fois|en meme temps|ensemble|dedans|reunis?)\b"
    r"|\b(?:metiers?|boulots?|jobs?|truc|chose|pistes?|profession)\b.*\b(?:entre|avec) "
    r"(?:les |ces )?(?:deux|2)\b"
)


def asked(text: str) -> bool:
    """Whether a profession is asked for that has both of two things."""
    return _JOINED.search(normalise(text)) is not None


def two_tastes(notebook: Notebook) -> Optional[tuple[str, str]]:
    """The words of the last two things told that point at other occupations, the older first; the
    trade that one leaves is none."""
    out = leaves(notebook)
    said = (note for note in notebook.said if not (out and tells_work(note)))
    notes: list[Union[Note, Fact]] = sorted(said, key=lambda note: note.when)
    return _apart(notes, CLEAR) or _apart(notes, NEAR)


def _apart(notes: list[Union[Note, Fact]], least: float) -> Optional[tuple[str, str]]:
    """The words of the last two notes that come so near at least to other occupations."""
    told = [
        (note.words, {each for each, nearness in note.near if nearness >= NEAR})
        for note in notes
        if any(nearness >= least for _, nearness in note.near)
    ]
    last, pointed = told.pop() if told else ("", set())
    apart = [words for words, others in told if not others & pointed]
    return (apart[-1], last) if apart else None
