"""What a segment is about: named in it, pointed at, or what the talk is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.reading.reader import SegmentReading
from bot.dialogue.reading.tokens import fold
from bot.guidance.reading import read_position
from bot.guidance.salience import UNKNOWN, Referent, Salience

# So many letters of a word stand for it, of what was spoken about.
MIN_BEGINNING = 4
NAMED, POINTED, SALIENT, NOTHING = "named", "pointed", "salient", "nothing"
_OTHER = re.compile(r"\bl ?'? ?autre\b(?! \w+ (?:ecole|jour|fois))")
_BOTH = re.compile(
    r"\b(?:lequel|laquelle|chacune?|les (?:2|deux)|(?:le|la) (?:mieux|plus)\b.*\bdes deux)\b"
)
_EACH = re.compile(r"\b(?:les (?:2|deux)|chacune?)\b")
_BEFORE = re.compile(r"\b(?:celui|celle) d ?'? ?avant\b")


@dataclass(frozen=True)
class Subject:
    """`referents` in the order they were meant; `how`: one of the names above. `candidates`: ids
    of professions to choose from, where a name may be several."""

    referents: tuple[Referent, ...] = ()
    how: str = NOTHING
    candidates: tuple[str, ...] = ()
    unknown: str = ""


def subject_of(segment: SegmentReading, state: InformationState) -> Subject:
    """Resolve what a segment is about."""
    named = [m for m in segment.mentions if m.type in ("p", "t", "s")]
    targets = tuple(dict.fromkeys(m.target for m in named if m.target))
    if targets:
        return Subject(targets, NAMED)
    professions = [m for m in named if m.type == "p"]
    begun = next(filter(None, (_begun(m.text, state) for m in professions)), None)
    if begun is not None:
        return Subject((begun,), NAMED)
    choices = next((m.candidates for m in professions if m.candidates), ())
    if choices:
        return Subject(how=NAMED, candidates=choices)
    if professions:
        return Subject(
            (Referent(UNKNOWN, professions[0].text),), NAMED, unknown=professions[0].text
        )
    pointed = _pointed(segment.text, state.salience) or _still_both(segment, state.salience)
    if pointed:
        return Subject(pointed, POINTED)
    current = state.salience.subject
    return Subject((current,), SALIENT) if current else Subject()


def says_other(text: str) -> bool:
    """Whether words point at the other one."""
    return _OTHER.search(fold(text).replace("'", " ")) is not None


def _still_both(segment: SegmentReading, salience: Salience) -> tuple[Referent, ...]:
    """« et les horaires ? », « où, à Huy » right after an answer about two: of both of them."""
    short = count_words(segment.text) <= MAX_SHORT
    return salience.pair if salience.together and short else ()


def says_another(text: str) -> bool:
    """Whether words point at the other one or at the one before."""
    return says_other(text) or _BEFORE.search(fold(text).replace("'", " ")) is not None


def says_both(text: str) -> bool:
    """Whether words mean the two together: « pour les deux »."""
    return _EACH.search(fold(text).replace("'", " ")) is not None


def _begun(text: str, state: InformationState) -> Optional[Referent]:
    """« éduc », of what was spoken about: the newest profession with a word that begins so."""
    said = fold(text).strip()
    if len(said) < MIN_BEGINNING:
        return None
    for each in state.salience.referents:
        found = state.library.base.occupations.get(each.id)
        words = fold(f"{found.title.f} {found.title.m}").split() if found else []
        if any(word.startswith(said) for word in words):
            return each
    return None


def the_pair(salience: Salience) -> tuple[Referent, ...]:
    """« lequel des deux »: two that were put side by side, else the two newest of one type, in the
    order in which they came in."""
    if salience.pair:
        return salience.pair
    for newest in salience.referents:
        alike = [each for each in salience.referents if each.type == newest.type][:2]
        if len(alike) == 2:
            return tuple(reversed(alike))
    return ()


def _pointed(text: str, salience: Salience) -> tuple[Referent, ...]:
    said, current = fold(text).replace("'", " "), salience.subject
    if _BOTH.search(said):
        return the_pair(salience)
    if _BEFORE.search(said):
        return salience.referents[1:2]
    if _OTHER.search(said) and current is not None:
        other = salience.other_than(current)
        return (other,) if other else ()
    group = salience.listed or the_pair(salience)
    place = read_position(text, len(group)) if group else None
    return () if place is None else (group[place],)
