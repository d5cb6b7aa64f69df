"""From a wished time to a held slot, and from a confirmation to an appointment.

What is said of an appointment is read back from the database, never from the draft.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Optional

from actions import prompts
from actions.booking_steps import (
    KIND,
    ask_step,
    find_terms,
    find_venue,
    free_day_options,
    list_free_slots,
    say_appointment,
    say_full,
    say_no_appointment,
    to_local_datetime,
    usable_modes,
)
from actions.booking_wishes import to_wall_time, wish_context, within_shown_day
from bot.booking import (
    appointment_moves,
    appointment_quota,
    appointment_repository,
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
from bot.booking.date_expressions.time_wishes import TimeWish, read_time_wish
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE, local_day
from bot.booking.scheduling import Requester
from bot.handoff.daily_pseudonyms import make_daily_pseudonym
from bot.notebook.notebook_entries import Question
from bot.presentation import booking_facts, waiting_facts
from bot.privacy.word_codes import new_seed
from bot.turn_context import Turn

MAX_SOONEST = 3
_MAX_TIMES = 6
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
        say_no_appointment(turn, "utter_booking_nobody")
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


def _find_slots(turn: Turn, draft: Draft, text: str) -> None:
    """Hold the slot of an exact day and hour, else offer the slots that fit.

    An hour alone belongs to the day whose hours are shown.
    """
    try:
        wish = read_time_wish(text, wish_context(turn, draft))
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
    wish = within_shown_day(draft, wish)
    if wish.moment is None:
        _offer_within(turn, draft, wish)
    elif draft.move and not wish.inferred:
        _move_at_once(turn, draft, wish.moment.replace(tzinfo=ZONE))
    else:
        hold_slot(turn, draft, wish.moment.replace(tzinfo=ZONE))


def _move_at_once(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Move the appointment to the exact time that the person named, if it is free."""
    prompts.close_question(turn, KIND)
    _confirm_move(turn, draft, draft.move or 0, start)


def _offer_within(turn: Turn, draft: Draft, wish: TimeWish) -> None:
    """Offer the free slots of these days and hours, else the nearest, with the reason."""
    slots, when = list_free_slots(turn, draft), wish.when
    if draft.move:
        own = wish_context(turn, draft).start
        slots = [each for each in slots if to_wall_time(each.start) != own]
    if when.soonest and not when.days:
        offer_slots(turn, draft, slots[:MAX_SOONEST], turn.now)
        return
    fitting = [
        slot for slot in slots if wish.holds(slot.start.astimezone(ZONE), slot.end.astimezone(ZONE))
    ]
    # `holds` accepts hours near the one asked for; prefer the exact hour.
    exact = [slot for slot in fitting if slot.start.astimezone(ZONE).time() in when.hours]
    if fitting or not when.days:
        day = when.days[0] if when.days and len(when.days) == 1 else None
        chosen = fitting if when.approximate else exact or fitting
        offer_slots(turn, draft, chosen, turn.now, day)
    else:
        asked = to_local_datetime(when.days[0], when.time or dt.time(9))
        refuse_slot(turn, draft, asked, _no_slot_reason(turn, when.days), when.days)


def _no_slot_reason(turn: Turn, days: tuple[dt.date, ...]) -> dict[str, Any]:
    """Why nothing is free: the days have passed, the place is closed, or nobody works then."""
    if days[-1] < local_day(turn.now):
        return {"say": "utter_not_past"}
    try:
        if len(days) == 1:
            find_venue(turn).require_open(days[0])
    except Unavailable as error:
        return booking_facts.refusal_reason(error, find_venue(turn), Draft())
    weekdays = {day.weekday() for day in days}
    if not any(set(each.weekly) & weekdays for each in find_venue(turn).counsellors):
        return {"say": "utter_not_that_day"}
    return {"say": "utter_not_free"}


def offer_slots(
    turn: Turn, draft: Draft, found: list[Slot], asked: dt.datetime, day: Optional[dt.date] = None
) -> None:
    """Offer these slots; without `day`, the one asked for, each label names its day."""
    if not found:
        refuse_slot(turn, draft, asked, {"say": "utter_not_free"})
        return
    shown = slot_offers.spread_slots(found, _MAX_TIMES)
    _open_with_slots(turn, draft, shown, day.isoformat() if day else "")
    turn.say("utter_booking_times", times=booking_facts.time_options(shown, with_day=day is None))


def _open_with_slots(turn: Turn, draft: Draft, shown: list[Slot], day: str = "") -> None:
    kept = draft.with_offered_starts([slot.start.isoformat() for slot in shown], day)
    turn.notebook.open(Question(KIND, kept.values(), "when"))


def refuse_slot(
    turn: Turn,
    draft: Draft,
    asked: dt.datetime,
    reason: dict[str, Any],
    days: tuple[dt.date, ...] = (),
) -> None:
    """Say why a time cannot be booked, offer the nearest free ones, and to wait for one.

    `days`: the days that were asked for, if not that of `asked` alone.
    """
    near = slot_offers.list_near_slots(
        turn.unit, find_venue(turn), draft.wanted, asked, turn.now, exclude_id=draft.move
    )
    if not near:
        say_full(turn, draft)
        return
    _open_with_slots(turn, draft, near)
    times = booking_facts.time_options(near)
    first, last = days[0] if days else local_day(asked), days[-1] if days else local_day(asked)
    if draft.move or first < local_day(turn.now):
        turn.say("utter_booking_instead", reason=reason, times=times)
    else:
        wish = waiting_facts.wish_facts(draft, first, last)
        turn.say("utter_booking_instead_or_wait", reason=reason, times=times, **wish)


def _render_refusal(turn: Turn, draft: Draft, error: Unavailable) -> dict[str, Any]:
    return booking_facts.refusal_reason(error, find_terms(turn, draft), draft)


def ask_time_again(turn: Turn, draft: Draft, response: str) -> None:
    """Ask for the time again, with `response` as the reason and the free days as buttons."""
    turn.notebook.open(Question(KIND, replace(draft, when="").values(), "when"))
    turn.say(response, days=free_day_options(turn, draft))


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
        ask_step(turn, "sure", replace(draft, when=start.isoformat()))


def _check_move(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Check that the new time is free, without holding it: the old slot is kept until confirmed.

    Raises:
        Unavailable: the new time is not free.
    """
    appointment_moves.require_free_slot(
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
