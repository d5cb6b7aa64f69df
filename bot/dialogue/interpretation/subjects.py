"""What a segment is about: named in it, pointed at, or what the talk is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.dialogue.interpretation.brevity import MAX_SHORT, count_words
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.studies_named import is_generic, study_in
from bot.dialogue.reading.labels import PROFESSION, TOWN
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.dialogue.reading.tokens import fold
from bot.guidance.reading import read_position
from bot.guidance.salience import LASTING, STUDY, TRAINING, UNKNOWN, Referent, Salience
from knowledge.base import Base

# So many letters of a word stand for it, of what was spoken about.
MIN_BEGINNING = 4
_AIMED_AT = ("tell.goal", "tell.doubt")
NAMED, POINTED, SALIENT, NOTHING = "named", "pointed", "salient", "nothing"
_OTHER = re.compile(r"\bl ?'? ?autre\b(?! \w+ (?:ecole|jour|fois))")
_BOTH = re.compile(
    r"\b(?:lequel|laquelle|chacune?|les (?:2|deux)|(?:le|la) (?:mieux|plus)\b.*\bdes deux)\b"
)
_EACH = re.compile(r"\b(?:les (?:2|deux)|chacune?)\b")
# « mon plombier », « leur kiné »: somebody.
_POSSESSIVE = re.compile(r"\b(?:mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leurs?) +$")
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
    named = [m for m in own_names(segment) if m.type in ("p", "t", "s")]
    targets = tuple(dict.fromkeys(m.target for m in named if m.target))
    study = study_in(segment, state.library.base)
    if study and any(target.type == TRAINING for target in targets):
        return Subject((Referent(STUDY, study),), NAMED)
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
    if study:
        return Subject((Referent(STUDY, study),), NAMED)
    pointed = _pointed(segment.text, state.salience) or _still_both(segment, state.salience)
    if pointed:
        return Subject(pointed, POINTED)
    current = state.salience.subject
    if current is not None and current.type == UNKNOWN:  # asked back, and not told which
        several = state.library.link(current.id).candidates
        if several:
            return Subject(how=SALIENT, candidates=several)
    return Subject((current,), SALIENT) if current else Subject()


def own_names(segment: SegmentReading) -> list[Mention]:
    """What a segment names that tells one thing from others: no town, no « master » or « CESS »
    by itself, which ask about a study and are none, and nobody (« mon assistante sociale »)."""
    named = [m for m in segment.mentions if m.type != TOWN and not is_generic(m)]
    return [m for m in named if m.type != PROFESSION or not is_somebody(m, segment.text)]


def is_somebody(mention: Mention, text: str) -> bool:
    """Whether a profession is that of somebody in the life of the person, by the word before it."""
    said, called = _words(text), _words(mention.text)
    return bool(_POSSESSIVE.search(said[: max(said.find(called), 0)]))


def _words(text: str) -> str:
    return fold(text).replace("’", "'").replace("'", " ")


def brought_up(
    segment: SegmentReading, base: Base, passing: Collection[Mention] = ()
) -> Iterator[Referent]:
    """What a segment names is spoken about from now on, also what the base does not hold: the
    last is the newest. What is named in `passing` is not."""
    for mention in (m for m in own_names(segment) if m not in passing):
        if mention.target is not None:
            yield mention.target
        elif mention.type == PROFESSION and _is_meant(mention, segment):
            yield Referent(UNKNOWN, mention.text)
    study = study_in(segment, base)
    if study:
        yield Referent(STUDY, study)


def _is_meant(mention: Mention, segment: SegmentReading) -> bool:
    """Of several names that only come up (« mon père est chauffeur »), none is the subject."""
    return not mention.candidates or segment.act == "ask" or segment.label in _AIMED_AT


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
    newest = [each for each in salience.referents if each.type in LASTING][:2]
    if len(newest) == 2 and newest[0].type != newest[1].type:
        return ()
    for newest_one in salience.referents:
        alike = [each for each in salience.referents if each.type == newest_one.type][:2]
        if len(alike) == 2:
            return tuple(reversed(alike))
    return ()


def _pointed(text: str, salience: Salience) -> tuple[Referent, ...]:
    said, current = fold(text).replace("'", " "), salience.lasting or salience.subject
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
