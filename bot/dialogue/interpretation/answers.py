"""Which entry answers a question: the base is searched with the segment's own vector."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from bot.dialogue import about_appointments
from bot.dialogue.interpretation.state import InformationState
from bot.guidance.salience import Referent
from knowledge.index import Hit

# A hit is surely meant, likely meant, or worth showing where a question was asked.
# The text is the very name of an entry.
BY_NAME = 1.0
NEARLY = 0.2
_DEFINES = re.compile(r"(?:C'est quoi|Qu'est-ce)", re.IGNORECASE)
SURE, LIKELY, POSSIBLE = 0.72, 0.55, 0.5


def best(
    text: str, state: InformationState, about: Optional[Referent] = None, defines: bool = False
) -> Optional[Hit]:
    """The best question or service for a segment; with `about`, for what it says of that. Where
    something is to be defined (`defines`), an entry that does so goes before its like."""
    library = state.library
    vector = library.embedder.query(text)
    words = f"{name(about, state)} {text}" if about else text
    found = library.index.search(words, vector, ("faq", "service"), 8, state.today)
    hits = [hit for hit in found if about_appointments.named(text) or not _of_booking(hit, state)]
    if defines:
        near = [hit for hit in hits if hit.score >= hits[0].score - NEARLY]
        hits = sorted(near, key=lambda hit: not _DEFINES.match(hit.title))
    named = library.asked(text)
    if named is not None and hits and named in [hit.id for hit in hits]:
        return Hit(named, "faq", library.base.title(named) or "", BY_NAME)
    if hits and _abbreviation(hits[0].title, text):
        return replace(hits[0], score=max(hits[0].score, SURE))
    return hits[0] if hits else None


def _of_booking(hit: Hit, state: InformationState) -> bool:
    """« c'est gratuit ? » is about an appointment only where one is named."""
    entry = state.library.base.questions.get(hit.id)
    return entry is not None and entry.topic == about_appointments.TOPIC


def _abbreviation(title: str, text: str) -> bool:
    """Whether an abbreviation of the title (AOB, CEFA) is in the text."""
    short = {part.lower() for part in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", title)}
    return bool(short & set(re.findall(r"\w+", text.lower())))


def by_meaning(text: str, state: InformationState, count: int = 3) -> list[str]:
    """The questions that come nearest to a text of any language, by meaning alone."""
    index = state.library.index
    _, _, meaning = index.parts(text, state.library.embedder.query(text))
    return index.best(meaning, ("faq",), count)


def name(referent: Referent, state: InformationState) -> str:
    """How a referent is called: its title, or the words the person used."""
    title = state.library.base.title(referent.id)
    return title if title else referent.id
