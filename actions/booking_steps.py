"""The steps of a booking, asked one at a time: kind, mode, time and confirmation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Optional

from actions import prompts
from actions.booking_wishes import wish_context
from bot.booking import appointment_repository, booking_draft, slot_offers
from bot.booking.appointment_kinds import AppointmentKind, Kind, Mode
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_terms import with_terms_of
from bot.booking.booking_draft import Draft, is_about_trades, is_about_work
from bot.booking.date_expressions.date_expression_parser import (
    NoSuchDay,
    NoSuchTime,
)
from bot.booking.date_expressions.time_wishes import read_time_wish
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE, local_day
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.handoff import queue_wait
from bot.notebook.notebook_entries import Question
from bot.presentation import booking_facts, dates_and_amounts, waiting_facts
from bot.turn_context import Turn

KIND = "booking"
_MAX_DAYS = 5


def ask_step(turn: Turn, about: str, draft: Draft) -> None:
    """Open the question of the step `about`, a key of `SAY_BY_STEP`."""
    prompts.ask(turn, Question(KIND, draft.values(), about))


def _say_kind(turn: Turn, draft: Draft) -> None:
    kinds = list_offered_kinds(turn)
    about = booking_facts.render_descriptions(kinds)
    name = "utter_booking_kind_described" if about else "utter_booking_kind"
    turn.say(name, kinds=booking_facts.kind_options(kinds), about=about)


def list_offered_kinds(turn: Turn) -> list[AppointmentKind]:
    """Return the kinds that can be booked here, with their names and lengths."""
    venue = find_venue(turn)
    return [venue.kind(code) for code in slot_offers.list_kinds(venue, usable_modes(turn))]


def find_named_kind(turn: Turn, text: str, is_asked: bool = False) -> Optional[Kind]:
    """Return the kind that a text names, by the name that the centre gave it or by usual words."""
    return booking_draft.find_named_kind(text, list_offered_kinds(turn), is_asked)


def _say_mode(turn: Turn, draft: Draft) -> None:
    modes: list[Mode] = []
    if draft.kind:
        modes = slot_offers.list_modes(find_venue(turn), draft.kind, usable_modes(turn))
    buttons = [{"way": mode, "label": {"say": f"utter_way_button_{mode}"}} for mode in modes]
    turn.say("utter_booking_way", ways=buttons)


def _say_when(turn: Turn, draft: Draft) -> None:
    days = free_day_options(turn, draft)
    if days:
        turn.say("utter_booking_when", days=days, leave=booking_facts.leave_label(draft))
    else:
        say_full(turn, draft)


def _say_confirmation(turn: Turn, draft: Draft) -> None:
    """Ask to confirm the held slot, or the new time of the appointment to move."""
    details = {"start": draft.when, **booking_facts.draft_facts(find_terms(turn, draft), draft)}
    if draft.move:
        when = dates_and_amounts.format_moment(dt.datetime.fromisoformat(draft.when))
        turn.say("utter_booking_move_sure", when=when, **details)
        return
    held = appointment_repository.find_held_by(turn.unit, turn.person)
    if held is None or held.held_until is None or held.held_until <= turn.now:
        leave = booking_facts.leave_label(draft)
        turn.say("utter_booking_gone", days=free_day_options(turn, draft), leave=leave)
        return
    when = dates_and_amounts.format_moment(held.start)
    until = dates_and_amounts.format_time(held.held_until)
    pupils = {"say": "utter_booking_pupils", "pupils": str(draft.pupils)} if draft.pupils else ""
    turn.say("utter_booking_held", until=until, when=when, pupils=pupils, **details)


def say_full(turn: Turn, draft: Draft) -> None:
    """Say that nothing is free for this draft, and name the kinds that still have slots."""
    prompts.close_question(turn, KIND)
    details = booking_facts.draft_facts(find_terms(turn, draft), draft)
    if draft.move:
        turn.say("utter_booking_full_kept", **details)
        return
    where = booking_facts.render_walk_in(turn.settings)
    today, last = local_day(turn.now), local_day(find_venue(turn).latest(turn.now))
    details |= waiting_facts.wish_facts(draft, today, last)
    still = slot_offers.list_free_kinds(turn.unit, find_venue(turn), usable_modes(turn), turn.now)
    if still:
        kinds = booking_facts.kind_options(
            each for each in list_offered_kinds(turn) if each.code in still
        )
        say_no_appointment(turn, "utter_booking_full", where=where, kinds=kinds, **details)
    else:
        say_no_appointment(turn, "utter_booking_all_full", where=where, **details)


def say_no_appointment(turn: Turn, name: str, **told: Any) -> None:
    """Say that there is no appointment, and offer a counsellor now if one is on duty."""
    on_duty = queue_wait.is_anyone_on_duty(turn.unit)
    turn.say(f"{name}_but_now" if on_duty else name, **told)


def say_appointment(turn: Turn, response: str, appointment: Appointment) -> None:
    """Say a response with all facts of an appointment."""
    facts = booking_facts.appointment_facts(turn.settings, turn.key, appointment)
    turn.say(response, **facts)


def list_free_slots(turn: Turn, draft: Draft) -> list[Slot]:
    """Return the free slots for what the draft asks; the slot of a moved appointment counts."""
    return slot_offers.list_free_slots(
        turn.unit, find_venue(turn), draft.wanted, turn.now, exclude_id=draft.move
    )


def find_venue(turn: Turn) -> Venue:
    """Load the venue with its counsellors, hours and booking policy."""
    return load_venue(turn.unit, BookingPolicy.from_settings(turn.settings))


def find_terms(turn: Turn, draft: Draft) -> Venue:
    """Load the venue, with the terms of the appointment that the draft moves, if any."""
    venue = find_venue(turn)
    if draft.move is None:
        return venue
    return with_terms_of(venue, appointment_repository.get_appointment(turn.unit, draft.move))


def usable_modes(turn: Turn) -> list[Mode]:
    """Return the modes that the settings allow: a call needs a phone number, a video a room."""
    addresses: dict[Mode, str] = {
        "on_site": "always",
        "telephone": turn.settings.site_phone,
        "video": turn.settings.site_video,
    }
    return [mode for mode, address in addresses.items() if address]


def takes_appointments(turn: Turn) -> bool:
    """Whether any kind of appointment can be booked."""
    return bool(slot_offers.list_kinds(find_venue(turn), usable_modes(turn)))


def takes_kind(turn: Turn, kind: Kind) -> bool:
    """Whether appointments of a kind can be booked."""
    return kind in slot_offers.list_kinds(find_venue(turn), usable_modes(turn))


def names_moment(turn: Turn, draft: Draft) -> bool:
    """Whether the text says when: a day or an hour, or a part of the day that is not of work, as in
    « travailler la nuit »."""
    try:
        wish = read_time_wish(turn.text, wish_context(turn, draft))
    except (NoSuchDay, NoSuchTime):
        return True
    if wish is None or is_about_trades(turn.text):
        return False
    return wish.is_precise or wish.rules_out or not is_about_work(turn.text)


def to_local_datetime(day: dt.date, time: dt.time) -> dt.datetime:
    """Combine a day and a time in the zone of the place."""
    return dt.datetime.combine(day, time, ZONE)


def free_day_options(turn: Turn, draft: Draft) -> list[dict[str, Any]]:
    """The next days with a free slot, as buttons."""
    days = slot_offers.list_slot_days(list_free_slots(turn, draft))
    return booking_facts.day_options(days[:_MAX_DAYS])


SAY_BY_STEP: dict[str, Callable[[Turn, Draft], None]] = {
    "kind": _say_kind,
    "way": _say_mode,
    "when": _say_when,
    "sure": _say_confirmation,
}
