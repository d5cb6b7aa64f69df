"""An appointment that was made: shown, given back, found by its code; and an optional contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Optional

from actions import asking, handoff
from actions import booking_facts as facts
from actions.turn import Turn
from bot.booking import agenda, contacts, errors
from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.guidance.entries import Question
from bot.privacy import guesses

KIND = contacts.KIND
_TIME_FOR_A_CONTACT = dt.timedelta(minutes=30)


def shown(turn: Turn) -> bool:
    """Show what is to come; False when there is nothing."""
    coming = stored.coming(turn.unit, turn.person, turn.now)
    for each in coming:
        turn.say("utter_booking_mine", **facts.appointment(turn.settings, turn.key, each))
    return bool(coming)


def told(turn: Turn, purpose: Optional[str], coming: list[Appointment]) -> None:
    """« annuler mon rdv »: the only one that is to come, else all of them to choose from."""
    if not coming:
        turn.say("utter_booking_mine_none")
    elif purpose == "cancel" and len(coming) == 1:
        _ask_to_cancel(turn, coming[0])
    else:
        shown(turn)


def pressed(turn: Turn) -> Optional[Appointment]:
    """The appointment that a button carries, as long as it is to come; else that is told."""
    try:
        found = stored.get(turn.unit, int(turn.values["appointment"]))
    except errors.UnknownAppointment:
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
    """What four words open; wrong ones are counted."""
    try:
        guesses.require_tries_left(turn.unit, turn.person, turn.now)
        found = stored.by_code(turn.unit, turn.code or "")
    except guesses.TooManyWrongCodes:
        turn.say("utter_booking_wait")
    except errors.UnknownAppointment:
        guesses.count_wrong(turn.unit, turn.person, turn.now)
        turn.say("utter_booking_no_such_code")
    else:
        _show(turn, found)


def _show(turn: Turn, found: Appointment) -> None:
    if found.state == "cancelled":
        turn.say("utter_booking_cancelled_before")
    elif found.end <= turn.now:
        turn.say("utter_booking_over")
    else:
        turn.say("utter_booking_mine", **facts.appointment(turn.settings, turn.key, found))


def _press_cancel(turn: Turn) -> None:
    found = pressed(turn)
    if found is not None:
        _ask_to_cancel(turn, found)


def _ask_to_cancel(turn: Turn, found: Appointment) -> None:
    asking.ask(turn, Question(KIND, (str(found.id),), "cancel"))


def _press_cancelled(turn: Turn) -> None:
    found = pressed(turn)
    question = turn.notebook.question
    if question is not None and question.kind == KIND:
        turn.notebook.close_question()
    if found is not None:
        _cancel(turn, found.id)


def _cancel(turn: Turn, number: int) -> None:
    try:
        gone = agenda.cancel(turn.unit, number, turn.now)
    except errors.UnknownAppointment:
        turn.say("utter_booking_mine_none")
    except errors.AlreadyCancelled:
        turn.say("utter_booking_cancelled_before")
    except errors.Over:
        turn.say("utter_booking_over")
    else:
        turn.say("utter_booking_cancelled", when=facts.moment(gone.start))


def _press_contact(turn: Turn) -> None:
    """What is written in the next half hour goes to the vault, never to the conversation."""
    coming = stored.coming(turn.unit, turn.person, turn.now)
    if not coming:
        turn.say("utter_booking_mine_none")
        return
    newest = max(coming, key=lambda each: each.id)
    contacts.ask(turn.unit, newest.id, turn.now + _TIME_FOR_A_CONTACT)
    asking.ask(turn, Question(KIND, (str(newest.id),), "contact"))


def _press_summary(turn: Turn) -> None:
    coming = stored.coming(turn.unit, turn.person, turn.now)
    if coming:
        handoff.for_appointment(turn, max(coming, key=lambda each: each.id).id)
    else:
        turn.say("utter_booking_mine_none")


def _press_no_contact(turn: Turn) -> None:
    for each in stored.coming(turn.unit, turn.person, turn.now):
        contacts.remove(turn.unit, each.id)
    turn.say("utter_booking_no_contact")


PRESSED: dict[str, Callable[[Turn], None]] = {
    "code": _show_by_code,
    "cancel": _press_cancel,
    "cancelled": _press_cancelled,
    "contact": _press_contact,
    "summary": _press_summary,
    "no_contact": _press_no_contact,
}


# The question that stands: a yes to cancel, or a contact


def _say(turn: Turn, question: Question) -> None:
    if question.about == "contact":
        turn.say("utter_booking_contact", days=str(turn.settings.contact_days))
        return
    found = _found(turn, int(question.values[0]))
    if found is None:
        turn.say("utter_booking_mine_none")
        return
    turn.say("utter_booking_cancel_sure", when=facts.moment(found.start), number=question.values[0])


def _found(turn: Turn, number: int) -> Optional[Appointment]:
    """None once it is gone."""
    try:
        return stored.get(turn.unit, number)
    except errors.UnknownAppointment:
        return None


def _confirm(turn: Turn, question: Question, yes: bool) -> None:
    number = int(question.values[0])
    if question.about == "contact":
        _settle_contact(turn, question, yes)
    elif yes:
        _cancel(turn, number)
    else:
        turn.say("utter_booking_kept")


def _settle_contact(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        asking.ask(turn, question)
        return
    number = int(question.values[0])
    contacts.stop_asking(turn.unit, number)
    found = _found(turn, number)
    left_before = found is not None and found.contact is not None
    turn.say("utter_booking_contact_stays" if left_before else "utter_booking_no_contact")


def _words(turn: Turn, question: Question) -> None:
    """The contact itself never comes here: it was sealed before the message was stored."""
    number = int(question.values[0])
    if question.about != "contact":
        asking.ask(turn, question)
    elif contacts.marked(turn.text):
        contacts.stop_asking(turn.unit, number)
        turn.say("utter_booking_contact_kept")
    else:
        turn.notebook.open(question)
        turn.say("utter_booking_contact_unread")


def _skip(turn: Turn, question: Question) -> None:
    _confirm(turn, question, yes=False)


def _reads(turn: Turn) -> bool:
    """A message that held an address or a number: marked where it stood."""
    question = turn.notebook.question
    return question is not None and question.about == "contact" and contacts.marked(turn.text)


asking.KINDS[KIND] = asking.Kind(
    say=_say,
    skip=_skip,
    confirm=_confirm,
    words=_words,
    reads=_reads,
    again=False,
    exact=True,
    easier=asking.unchanged,
)
