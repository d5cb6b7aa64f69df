"""Proposers for a goal, a wanted study, and a hesitation between two things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Optional

from bot.dialogue.interpretation.clause_facts import MIN_SURE_FACT
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    list_introduced_referents,
    resolve_subject,
)
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.linker import EXACT, Mention
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import clause_extraction, polarity
from bot.guidance.salience import OCCUPATION, STUDY, TRAINING
from bot.language.normalisation import normalise
from bot.matching import combined_tastes
from knowledge import study_lookup, study_namesakes

# A description this near points at a profession.
MIN_NEARNESS = 0.5
# « entre droit et com »: two things, whatever they are.
_BETWEEN = re.compile(
    r"\b(?:entre|soit) (?P<first>[^,?.!]{2,40}?),? (?:et|ou|soit) (?:de |d['’])?"
    r"(?P<second>[^,?.!]{2,40}?)(?: (?:je|j'?|chais) .*)?\s*[,;?.!]*$",
    re.IGNORECASE,
)
# The goal itself precedes the study.
STUDY_GOAL_WEIGHT = 0.8
_HAS = re.compile(
    r"\b(?:je suis|jsuis|j ?etais|chui|travail\w*|j?boss\w*)(?: (?!devenir\b)\w+){0,2}$"
)


def propose_between_tastes(
    state: InformationState, segment: SegmentReading
) -> Iterator[Hypothesis]:
    """Propose leads that combine two earlier tastes: « un métier qui mélange les deux »."""
    asks = segment.asking_probability
    two = state.earlier_wish or len(state.salience.pair) == 2
    if two and combined_tastes.asks_for_combination(segment.text) and asks >= MIN_SURE_FACT:
        yield Hypothesis(Act("ask_leads", {}, segment.text), asks, "between two tastes")


def propose_hesitation(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose a comparison for « j'hésite entre droit et com », or a talk about the hesitation
    where the two are not both professions."""
    probability = segment.labels["tell.doubt"]
    named = [m for m in segment.mentions if m.type in "ptfs"]
    between = _BETWEEN.search(segment.text)
    if probability < 0.2:
        return
    found = [each for mention in named if (each := _occupation_of_mention(mention, state))]
    found, names = list(dict.fromkeys(found)), []
    if len(found) < 2 and between:  # two names may be one profession
        names = [words.strip() for words in between.groups()]
        found = [each for words in between.groups() if (each := _occupation_in_words(words, state))]
    if len(found) >= 2:
        values: dict[str, Any] = {"occupation": found[0], "occupations": found[:3], "names": names}
        # Alone it begins the step of deciding.
        surer = probability + (0.01 if segment.about_other or not segment.alone else 0.0)
        yield Hypothesis(Act("ask_difference", values, segment.text), surer, "two trades")
    elif len(named) >= 2 or between:
        both = list(between.groups()) if between else [m.text for m in named[:2]]
        act = Act("hesitate", {"words": both, **_likely_pair(both, state)}, segment.text)
        wants = segment.labels["tell.goal"] if between else 0.0  # « soit l'un, soit l'autre »
        yield Hypothesis(act, min(1.0, probability + wants + 0.01), "two are named")


def _likely_pair(both: list[str], state: InformationState) -> dict[str, Any]:
    """Return the professions nearest to two loose names (« faire du droit »), as `pair`; a kind of
    school has none."""
    if any(map(study_lookup.is_generic, both)):
        return {}
    pair = [
        _occupation_in_words(words, state) or _nearest_occupation(words, state) for words in both
    ]
    return {"pair": pair} if all(pair) and pair[0] != pair[1] else {}


def _nearest_occupation(words: str, state: InformationState) -> str:
    """Return the profession nearest to a description, or ""."""
    linked = state.library.link(words).candidates
    near = state.library.near(words, told=True)
    close = [each for each, nearness in near if nearness >= MIN_NEARNESS]
    return next(iter((*linked, *close)), "")


def is_current_trade(mention: Mention, segment: SegmentReading) -> bool:
    """Whether a mention is the profession that the person has: « je suis caissier et … »."""
    clause = next(
        (c for c in clause_extraction.extract_clause_texts(segment.spelt) if mention.text in c), ""
    )
    return bool(_HAS.search(normalise(clause[: clause.find(mention.text)])))


def likeliest_occupation(mention: Mention) -> str:
    """Return the profession of a mention, the first of several of one name, or ""."""
    if mention.target is not None:
        return mention.target.id if mention.target.type == OCCUPATION else ""
    return mention.candidates[0] if mention.candidates else ""


def _occupation_of_mention(mention: Mention, state: InformationState) -> str:
    """Return the profession of a mention, or the one that bears the name of the study."""
    return (
        likeliest_occupation(mention)
        if mention.type == PROFESSION
        else _occupation_of_study(mention.text, state)
    )


def _occupation_in_words(words: str, state: InformationState) -> str:
    """Return the profession that free words name, or ""."""
    linked = state.library.link(words).occupation_ids
    return linked[0] if len(linked) == 1 else _occupation_of_study(words, state)


def _occupation_of_study(words: str, state: InformationState) -> str:
    """Return the profession that bears the name of a study, or ""."""
    trade = study_namesakes.find_namesake(words, state.library.base)
    return trade.id if trade else ""


def propose_goal(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the access to the profession that is a goal: « je veux devenir infirmière »."""
    probability = segment.labels["tell.goal"]
    if not state.shown:  # nothing to choose from
        probability += min(
            probability, segment.labels["react.choose"] + segment.labels["react.like"]
        )
    subject = resolve_subject(segment, state)
    if probability < 0.2 or subject.how != NAMED:
        return
    found = [r for r in subject.referents if r.type == OCCUPATION]
    if any(m.type == PROFESSION and is_current_trade(m, segment) for m in segment.mentions):
        return
    kind = polarity.correct_kind("goal", segment.spelt)
    if kind == "situation":
        return
    if kind == "dislike" and len(found) == 1:
        act = Act("refuse_lead", {"occupation": found[0].id}, segment.text)
        against = segment.labels["react.refuse"] + segment.labels["tell.dislike"]
        yield Hypothesis(act, min(1.0, probability + against), "a goal that is denied")
        return
    elsewhere = next(filter(_is_only_in_rome, segment.mentions), None)
    values, reason = _describe_goal([each.id for each in found], subject.candidates, elsewhere)
    if values:
        yield Hypothesis(Act("ask_access", values, segment.text), probability, reason)


def _describe_goal(
    found: list[str], candidates: Sequence[str], elsewhere: Optional[Mention]
) -> tuple[dict[str, Any], str]:
    """Return the values of a question about the way to a goal, and why it is one."""
    if found:
        return {"occupation": found[0], "aspect": "access", "goal": "yes"}, "a goal named"
    if candidates:
        return {"candidates": list(candidates)}, "a goal, which one"
    return ({"unknown": elsewhere.text, "goal": "yes"} if elsewhere else {}), "a goal of ROME's"


def _is_only_in_rome(mention: Mention) -> bool:
    """Whether a mention is exactly a profession of the French ROME list that the knowledge base
    does not hold."""
    known = mention.target or mention.candidates
    return mention.type == PROFESSION and mention.quality == EXACT and not known


def propose_study(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose where a wanted study is taught: « je voudrais faire compta en promotion sociale »."""
    probability = segment.labels["tell.goal"]
    named = [m for m in segment.mentions if m.type in "tf"]
    if probability < 0.5 or not named or any(m.type == PROFESSION for m in segment.mentions):
        return
    if polarity.correct_kind("goal", segment.spelt) != "goal":
        return  # « ma mère veut m'inscrire en coiffure », « je veux pas faire coiffure »
    values: dict[str, Any] = {"about": named[0].text, "near": []}
    studies = [
        r.id
        for r in list_introduced_referents(segment, state.library.base)
        if r.type in (TRAINING, STUDY)
    ]
    if studies:
        values["study"] = studies[-1]
    act = Act("search_trainings", values, segment.text)
    yield Hypothesis(act, probability * STUDY_GOAL_WEIGHT, "a study that is wanted")
