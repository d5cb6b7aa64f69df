"""From a wished time to a held slot, and from a confirmation to an appointment.

What is said of an appointment is read back from the database, never from the draft.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from actions import prompts
from actions.booking_steps import (
    KIND,
    ask_step,
    find_terms,
    find_venue,
    say_appointment,
    say_no_appointment,
    takes_kind,
    usable_modes,
)
from actions.booking_wishes import read_wish
from actions.time_offers import ask_time_again, offer_within, refuse_slot
from bot.booking import (
    appointment_quota,
    appointment_repository,
    appointment_slots,
    scheduling,
    slot_offers,
    waiting_list,
)
from bot.booking.appointment_codes import derive_keys
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_draft import Draft
from bot.booking.booking_errors import (
    AlreadyCancelled,
    ClassVisitPending,
    HoldExpired,
    NotConfirmed,
    Over,
    QuotaReached,
    SameTime,
    Unavailable,
    UnknownAppointment,
)
from bot.booking.date_expressions.date_expression_parser import (
    NoSuchDay,
    NoSuchTime,
)
from bot.booking.local_time import ZONE, local_day
from bot.booking.scheduling import Requester
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.presentation import booking_facts, waiting_facts
from bot.privacy.word_codes import new_seed
from bot.turn_context import Turn

_HOLD_EXPIRED = {"say": "utter_not_held_any_more"}


def continue_booking(turn: Turn, draft: Draft) -> None:
    """Ask the next open step, unless the person has reached their quota of appointments."""
    if not draft.move:
        try:
            appointment_quota.require_quota_left(turn.unit, turn.person, draft.kind, turn.now)
        except QuotaReached as error:
            say_quota_reached(turn, error)
            return
    venue, usable = find_terms(turn, draft), usable_modes(turn)
    kinds = slot_offers.list_kinds(venue, usable)
    if not kinds:
        where = booking_facts.render_walk_in(turn.settings)
        say_no_appointment(turn, "utter_booking_nobody", where=where, wish=draft.when)
        return
    if draft.kind not in kinds:
        ask_step(turn, "kind", replace(draft, kind=None))
        return
    modes = slot_offers.list_modes(venue, draft.kind, usable)
    if draft.way not in modes:
        if len(modes) > 1:
            ask_step(turn, "way", replace(draft, way=None))
            return
        draft = replace(draft, way=modes[0])
    if draft.when:
        _find_slots(turn, replace(draft, when=""), draft.when)
    else:
        ask_step(turn, "when", draft)


def start_visit(turn: Turn, draft: Draft) -> None:
    """Say that a class or a group can come, and start to book where visits are taken.

    To come without an appointment is not offered: nobody brings a class unannounced.
    """
    if not takes_kind(turn, appointment_quota.CLASS_VISIT):
        turn.say("utter_visit")
        return
    turn.say("utter_visit_welcome")
    continue_booking(turn, draft)


def _find_slots(turn: Turn, draft: Draft, text: str) -> None:
    """Hold the slot of an exact day and hour, else offer the slots that fit.

    An hour alone belongs to the day whose hours are shown.
    """
    try:
        wish = read_wish(turn, draft, text)
    except NoSuchDay:
        ask_time_again(turn, draft, "utter_booking_no_such_day")
        return
    except NoSuchTime:
        ask_time_again(turn, draft, "utter_booking_no_such_time")
        return
    if wish is None:
        if draft.move and draft.shown == "":
            ask_step(turn, "when", draft)
        else:
            ask_time_again(turn, draft, "utter_booking_unread")
        return
    if wish.moment is None:
        offer_within(turn, draft, wish)
    elif draft.move and not wish.inferred:
        _move_at_once(turn, draft, wish.moment.replace(tzinfo=ZONE))
    else:
        hold_slot(turn, draft, wish.moment.replace(tzinfo=ZONE))


def _move_at_once(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Move the appointment to the exact time that the person named, if it is free."""
    prompts.close_question(turn, KIND)
    _confirm_move(turn, draft, draft.move or 0, start)


def _render_refusal(turn: Turn, draft: Draft, error: Unavailable) -> dict[str, Any]:
    return booking_facts.refusal_reason(error, find_terms(turn, draft), draft)


def hold_slot(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Hold the slot, or check that an appointment can be moved there; then ask to confirm."""
    try:
        if draft.move:
            _check_move(turn, draft, start)
        else:
            requester = Requester(turn.person, turn.channel, f"{turn.conversation}:{turn.seq}")
            scheduling.hold_slot(
                turn.unit, find_venue(turn), requester, draft.wanted, start, turn.now
            )
    except QuotaReached as error:
        say_quota_reached(turn, error)
    except Unavailable as error:
        refuse_slot(turn, draft, start, _render_refusal(turn, draft, error))
    else:
        day = local_day(start).isoformat()
        ask_step(turn, "sure", replace(draft, when=start.isoformat(), day=day))


def _check_move(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Check that the new time is free, without holding it: the old slot is kept until confirmed.

    Raises:
        Unavailable: the new time is not free.
    """
    appointment_slots.require_free_slot(
        turn.unit, find_terms(turn, draft), draft.wanted, start, turn.now, exclude_id=draft.move
    )


def confirm_booking(turn: Turn, draft: Draft) -> None:
    """Turn the held slot into an appointment, or move the one of the draft."""
    if draft.move:
        _confirm_move(turn, draft, draft.move, dt.datetime.fromisoformat(draft.when))
        return
    held = appointment_repository.find_held_by(turn.unit, turn.person)
    if held is None:
        refuse_slot(turn, draft, dt.datetime.fromisoformat(draft.when), _HOLD_EXPIRED)
        return
    try:
        booked = confirm_held(turn, held.id)
    except HoldExpired:
        refuse_slot(turn, draft, dt.datetime.fromisoformat(draft.when), _HOLD_EXPIRED)
        return
    except QuotaReached as error:
        say_quota_reached(turn, error)
        return
    if draft.pupils and booked.kind == appointment_quota.CLASS_VISIT:
        words = turn.sentence("utter_summary_pupils", pupils=str(draft.pupils))
        scheduling.attach_summary(turn.unit, booked.id, words, turn.now)
    say_appointment(turn, waiting_facts.confirmation_response(booked), booked)


def confirm_held(turn: Turn, number: int) -> Appointment:
    """Turn a hold into an appointment, and end the wait for such a time.

    Raises HoldExpired, AlreadyCancelled, QuotaReached.
    """
    seed = new_seed()
    hashes = derive_keys(seed, turn.key).hashes
    pseudonym = make_daily_pseudonym(turn.person, local_day(turn.now))
    booked = scheduling.confirm_hold(turn.unit, number, pseudonym, seed, hashes, turn.now)
    waiting_list.leave_for_kind(turn.unit, turn.conversation, booked.kind, turn.now)
    return booked


def say_quota_reached(turn: Turn, error: QuotaReached) -> None:
    """Say that the quota is reached, and offer to move or cancel an upcoming appointment."""
    scheduling.release_hold_of(turn.unit, turn.person)
    prompts.close_question(turn, KIND)
    coming = appointment_repository.list_upcoming(turn.unit, turn.person, turn.now)
    name = "utter_booking_enough"
    if isinstance(error, ClassVisitPending):
        name = "utter_booking_visit"
        coming = [each for each in coming if each.kind == appointment_quota.CLASS_VISIT]
    where = booking_facts.render_walk_in(turn.settings)
    say_no_appointment(turn, name, where=where, changes=booking_facts.change_buttons(coming))


def _confirm_move(turn: Turn, draft: Draft, moving: int, start: dt.datetime) -> None:
    try:
        moved = scheduling.move_appointment(turn.unit, find_venue(turn), moving, start, turn.now)
    except Unavailable as error:
        refuse_slot(turn, draft, start, _render_refusal(turn, draft, error))
    except SameTime:
        turn.say("utter_booking_same")
    except (AlreadyCancelled, UnknownAppointment, NotConfirmed):
        turn.say("utter_booking_cancelled_before")
    except Over:
        turn.say("utter_booking_over")
    else:
        say_appointment(turn, "utter_booking_moved", moved)
