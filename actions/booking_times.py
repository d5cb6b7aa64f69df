"""From words about when to a time that is held, and from a yes to an appointment.

Confirmation comes from the row alone: what is said of it is read back from the database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Optional

from actions import booking_facts as facts
from actions.booking_steps import (
    KIND,
    ask,
    at,
    coming_days,
    free,
    full,
    place_of,
    say_without,
    usable,
)
from actions.turn import Turn
from bot.booking import agenda, offers, share
from bot.booking import appointments as stored
from bot.booking.agenda import Asker
from bot.booking.designating import designation
from bot.booking.draft import Draft
from bot.booking.errors import (
    AlreadyCancelled,
    HoldOver,
    NotConfirmed,
    Over,
    SameTime,
    ShareTaken,
    Unavailable,
    UnknownAppointment,
    VisitToCome,
)
from bot.booking.local_time import ZONE, local_day
from bot.booking.slots import Slot
from bot.booking.when_words import NoSuchDay, NoSuchTime, When, read_when
from bot.guidance.entries import Question
from bot.handoff.pseudonyms import pseudonym_of
from bot.privacy.codes import new_seed

SOONEST = 3
_MOST_TIMES = 6
_GONE = {"say": "utter_not_held_any_more"}


def go(turn: Turn, draft: Draft) -> None:
    """Ask what is still open; nothing is asked of who may have no other appointment."""
    if not draft.move:
        try:
            share.require_room(turn.unit, turn.person, draft.kind, turn.now)
        except ShareTaken as error:
            _enough(turn, error)
            return
    place, there = place_of(turn), usable(turn)
    kinds = offers.kinds(place, there)
    if not kinds:
        say_without(turn, "utter_booking_nobody")
        return
    if draft.kind not in kinds:
        ask(turn, "kind", replace(draft, kind=None))
        return
    ways = offers.ways(place, draft.kind, there)
    if draft.way not in ways:
        if len(ways) > 1:
            ask(turn, "way", replace(draft, way=None))
            return
        draft = replace(draft, way=ways[0])
    if draft.when:
        _look_for(turn, replace(draft, when=""), draft.when)
    else:
        ask(turn, "when", draft)


def _look_for(turn: Turn, draft: Draft, text: str) -> None:
    """A day and an hour are taken at once; an hour alone is of the day whose hours are shown;
    anything wider is shown to choose from."""
    try:
        when = read_when(text, local_day(turn.now))
    except NoSuchDay:
        ask_again(turn, draft, "utter_booking_no_such_day")
        return
    except NoSuchTime:
        ask_again(turn, draft, "utter_booking_no_such_time")
        return
    if when is None:
        ask_again(turn, draft, "utter_booking_unread")
        return
    if draft.day and when.days is None and not when.soonest:
        when = replace(when, days=(dt.date.fromisoformat(draft.day),))
    if when.moment is not None:
        take(turn, draft, when.moment.replace(tzinfo=ZONE))
    else:
        _offer_within(turn, draft, when)


def _offer_within(turn: Turn, draft: Draft, when: When) -> None:
    """What is free among the days and hours that were said; else why not, and what is near."""
    slots = free(turn, draft)
    if when.soonest:
        offer(turn, draft, slots[:SOONEST], turn.now)
        return
    found = [slot for slot in slots if when.holds(slot.start.astimezone(ZONE))]
    # Near the hour will do where the hour itself is not to be had.
    found = [slot for slot in found if slot.start.astimezone(ZONE).time() == when.time] or found
    if found or not when.days:
        day = when.days[0] if when.days and len(when.days) == 1 else None
        offer(turn, draft, found, turn.now, day)
    else:
        asked = at(when.days[0], dt.time(9))
        refuse(turn, draft, asked, _why_nothing(turn, when.days))


def _why_nothing(turn: Turn, days: tuple[dt.date, ...]) -> dict[str, Any]:
    """All the days that were said have passed, or the place is closed on the only one."""
    if days[-1] < local_day(turn.now):
        return {"say": "utter_not_past"}
    try:
        if len(days) == 1:
            place_of(turn).require_open(days[0])
    except Unavailable as error:
        return facts.why_not(error, Draft())
    weekdays = {day.weekday() for day in days}
    if not any(set(each.weekly) & weekdays for each in place_of(turn).counsellors):
        return {"say": "utter_not_that_day"}
    return {"say": "utter_not_free"}


def offer(
    turn: Turn, draft: Draft, found: list[Slot], asked: dt.datetime, day: Optional[dt.date] = None
) -> None:
    """What is free. `day`: the one that was asked for; without it each hour tells its day."""
    if not found:
        refuse(turn, draft, asked, {"say": "utter_not_free"})
        return
    shown = offers.spread(found, _MOST_TIMES)
    _show(turn, draft, shown, day.isoformat() if day else "")
    turn.say("utter_booking_times", times=facts.times(shown, with_day=day is None))


def _show(turn: Turn, draft: Draft, shown: list[Slot], day: str = "") -> None:
    kept = draft.offering([slot.start.isoformat() for slot in shown], day)
    turn.notebook.open(Question(KIND, kept.values(), "when"))


def refuse(turn: Turn, draft: Draft, asked: dt.datetime, reason: dict[str, Any]) -> None:
    """Why a time cannot be had, and three that can."""
    near = offers.near(turn.unit, place_of(turn), draft.wanted, asked, turn.now, but=draft.move)
    if not near:
        full(turn, draft)
        return
    _show(turn, draft, near)
    turn.say("utter_booking_instead", reason=reason, times=facts.times(near))


def ask_again(turn: Turn, draft: Draft, response: str) -> None:
    turn.notebook.open(Question(KIND, replace(draft, when="").values(), "when"))
    turn.say(response, days=coming_days(turn, draft))


def take(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Hold it, or look whether an appointment could be moved there; then ask for a yes."""
    try:
        if draft.move:
            _check_move(turn, draft, start)
        else:
            asker = Asker(turn.person, turn.channel, f"{turn.conversation}:{turn.seq}")
            agenda.hold(turn.unit, place_of(turn), asker, draft.wanted, start, turn.now)
    except ShareTaken as error:
        _enough(turn, error)
    except Unavailable as error:
        refuse(turn, draft, start, facts.why_not(error, draft))
    else:
        ask(turn, "sure", replace(draft, when=start.isoformat()))


def _check_move(turn: Turn, draft: Draft, start: dt.datetime) -> None:
    """Nothing is given up before the yes, so nothing is held: another may be quicker, and then it
    is said. Raises `Unavailable`."""
    offers.require(turn.unit, place_of(turn), draft.wanted, start, turn.now, but=draft.move)


def confirm(turn: Turn, draft: Draft) -> None:
    if draft.move:
        _confirm_move(turn, draft, draft.move, dt.datetime.fromisoformat(draft.when))
        return
    held = stored.held_by(turn.unit, turn.person)
    if held is None:
        refuse(turn, draft, dt.datetime.fromisoformat(draft.when), _GONE)
        return
    seed = new_seed()
    names = designation(seed, turn.key)
    name, hashes = pseudonym_of(turn.person, local_day(turn.now)), names.hashes
    try:
        done = agenda.confirm(turn.unit, held.id, name, seed, hashes, turn.now)
    except HoldOver:
        refuse(turn, draft, dt.datetime.fromisoformat(draft.when), _GONE)
        return
    except ShareTaken as error:
        _enough(turn, error)
        return
    told = "utter_booking_asked" if done.state == "asked" else "utter_booking_done"
    turn.say(told, **facts.appointment(turn.settings, turn.key, done))


def _enough(turn: Turn, error: ShareTaken) -> None:
    """Why there is no other appointment, and what can be done: of what is to come, one may be moved
    or cancelled."""
    agenda.let_go(turn.unit, turn.person)
    question = turn.notebook.question
    if question is not None and question.kind == KIND:
        turn.notebook.close_question()
    coming = stored.coming(turn.unit, turn.person, turn.now)
    name = "utter_booking_enough"
    if isinstance(error, VisitToCome):
        name, coming = "utter_booking_visit", [each for each in coming if each.kind == share.VISIT]
    where = facts.where(turn.settings)
    say_without(turn, name, where=where, changes=facts.changes(coming))


def _confirm_move(turn: Turn, draft: Draft, moving: int, start: dt.datetime) -> None:
    try:
        moved = agenda.move(turn.unit, place_of(turn), moving, start, turn.now)
    except Unavailable as error:
        refuse(turn, draft, start, facts.why_not(error, draft))
    except SameTime:
        turn.say("utter_booking_same")
    except (AlreadyCancelled, UnknownAppointment, NotConfirmed):
        turn.say("utter_booking_cancelled_before")
    except Over:
        turn.say("utter_booking_over")
    else:
        turn.say("utter_booking_moved", **facts.appointment(turn.settings, turn.key, moved))
