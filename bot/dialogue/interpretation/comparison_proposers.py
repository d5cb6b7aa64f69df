"""Proposers for a comparison of two things: « la différence entre A et B », « A ou B ».

A name may be ambiguous (« éducateur »), misspelt or unknown: the likeliest profession is taken, and
an unknown side is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.dialogue.interpretation.goal_proposers import likeliest_occupation
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.study_mentions import is_generic
from bot.dialogue.interpretation.subject_resolution import POINTED, resolve_subject
from bot.dialogue.interpretation.word_counts import MAX_ELLIPTICAL_WORDS, count_words
from bot.dialogue.reading import linker
from bot.dialogue.reading.labels import FIELD, PROFESSION, TRAINING
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION
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
    r"^.*\b(?:entre|différences?|pareil|mieux|choisir|hésite|prendre|faire|soit|plutôt)\s+"
    r"|^\s*(?:(?:le|la|les|un|une|de|du|des|faire|être|devenir|métier)\s+|[ld]['’])+",
    re.IGNORECASE,
)


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
    likely = segment.of("ask.difference")
    if likely < MIN_COMPARED:
        return
    both = find_sides(segment, state)
    if both is None:
        yield from _propose_current_pair(state, segment, likely)
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
    few = count_words(segment.text) <= MAX_ELLIPTICAL_WORDS and not segment.mentions
    if trades and few and not pointed:
        ids = [each.id for each in pair]
        act = Act("ask_difference", {"occupation": ids[0], "occupations": ids}, segment.text)
        yield Hypothesis(act, likely, "the two that are weighed")


def find_sides(
    segment: SegmentReading, state: InformationState
) -> tuple[ComparedSide, ComparedSide] | None:
    """Find the two sides that a segment compares, or None."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if len(named) >= 2:
        return _side_of_mention(named[0]), _side_of_mention(named[1])
    found = next(filter(None, (pattern.search(segment.spelt) for pattern in _SIDES)), None)
    if found is None:
        return None
    first = _read_side(found, "first", segment, state)
    second = _read_side(found, "second", segment, state)
    return (first, second) if first and second else None


def _side_of_mention(mention: Mention) -> ComparedSide:
    return ComparedSide(mention.text, likeliest_occupation(mention))


def _read_side(
    found: re.Match[str], name: str, segment: SegmentReading, state: InformationState
) -> ComparedSide | None:
    """Read one side by its mention, else by its words; None for a school, a town or no name."""
    start, end = found.span(name)
    within = [m for m in segment.mentions if m.start < end and start < m.end]
    trades = [m for m in within if m.type == PROFESSION]
    if trades:
        return _side_of_mention(trades[0])
    words = _BEFORE_A_NAME.sub("", found[name]).strip()
    if not words or len(words.split()) > MAX_NAME_WORDS:
        return None
    if any(m.type not in (TRAINING, FIELD) and not is_generic(m) for m in within):
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
