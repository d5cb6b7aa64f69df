"""Interpret a typed message: from the decision to parse data for Rasa, one act at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from bot.choice_payloads import AskAppointment
from bot.dialogue import appointment_questions, intent_groups
from bot.dialogue.interpretation import entry_policy, foreign_messages
from bot.dialogue.interpretation.acknowledgement_proposers import is_acknowledgement
from bot.dialogue.interpretation.centre_requests import find_request_to_centre
from bot.dialogue.interpretation.decision_rules import MAX_ALTERNATIVES, Decision, decide
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.information_state import InformationState
from bot.dialogue.interpretation.learned_answer_preference import weigh_learned_answers
from bot.dialogue.interpretation.open_questions import (
    answers_open_question,
    answers_with_facts,
    is_greedy,
    is_no_answer,
    leaves_open_question,
)
from bot.dialogue.interpretation.passing_mentions import find_aside
from bot.dialogue.interpretation.turn_state import build_state
from bot.dialogue.interpretation.whole_meaning import (
    MAX_FEW_SEGMENTS,
    decline_off_scope,
    has_no_single_meaning,
    has_whole_meaning,
    surely_asks_entry,
)
from bot.dialogue.reading.labels import FRENCH
from bot.dialogue.reading.segment_readings import Reading
from bot.guidance import audience, form_of_address, removal_requests
from bot.handoff import pending_requests
from bot.notebook import retraction_requests
from bot.turn_context import Turn

DEFERRED_INTENTS = {
    "request.appointment": "ask_appointment",
    "request.reschedule": "ask_appointment",
    "request.cancel": "ask_appointment",
    "tell.lost": "no_idea",
    "tell.worry": "tell_obstacle",
    "answer.yes": "affirm",
    "answer.no": "deny",
}
# From this probability on a fact is repeated to the person before an answer.
MIN_SURELY_TOLD = 0.75
# Least probability of an entry that is asked for beside an appointment.
MIN_ASKED_BESIDE = 0.6


def interpret(turn: Turn, parse: dict[str, Any]) -> Optional[list[tuple[Act, dict[str, Any]]]]:
    """Return the acts of a typed message, each with its parse data for Rasa.

    None where the open question, the leads or the appointments decide (`intent_resolution`).
    """
    if turn.reading is None:
        return None
    turn.notebook.speak(form_of_address.parse_requested_form(turn.text))
    of_centre = find_request_to_centre(turn)
    state = build_state(turn)
    if of_centre is None and (answers_open_question(turn, state) or _concerns_pending(turn)):
        return None
    reading = turn.reading.with_intents(turn.parses)
    decision, settled = _decide(turn, state, reading, of_centre)
    if settled:
        acts = _order_acts(state, decision)
        _update_salience(turn, state, decision)
        return [(act, parse_data(act)) for act in acts if not act.deferred]
    if has_whole_meaning(turn, parse, state, decision):
        return None
    turn.alternatives = [{"intent": a.intent, **a.values} for a in _likely_alternatives(decision)]
    acts = _plan_acts(turn, state, reading, decision)
    if answers_with_facts(state, decision):
        turn.is_answer = True
        _update_salience(turn, state, decision)
        return [(act, parse_data(act)) for act in acts if not act.deferred]
    asks = _asks_something(turn.reading)
    if not acts and is_no_answer(state, turn.reading) and not asks:
        acts = [Act("note_facts", {"facts": []}, turn.text)]  # acknowledged, and asked again
    if not acts and _is_not_understood(turn, parse, state, decision):
        return [(act, parse_data(act)) for act in _make_fallback(turn)]
    planned = _settle_acts(turn, acts, state, reading, decision)
    if planned is None:
        return None
    _update_salience(turn, state, decision)
    return [(act, parse_data(act)) for act in planned]


def _decide(
    turn: Turn, state: InformationState, reading: Reading, of_centre: Optional[Act]
) -> tuple[Decision, bool]:
    """Return the decision on a message, and whether it settles the message as a whole: what is
    wanted of the centre, an approved answer, or what nobody here can do anything about."""
    new = of_centre is not None and of_centre.values.get("value") == AskAppointment.REQUEST
    decision = decide(state, reading) if of_centre is None or new else Decision()
    if of_centre is not None:
        decision = Decision(acts=(*_questions_beside(decision), of_centre))
    learned = weigh_learned_answers(decision, state, reading)
    turn.offered = learned.offered
    if learned.decision is not None:
        return learned.decision, True
    declined = None if of_centre or learned.offered else decline_off_scope(decision, state, reading)
    return declined or decision, of_centre is not None or declined is not None


def _questions_beside(decision: Decision) -> Iterator[Act]:
    """Yield what is asked beside a new appointment, each by its own words (« et comment faire ? »
    asks about the request). It is answered first: the booking ends in a question of its own."""
    asking = {each.segment.text: each.segment for each in decision.weighed}
    for act in decision.acts:
        segment = asking.get(act.text)
        asks = segment is not None and segment.act in ("ask", "service")
        ranked = segment.asked[0].ranked[:1] if segment is not None else ()
        own = [each.id for each in ranked if each.probability >= MIN_ASKED_BESIDE]
        if asks and own == [act.values.get("question")]:
            yield act


def _plan_acts(
    turn: Turn, state: InformationState, reading: Reading, decision: Decision
) -> list[Act]:
    """Order the acts of a decision, with a fallback or suggestions where it only notes facts."""
    acts = _order_acts(state, decision)
    asks = _asks_something(turn.reading)
    if _only_greets(decision) and (asks or "?" in turn.text) and turn.alternatives:
        acts = _make_fallback(turn)
    only_noted = [act.intent for act in acts] == ["note_facts"]
    plain = only_noted and not {"value", "heard"} & acts[0].values.keys()
    acknowledged = only_noted and is_acknowledgement(acts[0])
    unanswered = only_noted and not acknowledged and asks and state.question is None
    if unanswered and turn.alternatives:
        acts += _make_fallback(turn)
    if turn.reading.language != FRENCH:
        by_intent = [_by_intent_alone(act) for act in acts]
        return foreign_messages.plan_foreign_acts(by_intent, reading, state)
    if plain and not asks and state.question is None and decision.meant is not None:
        acts = [entry_policy.with_suggestions(acts[0], state, decision.meant)]
    return acts


def _is_not_understood(
    turn: Turn, parse: dict[str, Any], state: InformationState, decision: Decision
) -> bool:
    """Whether a message without acts is answered by the fallback."""
    swallowed = state.accepts_free_words and not decision.facts and not is_greedy(state)
    if swallowed and _asks_something(turn.reading) and turn.alternatives:
        return True
    return state.question is None and has_no_single_meaning(turn.reading, parse, state)


def _settle_acts(
    turn: Turn, acts: list[Act], state: InformationState, reading: Reading, decision: Decision
) -> Optional[list[Act]]:
    """The acts that leave the open question; None where it or the audience comes first."""
    foreign = turn.reading.language != FRENCH
    long = len(reading.segments) > MAX_FEW_SEGMENTS
    acts = [_resolve_unsure_request(act, reading) if long else act for act in acts]
    requested = foreign or (long and any(_is_request(act) for act in acts))
    if not acts or (all(act.deferred for act in acts) and not requested):
        return None
    leaves = leaves_open_question(state, decision) or is_no_answer(state, turn.reading)
    if state.question is not None and not foreign and not leaves:
        return None
    whom = audience.find_stated_audience(turn.text) if turn.notebook.whom is None else None
    if whom is None:
        return acts
    noting = ("note_facts", "greet", "", *(() if "?" in turn.text else ("ask_question",)))
    only_tells = not long and all(act.intent in noting for act in acts)
    if only_tells and not surely_asks_entry(decision):
        notes = [act for act in acts if act.intent == "note_facts" and whom != "pupils"]
        if not notes:
            return None  # the audience is asked first
        # What may help goes before advice in general, but for whoever has no idea.
        lost = any(each.label == "tell.lost" for each in reading.segments)
        helped = not lost and any(act.values.get("near") for act in notes)
        acknowledged = helped or any(map(is_acknowledgement, notes))
        audience_act = Act("for_someone_else", {"value": whom}, turn.text)
        acts = notes if acknowledged else [audience_act, *notes]
    turn.notebook.whom = whom
    turn.notebook.speak(True if whom in audience.FORMAL_AUDIENCES else None)
    return acts


def _make_fallback(turn: Turn) -> list[Act]:
    return [Act(intent_groups.FALLBACK_INTENT, {}, turn.text)]


def _likely_alternatives(decision: Decision) -> list[Act]:
    """Return the likeliest meanings to offer: entries first, then other acts."""
    meant = entry_policy.list_likely_entries(decision.meant) if decision.meant else []
    entries = [act.values["question"] for act in meant]
    others = [act for act in decision.alternatives if act.values.get("question") not in entries]
    return [*meant, *others][:MAX_ALTERNATIVES]


def _by_intent_alone(act: Act) -> Act:
    """Resolve a deferred act by its intent, without the patterns for French words."""
    if not act.deferred:
        return act
    intent = act.values.get("intent") or DEFERRED_INTENTS.get(str(act.values.get("label")), "")
    return Act(str(intent) or intent_groups.FALLBACK_INTENT, {}, act.text)


def _is_request(act: Act) -> bool:
    """Whether an act asks the bot for something."""
    return not act.deferred or str(act.values.get("label")).startswith("request.")


def _resolve_unsure_request(act: Act, reading: Reading) -> Act:
    """Resolve a request by its label where the classifier of intents is unsure of it."""
    segment = next((s for s in reading.segments if s.text == act.text), None)
    unsure = segment is not None and segment.confidence < intent_groups.SURE_CONFIDENCE
    return _by_intent_alone(act) if act.deferred and _is_request(act) and unsure else act


def _update_salience(turn: Turn, state: InformationState, decision: Decision) -> None:
    """Make what the message names the current subject, unless it is only acknowledged."""
    aside = find_aside(turn.reading.segments, state)
    turn.salience = turn.salience.with_aside(aside)
    for weighed in decision.weighed:
        for referent in weighed.subjects:
            turn.salience = turn.salience.about(referent)


def _asks_something(reading: Reading) -> bool:
    """Whether any segment asks or requests something."""
    return max(segment.asking_probability for segment in reading.segments) >= 0.5


def _concerns_pending(turn: Turn) -> bool:
    """Whether a message is about an appointment, a place in the queue, or a note."""
    if len(turn.reading.segments) == 1 and appointment_questions.names_appointment(turn.text):
        return True
    if retraction_requests.parse_retraction_request(turn.text):
        return False  # « enlève mon message » is about no note
    if removal_requests.asks_for_removal(turn.text):
        return True
    if removal_requests.denies_statement(turn.text):
        return True
    ahead = pending_requests.interpret(
        turn.unit, turn.person, turn.conversation, turn.text, turn.now
    )
    return ahead is not None


def parse_data(act: Act) -> dict[str, Any]:
    """Return the parse data that Rasa expects; a deferred act has no intent yet."""
    entities = [{"entity": name, "value": value} for name, value in act.values.items()]
    return {"intent": {"name": act.intent, "confidence": 1.0}, "entities": entities}


def _order_acts(state: InformationState, decision: Decision) -> list[Act]:
    """Put the facts first, as one note, then the acts."""
    acts = list(decision.acts)
    beside = state.is_booking or len(decision.facts) > 1 or bool(acts)
    if decision.facts and (beside or not _is_taste(decision.facts[0])):
        facts = [_fact_values(act, decision) for act in decision.facts]
        acknowledged = acts.pop(0).values if acts and is_acknowledgement(acts[0]) else {}
        acts.insert(0, Act("note_facts", {**acknowledged, "facts": facts}, decision.facts[0].text))
    elif decision.facts:
        # It may be the answer to the open question.
        asked = state.question is not None
        taste = Act("" if asked else "tell_interest", {}, decision.facts[0].text, deferred=asked)
        acts.insert(0, taste)
    return acts


def _fact_values(act: Act, decision: Decision) -> dict[str, Any]:
    """Return a fact to note; `unsure` keeps it from being repeated to the person."""
    label = f"tell.{act.values['kind']}"
    likely = [
        w.segment.labels.get(label, 0.0)
        for w in decision.weighed
        if w.segment.text.startswith(act.text)
    ]
    sure = max(likely, default=1.0) >= MIN_SURELY_TOLD
    return {**act.values, "words": act.text, **({} if sure else {"unsure": True})}


def _is_taste(act: Act) -> bool:
    """Whether a fact is a like or a strength of the person, which `actions.dreaming` asks about."""
    return act.values["kind"] in ("like", "strength") and not act.values["other"]


def _only_greets(decision: Decision) -> bool:
    """Whether only a polite word was understood."""
    polite = all(act.intent in ("greet", "comment", "thanks") for act in decision.acts)
    return bool(decision.acts) and polite and not decision.facts
