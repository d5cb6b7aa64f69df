"""What a segment may mean, in the order in which it is tried: read this file to know the bot.

Each proposer is a function `(state, segment) → hypotheses`; what is asked about something, what an
entry of the base answers and what is told have files of their own. A label is mapped to an act
there and here, and nowhere else; what needs an argument looks for it in the mentions, then in the
state of the talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.choice_payloads import AskAgain, OutOfScope
from bot.dialogue.intent_groups import MIN_TRY_PROBABILITY
from bot.dialogue.interpretation import choice_proposers, elliptical_questions, meta_proposers
from bot.dialogue.interpretation.acknowledgement_proposers import propose_acknowledgement
from bot.dialogue.interpretation.bot_addressee import is_about_the_bot
from bot.dialogue.interpretation.command_guard import is_only_wondering
from bot.dialogue.interpretation.comparison_proposers import propose_difference
from bot.dialogue.interpretation.entry_proposers import (
    MIN_ASKED,
    propose_entry,
    propose_follow_up,
    propose_source,
)
from bot.dialogue.interpretation.event_proposers import propose_event
from bot.dialogue.interpretation.field_proposers import (
    propose_field_without,
    propose_other_field,
    propose_wanted_field,
)
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.question_proposers import (
    OCCUPATION_INTENT_BY_LABEL,
    asks_where_occupation_is,
    make_entry_act,
    propose_answer,
)
from bot.dialogue.interpretation.statement_proposers import (
    FACT_LABELS,
    is_current_trade,
    likeliest_occupation,
    propose_between_tastes,
    propose_fact,
    propose_goal,
    propose_hesitation,
    propose_memory_recap,
    propose_narrowing,
    propose_non_fact,
    propose_study,
)
from bot.dialogue.interpretation.subject_resolution import (
    NAMED,
    POINTED,
    list_introduced_referents,
    points_at_other,
    resolve_subject,
)
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS, MAX_SHORT_WORDS, count_words
from bot.dialogue.reading import sentence_forms
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import EVENT, OCCUPATION, QUESTION, SERVICE, STUDY, TRAINING, Referent

Proposer = Callable[[InformationState, SegmentReading], Iterator[Hypothesis]]

# A step begins by itself only where something is asked of the bot this likely.
MIN_WANTED = 0.3
# Labels that are one intent, whatever the talk is about.
PLAIN_INTENTS: dict[str, tuple[str, dict[str, str]]] = {
    "request.leads": ("ask_leads", {}),
    "request.more": ("ask_leads", {"more": "yes"}),
    "request.shorter_studies": ("ask_shorter_studies", {}),
    "request.why": ("ask_why", {}),
    "request.recap": ("show_notebook", {}),
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
# Of these a first message has nothing to go on with.
NEEDS_HISTORY = frozenset(
    {
        *("request.resume", "request.more", "meta.repeat", "meta.shorten", "meta.explain"),
        "meta.back",
    }
)
RARE_FACTOR = 0.3
# What the bot is asked about itself goes before what the talk is about, or an entry of the base.
BOT_INTENTS, BOT_PROBABILITY = frozenset({"small_talk", "ask_bot"}), 0.99
# Meanings that need nothing of the talk, and what the classifier of intents counts for them where
# it says the same.
SELF_CONTAINED_INTENTS, AGREEMENT_WEIGHT = frozenset({"ask_human"}), 0.9
# What is said of a profession by its name.
NAMED_BONUS = 0.05  # before what the talk would make of the same words
VERDICT_INTENTS = {
    "react.like": "like_lead",
    "react.refuse": "refuse_lead",
}
# Meanings that no label tells apart yet.
UNLABELLED_INTENTS = frozenset(
    {
        *("plan_b", "ask_result", "ask_where", "ask_progress", "ask_hexagon", "resume_code"),
        *("change_code", "ask_events", "start_values", "start_wishes", "start_skills"),
        *("tell_trial", "class_mode", "trouble_at_school", "for_someone_else", "change_trade"),
        *("ask_deadlines", "change_address", "have_question", "start_dreaming"),
        *("start_exploring", "correct_notebook", "no_idea", "tell_obstacle"),
    }
)
# Of these, the ones that ask.
TALK_STATUS_INTENTS = frozenset(
    {"ask_progress", "ask_result", "ask_where", "ask_hexagon", "ask_deadlines", "ask_events"}
)
# « ça dure combien ? » asks of the questionnaire only while a question of it is open.
QUESTIONNAIRE_INTENTS = frozenset({"ask_progress", "ask_result"})
SURE_INTENT, CERTAIN_INTENT = 0.6, 0.9
# Left to `understanding`, which knows the open question, the leads and the appointments.
DEFERRED_LABELS = frozenset(
    {
        *("request.appointment", "request.reschedule", "request.cancel", "request.retract"),
        *("react.like", "react.refuse", "react.choose", "react.open", "correct.self"),
        *("answer.yes", "answer.no", "answer.unsure", "answer.scale"),
        *("tell.doubt", "tell.lost", "tell.worry", "tell.private", "abuse.insult"),
    }
)
# What needs something that was shown or spoken about.
REACTION_LABELS = frozenset({"react.like", "react.refuse", "react.open"})


def propose_plain_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What means the same wherever it is said."""
    for label, probability in segment.ranked[:3]:
        of_trade = label == "service.place" and asks_where_occupation_is(
            segment, resolve_subject(segment, state)
        )
        if label in PLAIN_INTENTS and not of_trade:
            intent, values = PLAIN_INTENTS[label]
            if intent == "out_of_scope":  # of several kinds, whichever it is
                probability = segment.act_probability(label.partition(".")[0])
            if label in NEEDS_HISTORY and not _has_history(state):
                probability *= RARE_FACTOR
            if is_only_wondering(intent, segment.text, segment.mentions):
                probability *= RARE_FACTOR
            if segment.intent == intent and intent in SELF_CONTAINED_INTENTS:
                # The two readings of it agree.
                probability = 1.0 - (1.0 - probability) * (
                    1.0 - AGREEMENT_WEIGHT * segment.confidence
                )
            if intent in BOT_INTENTS and is_about_the_bot(segment):
                probability = BOT_PROBABILITY + (1.0 - BOT_PROBABILITY) * probability
            yield Hypothesis(Act(intent, dict(values), segment.text), probability, label)


def _has_history(state: InformationState) -> bool:
    """Whether something was said before this message."""
    return bool(state.before or state.question or state.salience.referents or state.salience.closed)


def propose_bare_name(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« esthéticienne à domicile », and nothing else: what it is is asked."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if segment.of("tell.goal") >= MIN_ASKED and count_words(segment.text) > MAX_BARE_WORDS:
        return
    if (
        len(named) != 1
        or segment.act_probability("tell") + segment.act_probability("none") < MIN_ASKED
    ):
        alone = len(named) == 1 and not _has_more_than_article(segment.text, named[0].text)
        if not alone:
            return
    elif count_words(segment.text) > MAX_BARE_WORDS and _has_more_than_article(
        segment.text, named[0].text
    ):
        return
    if segment.act == "tell" and is_current_trade(named[0], segment):
        return  # « je suis serveuse » asks nothing of it
    values: dict[str, Any] = {"candidates": list(named[0].candidates)}
    if named[0].target is not None:
        values = {"occupation": named[0].target.id}
    if named[0].target is not None or named[0].candidates:
        yield Hypothesis(Act("ask_occupation", values, segment.text), 0.99, "a name alone")


def _has_more_than_article(text: str, name: str) -> bool:
    """Whether more than an article stands beside a name."""
    rest = text.replace(name, "", 1).strip(" .,!?'’").lower()
    return rest not in ("", "le", "la", "l", "un", "une", "les", "des")


def propose_other_one(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et l'autre ? »: what was asked last, of the other one."""
    subject = resolve_subject(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    if count_words(segment.text) > MAX_BARE_WORDS or not points_at_other(segment.text):
        return
    other = subject.referents[0]
    if other.type == OCCUPATION:
        aspect = state.salience.aspect or "description"
        intent = OCCUPATION_INTENT_BY_LABEL.get(f"ask.{aspect}", "ask_occupation")
        values: dict[str, Any] = {"occupation": other.id, "aspect": aspect}
        yield Hypothesis(Act(intent, values, segment.text), 0.95, "the other one")
    elif other.type in (STUDY, TRAINING):
        yield Hypothesis(_make_study_act(state, segment, other), 0.95, "the other one")
    elif other.type in (QUESTION, SERVICE):
        yield Hypothesis(make_entry_act(other.id, segment.text), 0.95, "the other one")


def _make_study_act(state: InformationState, segment: SegmentReading, study: Referent) -> Act:
    """What was asked last, of a study."""
    aspect = state.salience.aspect
    aspect = (
        aspect if elliptical_questions.has_aspect(study, f"ask.{aspect}", state) else "trainings"
    )
    return Act("ask_aspect", {"study": study.id, "aspect": aspect}, segment.text)


def propose_same_aspect(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et la pharmacie à l'unif ? », « et pour un menuisier »: what was asked last, of a study or
    a profession that is only named."""
    few = segment.alone and count_words(segment.text) <= MAX_SHORT_WORDS
    if (
        not few
        or segment.probability >= SURE_INTENT
        or elliptical_questions.asks_definition(segment)
    ):
        return
    trades = [m.target.id for m in segment.mentions if m.type == PROFESSION and m.target]
    aspect = state.salience.aspect
    if (
        len(trades) == 1
        and f"ask.{aspect}" in OCCUPATION_INTENT_BY_LABEL
        and sentence_forms.begins_with_joiner(segment.text)
    ):
        values = {"occupation": trades[0], "aspect": aspect}
        act = Act(OCCUPATION_INTENT_BY_LABEL[f"ask.{aspect}"], values, segment.text)
        yield Hypothesis(act, 0.9, "a profession alone")
    named = [
        r
        for r in list_introduced_referents(segment, state.library.base)
        if r.type in (STUDY, TRAINING)
    ]
    if len(named) == 1 and elliptical_questions.has_aspect(named[0], "ask.trainings", state):
        yield Hypothesis(_make_study_act(state, segment, named[0]), 0.9, "a study alone")


def propose_verdict(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je garde policier », « boucher non », « je prends infirmière »: of the one named."""
    subject = resolve_subject(segment, state)
    trades = [r for r in subject.referents if r.type == OCCUPATION]
    if subject.how != NAMED or len(trades) != 1:
        return
    if choice_proposers.refuses_named(state, segment, trades[0].id):
        act = Act("refuse_lead", {"occupation": trades[0].id}, segment.text)
        yield Hypothesis(act, 1.0, f"{trades[0].id} is refused")
    if segment.act != "react":
        return
    for label, intent in VERDICT_INTENTS.items():
        if segment.of(label) >= MIN_WANTED:
            act = Act(intent, {"occupation": trades[0].id}, segment.text)
            likely = min(1.0, segment.act_probability("react") + NAMED_BONUS)
            yield Hypothesis(act, likely, f"{label} of {trades[0].id}")


def propose_comparison(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« compare boulanger et cuisinier », « compare les deux »."""
    found = [each for each in map(likeliest_occupation, segment.mentions) if each]
    subject = resolve_subject(segment, state)
    if not found and subject.how == POINTED:
        found = [each.id for each in subject.referents if each.type == OCCUPATION]
    if len(set(found)) >= 2:
        values = {"occupation": found[0], "occupations": list(dict.fromkeys(found))}
        probability = segment.of("request.decide")
        yield Hypothesis(Act("compare", values, segment.text), probability * 1.01, "two named")


def propose_by_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the classifier of intents is sure of: alone in knowing some meanings, else a second
    opinion."""
    unlabelled = segment.intent in UNLABELLED_INTENTS
    if segment.confidence < SURE_INTENT or (not segment.alone and segment.act == "tell"):
        return
    if segment.intent == "ask_place" and asks_where_occupation_is(
        segment, resolve_subject(segment, state)
    ):
        return
    if unlabelled and not (segment.alone and fits_unlabelled_intent(segment, state)):
        return
    if segment.intent == "ask_try" and segment.of("ask.try") < MIN_TRY_PROBABILITY:
        return  # « à qui s'adresser avant de signer ? » tries no trade out
    weight = 0.92 if segment.confidence >= CERTAIN_INTENT else 0.7
    if segment.act == "ask" and segment.probability >= SURE_INTENT:
        weight = 0.7
    if unlabelled:
        weight = 1.0
    if segment.intent == "tell_obstacle":  # told as it is, where it is surely a fact
        weight -= sum(map(segment.of, FACT_LABELS)) / 2
    act = Act("", {"intent": segment.intent}, segment.text, deferred=True)
    if segment.intent == "ask_privacy":  # means the same wherever it is said
        act = Act("ask_privacy", {}, segment.text)
    subject = resolve_subject(segment, state)
    if (
        subject.how == NAMED
        and subject.candidates
        and segment.intent in OCCUPATION_INTENT_BY_LABEL.values()
    ):
        act = Act(segment.intent, {"candidates": list(subject.candidates)}, segment.text)
    unknown = subject.unknown
    if unknown and segment.intent in OCCUPATION_INTENT_BY_LABEL.values():
        act = Act("ask_occupation", {"unknown": unknown}, segment.text)
    yield Hypothesis(act, segment.confidence * weight, f"intent {segment.intent}")


def fits_unlabelled_intent(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a meaning without a label may be right beside what the labels say: a question is
    none of them, but for those about the talk itself while nothing else is spoken about."""
    if segment.intent.startswith("start_") and count_words(segment.text) > MAX_BARE_WORDS:
        wants = (
            segment.act_probability("request")
            + segment.of("service.help")
            + segment.of("tell.lost")
        )
        return wants >= MIN_WANTED
    if segment.intent == "plan_b" and not (
        state.shown or state.salience.find_newest_of_type(OCCUPATION)
    ):
        return False  # instead of what?
    if segment.act_probability("ask") < MIN_ASKED:
        return segment.intent != "tell_obstacle" or segment.act in ("tell", "none")
    begun = state.question is not None or segment.intent not in QUESTIONNAIRE_INTENTS
    subject = state.salience.subject
    return (
        segment.intent in TALK_STATUS_INTENTS and begun and (not subject or subject.type == EVENT)
    )


def propose_deferred(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the open question, the leads or the appointments decide."""
    possible = (
        DEFERRED_LABELS
        if state.shown or state.salience.subject
        else DEFERRED_LABELS - REACTION_LABELS
    )
    told = sum(segment.of(each) for each in possible)
    if told >= 0.2:
        label = max(possible, key=segment.of)
        act = Act("", {"label": label}, segment.text, deferred=True)
        yield Hypothesis(act, told, "left to the context")


PROPOSERS: tuple[Proposer, ...] = (
    *(
        propose_plain_intent,
        propose_event,
        propose_difference,
        propose_answer,
        propose_entry,
        propose_follow_up,
        propose_source,
        propose_other_one,
        propose_same_aspect,
        propose_other_field,
        propose_wanted_field,
        propose_field_without,
        propose_narrowing,
        propose_between_tastes,
        propose_hesitation,
        propose_goal,
        propose_study,
        propose_comparison,
        propose_verdict,
        choice_proposers.propose_choice,
        choice_proposers.propose_reserve,
        choice_proposers.propose_choice_recall,
        choice_proposers.propose_choice_doubt,
        choice_proposers.propose_advice,
        choice_proposers.propose_later_option,
        choice_proposers.propose_plan,
        propose_bare_name,
        propose_fact,
        propose_non_fact,
        propose_memory_recap,
        propose_acknowledgement,
        *meta_proposers.META_PROPOSERS,
    ),
    *(propose_by_intent, propose_deferred),
)
