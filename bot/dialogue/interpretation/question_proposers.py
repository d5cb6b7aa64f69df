"""Proposers for a question about a profession, a list, or an entry of the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.dialogue.interpretation import elliptical_questions
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_answers import list_answers
from bot.dialogue.interpretation.question_labels import (
    CONDITION_KINDS,
    CONDITION_LABELS,
    OCCUPATION_INTENT_BY_LABEL,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    Subject,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import OCCUPATION
from bot.language.normalisation import normalise
from knowledge import access_conditions

# Probability that the bot is asked about itself; less is enough where « toi » stands apart. « tu »
# alone decides nothing (« tu connais un métier dehors ? »).
MIN_ABOUT_THE_BOT, MIN_APART = 0.3, 0.1
_ABOUT_THE_BOT = ("social.smalltalk", "service.bot")
_SPOKEN_TO = re.compile(r"\b(?:tu|t|toi|te|tes|ton|ta|vous|vos|votre)\b")
_APART = re.compile(r"^\W*(?:et |mais )?toi\b|\btoi\W*$", re.IGNORECASE)
_OF_ONESELF = re.compile(r"\b(?:je|j|moi|me|m|mon|ma|mes|nous|notre|nos)\b")
# Where something is surely asked about a named profession and no aspect is likely: the least
# probability of the likeliest aspect, and the weight of an entry.
MIN_SURELY_ASKS, NAMED_OCCUPATION_PROBABILITY, ANY_ASPECT_WEIGHT = 0.5, 0.3, 0.6
# A condition that the entry of a profession has, and the probability of the answer about others.
OWN_CONDITION, OTHER_CONDITION_PROBABILITY = "own", 0.9
# Labels that ask about access, and the share at which they precede a trial together.
_ACCESS_LABELS = ("ask.access", "ask.enrol", "ask.admission", "tell.goal")
MIN_TRIAL_SHARE = 0.75


def propose_answer(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the answers to the three likeliest question labels of a segment."""
    subject = resolve_subject(segment, state)
    if condition := _find_access_condition(segment, subject, state):
        yield _answer_condition(condition, subject, segment.text)
        if condition == OWN_CONDITION:
            return
    for place, (label, probability) in enumerate(segment.ranked[:3]):
        if label == "service.place" and asks_where_occupation_is(segment, subject):
            # « c'est où ? », « quels horaires ? », of what is spoken about
            label = max(("ask.place", "ask.conditions"), key=segment.labels.__getitem__)
        if label == "service.help" and state.profession_named_before is not None:
            label = "ask.access"  # « il veut être militaire, comment ça marche ? »
        of_trade = subject.how == NAMED or _continues_occupation(segment, state)
        of_trade = of_trade or (
            segment.going_on is not None and state.profession_named_before is not None
        )
        if label == "ask.rule" and of_trade and access_conditions.find_condition(segment.text):
            label = "ask.admission"  # « faut le permis pour être jardinier ? »
        if not label.startswith("ask.") and label != "service.access":
            continue
        probability = _access_probability(label, probability, segment)
        if place == 0 and subject.unknown:
            probability = max(probability, segment.acts["ask"])
        if place == 0 and subject.how == NAMED and segment.acts["ask"] >= MIN_SURELY_ASKS:
            probability = max(probability, NAMED_OCCUPATION_PROBABILITY)
        for act, fit, reason in list_answers(label, subject, segment, state):
            likely = probability * fit
            entry_id = act.values.get("question")
            if condition and (
                not entry_id or leaves_condition_out(entry_id, segment, subject, state)
            ):
                continue
            if place == 0 and subject.how == NAMED and act.values.get("question"):
                # The entry about the named thing has any aspect.
                likely = max(likely, ANY_ASPECT_WEIGHT * segment.acts["ask"] * fit)
            yield Hypothesis(act, likely, f"{label}: {reason}")


def _answer_condition(condition: str, subject: Subject, text: str) -> Hypothesis:
    """Propose to say it: « combien coûte le matériel pour être coiffeuse ? »."""
    values = {"occupation": subject.referents[0].id, "aspect": "admission"}
    act = Act(OCCUPATION_INTENT_BY_LABEL["ask.admission"], values, text)
    if condition == OWN_CONDITION:
        return Hypothesis(act, elliptical_questions.SURE_PROBABILITY, "a condition of its own")
    return Hypothesis(act, OTHER_CONDITION_PROBABILITY, f"asks about its {condition}")


def _access_probability(label: str, probability: float, segment: SegmentReading) -> float:
    """Return the probability of a label, with all ways to ask about access added up against a
    trial: « je voudrais faire interprète, comment on fait ? »."""
    getting_in, tries = (
        sum(segment.labels[label] for label in _ACCESS_LABELS),
        segment.labels["ask.try"],
    )
    if label not in ("ask.access", "ask.try") or not tries or getting_in < MIN_TRIAL_SHARE * tries:
        return probability
    return max(probability, getting_in) if label == "ask.access" else probability / 2


def _find_access_condition(
    segment: SegmentReading, subject: Subject, state: InformationState
) -> str:
    """Return the condition of the named profession that a segment asks about, or "".

    It is OWN_CONDITION where its entry has one of that kind: a criminal record check, a language, a
    licence, health or equipment. Of others it is asked whether they are met: « on peut être
    boulanger sans CESS ? ».
    """
    if subject.how != NAMED or len(subject.referents) != 1:
        return ""
    named = state.library.base.occupations.get(subject.referents[0].id)
    if named is None or segment.label not in (*CONDITION_LABELS, "ask.level"):
        return ""
    text = segment.spelt
    for mention in segment.mentions:  # « prof d'anglais » asks for no language
        text = text.replace(mention.text, " ") if mention.type == PROFESSION else text
    asked = access_conditions.find_condition(text, asked=True)
    if not named.ways_in:
        asked = None
    if asked == access_conditions.DIPLOMA:
        return asked
    kind = access_conditions.find_condition(segment.text)
    has_own = kind in CONDITION_KINDS and any(each.kind == kind for each in named.access)
    if has_own and segment.label in CONDITION_LABELS:
        return OWN_CONDITION
    return asked or ""


def leaves_condition_out(
    entry_id: str, segment: SegmentReading, subject: Subject, state: InformationState
) -> bool:
    """Whether an entry says nothing of the condition of a named profession that is asked for."""
    condition = _find_access_condition(segment, subject, state)
    entry = state.library.base.questions.get(entry_id)
    if condition in ("", OWN_CONDITION) or entry is None:
        return bool(condition)
    says = normalise(f"{entry.question} {entry.short}")
    patterns = access_conditions.CONDITION_PATTERNS[condition]
    return not any(re.search(rf"\b(?:{each})\b", says) for each in patterns)


def _continues_occupation(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a question goes on about the current profession without naming it."""
    about = elliptical_questions.find_current_subject(state)
    if (
        about is None
        or about.type != OCCUPATION
        or not elliptical_questions.leaves_subject_out(segment)
    ):
        return False
    # « une équivalence » alone asks nothing.
    return "?" in segment.text or sentence_forms.is_question(segment.text)


def asks_where_occupation_is(segment: SegmentReading, subject: Subject) -> bool:
    """Whether « c'est où ? » or « le deuxième, c'est où ? » is about a profession; « vous êtes
    où ? » is about the centre."""
    current = subject.referents[0] if subject.referents else None
    short = segment.word_count <= MAX_BARE_WORDS and not segment.mentions
    of_trade = current is not None and current.type == OCCUPATION
    return (short or subject.how == POINTED) and of_trade and not is_spoken_to(segment)


def is_spoken_to(segment: SegmentReading) -> bool:
    """Whether a segment says « tu » or « vous » and nothing of the person: « vous êtes où ? »."""
    normalised = normalise(segment.text)
    return bool(_SPOKEN_TO.search(normalised)) and not _OF_ONESELF.search(normalised)


def is_about_the_bot(segment: SegmentReading) -> bool:
    """Whether the bot is asked about itself: « tu gagnes combien, toi ? »."""
    if not is_spoken_to(segment):
        return False
    enough = MIN_APART if _APART.search(segment.text) else MIN_ABOUT_THE_BOT
    return sum(segment.labels[label] for label in _ABOUT_THE_BOT) >= enough
