"""What a segment may mean, in the order in which it is tried: read this file to know the bot.

Each proposer is a function `(state, segment) → hypotheses`; what is asked about something, what an
entry of the base answers and what is told have files of their own. A label is mapped to an act
there and here, and nowhere else; what needs an argument looks for it in the mentions, then in the
state of the talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.dialogue.interpretation import choices, lasting, talk_itself
from bot.dialogue.interpretation.addressee import is_about_the_bot
from bot.dialogue.interpretation.brevity import MAX_BARE, MAX_SHORT, count_words
from bot.dialogue.interpretation.commands import is_no_command
from bot.dialogue.interpretation.entries_asked import (
    MIN_ASKED,
    entry_asked,
    follow_up,
    source_asked,
)
from bot.dialogue.interpretation.events_asked import event_asked
from bot.dialogue.interpretation.fields_asked import field_instead, field_wanted, field_without
from bot.dialogue.interpretation.heard import heard
from bot.dialogue.interpretation.hypotheses import Act, Hypothesis
from bot.dialogue.interpretation.questions import (
    OF_OCCUPATIONS,
    entry,
    is_about_a_trade,
    question_about,
)
from bot.dialogue.interpretation.state import InformationState
from bot.dialogue.interpretation.subjects import NAMED, POINTED, brought_up, says_other, subject_of
from bot.dialogue.interpretation.told import (
    FACTS,
    doubt,
    fact,
    goal,
    has_it,
    joined,
    likeliest,
    narrowing,
    no_fact,
    recall,
    study,
)
from bot.dialogue.interpretation.two_named import two_named
from bot.dialogue.meanings import MIN_TRIED
from bot.dialogue.reading import forms
from bot.dialogue.reading.labels import PROFESSION
from bot.dialogue.reading.reader import SegmentReading
from bot.guidance.salience import EVENT, OCCUPATION, QUESTION, SERVICE, STUDY, TRAINING, Referent

Proposer = Callable[[InformationState, SegmentReading], Iterator[Hypothesis]]

# A step begins by itself only where something is asked of the bot this likely.
MIN_WANTED = 0.3
# Labels that are one intent, whatever the talk is about.
PLAIN = {
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
    "meta.repeat": ("ask_again", {"value": "repeat"}),
    "meta.shorten": ("ask_again", {"value": "shorten"}),
    "meta.explain": ("ask_again", {"value": "explain"}),
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
    "abuse.probe": ("out_of_scope", {"value": "probe"}),
    "off.task": ("out_of_scope", {"value": "task"}),
    "off.world": ("out_of_scope", {"value": "world"}),
    "off.medical": ("out_of_scope", {"value": "medical"}),
    "off.danger": ("out_of_scope", {"value": "danger"}),
}
# Of these a first message has nothing to go on with.
OF_A_TALK = frozenset(
    {
        *("request.resume", "request.more", "meta.repeat", "meta.shorten", "meta.explain"),
        "meta.back",
    }
)
RARELY = 0.3
# What the bot is asked about itself goes before what the talk is about, or an entry of the base.
OF_THE_BOT, OF_ITSELF = frozenset({"small_talk", "ask_bot"}), 0.99
# Meanings that need nothing of the talk, and what the classifier of intents counts for them where
# it says the same.
SELF_CONTAINED, OF_BOTH = frozenset({"ask_human"}), 0.9
# What is said of a profession by its name.
BY_ITS_NAME = 0.05  # before what the talk would make of the same words
OF_THE_ONE_NAMED = {
    "react.like": "like_lead",
    "react.refuse": "refuse_lead",
}
# Meanings that no label tells apart yet.
NO_LABEL = frozenset(
    {
        *("plan_b", "ask_result", "ask_where", "ask_progress", "ask_hexagon", "resume_code"),
        *("change_code", "ask_events", "start_values", "start_wishes", "start_skills"),
        *("tell_trial", "class_mode", "trouble_at_school", "for_someone_else", "change_trade"),
        *("ask_deadlines", "change_address", "have_question", "start_dreaming"),
        *("start_exploring", "correct_notebook", "no_idea", "tell_obstacle"),
    }
)
# Of these, the ones that ask.
ABOUT_THE_TALK = frozenset(
    {"ask_progress", "ask_result", "ask_where", "ask_hexagon", "ask_deadlines", "ask_events"}
)
# « ça dure combien ? » asks of the questionnaire only while a question of it is open.
OF_THE_QUESTIONNAIRE = frozenset({"ask_progress", "ask_result"})
SURE_OF_INTENT, CERTAIN_OF_INTENT = 0.6, 0.9
# Left to `understanding`, which knows the open question, the leads and the appointments.
DEFERRED = frozenset(
    {
        *("request.appointment", "request.reschedule", "request.cancel", "request.retract"),
        *("react.like", "react.refuse", "react.choose", "react.open", "correct.self"),
        *("answer.yes", "answer.no", "answer.unsure", "answer.scale"),
        *("tell.doubt", "tell.lost", "tell.worry", "tell.private", "abuse.insult"),
    }
)
# What needs something that was shown or spoken about.
REACTIONS = frozenset({"react.like", "react.refuse", "react.open"})


def plain(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What means the same wherever it is said."""
    for label, probability in segment.ranked[:3]:
        of_trade = label == "service.place" and is_about_a_trade(
            segment, subject_of(segment, state)
        )
        if label in PLAIN and not of_trade:
            intent, values = PLAIN[label]
            if intent == "out_of_scope":  # of several kinds, whichever it is
                probability = segment.of_act(label.partition(".")[0])
            if label in OF_A_TALK and not _was_begun(state):
                probability *= RARELY
            if is_no_command(intent, segment.text, segment.mentions):
                probability *= RARELY
            if segment.intent == intent and intent in SELF_CONTAINED:
                # The two readings of it agree.
                probability = 1.0 - (1.0 - probability) * (1.0 - OF_BOTH * segment.confidence)
            if intent in OF_THE_BOT and is_about_the_bot(segment):
                probability = OF_ITSELF + (1.0 - OF_ITSELF) * probability
            yield Hypothesis(Act(intent, dict(values), segment.text), probability, label)


def _was_begun(state: InformationState) -> bool:
    """Whether something was said before this message."""
    return bool(state.before or state.question or state.salience.referents or state.salience.closed)


def bare_name(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« esthéticienne à domicile », and nothing else: what it is is asked."""
    named = [m for m in segment.mentions if m.type == PROFESSION]
    if segment.of("tell.goal") >= MIN_ASKED and count_words(segment.text) > MAX_BARE:
        return
    if len(named) != 1 or segment.of_act("tell") + segment.of_act("none") < MIN_ASKED:
        alone = len(named) == 1 and not _beside(segment.text, named[0].text)
        if not alone:
            return
    elif count_words(segment.text) > MAX_BARE and _beside(segment.text, named[0].text):
        return
    if segment.act == "tell" and has_it(named[0], segment):
        return  # « je suis serveuse » asks nothing of it
    values: dict[str, Any] = {"candidates": list(named[0].candidates)}
    if named[0].target is not None:
        values = {"occupation": named[0].target.id}
    if named[0].target is not None or named[0].candidates:
        yield Hypothesis(Act("ask_occupation", values, segment.text), 0.99, "a name alone")


def _beside(text: str, name: str) -> bool:
    """Whether more than an article stands beside a name."""
    rest = text.replace(name, "", 1).strip(" .,!?'’").lower()
    return rest not in ("", "le", "la", "l", "un", "une", "les", "des")


def the_other(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et l'autre ? »: what was asked last, of the other one."""
    subject = subject_of(segment, state)
    if subject.how != POINTED or len(subject.referents) != 1:
        return
    if count_words(segment.text) > MAX_BARE or not says_other(segment.text):
        return
    other = subject.referents[0]
    if other.type == OCCUPATION:
        aspect = state.salience.aspect or "description"
        intent = OF_OCCUPATIONS.get(f"ask.{aspect}", "ask_occupation")
        values: dict[str, Any] = {"occupation": other.id, "aspect": aspect}
        yield Hypothesis(Act(intent, values, segment.text), 0.95, "the other one")
    elif other.type in (STUDY, TRAINING):
        yield Hypothesis(_of_study(state, segment, other), 0.95, "the other one")
    elif other.type in (QUESTION, SERVICE):
        yield Hypothesis(entry(other.id, segment.text), 0.95, "the other one")


def _of_study(state: InformationState, segment: SegmentReading, study: Referent) -> Act:
    """What was asked last, of a study."""
    aspect = state.salience.aspect
    aspect = aspect if lasting.has(study, f"ask.{aspect}", state) else "trainings"
    return Act("ask_aspect", {"study": study.id, "aspect": aspect}, segment.text)


def and_this_one(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« et la pharmacie à l'unif ? », « et pour un menuisier »: what was asked last, of a study or
    a profession that is only named."""
    few = segment.alone and count_words(segment.text) <= MAX_SHORT
    if not few or segment.probability >= SURE_OF_INTENT or lasting.defines(segment):
        return
    trades = [m.target.id for m in segment.mentions if m.type == PROFESSION and m.target]
    aspect = state.salience.aspect
    if len(trades) == 1 and f"ask.{aspect}" in OF_OCCUPATIONS and forms.goes_on(segment.text):
        values = {"occupation": trades[0], "aspect": aspect}
        act = Act(OF_OCCUPATIONS[f"ask.{aspect}"], values, segment.text)
        yield Hypothesis(act, 0.9, "a profession alone")
    named = [r for r in brought_up(segment, state.library.base) if r.type in (STUDY, TRAINING)]
    if len(named) == 1 and lasting.has(named[0], "ask.trainings", state):
        yield Hypothesis(_of_study(state, segment, named[0]), 0.9, "a study alone")


def weighed(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« je garde policier », « boucher non », « je prends infirmière »: of the one named."""
    subject = subject_of(segment, state)
    trades = [r for r in subject.referents if r.type == OCCUPATION]
    if subject.how != NAMED or len(trades) != 1:
        return
    if choices.refuses(state, segment, trades[0].id):
        act = Act("refuse_lead", {"occupation": trades[0].id}, segment.text)
        yield Hypothesis(act, 1.0, f"{trades[0].id} is refused")
    if segment.act != "react":
        return
    for label, intent in OF_THE_ONE_NAMED.items():
        if segment.of(label) >= MIN_WANTED:
            act = Act(intent, {"occupation": trades[0].id}, segment.text)
            likely = min(1.0, segment.of_act("react") + BY_ITS_NAME)
            yield Hypothesis(act, likely, f"{label} of {trades[0].id}")


def compared(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """« compare boulanger et cuisinier », « compare les deux »."""
    found = [each for each in map(likeliest, segment.mentions) if each]
    subject = subject_of(segment, state)
    if not found and subject.how == POINTED:
        found = [each.id for each in subject.referents if each.type == OCCUPATION]
    if len(set(found)) >= 2:
        values = {"occupation": found[0], "occupations": list(dict.fromkeys(found))}
        probability = segment.of("request.decide")
        yield Hypothesis(Act("compare", values, segment.text), probability * 1.01, "two named")


def by_intent(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the classifier of intents is sure of: alone in knowing some meanings, else a second
    opinion."""
    unlabelled = segment.intent in NO_LABEL
    if segment.confidence < SURE_OF_INTENT or (not segment.alone and segment.act == "tell"):
        return
    if segment.intent == "ask_place" and is_about_a_trade(segment, subject_of(segment, state)):
        return
    if unlabelled and not (segment.alone and has_no_label(segment, state)):
        return
    if segment.intent == "ask_try" and segment.of("ask.try") < MIN_TRIED:
        return  # « à qui s'adresser avant de signer ? » tries no trade out
    weight = 0.92 if segment.confidence >= CERTAIN_OF_INTENT else 0.7
    if segment.act == "ask" and segment.probability >= SURE_OF_INTENT:
        weight = 0.7
    if unlabelled:
        weight = 1.0
    if segment.intent == "tell_obstacle":  # told as it is, where it is surely a fact
        weight -= sum(map(segment.of, FACTS)) / 2
    act = Act("", {"intent": segment.intent}, segment.text, deferred=True)
    if segment.intent == "ask_privacy":  # means the same wherever it is said
        act = Act("ask_privacy", {}, segment.text)
    subject = subject_of(segment, state)
    if subject.how == NAMED and subject.candidates and segment.intent in OF_OCCUPATIONS.values():
        act = Act(segment.intent, {"candidates": list(subject.candidates)}, segment.text)
    unknown = subject.unknown
    if unknown and segment.intent in OF_OCCUPATIONS.values():
        act = Act("ask_occupation", {"unknown": unknown}, segment.text)
    yield Hypothesis(act, segment.confidence * weight, f"intent {segment.intent}")


def has_no_label(segment: SegmentReading, state: InformationState) -> bool:
    """Whether a meaning without a label may be right beside what the labels say: a question is
    none of them, but for those about the talk itself while nothing else is spoken about."""
    if segment.intent.startswith("start_") and count_words(segment.text) > MAX_BARE:
        wants = segment.of_act("request") + segment.of("service.help") + segment.of("tell.lost")
        return wants >= MIN_WANTED
    if segment.intent == "plan_b" and not (state.shown or state.salience.of_type(OCCUPATION)):
        return False  # instead of what?
    if segment.of_act("ask") < MIN_ASKED:
        return segment.intent != "tell_obstacle" or segment.act in ("tell", "none")
    begun = state.question is not None or segment.intent not in OF_THE_QUESTIONNAIRE
    subject = state.salience.subject
    return segment.intent in ABOUT_THE_TALK and begun and (not subject or subject.type == EVENT)


def deferred(state: InformationState, segment: SegmentReading) -> Iterator[Hypothesis]:
    """What the open question, the leads or the appointments decide."""
    possible = DEFERRED if state.shown or state.salience.subject else DEFERRED - REACTIONS
    told = sum(segment.of(each) for each in possible)
    if told >= 0.2:
        label = max(possible, key=segment.of)
        act = Act("", {"label": label}, segment.text, deferred=True)
        yield Hypothesis(act, told, "left to the context")


PROPOSERS: tuple[Proposer, ...] = (
    *(
        plain,
        event_asked,
        two_named,
        question_about,
        entry_asked,
        follow_up,
        source_asked,
        the_other,
        and_this_one,
        field_instead,
        field_wanted,
        field_without,
        narrowing,
        joined,
        doubt,
        goal,
        study,
        compared,
        weighed,
        choices.chosen,
        choices.reserved,
        choices.recalled,
        choices.doubted,
        choices.weighed_for_me,
        choices.still_possible,
        choices.planned,
        bare_name,
        fact,
        no_fact,
        recall,
        heard,
        *talk_itself.PROPOSED,
    ),
    *(by_intent, deferred),
)
