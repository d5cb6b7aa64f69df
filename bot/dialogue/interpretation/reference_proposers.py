"""Proposers for a reference to something mentioned before: a return, a position, a correction, an
event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Optional

from bot.choice_payloads import AskAgain, Resume
from bot.dialogue.interpretation.hypotheses import (
    LIKELY_PROBABILITY,
    SURE_PROBABILITY,
    TOP_PROBABILITY,
    Act,
    Hypothesis,
)
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import (
    OCCUPATION_INTENT_BY_LABEL,
    make_entry_act,
    make_same_act,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    find_current_pair,
    list_distinct_mentions,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_META_WORDS, MAX_SHORT_WORDS
from bot.dialogue.reading.linker import Mention
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance import event_references
from bot.guidance.salience import EVENT, OCCUPATION, QUESTION, SERVICE, Referent
from bot.language.folding import fold_text
from bot.language.normalisation import normalise, stem_words, tokenise
from bot.language.phrases import phrase

# Least probability of an entry by a word of its name.
MIN_NAMED = 0.3
# Least probability of an aspect.
MIN_ASPECT = 0.2
# Least probability that anything is asked.
MIN_ASKING_EVENT = 0.5
# Probability of an event that is named, and of the one just mentioned.
EVENT_PROBABILITY, SAME_EVENT_PROBABILITY = 1.0, 0.97
_BACK = phrase(
    r"\b(?:revien\w*|reven\w*|retour\w*|repren\w*|reprend\w*)(?: en)? (?:a|au|aux|sur|avec|la|le) "
    r"|\bon (?:en )?(?:était|parlait|disait|causait|discutait) (?:\w+ )?(?:a|au|aux|de|du|des|sur) "
    r"|\bon (?:en )?(?:était|parlait) de "
)
_SAID_BEFORE = phrase(
    r"\b(?:le|la|les) (?:premi\w+|deuxièm\w*|second\w*|troisièm\w*|quatrièm\w*|derni\w+|\d)"
    r"(?: (?:que|qu|dont) .*|)$"
)
_WHAT_IF = phrase(r"^(?:mais |et )?si (?:je|j|on|jamais je|jamais j) ")
_NOT = re.compile(r"\bpas (?:d |de |du |des |le |la |les |l |un |une |a |au |en )?$")


def propose_return(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to return to an earlier subject: « revenons à la bourse »."""
    folded = fold_text(segment.text)
    found = _BACK.search(folded)
    spoken = bool(state.salience.referents)  # « revenir à l'école à 21 ans » returns to nothing
    if not found or not spoken or segment.word_count > MAX_META_WORDS:
        return
    referent = _find_named_referent(segment, state) or _find_referent_by_title(
        folded[found.end() :], state
    )
    if referent is None or segment.acts["ask"] >= LIKELY_PROBABILITY:
        return
    key = "occupation" if referent.type == OCCUPATION else "question"
    values: dict[str, Any] = {key: referent.id, "value": Resume.BACK}
    yield Hypothesis(Act("resume", values, segment.text), TOP_PROBABILITY, f"back to {referent.id}")


def _find_named_referent(segment: SegmentReading, state: InformationState) -> Optional[Referent]:
    """Find the profession, question or service that a segment names or points at."""
    subject = resolve_subject(segment, state)
    base = state.library.base
    referents = subject.referents if subject.how in (NAMED, POINTED) else ()
    for each in referents:
        if each.id in base.occupations or each.id in base.questions or each.id in base.services:
            return each
    return None


def _find_referent_by_title(words: str, state: InformationState) -> Optional[Referent]:
    """Find an earlier referent by words of its title, else by what the words ask for."""
    wanted = _stems(words)
    found = [
        (len(wanted & title) / len(title), each) for each, title in _title_stems(state) if title
    ]
    share, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    if share > 0.0:
        return best
    entries = state.asked(words).ranked if state.asked else ()
    likely = {each.id for each in entries if each.probability >= MIN_NAMED}
    return next((each for each in state.salience.referents if each.id in likely), None)


def _title_stems(state: InformationState) -> Iterator[tuple[Referent, set[str]]]:
    """Yield the earlier referents with the stems of their titles."""
    base = state.library.base
    for each in state.salience.referents:
        if each.id in base.questions or each.id in base.occupations or each.id in base.services:
            yield each, _stems(base.title(each.id) or "")


def _stems(text: str) -> set[str]:
    return set(stem_words(tokenise(text)))


def propose_opening(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the description of the one pointed at: « développe le deuxième »."""
    subject = resolve_subject(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    wants = (
        segment.labels["react.open"]
        + segment.labels["meta.explain"]
        + segment.labels["ask.description"]
    )
    if wants < 0.4 or segment.labels["react.choose"] > segment.labels["react.open"]:
        return
    act = _make_opening_act(subject.referents[0], "description", segment)
    if act is not None:
        yield Hypothesis(
            act,
            TOP_PROBABILITY if wants >= LIKELY_PROBABILITY else LIKELY_PROBABILITY,
            "the one pointed at",
        )


def _make_opening_act(referent: Referent, aspect: str, segment: SegmentReading) -> Optional[Act]:
    """Return the act that answers an aspect of a referent, if it has one."""
    if referent.type == OCCUPATION:
        intent = OCCUPATION_INTENT_BY_LABEL.get(f"ask.{aspect}", "ask_occupation")
        return Act(intent, {"occupation": referent.id, "aspect": aspect}, segment.text)
    return (
        make_entry_act(referent.id, segment.text) if referent.type in (QUESTION, SERVICE) else None
    )


def propose_no_list(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose to say that nothing was listed: « le deuxième que vous avez dit »."""
    known = state.salience.listed or find_current_pair(state.salience) or state.shown
    if known or state.question is not None or list_distinct_mentions(segment) or not segment.alone:
        return
    wants = segment.acts["react"] + segment.acts["request"] + segment.acts["none"]
    short = segment.word_count <= MAX_META_WORDS
    if short and wants >= 0.3 and _SAID_BEFORE.search(fold_text(segment.text)):
        act = Act("ask_again", {"value": AskAgain.NO_LIST}, segment.text)
        yield Hypothesis(act, SURE_PROBABILITY, "nothing was listed")


def propose_correction(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the last aspect asked, for the one that is meant: « pas boulanger, boucher »."""
    named = list_distinct_mentions(segment)
    if len(named) != 2 or named[0].type != named[1].type or "?" in segment.text:
        return
    if state.salience.subject is None:
        return
    if segment.word_count > MAX_META_WORDS or segment.acts["ask"] >= LIKELY_PROBABILITY:
        return
    refused = [m for m in named if _is_refused(m, segment)]
    if len(refused) != 1:
        return
    meant = next(m for m in named if m is not refused[0])
    act = _make_corrected_act(meant, state, segment)
    if act is not None:
        yield Hypothesis(act, TOP_PROBABILITY, f"{meant.text} is meant")


def _is_refused(mention: Mention, segment: SegmentReading) -> bool:
    """Whether « pas » precedes a mention."""
    at = segment.spelt.find(mention.text)
    return at >= 0 and _NOT.search(normalise(segment.spelt[:at]) + " ") is not None


def _make_corrected_act(
    meant: Mention, state: InformationState, segment: SegmentReading
) -> Optional[Act]:
    """Return the act for the mention that replaces another."""
    if meant.target is not None and meant.target.type in (OCCUPATION, QUESTION, SERVICE):
        return make_same_act(meant.target, state, segment.text)
    if meant.candidates:
        return Act("ask_occupation", {"candidates": list(meant.candidates)}, segment.text)
    found = state.asked(f"c'est quoi {meant.text}").ranked if state.asked else ()
    known = (each.id for each in found[:2] if each.id in state.library.base.questions)
    return next((make_entry_act(each, segment.text) for each in known), None)


def propose_numbered(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the item of that number: « 2 »."""
    number = segment.text.strip(" .!)")
    group = state.salience.listed or find_current_pair(state.salience)
    if state.question is not None or not number.isdecimal() or not 1 <= int(number) <= len(group):
        return
    act = _make_opening_act(group[int(number) - 1], "description", segment)
    if act is not None:
        yield Hypothesis(act, TOP_PROBABILITY, "by its number")


def propose_what_if(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose an aspect of the current profession: « et si je suis nul en maths ? »."""
    current = state.salience.subject
    if current is None or current.type != OCCUPATION:
        return
    if not _WHAT_IF.match(fold_text(segment.text)) or segment.word_count > MAX_META_WORDS:
        return
    asked = [(p, label) for label, p in segment.ranked if label in OCCUPATION_INTENT_BY_LABEL]
    likely, label = max(asked, default=(0.0, ""))
    if likely < MIN_ASPECT:
        return
    aspect = label.partition(".")[2]
    values = {"occupation": current.id, "aspect": aspect}
    act = Act(OCCUPATION_INTENT_BY_LABEL[label], values, segment.text)
    yield Hypothesis(act, LIKELY_PROBABILITY, f"what if, of {current.id}")


def is_return(act: Act) -> bool:
    """Whether an act only returns to a subject."""
    return act.intent == "resume" and act.values.get("value") == Resume.BACK


def propose_event(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose an event by its name, or the one just mentioned: « c'est quand ? »."""
    subject = state.salience.subject
    is_current = subject is not None and subject.type == EVENT
    goes_on = (
        is_current
        and segment.word_count <= MAX_SHORT_WORDS
        and event_references.asks_event_detail(segment.text)
    )
    asks = segment.acts["ask"] + segment.acts["service"] + segment.acts["request"]
    if not goes_on and asks < MIN_ASKING_EVENT:
        return
    context = [asked.text for asked in segment.going_on.together] if segment.going_on else []
    with_context = context if event_references.asks_event_detail(segment.text) else []
    announced = state.announced()
    texts = (segment.text, *with_context)
    named = next(
        (n for text in texts if (n := event_references.find_named_events(text, announced))), ()
    )
    if named:
        yield Hypothesis(
            Act("ask_events", {"event": list(named)}, segment.text), EVENT_PROBABILITY, "named"
        )
    elif goes_on and not segment.mentions:
        ids = [each.id for each in state.salience.listed if each.type == EVENT]
        act = Act("ask_events", {"event": ids}, segment.text)
        yield Hypothesis(act, SAME_EVENT_PROBABILITY, "goes on from events")
