"""Resolve the subject of a segment: named in it, pointed at, or the current one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Optional

from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_ONLY_LABELS
from bot.dialogue.interpretation.study_mentions import find_study, is_generic
from bot.dialogue.interpretation.word_counts import (
    MAX_ELLIPTICAL_QUESTION_WORDS,
    MAX_SHORT_WORDS,
)
from bot.dialogue.reading.labels import FIELD, PROFESSION, TOWN
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.message_tokens import fold_text
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import (
    LASTING_TYPES,
    OCCUPATION,
    STUDY,
    TRAINING,
    UNKNOWN,
    Referent,
    Salience,
)
from bot.guidance.short_answer_parser import parse_position
from knowledge.knowledge_base import KnowledgeBase

# Least length of an abbreviation of something mentioned.
MIN_PREFIX_CHARS = 4
# A training for more professions is about none of them.
MAX_TAUGHT = 3
# Labels of what is said of a profession that may be one of several: « infirmier, pourquoi pas ».
_AIM_LABELS = ("tell.goal", "tell.doubt", "react.like", "react.open", "react.choose")
NAMED, POINTED, SALIENT, NOTHING = "named", "pointed", "salient", "nothing"
_OTHER = re.compile(r"\bl ?'? ?autre\b(?! \w+ (?:ecole|jour|fois))")
_BOTH = re.compile(
    r"\b(?:lequel|laquelle|chacune?|les (?:2|deux)|(?:le|la) (?:mieux|plus)\b.*\bdes deux)\b"
)
_EACH = re.compile(r"\b(?:les (?:2|deux)|chacune?)\b")
# « mon plombier », « leur kiné ».
_POSSESSIVE = re.compile(r"\b(?:mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leurs?) +$")
# « … sans être prof », « … autrement qu'infirmier », « … sans être prof ni médecin ».
_EXCLUDING = re.compile(
    r"\S +(?:sans (?:etre|devenir|faire)|sauf|a part|plutot qu(?:e|)"
    r"|(?<!rien d )autre(?:s|ment)?(?: chose)? qu(?:e|))"
    r"(?: (?:\w+ )?ni)?(?: (?:une?|d|de|la|les?|l|etre))* +$"
)
_REFUSING_LABELS = ("react.refuse", "tell.dislike", "correct.self")
_ASIDE = (_POSSESSIVE, _EXCLUDING)
# « … pas chauffagiste »
_DENYING = (re.compile(r"\b(?:pas|ni) (?:(?:de|d|du|la|le|l|une?|en) )*$"),)
_BEFORE = re.compile(r"\b(?:celui|celle) d ?'? ?avant\b")


@dataclass(frozen=True)
class Subject:
    """`referents`: in the order they were meant. `how`: NAMED, POINTED, SALIENT or NOTHING.
    `candidates`: professions to choose from where a name is ambiguous."""

    referents: tuple[Referent, ...] = ()
    how: str = NOTHING
    candidates: tuple[str, ...] = ()
    unknown: str = ""


def resolve_subject(segment: SegmentReading, state: InformationState) -> Subject:
    """Return the subject of a segment."""
    named = [m for m in list_distinct_mentions(segment) if m.type in ("p", "t", "s")]
    targets = tuple(dict.fromkeys(m.target for m in named if m.target))
    study = find_study(segment, state.library.base)
    if study and any(target.type == TRAINING for target in targets):
        return Subject((Referent(STUDY, study),), NAMED)
    if targets:
        return Subject(targets, NAMED)
    professions = [m for m in named if m.type == "p"]
    begun = next(filter(None, (_abbreviated_referent(m.text, state) for m in professions)), None)
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
    pointed = _pointed_referents(segment.text, state.salience) or _continued_pair(
        segment, state.salience
    )
    if pointed:
        return Subject(pointed, POINTED)
    current = state.salience.subject
    spoken = [each for each in state.salience.referents if each.type in LASTING_TYPES]
    lasting = next(iter(spoken), None) if segment.label in OCCUPATION_ONLY_LABELS else current
    if lasting is not None and lasting.type == UNKNOWN:  # asked back, still open
        several = state.library.link(lasting.id).candidates
        if several:
            return Subject(how=SALIENT, candidates=several)
    taught = _taught_occupation(current, segment, state)
    if taught is not None:
        return Subject((taught,), SALIENT)
    return Subject((current,), SALIENT) if current else Subject()


def _taught_occupation(
    current: Optional[Referent], segment: SegmentReading, state: InformationState
) -> Optional[Referent]:
    """Return the profession that the current training first prepares for, where the work is asked
    about: « et une journée, c'est comment ? »."""
    if current is None or current.type != TRAINING or segment.label not in OCCUPATION_ONLY_LABELS:
        return None
    training = state.library.base.trainings.get(current.id)
    taught = training.occupations if training is not None else []
    return Referent(OCCUPATION, taught[0]) if 0 < len(taught) <= MAX_TAUGHT else None


def list_distinct_mentions(segment: SegmentReading) -> list[Mention]:
    """Return the mentions that can be a subject: no town, no level alone (« master »), nobody's
    own (« mon assistante sociale »), none that is excluded (« sans être prof ») or denied beside
    another (« plombier, pas chauffagiste »)."""
    named = [m for m in segment.mentions if m.type != TOWN and not is_generic(m)]
    kept = [m for m in named if m.type != PROFESSION or not _stands_after(m, segment, _ASIDE)]
    refuses = segment.label in _REFUSING_LABELS  # then the denied one is what is spoken of
    meant = [m for m in kept if refuses or not _stands_after(m, segment, _DENYING)]
    return meant if any(m.type == PROFESSION for m in meant) else kept


def _stands_after(
    mention: Mention, segment: SegmentReading, patterns: tuple[re.Pattern[str], ...]
) -> bool:
    """Whether the words before a mention end in one of these."""
    folded, name = _fold_words(segment.text), _fold_words(mention.text)
    before = folded[: max(folded.find(name), 0)]
    return any(pattern.search(before) for pattern in patterns)


def _fold_words(text: str) -> str:
    return fold_text(text).replace("’", "'").replace("'", " ")


def list_introduced_referents(
    segment: SegmentReading, base: KnowledgeBase, passing: Collection[Mention] = ()
) -> Iterator[Referent]:
    """Yield what a segment names, the last being the newest, without the `passing` mentions."""
    study = find_study(segment, base)
    for mention in (m for m in list_distinct_mentions(segment) if m not in passing):
        if mention.target is not None and not (study and mention.type == FIELD):
            yield mention.target
        elif mention.type == PROFESSION and _is_meant(mention, segment):
            yield Referent(UNKNOWN, mention.text)
    if study:
        yield Referent(STUDY, study)


def _is_meant(mention: Mention, segment: SegmentReading) -> bool:
    """Whether an ambiguous name is the subject; « mon père est chauffeur » names none."""
    return not mention.candidates or segment.act == "ask" or segment.label in _AIM_LABELS


def points_at_other(text: str) -> bool:
    """Whether a text points at the other one."""
    return _OTHER.search(_fold_words(text)) is not None


def _continued_pair(segment: SegmentReading, salience: Salience) -> tuple[Referent, ...]:
    """Return the pair that the last answer was about: « et les horaires ? »."""
    most = MAX_ELLIPTICAL_QUESTION_WORDS if segment.act == "ask" else MAX_SHORT_WORDS
    return salience.pair if salience.together and segment.word_count <= most else ()


def points_at_another(text: str) -> bool:
    """Whether a text points at the other one or at the previous one."""
    return points_at_other(text) or _BEFORE.search(_fold_words(text)) is not None


def points_at_both(text: str) -> bool:
    """Whether a text means two together: « pour les deux »."""
    return _EACH.search(_fold_words(text)) is not None


def _abbreviated_referent(text: str, state: InformationState) -> Optional[Referent]:
    """Find the newest profession mentioned with a word that begins so: « éduc »."""
    folded = fold_text(text).strip()
    if len(folded) < MIN_PREFIX_CHARS:
        return None
    for each in state.salience.referents:
        found = state.library.base.occupations.get(each.id)
        words = fold_text(f"{found.title.f} {found.title.m}").split() if found else []
        if any(word.startswith(folded) for word in words):
            return each
    return None


def find_current_pair(salience: Salience) -> tuple[Referent, ...]:
    """Return the two compared, else the two newest of one type, oldest first."""
    if salience.pair:
        return salience.pair
    newest = [each for each in salience.referents if each.type in LASTING_TYPES][:2]
    if len(newest) == 2 and newest[0].type != newest[1].type:
        return ()
    for newest_one in salience.referents:
        alike = [each for each in salience.referents if each.type == newest_one.type][:2]
        if len(alike) == 2:
            return tuple(reversed(alike))
    return ()


def _pointed_referents(text: str, salience: Salience) -> tuple[Referent, ...]:
    folded, current = (
        _fold_words(text),
        salience.lasting_subject or salience.subject,
    )
    if _BOTH.search(folded):
        return find_current_pair(salience)
    if _BEFORE.search(folded):
        return salience.referents[1:2]
    if _OTHER.search(folded) and current is not None:
        other = salience.find_other(current)
        return (other,) if other else ()
    group = salience.listed or find_current_pair(salience)
    place = parse_position(text, len(group)) if group else None
    return () if place is None else (group[place],)
