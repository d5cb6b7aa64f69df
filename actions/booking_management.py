"""Existing appointments: show, cancel, find by code, and leave an optional contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Optional

from actions import handoff, prompts
from actions.agreement import asks_about_appointments
from actions.appointment_confirmations import settle_cancellation
from actions.booking_steps import say_appointment
from bot.booking import appointment_contacts, appointment_repository, booking_errors, scheduling
from bot.booking.appointment_repository import Appointment
from bot.choice_payloads import AskAppointment
from bot.notebook.notebook_entries import Question
from bot.presentation import dates_and_amounts
from bot.privacy import code_attempt_repository, code_attempts
from bot.turn_context import Turn

KIND = appointment_contacts.QUESTION_KIND
_CONTACT_WINDOW = dt.timedelta(minutes=30)


def show_coming(turn: Turn, response: str = "utter_booking_mine") -> bool:
    """Say `response` of each upcoming appointment; False when there are none."""
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    for each in coming:
        say_appointment(turn, response, each)
    return bool(coming)


def show_or_cancel(turn: Turn, purpose: Optional[str], coming: list[Appointment]) -> None:
    """Ask to cancel the only upcoming appointment, else show all to choose from."""
    if not coming:
        turn.say("utter_booking_mine_none")
    elif purpose == "cancel" and len(coming) == 1:
        ask_to_cancel(turn, coming[0])
    else:
        show_coming(turn)


def pressed_appointment(turn: Turn) -> Optional[Appointment]:
    """Return the upcoming appointment that a button carries; else say why there is none."""
    try:
        found = appointment_repository.get_appointment(turn.unit, int(turn.values["appointment"]))
    except booking_errors.UnknownAppointment:
        turn.say("utter_booking_mine_none")
        return None
    if found.state == "cancelled":
        turn.say("utter_booking_cancelled_before")
    elif found.start <= turn.now:
        turn.say("utter_booking_over")
    else:
        return found
    return None


def _show_by_code(turn: Turn) -> None:
    """Show the appointment of the typed code; wrong codes are counted."""
    try:
        code_attempts.require_attempts_left(turn.unit, turn.person, turn.now)
        found = appointment_repository.get_by_code(turn.unit, turn.code or "")
    except code_attempts.TooManyWrongCodes:
        turn.say("utter_booking_wait")
    except booking_errors.UnknownAppointment:
        code_attempt_repository.insert_wrong_code(turn.unit, turn.person, turn.now)
        turn.say("utter_booking_no_such_code")
    else:
        _show_appointment(turn, found)


def _show_appointment(turn: Turn, found: Appointment) -> None:
    if found.state == "cancelled":
        turn.say("utter_booking_cancelled_before")
    elif found.end <= turn.now:
        turn.say("utter_booking_over")
    else:
        say_appointment(turn, "utter_booking_mine", found)


def _press_cancel(turn: Turn) -> None:
    found = pressed_appointment(turn)
    if found is not None:
        ask_to_cancel(turn, found)


def ask_to_cancel(turn: Turn, found: Appointment) -> None:
    """Ask to confirm the cancellation of an appointment."""
    prompts.ask(turn, Question(KIND, (str(found.id),), "cancel"))


def _press_cancelled(turn: Turn) -> None:
    found = pressed_appointment(turn)
    prompts.close_question(turn, KIND)
    if found is not None:
        _cancel_appointment(turn, found.id)


def _cancel_appointment(turn: Turn, number: int) -> None:
    try:
        cancelled = scheduling.cancel_appointment(turn.unit, number, turn.now)
    except booking_errors.UnknownAppointment:
        turn.say("utter_booking_mine_none")
    except booking_errors.AlreadyCancelled:
        turn.say("utter_booking_cancelled_before")
    except booking_errors.Over:
        turn.say("utter_booking_over")
    else:
        turn.say("utter_booking_cancelled", when=dates_and_amounts.format_moment(cancelled.start))


def _press_contact(turn: Turn) -> None:
    """Ask for a contact; one written in the next half hour is stored in the vault only."""
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    if not coming:
        turn.say("utter_booking_mine_none")
        return
    newest = max(coming, key=lambda each: each.id)
    appointment_contacts.open_contact_request(turn.unit, newest.id, turn.now + _CONTACT_WINDOW)
    prompts.ask(turn, Question(KIND, (str(newest.id),), "contact"))


def _press_summary(turn: Turn) -> None:
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    if coming:
        handoff.preview_for_appointment(turn, max(coming, key=lambda each: each.id).id)
    else:
        turn.say("utter_booking_mine_none")


def _note(turn: Turn) -> None:
    """Acknowledge that the appointments are well as they stand, then ask an open question again."""
    if not show_coming(turn, "utter_booking_noted"):
        turn.say("utter_booking_mine_none")
    prompts.repeat_question(turn)


def _press_no_contact(turn: Turn) -> None:
    for each in appointment_repository.list_upcoming(turn.unit, turn.person, turn.now):
        appointment_contacts.delete_contact(turn.unit, each.id)
    turn.say("utter_booking_no_contact")


BUTTON_HANDLERS: dict[AskAppointment, Callable[[Turn], None]] = {
    AskAppointment.CODE: _show_by_code,
    AskAppointment.CANCEL: _press_cancel,
    AskAppointment.CANCELLED: _press_cancelled,
    AskAppointment.CONTACT: _press_contact,
    AskAppointment.SUMMARY: _press_summary,
    AskAppointment.NO_CONTACT: _press_no_contact,
    AskAppointment.NOTED: _note,
}


def _say_question(turn: Turn, question: Question) -> None:
    if question.about == "contact":
        turn.say("utter_booking_contact", days=str(turn.settings.contact_days))
        return
    found = _find_appointment(turn, int(question.values[0]))
    if found is None:
        turn.say("utter_booking_mine_none")
        return
    turn.say(
        "utter_booking_cancel_sure",
        when=dates_and_amounts.format_moment(found.start),
        number=question.values[0],
    )


def _find_appointment(turn: Turn, number: int) -> Optional[Appointment]:
    """Return the appointment, or None if it no longer exists."""
    try:
        return appointment_repository.get_appointment(turn.unit, number)
    except booking_errors.UnknownAppointment:
        return None


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    number = int(question.values[0])
    if question.about == "contact":
        _answer_contact(turn, question, yes)
    elif yes:
        _cancel_appointment(turn, number)
    else:
        turn.say("utter_booking_kept")


def _answer_contact(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        prompts.ask(turn, question)
        return
    number = int(question.values[0])
    appointment_contacts.close_contact_request(turn.unit, number)
    found = _find_appointment(turn, number)
    left_before = found is not None and found.contact is not None
    turn.say("utter_booking_contact_stays" if left_before else "utter_booking_no_contact")


def _answer_words(turn: Turn, question: Question) -> None:
    """Confirm that the contact was stored; intake encrypted it and left a mark in the text."""
    number = int(question.values[0])
    if question.about != "contact":
        prompts.ask(turn, question)
    elif appointment_contacts.has_contact_mark(turn.text):
        appointment_contacts.close_contact_request(turn.unit, number)
        turn.say("utter_booking_contact_kept")
    else:
        turn.notebook.open(question)
        turn.say("utter_booking_contact_unread")


def _skip_question(turn: Turn, question: Question) -> None:
    _answer_yes_no(turn, question, yes=False)


def _holds_contact(turn: Turn) -> bool:
    """Whether the message held an address or a number, which intake replaced by a mark."""
    question = turn.notebook.question
    return (
        question is not None
        and question.about == "contact"
        and appointment_contacts.has_contact_mark(turn.text)
    )


prompts.PROMPT_HANDLERS[KIND] = prompts.PromptHandler(
    say=_say_question,
    skip=_skip_question,
    confirm=_answer_yes_no,
    settles=settle_cancellation,
    words=_answer_words,
    reads=_holds_contact,
    again=False,
    expires=lambda turn, question: (
        question.about != "contact" and not asks_about_appointments(turn)
    ),
    exact=True,
    easier=prompts.same_question,
)
