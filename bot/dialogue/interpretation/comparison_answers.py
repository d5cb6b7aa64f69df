"""Answers to a question that compares two professions."""

from __future__ import annotations

import re
from typing import Optional

from bot.dialogue.interpretation import comparison_proposers
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.labelled_questions import Answer, LabelledQuestion
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL, aspect_of_label
from bot.dialogue.interpretation.subject_resolution import NAMED, POINTED, Subject
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.normalisation import normalise
from knowledge import study_namesakes

# An aspect is compared where it has this share of what is asked beside the comparison itself, or
# nearly all of it where hardly anything else is asked.
MIN_ASPECT_SHARE, MIN_ASPECT_SUM, MIN_ASPECT_SHARE_IF_FAINT = 0.25, 0.005, 0.6
# « le plus », « la moins bien payée »: a comparison in some aspect.
_SUPERLATIVE = re.compile(r"\b(?:plus|moins|mieux|meilleure?s?|pire)\b")
# « cariste, c'est moins lourd que livreur ? »
_COMPARES = re.compile(r"\b(?:plus|moins|mieux|aussi|autant)\b.*\bqu(?:e|un|une)?\b")
# Aspects that a comparison calls by another name.
_COMPARED_ASPECT = {
    "contact": "people",
    "schedule": "conditions",
    "day": "conditions",
    "after": "jobs",
}


def answer_difference(question: LabelledQuestion) -> Optional[list[Answer]]:
    """The difference between two professions that are named or were mentioned."""
    if question.label != "ask.difference":
        return None
    compared, last = list(question.occupations), question.last
    named = question.subject.how == NAMED
    beside = last if len(compared) == 1 and named and last != compared[0] else None
    if beside and comparison_proposers.find_sides(question.segment, question.state) is None:
        compared = [beside, *compared]
    if len(compared) < 2 and named:
        compared = _namesake_occupations(question.subject, question.state) or compared
    if len(compared) < 2:
        return None
    ids = [r.id for r in compared[:3]]
    plain = named and not _SUPERLATIVE.search(normalise(question.text))
    aspect = "" if plain else _find_compared_aspect(question.segment)
    values = {"occupation": ids[0], "occupations": ids, "aspect": aspect}
    return [(Act("ask_difference", values, question.text), 1.0, "two are meant")]


def answer_aspect_of_both(question: LabelledQuestion) -> Optional[list[Answer]]:
    """An aspect of two professions: « cariste, c'est moins lourd que livreur ? »."""
    how, both = question.subject.how, question.occupations
    if not question.suits_occupation or len(both) != 2:
        return None
    if how != POINTED and not (how == NAMED and _COMPARES.search(normalise(question.text))):
        return None
    aspect = _COMPARED_ASPECT.get(question.aspect, question.aspect)
    values = {"occupation": both[0].id, "occupations": [r.id for r in both], "aspect": aspect}
    return [(Act("ask_difference", values, question.text), 0.98, "of both")]


def _namesake_occupations(subject: Subject, state: InformationState) -> list[Referent]:
    """Return the professions that bear the names of two studies: « psychologie ou logopédie »."""
    trades = [study_namesakes.find_namesake(r.id, state.library.base) for r in subject.referents]
    named = [Referent(OCCUPATION, trade.id) for trade in trades if trade]
    return named if len(named) == len(trades) >= 2 else []


def _find_compared_aspect(segment: SegmentReading) -> str:
    """Return the aspect of a comparison: « lequel gagne le plus » asks for pay; a superlative
    alone compares the conditions, anything else none ("")."""
    asked = [
        (aspect_of_label(label), p)
        for label, p in segment.ranked
        if label.startswith("ask.") and label != "ask.difference"
    ]
    every = sum(p for _, p in asked)
    aspect, p = asked[0]
    aspect = _COMPARED_ASPECT.get(aspect, aspect)
    least = MIN_ASPECT_SHARE if every >= MIN_ASPECT_SUM else MIN_ASPECT_SHARE_IF_FAINT
    known = aspect in _COMPARED_ASPECT.values() or f"ask.{aspect}" in OCCUPATION_INTENT_BY_LABEL
    if every and p / every >= least and known:
        return aspect
    return "conditions" if _SUPERLATIVE.search(normalise(segment.text)) else ""
