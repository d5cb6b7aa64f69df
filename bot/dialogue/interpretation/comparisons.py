"""Comparisons of two things: « la différence entre A et B », « A ou B », « lequel paie mieux ? ».

A name may be ambiguous (« éducateur »), misspelt or unknown: the likeliest profession is taken, and
an unknown side is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.dialogue.interpretation.goal_proposers import likeliest_occupation
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.labelled_questions import Answer, LabelledQuestion
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL, aspect_of_label
from bot.dialogue.interpretation.subject_resolution import NAMED, POINTED, Subject, resolve_subject
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS
from bot.dialogue.reading import linker
from bot.dialogue.reading.labels import FIELD, PROFESSION, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION, Referent
from bot.language.normalisation import normalise
from knowledge import study_lookup, study_namesakes

# From this probability on a comparison is read.
MIN_COMPARED = 0.5
MAX_NAME_WORDS = 4
# Weight where one side is unknown.
HALF_KNOWN_WEIGHT = 0.8
# An entry this likely answers for two studies; a search hit does not.
MIN_SURELY_ENTRY = 0.9
_NAME = r"[^,;:?.!]{2,45}?"
_END = (
    r"(?=\s*(?:[,;:?.!]|$)| (?:jsp|jsais|jhesite|je|j'|chais|c'?est|ces|quoi|koi|lequel|laquelle"
    r"|pour|qui|tu|vous|en belgique|a liege|à liège|stp|svp)\b)"
)
_SIDES = (
    re.compile(rf"\bentre (?P<first>{_NAME}),? (?:et|é|ou|vs) (?P<second>{_NAME}){_END}", re.I),
    re.compile(rf"(?P<first>{_NAME}),? (?:vs\.?|versus|ou) (?P<second>{_NAME}){_END}", re.I),
)
_BEFORE_A_NAME = re.compile(
    r"^.*\b(?:entre|différences?|pareil|mieux|choisir|hésite|prendre|faire|soit|plutôt|avec)\s+"
    r"|^\s*(?:(?:le|la|les|un|une|de|du|des|faire|être|devenir|métier)\s+|[ld]['’])+",
    re.IGNORECASE,
)
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
    "access": "length",
    "level": "length",
    "trainings": "place",
}
# Aspects that are told of one profession at a time.
_ASPECTS_OF_ONE = frozenset({"related", "try"})


@dataclass(frozen=True)
class ComparedSide:
    """One side of a comparison: its name as read and its likeliest profession, or "".
    `is_study`: the knowledge base has trainings of that name."""

    name: str
    trade: str
    is_study: bool = False


def propose_difference(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the difference between two sides: « la différence entre éducateur et assistant
    social »."""
    likely = segment.labels["ask.difference"]
    if likely < MIN_COMPARED:
        return
    both = _find_sides(segment.spelt, segment.mentions, state)
    if both is None and state.salience.pair:
        yield from _propose_current_pair(state, segment, likely)
        return
    if both is None and _is_elliptical(segment):
        both = _find_sides(state.last_message, (), state)  # weighed by the message before
    if both is None:
        return
    first, second = both
    known = [side.trade for side in (first, second) if side.trade]
    if first.is_study and second.is_study and len(set(known)) < 2:
        if not _asks_for_an_entry(segment):
            act = Act("ask_difference", {"studies": [first.name, second.name]}, segment.text)
            yield Hypothesis(act, likely, "two studies are put side by side")
        return
    values = {"occupation": known[0], "occupations": known} if known else {}
    if len(set(known)) == 2:
        act = Act("ask_difference", {**values, "aspect": ""}, segment.text)
        yield Hypothesis(act, likely, "two are put side by side")
    elif len(known) == 2:
        act = Act("ask_difference", {**values, "names": [first.name, second.name]}, segment.text)
        yield Hypothesis(act, likely, "two names of one")
    elif known and not (first.is_study or second.is_study):
        unknown = second.name if first.trade else first.name
        act = Act("ask_difference", {**values, "unknown": unknown}, segment.text)
        yield Hypothesis(act, HALF_KNOWN_WEIGHT * likely, "one of two is not in the base")


def _asks_for_an_entry(segment: SegmentReading) -> bool:
    entries = (each for asked in segment.asked for each in asked.ranked if each.id)
    return any(each.probability >= MIN_SURELY_ENTRY for each in entries)


def _propose_current_pair(
    state: InformationState, segment: SegmentReading, likely: float
) -> Iterator[Hypothesis]:
    """Propose the difference between the two professions mentioned last."""
    pair = state.salience.pair
    trades = len(pair) == 2 and all(each.type == OCCUPATION for each in pair)
    pointed = resolve_subject(segment, state).how == POINTED  # « laquelle des deux paie mieux ? »
    if trades and _is_elliptical(segment) and not pointed:
        ids = [each.id for each in pair]
        act = Act("ask_difference", {"occupation": ids[0], "occupations": ids}, segment.text)
        yield Hypothesis(act, likely, "the two that are weighed")


def _is_elliptical(segment: SegmentReading) -> bool:
    return segment.word_count <= MAX_ELLIPTICAL_WORDS and not segment.mentions


def _find_sides(
    text: str, mentions: Sequence[Mention], state: InformationState
) -> Optional[tuple[ComparedSide, ComparedSide]]:
    """Find the two sides that a text compares, or None."""
    named = [m for m in mentions if m.type == PROFESSION]
    if len(named) >= 2:
        return _side_of_mention(named[0]), _side_of_mention(named[1])
    found = next(filter(None, (pattern.search(text) for pattern in _SIDES)), None)
    if found is None:
        return None
    first = _read_side(found, "first", mentions, state)
    second = _read_side(found, "second", mentions, state)
    return (first, second) if first and second else None


def _side_of_mention(mention: Mention) -> ComparedSide:
    return ComparedSide(mention.text, likeliest_occupation(mention))


def _read_side(
    found: re.Match[str], name: str, mentions: Sequence[Mention], state: InformationState
) -> Optional[ComparedSide]:
    """Read one side by its mention, else by its words; None for a school, a town or no name."""
    start, end = found.span(name)
    within = [m for m in mentions if m.start < end and start < m.end]
    trades = [m for m in within if m.type == PROFESSION]
    if trades:
        return _side_of_mention(trades[0])
    words = _BEFORE_A_NAME.sub("", found[name]).strip()
    if not words or len(words.split()) > MAX_NAME_WORDS or study_lookup.is_generic(words):
        return None
    if any(m.type not in (TRAINING, FIELD) and not study_lookup.is_generic(m.text) for m in within):
        return None
    if study_lookup.find_study(words, state.library.base).trainings:
        return ComparedSide(words, _occupation_of_study(words, state), is_study=True)
    if within:
        return None
    named = linker.link_mention(Mention(PROFESSION, words, 0, len(words)), state.library)
    return _side_of_mention(named)


def _occupation_of_study(words: str, state: InformationState) -> str:
    trade = study_namesakes.find_namesake(words, state.library.base)
    return trade.id if trade else ""


def answer_difference(question: LabelledQuestion) -> Optional[list[Answer]]:
    """The difference between two professions that are named or were mentioned."""
    if question.label != "ask.difference":
        return None
    compared, last = list(question.occupations), question.last
    named = question.subject.how == NAMED
    beside = last if len(compared) == 1 and named and last != compared[0] else None
    segment = question.segment
    if beside and _find_sides(segment.spelt, segment.mentions, question.state) is None:
        compared = [beside, *compared]
    if len(compared) < 2 and named:
        compared = _namesake_occupations(question.subject, question.state) or compared
    if len(compared) < 2:
        return None
    ids = [r.id for r in compared[:3]]
    plain = named and not _says(_SUPERLATIVE, question.segment)
    aspect = "" if plain else _find_compared_aspect(question.segment)
    values = {"occupation": ids[0], "occupations": ids, "aspect": aspect}
    return [(Act("ask_difference", values, question.segment.text), 1.0, "two are meant")]


def answer_aspect_of_both(question: LabelledQuestion) -> Optional[list[Answer]]:
    """An aspect of two professions or three: « cariste, c'est moins lourd que livreur ? »."""
    how, both = question.subject.how, question.occupations
    two = len({each.id for each in both}) > 1
    if not question.suits_occupation or not two or question.aspect in _ASPECTS_OF_ONE:
        return None
    if how != POINTED and not (how == NAMED and _says(_COMPARES, question.segment)):
        return None
    if question.hangs and _asks_for_an_entry(question.segment):
        return None
    aspect = _COMPARED_ASPECT.get(question.aspect, question.aspect)
    values = {"occupation": both[0].id, "occupations": [r.id for r in both], "aspect": aspect}
    return [(Act("ask_difference", values, question.segment.text), 0.98, "of both")]


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
    return "conditions" if _says(_SUPERLATIVE, segment) else ""


def propose_comparison(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to compare the professions named or pointed at: « compare les deux »."""
    found = [each for each in map(likeliest_occupation, segment.mentions) if each]
    subject = resolve_subject(segment, state)
    if not found and subject.how == POINTED:
        found = [each.id for each in subject.referents if each.type == OCCUPATION]
    if len(set(found)) >= 2:
        values = {"occupation": found[0], "occupations": list(dict.fromkeys(found))}
        probability = segment.labels["request.decide"]
        yield Hypothesis(Act("compare", values, segment.text), probability * 1.01, "two named")


def _says(pattern: re.Pattern[str], segment: SegmentReading) -> bool:
    return pattern.search(normalise(segment.text)) is not None
