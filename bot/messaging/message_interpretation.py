"""Interpretation of a message: a pressed or typed choice, a code, a command, or free text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Optional

from bot.booking import appointment_codes
from bot.care import abusive_messages
from bot.choice_payloads import AskAppointment, AskHuman, EraseData
from bot.dialogue.agent import UnderstoodMessage
from bot.dialogue.appointment_messages import score_purposes
from bot.dialogue.appointment_questions import find_asked_question, names_time
from bot.dialogue.free_answers import settle_question
from bot.dialogue.intent_resolution import (
    asks_about_orientation,
    parse_choice,
    parse_code,
    parse_opening,
    parse_verbatim_answer,
    resolve_intent,
    takes_rating,
)
from bot.dialogue.interpretation.hypotheses import Act
from bot.dialogue.interpretation.interpreter import interpret
from bot.dialogue.reading.message_purposes import WAIT
from bot.dialogue.reading.segment_readings import Reading, SegmentReading
from bot.language.folding import fold_text
from bot.messages import Choice, Reply
from bot.messaging import slash_commands
from bot.messaging.message_intake import PendingMessage
from bot.notebook import retraction_requests
from bot.storage.choice_repository import fetch_choice, find_choice
from bot.storage.reply_repository import list_last_replies
from bot.storage.unit_of_work import UnitOfWork
from bot.turn_context import Turn

# The buttons that grant or withhold consent to read the messages of an alert (S5).
_ALERT_ANSWERS = (AskHuman.LET_READ, AskHuman.KEEP_BACK)
# Answers to a sole button « On reprend ».
_YES_PATTERN = re.compile(r"(?:(?:oui|ouais|ok|okay|d ?acord|vas y|go|on y va) ?)+")
_LEAVE_PHRASES = {fold_text(words) for words in ("terminer la discussion", "quitter", "/quitter")}
_ERASE_PHRASES = {
    fold_text(words)
    for words in (
        *("efface", "oublie-moi", "tout effacer", "efface tout"),
        *("efface mes données", "efface la conversation", "effacer mes données"),
    )
}

# Words that end a talk with a counsellor: « je veux arrêter », « merci c'est bon, au revoir ».
_PARTING_LABELS = ("meta.stop", "social.bye")
MIN_PARTING_PROBABILITY = 0.4
# What a time alone is taken for, the probability from which on it only takes leave, and that of
# putting off from which on it is no time for an appointment.
_TIME_LABELS = ("tell.constraint", "request.appointment", *_PARTING_LABELS)
_SURELY_PARTING, _MIN_WAITING = 0.9, 0.6
# Other parts of the message are thanks and the like; a question or news is for the counsellor.
_BESIDE_ACTS = ("social", "answer", "meta", "none")


def interpret_message(
    turn: Turn, head: PendingMessage, parse: Optional[dict[str, Any]]
) -> UnderstoodMessage:
    """Interpret a message; `parse` is the model's parse data of typed text.

    Raises:
        ValueError: free text without parse data.
    """
    turn.aside, turn.salience = turn.salience.aside, turn.salience.with_aside(None)
    if head.kind == "open":
        return UnderstoodMessage("", parse_opening(), head.seq)
    if head.kind == "choice":
        chosen = fetch_choice(turn.unit, head.body)
        turn.label = chosen.label
        return UnderstoodMessage(
            chosen.label, parse_choice(chosen.intent, chosen.carried), head.seq
        )
    fixed = _parse_fixed_text(turn, head)
    if fixed is not None:
        return UnderstoodMessage(head.body, fixed, head.seq)
    if parse is None:
        raise ValueError("typed text comes with what was understood of it")
    crossed = abusive_messages.classify_abuse(head.body)
    if crossed == abusive_messages.SEXUAL or (crossed and not asks_about_orientation(turn, parse)):
        return UnderstoodMessage(head.body, parse_choice("insult", {"value": crossed}), head.seq)
    verbatim = parse_verbatim_answer(turn, parse)
    if verbatim is not None:
        return UnderstoodMessage(head.body, verbatim, head.seq)
    settled = settle_question(turn) if turn.reading is not None else None
    if settled is not None:
        return _interpret_settled(turn, head, *settled)
    heard = _interpret_free_text(turn, head, parse, head.body)
    turn.further_acts = heard[1:]
    return heard[0]


def _interpret_free_text(
    turn: Turn, head: PendingMessage, parse: dict[str, Any], text: str
) -> list[UnderstoodMessage]:
    """Interpret free text as what it asks and tells, in order."""
    acts = interpret(turn, parse)
    if acts is None:
        return [UnderstoodMessage(text, resolve_intent(turn, parse), head.seq)]
    return [_interpret_act(turn, head, act, data) for act, data in acts]


def _parse_fixed_text(turn: Turn, head: PendingMessage) -> Optional[dict[str, Any]]:
    """Return the parse data of text with a fixed meaning; None for free text."""
    if head.code:
        if appointment_codes.has_mark(head.body):
            return parse_choice("ask_appointment", {"value": AskAppointment.CODE})
        return parse_code()
    command = slash_commands.find_command_intent(head.body)
    if command is not None:
        return parse_choice(command, {})
    typed = find_typed_choice(turn.unit, head)
    if typed is None and _agrees_to_resume(turn, head):
        return parse_choice("resume", {})
    typed = typed or _find_booking_answered(turn, head)
    return None if typed is None else parse_choice(typed.intent, typed.carried)


def _interpret_act(
    turn: Turn, head: PendingMessage, act: Act, data: dict[str, Any]
) -> UnderstoodMessage:
    """Interpret one act of a message; a deferred act is resolved against the open question."""
    if not act.deferred:
        return UnderstoodMessage(act.text, data, head.seq)
    whole, turn.text = turn.text, act.text
    try:
        return UnderstoodMessage(act.text, resolve_intent(turn, turn.parses[act.text]), head.seq)
    finally:
        turn.text = whole


def _interpret_settled(turn: Turn, head: PendingMessage, yes: bool, rest: str) -> UnderstoodMessage:
    """Interpret a yes or no to a question to confirm; `rest` is what the message asks after it."""
    whole, question = (turn.text, turn.reading), turn.notebook.question
    if rest:
        turn.text, turn.reading = rest, _read_rest(turn, rest)
        turn.further_acts = _interpret_rest(turn, head)
    turn.text, turn.reading = whole
    turn.notebook.question = question
    return UnderstoodMessage(turn.text, parse_choice("affirm" if yes else "deny", {}), head.seq)


def _read_rest(turn: Turn, rest: str) -> Any:
    """Return the reading of the end of a message; the rest of a segment is read as the whole."""
    kept, at, text = [], 0, turn.reading.text
    for segment in turn.reading.segments:
        start = text.find(segment.text, at)
        at = start + len(segment.text)
        words = text[max(start, len(text) - len(rest)) : at].strip()
        if words:
            turn.parses[words] = turn.parses[segment.text]
            kept.append(replace(segment, text=words))
    return replace(turn.reading, text=rest, segments=tuple(kept), whole=None)


def _interpret_rest(turn: Turn, head: PendingMessage) -> list[UnderstoodMessage]:
    """Interpret the text of the turn as what follows an answer: questions about the appointment,
    else what it would mean with no question open."""
    heard, rest = [], turn.text
    for segment in turn.reading.segments:
        turn.text = segment.text
        entry = find_asked_question(turn, wanting=False)
        if entry is not None:
            values = {"question": entry}
            found = UnderstoodMessage(turn.text, parse_choice("ask_question", values), head.seq)
            heard.append(found)
    turn.text = rest
    if heard:
        return heard
    turn.notebook.close_question()
    return _interpret_free_text(turn, head, turn.parses[turn.reading.segments[0].text], rest)


def interpret_during_handoff(unit: UnitOfWork, head: PendingMessage) -> Optional[UnderstoodMessage]:
    """Interpret a message while a counsellor has the conversation.

    The bot still handles leaving the handoff, erasure, taking a message back (P6) and the consent
    to an alert (S5); None for anything else.
    """
    if head.kind != "choice":
        said = fold_text(head.body)
        if said in _ERASE_PHRASES or slash_commands.find_command_intent(head.body) == "erase_data":
            return UnderstoodMessage(head.body, parse_choice("erase_data", {}), head.seq)
        if retraction_requests.parse_retraction_request(head.body):
            return UnderstoodMessage(
                head.body, parse_choice("erase_data", {"value": EraseData.MESSAGE}), head.seq
            )
        return _leave_handoff(head) if said in _LEAVE_PHRASES else None
    chosen = fetch_choice(unit, head.body)
    if chosen.intent == "erase_data" or _is_alert_answer(chosen.intent, chosen.carried):
        return UnderstoodMessage(
            chosen.label, parse_choice(chosen.intent, chosen.carried), head.seq
        )
    leaves = chosen.intent == "ask_human" and chosen.carried.get("value") == AskHuman.LEAVE
    return _leave_handoff(head) if leaves else None


def answers_alert_consent(heard: UnderstoodMessage) -> bool:
    """Whether the message gives or refuses consent to read an alert."""
    carried = {entity["entity"]: entity["value"] for entity in heard.parse["entities"]}
    return _is_alert_answer(heard.parse["intent"]["name"], carried)


def _is_alert_answer(intent: str, carried: Mapping[str, Any]) -> bool:
    return intent == "ask_human" and carried.get("value") in _ALERT_ANSWERS


def asks_for_counsellor(heard: UnderstoodMessage, parse: Optional[dict[str, Any]]) -> bool:
    """Whether the message asks for a counsellor, and not for a further step of such a request.

    `parse` is the model's parse data of typed text, which an open question cannot take for an
    answer.
    """
    if heard.parse["intent"]["name"] != "ask_human":
        return parse is not None and parse["intent"]["name"] == "ask_human"
    carried = {entity["entity"]: entity["value"] for entity in heard.parse["entities"]}
    return carried.get("value") in (None, AskHuman.NOW)


def _leave_handoff(head: PendingMessage) -> UnderstoodMessage:
    return UnderstoodMessage("", parse_choice("ask_human", {"value": AskHuman.LEAVE}), head.seq)


def _agrees_to_resume(turn: Turn, head: PendingMessage) -> bool:
    """Whether « oui » answers « On reprend » and not an older rating question."""
    question = turn.notebook.question
    return (
        question is not None
        and takes_rating(question)
        and _YES_PATTERN.fullmatch(fold_text(head.body)) is not None
        and _find_sole_offered_intent(turn.unit, head) == "resume"
    )


def _find_sole_offered_intent(unit: UnitOfWork, head: PendingMessage) -> Optional[str]:
    """Return the intent of the last reply's only choice; None unless it has exactly one."""
    offers = _list_offers(unit, head)
    if not offers or len(offers[-1]) != 1:
        return None
    chosen = find_choice(unit, offers[-1][0].token)
    return chosen.intent if chosen else None


def _list_offers(unit: UnitOfWork, head: PendingMessage) -> list[list[Choice]]:
    """Return the choices of each reply of the last answer."""
    rows = list_last_replies(unit, head.conversation)
    return [list(Reply.from_json(row.reply).offered) for row in rows]


def _find_booking_answered(turn: Turn, head: PendingMessage) -> Any:
    """Return the choice of the last answer that begins a booking, where a text is a time for it:
    « demain » after « on peut prendre un rendez-vous », but not « à demain »; else None."""
    alone = turn.reading is not None and len(turn.reading.segments) == 1
    said = turn.reading.segments[0] if alone else None
    if said is None or said.label not in _TIME_LABELS or not names_time(turn):
        return None
    parting = sum(said.labels[label] for label in _PARTING_LABELS)
    if parting >= _SURELY_PARTING or score_purposes(turn)[WAIT] >= _MIN_WAITING:
        return None
    if turn.notebook.question is not None:
        return None
    tokens = [choice.token for offer in _list_offers(turn.unit, head) for choice in offer]
    found = [find_choice(turn.unit, token) for token in tokens]
    booking = [each for each in found if each and each.intent == "ask_appointment"]
    return next((each for each in booking if not each.carried), None)


def find_typed_choice(unit: UnitOfWork, head: PendingMessage) -> Any:
    """Return the choice of the last answer whose label was typed; None unless just one matches."""
    typed = fold_text(head.body)
    tokens = [
        choice.token
        for offer in _list_offers(unit, head)
        for choice in offer
        if fold_text(choice.label) == typed
    ]
    return find_choice(unit, tokens[0]) if len(tokens) == 1 else None


def takes_leave(reading: Reading) -> bool:
    """Whether a message takes leave and says nothing else; mere thanks do not."""
    leaving = [each for each in reading.segments if _is_parting(each)]
    rest = [each for each in reading.segments if each not in leaving]
    return bool(leaving) and all(each.act in _BESIDE_ACTS for each in rest)


def _is_parting(segment: SegmentReading) -> bool:
    parting = sum(segment.labels[label] for label in _PARTING_LABELS)
    return parting >= MIN_PARTING_PROBABILITY
