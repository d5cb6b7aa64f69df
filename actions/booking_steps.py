"""What is asked of who wants an appointment, one thing at a time: kind, way, day, and a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from actions import prompts
from bot.booking import appointment_repository as stored
from bot.booking import slot_offers
from bot.booking.appointment_kinds import Mode
from bot.booking.booking_draft import Draft
from bot.booking.date_expressions.date_expression_parser import (
    NoSuchDay,
    NoSuchTime,
    parse_date_expression,
)
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE, local_day
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.handoff import queue_wait
from bot.notebook.notebook_entries import Question
from bot.presentation import booking_facts as facts
from bot.presentation import dates_and_amounts
from bot.turn_context import Turn

KIND = "booking"
_MAX_DAYS = 5


def ask_step(turn: Turn, about: str, draft: Draft) -> None:
    prompts.ask(turn, Question(KIND, draft.values(), about))


def _say_kind(turn: Turn, draft: Draft) -> None:
    turn.say("utter_booking_kind", kinds=_kind_options(turn))


def _kind_options(turn: Turn) -> list[dict[str, Any]]:
    return [
        {"kind": each, "label": facts.render_kind(each, button=True)}
        for each in slot_offers.list_kinds(find_venue(turn), usable_modes(turn))
    ]


def _say_mode(turn: Turn, draft: Draft) -> None:
    ways = (
        slot_offers.list_modes(find_venue(turn), draft.kind, usable_modes(turn))
        if draft.kind
        else []
    )
    labels = [{"way": each, "label": {"say": f"utter_way_button_{each}"}} for each in ways]
    turn.say("utter_booking_way", ways=labels)


def _say_when(turn: Turn, draft: Draft) -> None:
    days = free_day_options(turn, draft)
    if days:
        turn.say("utter_booking_when", days=days)
    else:
        say_full(turn, draft)


def _say_confirmation(turn: Turn, draft: Draft) -> None:
    """The time that is held, or the one that would take an appointment's place."""
    if draft.move:
        start = dt.datetime.fromisoformat(draft.when)
        told = {
            "when": dates_and_amounts.format_moment(start),
            "start": draft.when,
            **facts.draft_facts(draft),
        }
        turn.say("utter_booking_move_sure", **told)
        return
    held = stored.find_held_by(turn.unit, turn.person)
    if held is None or held.held_until is None or held.held_until <= turn.now:
        turn.say("utter_booking_gone", days=free_day_options(turn, draft))
        return
    told = {
        "when": dates_and_amounts.format_moment(held.start),
        "start": draft.when,
        **facts.draft_facts(draft),
    }
    turn.say("utter_booking_held", until=dates_and_amounts.format_time(held.held_until), **told)


def say_full(turn: Turn, draft: Draft) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == KIND:
        turn.notebook.close_question()
    told = facts.draft_facts(draft)
    if draft.move:
        turn.say("utter_booking_full_kept", **told)
        return
    where = facts.render_walk_in(turn.settings)
    still = slot_offers.list_free_kinds(turn.unit, find_venue(turn), usable_modes(turn), turn.now)
    if still:
        kinds = [each for each in _kind_options(turn) if each["kind"] in still]
        say_no_appointment(turn, "utter_booking_full", where=where, kinds=kinds, **told)
    else:
        say_no_appointment(turn, "utter_booking_all_full", where=where)


def say_no_appointment(turn: Turn, name: str, **told: Any) -> None:
    """That there is no appointment. Somebody to talk with now is offered where somebody is there:
    else that would lead back to an appointment."""
    on_duty = queue_wait.is_anyone_on_duty(turn.unit)
    turn.say(f"{name}_but_now" if on_duty else name, **told)


def list_free_slots(turn: Turn, draft: Draft) -> list[Slot]:
    return slot_offers.list_free_slots(
        turn.unit, find_venue(turn), draft.wanted, turn.now, exclude_id=draft.move
    )


def find_venue(turn: Turn) -> Venue:
    return load_venue(turn.unit, BookingPolicy.from_settings(turn.settings))


def usable_modes(turn: Turn) -> list[Mode]:
    """A call needs a number to call, a video a room; the person's own is not asked for."""
    there: dict[Mode, str] = {
        "on_site": "always",
        "telephone": turn.settings.site_phone,
        "video": turn.settings.site_video,
    }
    return [way for way, known in there.items() if known]


def takes_appointments(turn: Turn) -> bool:
    """Whether an appointment can be asked for at all."""
    return bool(slot_offers.list_kinds(find_venue(turn), usable_modes(turn)))


def mentions_time(turn: Turn) -> bool:
    """Whether a text holds a day or an hour, be it one that does not exist."""
    try:
        return parse_date_expression(turn.text, local_day(turn.now)) is not None
    except (NoSuchDay, NoSuchTime):
        return True


def to_local_datetime(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, ZONE)


def free_day_options(turn: Turn, draft: Draft) -> list[dict[str, Any]]:
    """The next days on which something is free, to choose from."""
    return facts.day_options(slot_offers.list_slot_days(list_free_slots(turn, draft))[:_MAX_DAYS])


SAY_BY_STEP: dict[str, Callable[[Turn, Draft], None]] = {
    "kind": _say_kind,
    "way": _say_mode,
    "when": _say_when,
    "sure": _say_confirmation,
}
