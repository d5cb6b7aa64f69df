"""What somebody tells: facts of themselves, a goal, a doubt, a limit for the leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.dialogue.interpretation.brevity import MAX_ELLIPSIS, count_words
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import NAMED, subject_of
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance import joining, wishes
from bot.guidance.salience import OCCUPATION

# « et à Verviers » tells nothing of anybody.
MIN_WORDS_OF_FACT, MIN_WORDS_OF_STORY = 3, 5
# « entre droit et com »: two things, whatever they are.
_BETWEEN = re.compile(
    r"\bentre (?P<first>[^,?.!]{2,40}?) (?:et|ou) (?P<second>[^,?.!]{2,40}?)\s*[?.!]*$",
    re.IGNORECASE,
)
# Of what is hardly clearer than a taste, a taste is made: it is asked about once more.
AS_GOOD_AS = 0.7
TASTES = ("tell.like", "tell.dislike", "tell.constraint")
# What is told of oneself and noted; the rest of what is told is heard, not noted.
FACTS = frozenset(
    {
        *("tell.like", "tell.dislike", "tell.strength", "tell.weakness", "tell.constraint"),
        *("tell.situation", "tell.goal", "tell.done"),
    }
)
# What weighs in the leads is noted as such only where it is likelier than not.
WEIGHED, SURELY_WEIGHED = ("like", "dislike"), 0.5
# The goal itself goes before.
BESIDE_A_GOAL = 0.8
# A fact is only noted: what is asked or begun in the same words goes before.
OF_FACTS = 0.75
# What is said of a lead, and what it tells where no lead is named.
OF_LEADS = {"react.like": "like", "react.refuse": "dislike"}


def narrowing(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et sans travailler le week-end ? », with leads on the screen: noted, and chosen again."""
    likely = segment.of_act("ask") + segment.of_act("request") + segment.of("tell.constraint")
    words = segment.text.rstrip(" ?")
    if state.shown and count_words(words) <= MAX_ELLIPSIS and wishes.told(words):
        values = {"kind": "constraint", "other": False, "again": True}
        yield Hypothesis(Act("note_fact", values, words), likely, "narrows the leads")


def joined(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« y a pas un métier qui mélange les deux ? », where something was told: leads are asked."""
    asks = segment.of_act("ask") + segment.of_act("request")
    if state.told_before and joining.asked(segment.text) and asks >= SURELY_WEIGHED:
        yield Hypothesis(Act("ask_leads", {}, segment.text), asks, "between two tastes")


def doubt(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« j'hésite entre droit et com »: compared where both are professions, else talked about."""
    probability = segment.of("tell.doubt")
    named = [m for m in segment.mentions if m.type in "ptfs"]
    between = _BETWEEN.search(segment.text)
    if probability < 0.2:
        return
    found = [each for each in map(_likeliest, named) if each]
    if len(found) >= 2:
        values: dict[str, Any] = {"occupation": found[0], "occupations": found[:3]}
        yield Hypothesis(Act("ask_difference", values, segment.text), probability, "two trades")
    elif len(named) >= 2 or between:
        both = list(between.groups()) if between else [m.text for m in named[:2]]
        act = Act("hesitate", {"words": both}, segment.text)
        yield Hypothesis(act, probability + 0.01, "two are named")


def _likeliest(mention: Mention) -> str:
    """The profession that a mention names; of several of one name, the first."""
    if mention.target is not None:
        return mention.target.id if mention.target.type == OCCUPATION else ""
    return mention.candidates[0] if mention.candidates else ""


def goal(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je veux devenir infirmière »: noted, and how to get there is what helps most."""
    probability = segment.of("tell.goal")
    if not state.shown:  # nothing was proposed that could be chosen
        probability += min(probability, segment.of("react.choose") + segment.of("react.like"))
    subject = subject_of(segment, state)
    if probability < 0.2 or subject.how != NAMED:
        return
    found = [r for r in subject.referents if r.type == OCCUPATION]
    if found:
        values: dict[str, Any] = {"occupation": found[0].id, "aspect": "access", "goal": "yes"}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal named")
    elif subject.candidates:
        values = {"candidates": list(subject.candidates)}
        yield Hypothesis(Act("ask_access", values, segment.text), probability, "a goal, which one")


def study(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je voudrais faire compta en promotion sociale »: noted, and where that is learnt shown."""
    probability = segment.of("tell.goal")
    named = [m for m in segment.mentions if m.type in "tf"]
    if probability < 0.5 or not named or any(m.type == PROFESSION for m in segment.mentions):
        return
    values = {"about": named[0].text, "near": []}
    act = Act("search_trainings", values, segment.text)
    yield Hypothesis(act, probability * BESIDE_A_GOAL, "a study that is wanted")


def fact(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What is told of oneself, or of whom the person asks for."""
    label = max(FACTS, key=segment.of)
    if segment.of("tell.like") >= AS_GOOD_AS * segment.of(label):
        label = "tell.like"
    told = sum(segment.of(each) for each in FACTS)
    if not any(m.type == PROFESSION for m in segment.mentions):  # of no lead, so of oneself
        label = max((label, *OF_LEADS), key=segment.of)
        told += sum(map(segment.of, OF_LEADS))
    least = MIN_WORDS_OF_FACT if segment.alone or label in TASTES else MIN_WORDS_OF_STORY
    if told >= 0.3 and len(segment.text.split()) >= least:
        if label == "tell.goal" and not segment.mentions and count_words(segment.text) < 6:
            return
        kind = OF_LEADS.get(label, label.partition(".")[2])
        if kind in WEIGHED and segment.of(label) < SURELY_WEIGHED:
            kind = "situation"  # kept in their words, and weighs nothing
        values = {"kind": kind, "other": segment.about_other}
        yield Hypothesis(Act("note_fact", values, segment.text), OF_FACTS * told, label)
