"""From a decision to what Rasa is handed: parse data for each act, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Optional

from actions import place, prompts
from bot.booking.local_time import local_day
from bot.dialogue import appointment_questions, intent_groups
from bot.dialogue.intent_groups import FALLBACK_INTENT
from bot.dialogue.interpretation import (
    elliptical_questions,
    entry_policy,
    entry_ranking,
    entry_suggestions,
    foreign_messages,
    meta_proposers,
)
from bot.dialogue.interpretation.acknowledgement_proposers import (
    is_acknowledgement,
    propose_acknowledgement,
)
from bot.dialogue.interpretation.choice_proposers import mentions_own_choice, states_preference
from bot.dialogue.interpretation.decision_rules import MAX_ALTERNATIVES, Decision, decide
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.hypothesis_ranking import only_states_situation
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.passing_mentions import find_subjects
from bot.dialogue.interpretation.proposers import UNLABELLED_INTENTS, fits_unlabelled_intent
from bot.dialogue.interpretation.statement_proposers import is_only_about_other
from bot.dialogue.interpretation.subject_resolution import list_introduced_referents
from bot.dialogue.interpretation.word_counts import MAX_BARE_WORDS, count_words
from bot.dialogue.reading.labels import FRENCH, PROFESSION
from bot.dialogue.reading.reader import MIN_TELLING, Reading, SegmentReading
from bot.dialogue.reading.reading_weights import load_reader
from bot.guidance import (
    audience,
    dream_prompts,
    form_of_address,
    ordinal_references,
    removal_requests,
)
from bot.guidance.event_references import AnnouncedEvent
from bot.guidance.salience import STUDY, TRAINING
from bot.guidance.short_answer_parser import parse_answer, parse_change
from bot.handoff import pending_requests
from bot.language.folding import fold_text
from bot.notebook import message_retraction
from bot.storage.message_history_repository import fetch_last_typed_message
from bot.turn_context import Turn

# While a question that takes any words is open, these alone are surely no answer to it.
NON_ANSWER_PREFIXES = (
    *("ask_", "request", "search_", "show_", "complain", "out_of_scope", "pause", "goodbye"),
    *("erase_", "start_", "small_talk", "compare", "choose", "plan_b", "make_plan", "hesitate"),
    *("like_lead", "resume"),
)
NAMED_ONE_INTENTS = ("choose", "plan_b", "like_lead")
MIN_NON_ANSWER = 0.5
MIN_NON_ANSWER_IF_GREEDY = 0.8
DEFERRED_INTENTS = {
    "request.appointment": "ask_appointment",
    "request.reschedule": "ask_appointment",
    "request.cancel": "ask_appointment",
    "tell.lost": "no_idea",
    "tell.worry": "tell_obstacle",
    "answer.yes": "affirm",
    "answer.no": "deny",
}
# What is said in more segments than this is no one meaning.
MAX_FEW_SEGMENTS = 3
# A message of so many words may be one meaning of the classifier of intents, this sure of it.
MAX_WHOLE_WORDS, MIN_WHOLE_CONFIDENCE = 10, 0.85
# What is told is said back before an answer from here on.
MIN_SURELY_TOLD = 0.75
# What is longer says too much for a question to go on from all of it.
MAX_CONTEXT_WORDS = 25
# Questions that `understanding` follows with rules of their own.
BOOKING_QUESTIONS = frozenset({"booking", "booking_made", "human", "handoff"})


def build_state(turn: Turn) -> InformationState:
    """What is known of the talk when this turn's message comes."""
    question = turn.notebook.question
    message = fetch_last_typed_message(turn.unit, turn.conversation, turn.seq) or ""
    return InformationState(
        salience=turn.salience,
        library=turn.library,
        today=local_day(turn.now),
        question=question,
        accepts_free_words=question is not None
        and prompts.PROMPT_HANDLERS[question.kind].words is not None,
        shown=tuple(turn.notebook.shown),
        whom=turn.notebook.whom or audience.find_stated_audience(turn.text),
        earlier_wish=_last_goal_or_taste(turn),
        before=tuple(_context_texts(turn, message)),
        last_message=message,
        decided=turn.notebook.decision.aim if turn.notebook.decision else "",
        reserve=turn.notebook.plan_b.aim if turn.notebook.plan_b else "",
        kept=tuple(
            each
            for each in (*turn.notebook.compared, *turn.notebook.liked)
            if each not in turn.notebook.refused
        ),
        asked=partial(load_reader().asked, library=turn.library),
        asks=turn.reading is not None and entry_policy.asks_something(turn.reading),
        announced=partial(_list_announced_events, turn),
    )


def _list_announced_events(turn: Turn) -> list[AnnouncedEvent]:
    """What is to come at the Cité, the nearest first."""
    return [(each.id, each.title) for each in place.list_coming_events(turn)]


def _last_goal_or_taste(turn: Turn) -> str:
    """The last goal that was told, else what is liked."""
    goals = [fact.words for fact in turn.notebook.facts if fact.kind == "goal"]
    likes = [dream.words for dream in turn.notebook.dreams]
    return (goals or likes or [""])[-1]


def _context_texts(turn: Turn, message: str) -> Iterator[str]:
    """Where the person said last that they stand, and what they wrote before this message."""
    stands = [fact.words for fact in turn.notebook.facts if fact.kind in ("situation", "done")]
    yield from dict.fromkeys(
        each for each in (*stands[-1:], message) if each and count_words(each) <= MAX_CONTEXT_WORDS
    )


def interpret(turn: Turn, parse: dict[str, Any]) -> Optional[list[tuple[Act, dict[str, Any]]]]:
    """What the message asks and tells, each act with its parse data; None where the open question,
    the leads or the appointments decide (`understanding`)."""
    if turn.reading is None:
        return None
    turn.notebook.speak(form_of_address.parse_requested_form(turn.text))
    state = build_state(turn)
    if _answers_open_question(turn, state) or _concerns_pending(turn):
        return None
    reading = _with_intents(turn.reading, turn.parses)
    decision = decide(state, reading)
    if not _surely_asks_entry(decision) and _has_whole_meaning(turn, parse, state):
        return None
    turn.alternatives = [{"intent": a.intent, **a.values} for a in _likely_alternatives(decision)]
    acts = _order_acts(state, decision)
    if _only_greets(decision) and _asks_something(turn.reading) and turn.alternatives:
        acts = [Act(FALLBACK_INTENT, {}, turn.text)]
    noted = [act.intent for act in acts] == ["note_facts"]
    only_noted = noted and not {"value", "heard"} & acts[0].values.keys()
    unheard = noted and not is_acknowledgement(acts[0])
    if unheard and turn.alternatives and _asks_something(turn.reading) and state.question is None:
        acts.append(Act(FALLBACK_INTENT, {}, turn.text))  # what was asked beside is not passed over
    foreign = turn.reading.language != FRENCH
    quiet = not foreign and not _asks_something(turn.reading) and state.question is None
    if only_noted and quiet and decision.meant is not None:
        acts = [entry_suggestions.with_suggestions(acts[0], state, decision.meant)]
    if foreign:
        acts = foreign_messages.plan_foreign_acts(
            [_by_intent_alone(act) for act in acts], reading, state
        )
    if _answers_with_facts(state, decision):
        turn.is_answer = True
        _update_salience(turn, state, decision)
        return [(act, parse_data(act)) for act in acts if not act.deferred]
    if not acts and _is_no_answer(state, turn.reading) and not _asks_something(turn.reading):
        acts = [Act("note_facts", {"facts": []}, turn.text)]  # heard, and asked again
    swallowed = state.accepts_free_words and not acts and not decision.facts
    if swallowed and _asks_something(turn.reading) and turn.alternatives and not _is_greedy(state):
        acts = [Act(FALLBACK_INTENT, {}, turn.text)]
        return [(act, parse_data(act)) for act in acts]
    if not acts and state.question is None and _has_no_single_meaning(turn.reading, parse, state):
        return [(act, parse_data(act)) for act in (Act(FALLBACK_INTENT, {}, turn.text),)]
    long = len(reading.segments) > MAX_FEW_SEGMENTS
    acts = [_resolve_unsure_request(act, reading) if long else act for act in acts]
    asked = foreign or (long and any(_is_request(act) for act in acts))
    if not acts or (all(act.deferred for act in acts) and not asked):
        return None
    goes_on = _leaves_open_question(state, decision) or _is_no_answer(state, turn.reading)
    if state.question is not None and not foreign and not goes_on:
        return None
    whom = audience.find_stated_audience(turn.text) if turn.notebook.whom is None else None
    short = len(turn.reading.segments) <= MAX_FEW_SEGMENTS
    only_told = ("note_facts", "greet", "", *(() if "?" in turn.text else ("ask_question",)))
    asked_for = _surely_asks_entry(decision)
    if whom and short and not asked_for and all(act.intent in only_told for act in acts):
        told = [act for act in acts if act.intent == "note_facts" and whom != "pupils"]
        if not told:
            return None  # for whom it is comes first
        taken_up = any(map(is_acknowledgement, told))  # goes before the door of whom it is for
        acts = told if taken_up else [Act("for_someone_else", {"value": whom}, turn.text), *told]
    if whom is not None:
        turn.notebook.whom = whom
        turn.notebook.speak(True if whom in audience.FORMAL_AUDIENCES else None)
    _update_salience(turn, state, decision)
    return [(act, parse_data(act)) for act in acts]


def _surely_asks_entry(decision: Decision) -> bool:
    """Whether an entry is surely what the message as a whole asks for."""
    found = decision.meant
    if found is None or found.probability < entry_policy.CERTAIN_PROBABILITY:
        return False
    return any(act.values.get("question") == found.first for act in decision.acts)


def _likely_alternatives(decision: Decision) -> list[Act]:
    """The likeliest meanings where nothing was sure: entries that may be meant, then the others."""
    meant = entry_policy.list_likely_entries(decision.meant) if decision.meant else []
    entries = [act.values["question"] for act in meant]
    others = [act for act in decision.alternatives if act.values.get("question") not in entries]
    return [*meant, *others][:MAX_ALTERNATIVES]


def _has_no_single_meaning(
    reading: Reading, parse: dict[str, Any], state: InformationState
) -> bool:
    """Whether the meaning of the whole, as the classifier of intents has it, is surely wrong: of a
    long message, or of one that asks for no step of its own."""
    first, intent = reading.segments[0], str(parse["intent"]["name"])
    alone = len(reading.segments) == 1 and intent.startswith("start_")
    misread = alone and not fits_unlabelled_intent(replace(first, intent=intent), state)
    return misread or len(reading.segments) > MAX_FEW_SEGMENTS


def _by_intent_alone(act: Act) -> Act:
    """What `understanding` would read in French words, by its intent alone."""
    if not act.deferred:
        return act
    intent = act.values.get("intent") or DEFERRED_INTENTS.get(str(act.values.get("label")), "")
    return Act(str(intent) or FALLBACK_INTENT, {}, act.text)


def _is_request(act: Act) -> bool:
    """Whether an act that the context decides asks the bot for something."""
    return not act.deferred or str(act.values.get("label")).startswith("request.")


def _resolve_unsure_request(act: Act, reading: Reading) -> Act:
    """A request that the classifier of intents is unsure of, as the labels have it: nothing else in
    a long message says what it means."""
    segment = next((s for s in reading.segments if s.text == act.text), None)
    unsure = segment is not None and segment.confidence < intent_groups.SURE_CONFIDENCE
    return _by_intent_alone(act) if act.deferred and _is_request(act) and unsure else act


def _update_salience(turn: Turn, state: InformationState, decision: Decision) -> None:
    """What the message names is spoken about from now on, also what the base does not hold; not
    what is named in something that is only taken up."""
    for weighed in decision.weighed:
        segment = weighed.segment
        if weighed.chosen is not None and is_acknowledgement(weighed.chosen.act):
            continue
        for referent in (
            () if only_states_situation(segment, turn.reading) else find_subjects(segment, state)
        ):
            turn.salience = turn.salience.about(referent)


def _asks_something(reading: Reading) -> bool:
    return _asking_probability(_most_asking_segment(reading)) >= 0.5


def _most_asking_segment(reading: Reading) -> SegmentReading:
    """The segment that asks for something most surely."""
    return max(reading.segments, key=_asking_probability)


def _asking_probability(segment: SegmentReading) -> float:
    return segment.act_probability("ask") + segment.act_probability("request")


def _concerns_pending(turn: Turn) -> bool:
    """Whether it is about an appointment, a place in the queue, or what was noted."""
    if len(turn.reading.segments) == 1 and appointment_questions.names_appointment(turn.text):
        return True
    if message_retraction.parse_retraction_request(turn.text):
        return False  # « enlève mon message » is about no note
    if removal_requests.parse_removal_request(
        turn.text
    ) is not None or removal_requests.denies_statement(turn.text):
        return True
    ahead = pending_requests.interpret(
        turn.unit, turn.person, turn.conversation, turn.text, turn.now
    )
    return ahead is not None


def _has_whole_meaning(turn: Turn, parse: dict[str, Any], state: InformationState) -> bool:
    """Whether a short message as a whole has a meaning that `understanding` alone tells: for whom
    it asks, a lead kept or refused by name, an intent without a label."""
    text, intent = fold_text(turn.text), parse["intent"]
    if len(text.split()) > MAX_WHOLE_WORDS or mentions_own_choice(turn.text):
        return False
    of_others = turn.notebook.whom is None and audience.find_audience(turn.text) == "pupils"
    weighed = bool(
        intent_groups.KEEP_PATTERN.search(text) or intent_groups.REFUSAL_PATTERN.search(text)
    )
    named = any(m.type == PROFESSION for m in turn.reading.mentions)
    short = len(text.split()) <= intent_groups.MAX_BRIEF_TEXT_WORDS
    of_lead = (
        weighed and named and short and "?" not in text and not states_preference(turn.text, state)
    )
    first = turn.reading.segments[0]
    if len(turn.reading.segments) == 1 and is_only_about_other(state, first):
        return False
    alone = len(turn.reading.segments) == 1
    if alone and (
        next(propose_acknowledgement(state, first), None)
        or meta_proposers.is_about_talk_itself(state, first)
    ):
        return False  # taken up, or about the talk
    hit = entry_ranking.find_best_entry(first, state)
    asked = first.act_probability("ask") >= MIN_NON_ANSWER or (
        hit and hit.score >= MIN_WHOLE_CONFIDENCE
    )
    study = any(
        each.type in (STUDY, TRAINING)
        for each in list_introduced_referents(first, turn.library.base)
    )
    study = study or (
        elliptical_questions.find_current_subject(state) is not None
        and elliptical_questions.leaves_subject_out(first)
    )
    limits = turn.library.searched(turn.text) == "training" and not study
    unlabelled = (
        intent["name"] in UNLABELLED_INTENTS and intent["confidence"] >= MIN_WHOLE_CONFIDENCE
    )
    unlabelled = unlabelled and fits_unlabelled_intent(replace(first, intent=intent["name"]), state)
    two_named = intent["name"] == "compare" and len(first.mentions) >= 2
    if asked or two_named:
        return False
    return (of_others and "?" not in text) or of_lead or unlabelled or limits


def _with_intents(reading: Reading, parses: dict[str, dict[str, Any]]) -> Reading:
    """The same reading with what the classifier of intents says of each segment."""

    def with_intent(segment: SegmentReading) -> SegmentReading:
        intent = parses[segment.text]["intent"]
        return replace(segment, intent=intent["name"] or "", confidence=intent["confidence"] or 0.0)

    return replace(reading, segments=tuple(map(with_intent, reading.segments)))


def parse_data(act: Act) -> dict[str, Any]:
    """As Rasa has it; a deferred act has no intent yet."""
    entities = [{"entity": name, "value": value} for name, value in act.values.items()]
    return {"intent": {"name": act.intent, "confidence": 1.0}, "entities": entities}


def _order_acts(state: InformationState, decision: Decision) -> list[Act]:
    """What is told first, in one note; then what is asked."""
    acts = list(decision.acts)
    if decision.facts and (len(decision.facts) > 1 or acts or not _is_taste(decision.facts[0])):
        told = [_fact_values(act, decision) for act in decision.facts]
        taken_up = acts.pop(0).values if acts and is_acknowledgement(acts[0]) else {}
        acts.insert(0, Act("note_facts", {**taken_up, "facts": told}, decision.facts[0].text))
    elif decision.facts:
        # Under an open question it may be the answer.
        asked = state.question is not None
        taste = Act("" if asked else "tell_interest", {}, decision.facts[0].text, deferred=asked)
        acts.insert(0, taste)
    return acts


def _fact_values(act: Act, decision: Decision) -> dict[str, Any]:
    """A fact to note; beside an answer it is said back only where it is surely what it seems."""
    label = f"tell.{act.values['kind']}"
    likely = [w.segment.of(label) for w in decision.weighed if w.segment.text.startswith(act.text)]
    sure = max(likely, default=1.0) >= MIN_SURELY_TOLD
    return {**act.values, "words": act.text, **({} if sure else {"unsure": True})}


def _is_taste(act: Act) -> bool:
    """Said alone, what one likes or refuses has a talk of its own (`actions.dreaming`)."""
    return act.values["kind"] in ("like", "strength") and not act.values["other"]


def _answers_open_question(turn: Turn, state: InformationState) -> bool:
    question = state.question
    if ordinal_references.parse_reference(turn.text, len(state.shown)) is not None:
        return True
    if question is None:
        return False
    if question.kind in BOOKING_QUESTIONS:
        return not _asks_surely(turn)
    if prompts.PROMPT_HANDLERS[question.kind].names is not None and _is_only_a_name(turn.reading):
        return True
    readable = prompts.as_answer_kind(question)
    return (
        parse_answer(readable, turn.text) is not None
        or prompts.is_dropped(question, turn.text)
        or (question.kind == "item" and parse_change(turn.text) is not None)
    )


def _is_only_a_name(reading: Reading) -> bool:
    """Whether a profession is named and nothing is asked of it."""
    named = any(m.type == PROFESSION for m in reading.mentions)
    return named and all(s.act_probability("ask") < MIN_NON_ANSWER for s in reading.segments)


def _asks_surely(turn: Turn) -> bool:
    """Whether a question with a name of its own interrupts the talk about an appointment."""
    segments = turn.reading.segments
    return any(
        s.act_probability("off") >= 0.7
        or (s.act_probability("ask") >= 0.7 and any(m.target for m in s.mentions))
        for s in segments
    )


def _leaves_open_question(state: InformationState, decision: Decision) -> bool:
    """Whether something surely is no answer to the open question."""
    for weighed in decision.weighed:
        best = weighed.chosen
        if best is None or best.act.deferred:
            continue
        if is_acknowledgement(best.act) and state.question is not None:
            return (
                not state.accepts_free_words or state.question.kind == dream_prompts.QUESTION_KIND
            )
        if not best.act.intent.startswith(NON_ANSWER_PREFIXES):
            continue
        enough = MIN_NON_ANSWER_IF_GREEDY if _is_greedy(state) else MIN_NON_ANSWER
        asks = _asking_probability(weighed.segment) + weighed.segment.act_probability("off")
        if best.act.intent in NAMED_ONE_INTENTS:
            asks += weighed.segment.act_probability(
                "react"
            )  # what is said of a trade answers no prompt
        if _is_greedy(state) and (best.act.intent == "ask_again" or asks < MIN_NON_ANSWER):
            continue
        if not state.accepts_free_words or best.probability >= enough:
            return True
    return not state.accepts_free_words and bool(decision.acts) and not _only_social(decision)


def _answers_with_facts(state: InformationState, decision: Decision) -> bool:
    """Whether an open prompt about oneself is answered with several things, each noted as what it
    is: « j'aime dessiner, mais pas le latin »."""
    dreams = state.question is not None and state.question.kind == dream_prompts.QUESTION_KIND
    return dreams and len(decision.facts) > 1


def _is_no_answer(state: InformationState, reading: Reading) -> bool:
    """Whether words under a question that takes some surely tell nothing that it asks for."""
    takes = state.accepts_free_words and not _is_greedy(state)
    bare = len(reading.text.split()) <= MAX_BARE_WORDS
    return takes and not bare and reading.tells < MIN_TELLING


def _is_greedy(state: InformationState) -> bool:
    """Whether the open question takes nearly anything for its answer."""
    return state.question is not None and prompts.PROMPT_HANDLERS[state.question.kind].greedy


def _only_greets(decision: Decision) -> bool:
    """Whether nothing but a polite word was understood."""
    polite = all(act.intent in ("greet", "comment") for act in decision.acts)
    return bool(decision.acts) and polite and not decision.facts


def _only_social(decision: Decision) -> bool:
    return all(act.deferred or act.intent in ("greet", "comment") for act in decision.acts)
