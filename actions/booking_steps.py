"""What is asked of who wants an appointment, one thing at a time: kind, way, day, and a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from actions import asking
from actions import booking_facts as facts
from actions.turn import Turn
from bot.booking import appointments as stored
from bot.booking import offers
from bot.booking.draft import Draft
from bot.booking.kinds import Way
from bot.booking.local_time import ZONE, local_day
from bot.booking.place import Place, Rules
from bot.booking.places import read_place
from bot.booking.slots import Slot
from bot.booking.when_words import NoSuchDay, NoSuchTime, read_when
from bot.guidance.entries import Question
from bot.handoff import waiting

KIND = "booking"
_MOST_DAYS = 5


def ask(turn: Turn, about: str, draft: Draft) -> None:
    asking.ask(turn, Question(KIND, draft.values(), about))


def _say_kind(turn: Turn, draft: Draft) -> None:
    turn.say("utter_booking_kind", kinds=_kinds(turn))


def _kinds(turn: Turn) -> list[dict[str, Any]]:
    return [
        {"kind": each, "label": facts.kind(each, button=True)}
        for each in offers.kinds(place_of(turn), usable(turn))
    ]


def _say_way(turn: Turn, draft: Draft) -> None:
    ways = offers.ways(place_of(turn), draft.kind, usable(turn)) if draft.kind else []
    labels = [{"way": each, "label": {"say": f"utter_way_button_{each}"}} for each in ways]
    turn.say("utter_booking_way", ways=labels)


def _say_when(turn: Turn, draft: Draft) -> None:
    days = coming_days(turn, draft)
    if days:
        turn.say("utter_booking_when", days=days)
    else:
        full(turn, draft)


def _say_sure(turn: Turn, draft: Draft) -> None:
    """The time that is held, or the one that would take an appointment's place."""
    if draft.move:
        start = dt.datetime.fromisoformat(draft.when)
        told = {"when": facts.moment(start), "start": draft.when, **facts.of_draft(draft)}
        turn.say("utter_booking_move_sure", **told)
        return
    held = stored.held_by(turn.unit, turn.person)
    if held is None or held.held_until is None or held.held_until <= turn.now:
        turn.say("utter_booking_gone", days=coming_days(turn, draft))
        return
    told = {"when": facts.moment(held.start), "start": draft.when, **facts.of_draft(draft)}
    turn.say("utter_booking_held", until=facts.clock(held.held_until), **told)


def full(turn: Turn, draft: Draft) -> None:
    question = turn.notebook.question
    if question is not None and question.kind == KIND:
        turn.notebook.close_question()
    told = facts.of_draft(draft)
    if draft.move:
        turn.say("utter_booking_full_kept", **told)
        return
    where = facts.where(turn.settings)
    still = offers.kinds_free(turn.unit, place_of(turn), usable(turn), turn.now)
    if still:
        kinds = [each for each in _kinds(turn) if each["kind"] in still]
        say_without(turn, "utter_booking_full", where=where, kinds=kinds, **told)
    else:
        say_without(turn, "utter_booking_all_full", where=where)


def say_without(turn: Turn, name: str, **told: Any) -> None:
    """That there is no appointment. Somebody to talk with now is offered where somebody is there:
    else that would lead back to an appointment."""
    on_duty = waiting.anyone_on_duty(turn.unit)
    turn.say(f"{name}_but_now" if on_duty else name, **told)


def free(turn: Turn, draft: Draft) -> list[Slot]:
    return offers.free(turn.unit, place_of(turn), draft.wanted, turn.now, but=draft.move)


def place_of(turn: Turn) -> Place:
    return read_place(turn.unit, Rules.from_settings(turn.settings))


def usable(turn: Turn) -> list[Way]:
    """A call needs a number to call, a video a room; the person's own is not asked for."""
    there: dict[Way, str] = {
        "on_site": "always",
        "telephone": turn.settings.site_phone,
        "video": turn.settings.site_video,
    }
    return [way for way, known in there.items() if known]


def receives(turn: Turn) -> bool:
    """Whether an appointment can be asked for at all."""
    return bool(offers.kinds(place_of(turn), usable(turn)))


def when_said(turn: Turn) -> bool:
    """Whether a text holds a day or an hour, be it one that does not exist."""
    try:
        return read_when(turn.text, local_day(turn.now)) is not None
    except (NoSuchDay, NoSuchTime):
        return True


def at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, ZONE)


def coming_days(turn: Turn, draft: Draft) -> list[dict[str, Any]]:
    """The next days on which something is free, to choose from."""
    return facts.days(offers.days(free(turn, draft))[:_MOST_DAYS])


SAY: dict[str, Callable[[Turn, Draft], None]] = {
    "kind": _say_kind,
    "way": _say_way,
    "when": _say_when,
    "sure": _say_sure,
}
