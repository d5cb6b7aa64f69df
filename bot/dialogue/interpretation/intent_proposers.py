"""Proposers for labels and intents that map to one act whatever the talk is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.choice_payloads import AskAgain, OutOfScope
from bot.dialogue.intent_groups import MIN_TRY_PROBABILITY
from bot.dialogue.interpretation.command_guard import CONTACT_INTENTS, is_no_command
from bot.dialogue.interpretation.entry_proposers import MIN_ASKED
from bot.dialogue.interpretation.hypotheses import BOT_INTENTS, Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_labels import OCCUPATION_INTENT_BY_LABEL
from bot.dialogue.interpretation.question_proposers import (
    asks_where_occupation_is,
    is_about_the_bot,
)
from bot.dialogue.interpretation.statement_proposers import FACT_LABELS
from bot.dialogue.interpretation.subject_resolution import NAMED, resolve_subject
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.segment_readings import SegmentReading
from bot.guidance.salience import EVENT, OCCUPATION

# Least probability of a request for a step.
MIN_WANTED = 0.3
# Labels with one intent in any context.
PLAIN_INTENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "request.leads": ("ask_leads", {}),
    "request.more": ("ask_leads", {"more": "yes"}),
    "request.shorter_studies": ("ask_shorter_studies", {}),
    "request.why": ("ask_why", {}),
    "request.recap": ("show_notebook", {}),
    # What is not to be kept, beside a message that is taken back (`meta_proposers`).
    "request.retract": ("ask_privacy", {}),
    "request.human": ("ask_human", {}),
    "request.code": ("ask_code", {}),
    "request.erase": ("erase_data", {}),
    "request.test": ("start_reflecting", {}),
    "request.decide": ("start_deciding", {}),
    "request.resume": ("resume", {}),
    "request.visit": ("ask_visit", {}),
    "service.place": ("ask_place", {}),
    "service.privacy": ("ask_privacy", {}),
    "service.bot": ("ask_bot", {}),
    "service.help": ("ask_help", {}),
    "service.language": ("ask_language", {}),
    "meta.repeat": ("ask_again", {"value": AskAgain.REPEAT}),
    "meta.shorten": ("ask_again", {"value": AskAgain.SHORTEN}),
    "meta.explain": ("ask_again", {"value": AskAgain.EXPLAIN}),
    "meta.stop": ("pause", {}),
    "meta.back": ("go_back", {}),
    "meta.skip": ("skip", {}),
    "correct.bot": ("complain", {}),
    "social.greet": ("greet", {}),
    "social.bye": ("goodbye", {}),
    "social.thanks": ("thanks", {}),
    "social.sorry": ("apologize", {}),
    "social.smalltalk": ("small_talk", {}),
    "social.comment": ("comment", {}),
    "abuse.probe": ("out_of_scope", {"value": OutOfScope.PROBE}),
    "off.task": ("out_of_scope", {"value": OutOfScope.TASK}),
    "off.world": ("out_of_scope", {"value": OutOfScope.WORLD}),
    "off.medical": ("out_of_scope", {"value": OutOfScope.MEDICAL}),
    "off.danger": ("out_of_scope", {"value": OutOfScope.DANGER}),
}
# Labels that need an earlier message.
NEEDS_HISTORY = frozenset(
    {
        *("request.resume", "request.more", "meta.repeat", "meta.shorten", "meta.explain"),
        "meta.back",
    }
)
RARE_FACTOR = 0.3
# A question about the bot precedes the current subject and the entries.
BOT_PROBABILITY = 0.99
# Intents on which label and classifier confirm each other, and the weight of the classifier.
SELF_CONTAINED_INTENTS, AGREEMENT_WEIGHT = frozenset({"ask_human"}), 0.9
# Intents that no label has yet.
UNLABELLED_INTENTS = frozenset(
    {
        *("plan_b", "ask_result", "ask_where", "ask_progress", "ask_hexagon", "resume_code"),
        *("change_code", "ask_events", "start_values", "start_wishes", "start_skills"),
        *("tell_trial", "class_mode", "trouble_at_school", "for_someone_else", "change_trade"),
        *("ask_deadlines", "change_address", "have_question", "start_dreaming"),
        *("start_exploring", "correct_notebook", "no_idea", "tell_obstacle"),
    }
)
# Those of them that ask.
TALK_STATUS_INTENTS = frozenset(
    {"ask_progress", "ask_result", "ask_where", "ask_hexagon", "ask_deadlines", "ask_events"}
)
# Intents about the questionnaire, only while one of its questions is open.
QUESTIONNAIRE_INTENTS = frozenset({"ask_progress", "ask_result"})
SURE_INTENT, CERTAIN_INTENT = 0.6, 0.9
# From this probability on the clauses of a segment say which facts it tells.
MIN_FACT = 0.5
# Labels left to `intent_resolution`, which knows the question, the leads and the bookings.
DEFERRED_LABELS = frozenset(
    {
        *("request.appointment", "request.reschedule", "request.cancel"),
        *("react.like", "react.refuse", "react.choose", "react.open", "correct.self"),
        *("answer.yes", "answer.no", "answer.unsure", "answer.scale"),
        *("tell.doubt", "tell.lost", "tell.worry", "tell.private", "abuse.insult"),
    }
)
# Reactions to something shown or mentioned.
REACTION_LABELS = frozenset({"react.like", "react.refuse", "react.open"})


def propose_plain_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the acts of labels that mean the same in any context."""
    for label, probability in segment.ranked[:3]:
        of_trade = label == "service.place" and asks_where_occupation_is(
            segment, resolve_subject(segment, state)
        )
        if label in PLAIN_INTENTS and not of_trade:
            intent, values = PLAIN_INTENTS[label]
            if intent == "ask_why":
                values = _named_profession(segment)
            if intent == "out_of_scope":  # the kinds add up
                probability = segment.acts[label.partition(".")[0]]
            if label in NEEDS_HISTORY and not _has_history(state):
                probability *= RARE_FACTOR
            if is_no_command(intent, segment.text, segment.mentions):
                if intent in CONTACT_INTENTS:  # heard, and nobody is called
                    intent, values = "note_facts", {"facts": []}
                else:
                    probability *= RARE_FACTOR
            if segment.intent == intent and intent in SELF_CONTAINED_INTENTS:
                # Both classifiers agree.
                probability = 1.0 - (1.0 - probability) * (
                    1.0 - AGREEMENT_WEIGHT * segment.confidence
                )
            if intent in BOT_INTENTS and is_about_the_bot(segment):
                probability = BOT_PROBABILITY + (1.0 - BOT_PROBABILITY) * probability
            yield Hypothesis(Act(intent, dict(values), segment.text), probability, label)


def _named_profession(segment: SegmentReading) -> dict[str, Any]:
    """Return the profession that a segment names, as a value of an act."""
    named = (m.target for m in segment.mentions if m.type == PROFESSION)
    target = next(filter(None, named), None)
    return {"occupation": target.id} if target is not None else {}


def _has_history(state: InformationState) -> bool:
    """Whether anything was said before this message."""
    return bool(state.before or state.question or state.salience.referents or state.salience.closed)


def propose_by_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose the intent that the classifier is sure of: a second opinion, or the only one for
    intents without a label."""
    unlabelled = segment.intent in UNLABELLED_INTENTS
    if segment.confidence < SURE_INTENT or (not segment.alone and segment.act == "tell"):
        return
    if segment.intent == "ask_place" and asks_where_occupation_is(
        segment, resolve_subject(segment, state)
    ):
        return
    if unlabelled and not (segment.alone and fits_unlabelled_intent(segment, state)):
        return
    # What is told while an appointment is asked about is noted, not taken as an answer.
    if _is_contradicted(segment) or (state.is_booking and segment.intent == "tell_interest"):
        return
    weight = 0.92 if segment.confidence >= CERTAIN_INTENT else 0.7
    if segment.act == "ask" and segment.probability >= SURE_INTENT:
        weight = 0.7
    if unlabelled:
        weight = 1.0
    if segment.intent == "tell_obstacle":  # a plain fact is noted instead
        weight -= sum(segment.labels[label] for label in FACT_LABELS) / 2
    act = Act("", {"intent": segment.intent}, segment.text, deferred=True)
    if segment.intent == "ask_privacy":
        act = Act("ask_privacy", {}, segment.text)
    subject = resolve_subject(segment, state)
    if (
        subject.how == NAMED
        and subject.candidates
        and segment.intent in OCCUPATION_INTENT_BY_LABEL.values()
    ):
        act = Act(segment.intent, {"candidates": list(subject.candidates)}, segment.text)
    spoken_of = any(each.type == OCCUPATION for each in subject.referents)
    if segment.intent == "ask_related" and not (spoken_of or subject.candidates):
        # « vers quels métiers peut-on aller avec ça ? »
        act = Act("ask_leads", {}, segment.text)
    unknown = subject.unknown
    if unknown and segment.intent in OCCUPATION_INTENT_BY_LABEL.values():
        act = Act("ask_occupation", {"unknown": unknown}, segment.text)
    yield Hypothesis(act, segment.confidence * weight, f"intent {segment.intent}")


def _is_contradicted(segment: SegmentReading) -> bool:
    """Whether the words or labels of a segment contradict its intent, or tell more than it."""
    if segment.intent == "note_facts":
        return sum(segment.labels[label] for label in FACT_LABELS) >= MIN_FACT
    if segment.intent == "ask_try" and segment.labels["ask.try"] < MIN_TRY_PROBABILITY:
        return True  # « à qui s'adresser avant de signer ? » is no trial
    return is_no_command(segment.intent, segment.text, segment.mentions)


def fits_unlabelled_intent(segment: SegmentReading, state: InformationState) -> bool:
    """Whether an intent without a label is compatible with the labels of a segment.

    A question fits only intents about the progress of the conversation, and only while no other
    subject is under discussion.
    """
    if segment.intent.startswith("start_") and segment.word_count > MAX_BARE_WORDS:
        wants = (
            segment.acts["request"] + segment.labels["service.help"] + segment.labels["tell.lost"]
        )
        return wants >= MIN_WANTED
    if segment.intent == "plan_b" and not (state.shown or state.decided or state.kept):
        return False  # no plan A: « et si tout tombe à l'eau ? »
    if segment.acts["ask"] < MIN_ASKED:
        return segment.intent != "tell_obstacle" or segment.act in ("tell", "none")
    begun = state.question is not None or segment.intent not in QUESTIONNAIRE_INTENTS
    subject = state.salience.subject
    return (
        segment.intent in TALK_STATUS_INTENTS and begun and (not subject or subject.type == EVENT)
    )


def propose_deferred(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """Propose an act that the open question, the leads or the appointments resolve."""
    possible = (
        DEFERRED_LABELS
        if state.shown or state.salience.subject
        else DEFERRED_LABELS - REACTION_LABELS
    )
    probability = sum(segment.labels[each] for each in possible)
    if probability >= 0.2:
        label = max(possible, key=lambda label: segment.labels[label])
        if label == "request.appointment" and is_no_command("ask_appointment", segment.text):
            return
        act = Act("", {"label": label}, segment.text, deferred=True)
        yield Hypothesis(act, probability, "left to the context")
