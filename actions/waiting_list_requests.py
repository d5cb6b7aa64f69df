"""The waiting list in the chat: join it, take or refuse an offered time, leave it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from actions import prompts
from actions.booking_steps import KIND, list_free_slots, say_appointment
from actions.booking_times import confirm_held, say_quota_reached
from actions.time_offers import offer_slots
from bot.booking import appointment_repository, waiting_list, waiting_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.booking_errors import (
    HoldExpired,
    OfferGone,
    QuotaReached,
    TooManyWaiting,
    UnknownAppointment,
)
from bot.booking.local_time import local_day
from bot.booking.waiting_repository import WaitingEntry
from bot.channel_registry import find_capabilities
from bot.choice_payloads import AskAppointment
from bot.notebook.notebook_entries import Question
from bot.presentation import waiting_facts
from bot.turn_context import Turn

OFFER_QUESTION = waiting_facts.OFFER_QUESTION


def _press_wait(turn: Turn) -> None:
    """Join the list; where something is free in the window by now, offer that instead."""
    draft = Draft(kind=turn.values.get("kind"), way=turn.values.get("way"))
    window = waiting_facts.parse_window(turn.values.get("start", ""))
    if not (draft.kind and draft.way and window):
        turn.say("utter_waiting_none")
        return
    first, last = window
    free = [slot for slot in list_free_slots(turn, draft) if first <= local_day(slot.start) <= last]
    if free:
        offer_slots(turn, draft, free, turn.now)
        return
    try:
        entry = waiting_list.join(turn.unit, turn.conversation, draft.wanted, first, last, turn.now)
    except TooManyWaiting:
        turn.say("utter_waiting_enough", entries=_render_entries(turn))
        return
    prompts.close_question(turn, KIND)
    may_write = find_capabilities(turn.channel).push_window is None
    reach = "utter_waiting_reach" if may_write else "utter_waiting_reach_window"
    turn.say("utter_waiting_joined", reach={"say": reach}, **_entry_facts(turn, entry))


def _press_take(turn: Turn) -> None:
    _take_offer(turn, _pressed_number(turn))


def _press_refuse(turn: Turn) -> None:
    _refuse_offer(turn, _pressed_number(turn))


def _press_leave(turn: Turn) -> None:
    prompts.close_question(turn, OFFER_QUESTION)
    left = waiting_list.leave(turn.unit, turn.conversation, turn.now)
    turn.say("utter_waiting_left" if left else "utter_waiting_none")


def _take_offer(turn: Turn, number: int) -> None:
    """Confirm the held time, or say that it has passed on."""
    prompts.close_question(turn, OFFER_QUESTION)
    try:
        waiting_list.require_offer(turn.unit, turn.conversation, number)
        booked = confirm_held(turn, number)
    except (OfferGone, HoldExpired):
        _say_gone(turn, number)
    except QuotaReached as error:
        say_quota_reached(turn, error)
    else:
        say_appointment(turn, waiting_facts.confirmation_response(booked), booked)


def _refuse_offer(turn: Turn, number: int) -> None:
    prompts.close_question(turn, OFFER_QUESTION)
    try:
        entry = waiting_list.require_offer(turn.unit, turn.conversation, number)
    except OfferGone:
        _say_gone(turn, number)
        return
    waiting_list.refuse(turn.unit, entry, turn.now)
    turn.say("utter_waiting_refused")


def _say_gone(turn: Turn, number: int) -> None:
    """Say that the time is not held any more, or that it is booked already."""
    booked = _find_appointment(turn, number)
    if booked is not None and booked.person == turn.person and booked.state != "held":
        say_appointment(turn, "utter_booking_mine", booked)
    else:
        turn.say("utter_waiting_gone")


def _find_appointment(turn: Turn, number: int) -> Optional[Appointment]:
    try:
        return appointment_repository.get_appointment(turn.unit, number)
    except UnknownAppointment:
        return None


def _pressed_number(turn: Turn) -> int:
    return int(turn.values["appointment"])


def _entry_facts(turn: Turn, entry: WaitingEntry) -> dict[str, object]:
    return waiting_facts.entry_facts(turn.unit, entry)


def _render_entries(turn: Turn) -> list[dict[str, object]]:
    entries = waiting_repository.list_entries_of(turn.unit, turn.conversation)
    return [{"say": "utter_waiting_entry", **_entry_facts(turn, each)} for each in entries]


BUTTON_HANDLERS: dict[AskAppointment, Callable[[Turn], None]] = {
    AskAppointment.WAIT: _press_wait,
    AskAppointment.TAKE: _press_take,
    AskAppointment.REFUSE: _press_refuse,
    AskAppointment.STOP_WAITING: _press_leave,
}


def _say_question(turn: Turn, question: Question) -> None:
    number = int(question.values[0])
    held, entry = _find_appointment(turn, number), None
    if held is not None and held.state == "held":
        entry = waiting_repository.find_offer(turn.unit, turn.conversation, number)
    if held is None or entry is None or entry.answer_by is None:
        turn.notebook.close_question()
        turn.say("utter_waiting_gone")
        return
    turn.say(waiting_facts.OFFER_RESPONSE, **waiting_facts.offer_facts(held, entry.answer_by))


def _answer_yes_no(turn: Turn, question: Question, yes: bool) -> None:
    number = int(question.values[0])
    if yes:
        _take_offer(turn, number)
    else:
        _refuse_offer(turn, number)


def _skip_question(turn: Turn, question: Question) -> None:
    _refuse_offer(turn, int(question.values[0]))


prompts.PROMPT_HANDLERS[OFFER_QUESTION] = prompts.PromptHandler(
    say=_say_question, skip=_skip_question, confirm=_answer_yes_no, easier=prompts.same_question
)
