"""Offer free times: those that fit a wish, or the nearest ones with the reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Optional

from actions.booking_steps import (
    KIND,
    find_venue,
    free_day_options,
    list_free_slots,
    say_full,
    to_local_datetime,
)
from actions.booking_wishes import to_wall_time, wish_context
from bot.booking import slot_offers
from bot.booking.booking_draft import Draft
from bot.booking.booking_errors import Unavailable
from bot.booking.date_expressions.time_wishes import TimeWish
from bot.booking.free_slots import Slot
from bot.booking.local_time import ZONE, local_day
from bot.notebook.notebook_entries import Question
from bot.presentation import booking_facts, waiting_facts
from bot.presentation.booking_facts import leave_label
from bot.presentation.dates_and_amounts import format_weekday
from bot.turn_context import Turn

MAX_SOONEST = 3
_MAX_TIMES = 6


def offer_within(turn: Turn, draft: Draft, wish: TimeWish) -> None:
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
        earliest = when.parts[0][0] if when.parts else dt.time(9)
        asked = to_local_datetime(when.days[0], when.time or max(earliest, dt.time(9)))
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
    free = {"say": "utter_booking_free"}
    if day is not None:
        free = {"say": "utter_booking_free_on_day", "day": format_weekday(day)}
    times = booking_facts.time_options(shown, with_day=day is None)
    turn.say("utter_booking_times", times=times, free=free, leave=leave_label(draft))


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
    facts = {"reason": reason, "times": times, "leave": leave_label(draft)}
    if draft.move or first < local_day(turn.now):
        turn.say("utter_booking_instead", **facts)
    else:
        wish = waiting_facts.wish_facts(draft, first, last)
        turn.say("utter_booking_instead_or_wait", **facts, **wish)


def _open_with_slots(turn: Turn, draft: Draft, shown: list[Slot], day: str = "") -> None:
    kept = draft.with_offered_starts([slot.start.isoformat() for slot in shown], day)
    turn.notebook.open(Question(KIND, kept.values(), "when"))


def ask_time_again(turn: Turn, draft: Draft, response: str) -> None:
    """Ask for the time again, with `response` as the reason and the free days as buttons."""
    turn.notebook.open(Question(KIND, replace(draft, when="").values(), "when"))
    turn.say(response, days=free_day_options(turn, draft), leave=leave_label(draft))
