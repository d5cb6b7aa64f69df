"""What is said in words of an appointment at hand: another time, no more, or that it stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from actions import booking_management, prompts, questions
from actions.booking_times import continue_booking
from bot.booking import appointment_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.date_expressions.time_wishes import read_named_days
from bot.booking.local_time import local_day
from bot.booking.practical_questions import find_practical_question
from bot.choice_payloads import AskAppointment
from bot.language.folding import fold_text
from bot.turn_context import Turn


def _move(turn: Turn) -> None:
    """Move the appointment to the time that is wished, or offer times that fit."""
    found = _find_designated(turn)
    if found is not None:
        continue_booking(turn, Draft(found.kind, found.way, when=turn.text, move=found.id))


def _cancel(turn: Turn) -> None:
    """Ask to cancel the appointment."""
    found = _find_designated(turn)
    if found is not None:
        booking_management.ask_to_cancel(turn, found)


def _drop(turn: Turn) -> None:
    """Give up the appointment that is being booked."""
    prompts.skip_question(turn)


def _keep(turn: Turn) -> None:
    turn.say("utter_booking_kept")


def _show(turn: Turn) -> None:
    """Show the appointments as they stand, then ask again what is still to confirm."""
    shown, question = booking_management.show_coming(turn), turn.notebook.question
    to_confirm = question is not None and question.about in ("sure", "cancel")
    if (to_confirm or not shown) and prompts.repeat_question(turn):
        return
    if not shown:
        turn.say("utter_booking_mine_none")


def _answer_practical(turn: Turn) -> None:
    """Answer a practical question about the appointment."""
    entry = find_practical_question(fold_text(turn.text))
    if entry is not None:
        questions.say_entry(turn, entry)


def _find_designated(turn: Turn) -> Optional[Appointment]:
    """Return the appointment that is meant: the only one, the one on a day that is named, or the
    one just made. Else show all and return None."""
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    if len(coming) == 1:
        return coming[0]
    days = read_named_days(turn.text, local_day(turn.now))
    named = [each for each in coming if local_day(each.start) in days]
    if len(named) == 1:
        return named[0]
    _show(turn)
    return None


WORD_HANDLERS: dict[AskAppointment, Callable[[Turn], None]] = {
    AskAppointment.WISH: _move,
    AskAppointment.CANCEL_SAID: _cancel,
    AskAppointment.DROP: _drop,
    AskAppointment.STAYS: _keep,
    AskAppointment.MINE: _show,
    AskAppointment.PRACTICAL: _answer_practical,
}
