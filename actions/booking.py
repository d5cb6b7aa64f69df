"""Booking an appointment: kind, mode, day, time, a hold of five minutes, then a confirmation.

The open `Question` of kind « booking » says which step is asked (`about`) and holds the `Draft`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Optional

from actions import appointment_changes, booking_management, prompts, waiting_list_requests
from actions.action_registry import action
from actions.agreement import asks_about_appointments
from actions.appointment_confirmations import settle_held
from actions.booking_steps import (
    KIND,
    SAY_BY_STEP,
    find_named_kind,
    list_free_slots,
    names_moment,
    say_no_appointment,
    takes_appointments,
    to_local_datetime,
)
from actions.booking_times import confirm_booking, continue_booking, hold_slot, start_visit
from actions.booking_wishes import find_only_fitting
from actions.prompts import PromptHandler
from actions.time_offers import MAX_SOONEST, ask_time_again, offer_slots
from bot.booking import appointment_repository, scheduling, slot_offers
from bot.booking.appointment_quota import CLASS_VISIT
from bot.booking.booking_draft import (
    Draft,
    asks_for_another,
    find_mode,
    find_purpose,
    is_dropped,
)
from bot.booking.date_expressions.time_wishes import mentions_time
from bot.booking.group_sizes import find_group_size
from bot.booking.local_time import local_day
from bot.choice_payloads import AskAppointment
from bot.guidance import audience
from bot.guidance.short_answer_parser import parse_position
from bot.notebook.notebook_entries import Question
from bot.presentation import booking_facts
from bot.turn_context import Turn


@action("action_ask_appointment")
def ask_appointment(turn: Turn) -> None:
    """Handle a pressed button, an answer to the current step, or a new request."""
    pressed, question = turn.chosen(AskAppointment), turn.notebook.question
    if pressed in _BUTTON_HANDLERS:
        _BUTTON_HANDLERS[pressed](turn)
    elif turn.text and question is not None and question.kind == KIND and _holds_answer(turn):
        prompts.answer_words(turn)
    elif turn.text and find_purpose(turn.text):
        _change_existing(turn, find_purpose(turn.text))
    else:
        _start_booking(turn)


def _start_booking(turn: Turn) -> None:
    """Start a booking with the details that the text gives already.

    During a booking, continue it; with an upcoming appointment, show that instead unless the
    person asks for another.
    """
    # A time that is wished may stand in another clause than the request.
    text = turn.reading.text if turn.text and turn.reading is not None else turn.text
    if _is_booking_open(turn):
        prompts.answer_words(turn)
        return
    values = turn.values.keys() - {"value"}
    if not values and not asks_for_another(text) and booking_management.show_coming(turn):
        return
    whom = audience.find_audience(text)
    if whom in audience.FORMAL_AUDIENCES and turn.notebook.formal is None:
        turn.notebook.speak(True)
    kind = turn.values.get("kind") or find_named_kind(turn, text)
    when = text if mentions_time(text, local_day(turn.now)) else ""
    draft = Draft(kind=kind, way=find_mode(text), when=when)
    if kind == CLASS_VISIT:
        start_visit(turn, replace(draft, pupils=find_group_size(text, local_day(turn.now))))
        return
    if takes_appointments(turn):
        turn.say("utter_booking_walk_in", where=booking_facts.render_walk_in(turn.settings))
    continue_booking(turn, draft)


def _change_existing(turn: Turn, wanted: Optional[str]) -> None:
    """Move or cancel an appointment; « décaler mon rdv à vendredi 10h » needs no step when there
    is only one."""
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    if wanted == "move" and len(coming) == 1:
        when = turn.text if mentions_time(turn.text, local_day(turn.now)) else ""
        continue_booking(turn, Draft(coming[0].kind, coming[0].way, when=when, move=coming[0].id))
    elif wanted == "cancel" and not coming and _is_booking_open(turn):
        # « mon rdv » is the one being booked: there is no other.
        prompts.skip_question(turn)
    else:
        booking_management.show_or_cancel(turn, wanted, coming)


def _is_booking_open(turn: Turn) -> bool:
    """Whether a booking is in progress."""
    question = turn.notebook.question
    return question is not None and question.kind == KIND


def _press_kind(turn: Turn) -> None:
    continue_booking(turn, replace(_current_draft(turn), kind=turn.values.get("kind")))


def _press_mode(turn: Turn) -> None:
    continue_booking(turn, replace(_current_draft(turn), way=turn.values.get("way")))


def _press_days(turn: Turn) -> None:
    scheduling.release_hold_of(turn.unit, turn.person)
    continue_booking(turn, replace(_current_draft(turn), when="", day=""))


def _press_day(turn: Turn) -> None:
    draft, day = _current_draft(turn), dt.datetime.fromisoformat(turn.values["start"]).date()
    if draft.kind and draft.way:
        offer_slots(
            turn,
            draft,
            slot_offers.filter_by_day(list_free_slots(turn, draft), day),
            to_local_datetime(day, dt.time(9)),
            day,
        )
    else:
        continue_booking(turn, draft)


def _press_soonest(turn: Turn) -> None:
    draft = _current_draft(turn)
    if draft.kind and draft.way:
        offer_slots(turn, draft, list_free_slots(turn, draft)[:MAX_SOONEST], turn.now)
    else:
        continue_booking(turn, draft)


def _press_hold(turn: Turn) -> None:
    draft, start = _current_draft(turn), dt.datetime.fromisoformat(turn.values["start"])
    if draft.kind and draft.way:
        hold_slot(turn, draft, start)
    else:
        continue_booking(turn, draft)


def _press_confirmation(turn: Turn) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == KIND and question.about == "sure":
        if turn.values.get("start") != Draft.from_values(question.values).when:
            prompts.ask(turn, question)  # An older button, for another time.
            return
        turn.notebook.close_question()
        confirm_booking(turn, Draft.from_values(question.values))
    elif not booking_management.show_coming(turn):  # Pressed again after a cancellation.
        _start_booking(turn)


_BUTTON_HANDLERS: dict[AskAppointment, Callable[[Turn], None]] = {
    AskAppointment.KIND: _press_kind,
    AskAppointment.WAY: _press_mode,
    AskAppointment.DAYS: _press_days,
    AskAppointment.DAY: _press_day,
    AskAppointment.SOONEST: _press_soonest,
    AskAppointment.HOLD: _press_hold,
    AskAppointment.CONFIRM: _press_confirmation,
    AskAppointment.NEW: lambda turn: continue_booking(turn, Draft()),
    AskAppointment.MOVE: lambda turn: _press_move(turn),
    **booking_management.BUTTON_HANDLERS,
    **waiting_list_requests.BUTTON_HANDLERS,
    **appointment_changes.WORD_HANDLERS,
    AskAppointment.REQUEST: _start_booking,
}


def _press_move(turn: Turn) -> None:
    """Ask for another time for an existing appointment."""
    found = booking_management.pressed_appointment(turn)
    if found is not None:
        continue_booking(turn, Draft(found.kind, found.way, move=found.id))


def _say_question(turn: Turn, question: Question) -> None:
    SAY_BY_STEP[question.about](turn, Draft.from_values(question.values))


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    draft = Draft.from_values(question.values)
    if not yes:
        _drop_booking(turn, draft)
    elif question.about == "sure":
        confirm_booking(turn, draft)
    else:
        prompts.ask(turn, question)


def _skip_question(turn: Turn, question: Question) -> None:
    _drop_booking(turn, Draft.from_values(question.values))


def _drop_booking(turn: Turn, draft: Draft) -> None:
    scheduling.release_hold_of(turn.unit, turn.person)
    if draft.move:
        turn.say("utter_booking_kept")
    else:
        where = booking_facts.render_walk_in(turn.settings)
        say_no_appointment(turn, "utter_booking_dropped", where=where)


def _answer_words(turn: Turn, question: Question) -> None:
    """Update the draft; words may say more than was asked (« par téléphone, mardi aprem »)."""
    draft = Draft.from_values(question.values)
    details = _read_details(turn, draft, question.about)
    pointed = _pointed_start(turn, draft) or find_only_fitting(turn, draft)
    if find_purpose(turn.text) == "cancel":
        _drop_booking(turn, draft)
    elif pointed is not None:
        hold_slot(turn, replace(draft, pupils=details.get("pupils", draft.pupils)), pointed)
    elif details and question.about == "sure" and "when" not in details and not draft.move:
        hold_slot(turn, replace(draft, **details, when=""), dt.datetime.fromisoformat(draft.when))
    elif details:
        scheduling.release_hold_of(turn.unit, turn.person)
        before = replace(draft.beside_held, when="") if question.about == "sure" else draft
        if draft.move:  # Its kind and mode stay as they are.
            details = {"when": details.get("when", "")}
        continue_booking(turn, replace(before, **details))
    elif question.about == "when":
        ask_time_again(turn, draft, "utter_booking_unread")
    else:
        prompts.ask(turn, question)


def _pointed_start(turn: Turn, draft: Draft) -> Optional[dt.datetime]:
    """The start of the slot that « le premier », « le 2 » or a bare number refers to."""
    starts = draft.shown.split()
    bare = turn.text.strip()
    place = int(bare) - 1 if bare in map(str, range(1, len(starts) + 1)) else None
    if place is None and not mentions_time(turn.text, local_day(turn.now)):
        place = parse_position(turn.text, len(starts))
    return None if place is None else dt.datetime.fromisoformat(starts[place])


def _read_details(turn: Turn, draft: Draft, about: str) -> dict[str, Any]:
    """The kind, the mode, the words about the time and, for a visit, the number of pupils that the
    answer to the step `about` gives, as `Draft` fields."""
    when = turn.text if names_moment(turn, draft.beside_held) else ""
    kind = find_named_kind(turn, turn.text, is_asked=about == "kind")
    pupils = (
        find_group_size(turn.text, local_day(turn.now))
        if CLASS_VISIT in (kind, draft.kind)
        else None
    )
    details = {"kind": kind, "way": find_mode(turn.text), "when": when, "pupils": pupils}
    return {name: value for name, value in details.items() if value}


def _holds_answer(turn: Turn) -> bool:
    """Whether the text answers the current step of the booking."""
    question, text = turn.notebook.question, turn.text
    if question is None or question.kind != KIND:
        return False
    if question.about == "kind" and find_named_kind(turn, text, is_asked=True):
        return True
    if question.about == "way" and find_mode(text):
        return True
    draft = Draft.from_values(question.values)
    if question.about == "when" and _pointed_start(turn, draft) is not None:
        return True
    return names_moment(turn, draft.beside_held)


prompts.PROMPT_HANDLERS[KIND] = PromptHandler(
    say=_say_question,
    skip=_skip_question,
    confirm=_answer_yes_no,
    settles=settle_held,
    expires=lambda turn, question: question.about == "sure" and not asks_about_appointments(turn),
    words=_answer_words,
    reads=_holds_answer,
    exact=True,
    drops=is_dropped,
    easier=prompts.same_question,
)


def _current_draft(turn: Turn) -> Draft:
    """The draft of the open question, else an empty one."""
    question = turn.notebook.question
    return Draft.from_values(question.values) if question and _is_booking_open(turn) else Draft()
