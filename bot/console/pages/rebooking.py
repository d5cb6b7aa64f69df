"""Another time for an appointment, or another counsellor at the same time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import agenda
from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.errors import BookingError, UnknownCounsellor
from bot.booking.local_time import local_day, read_moment
from bot.booking.place import Place, Rules
from bot.booking.places import read_place
from bot.booking.slots import Slot, bookable_days, slots
from bot.console import hours_form, profiles
from bot.console.gate import get, post
from bot.console.pages.appointment import fetch
from bot.console.telling import hold_first, tell, wake
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Time:
    """A start that can be had; `same`: with the same counsellor."""

    start: dt.datetime
    same: bool


@dataclass(frozen=True)
class Colleague:
    """Who could take it; `free` at that time, and `speaks` its language."""

    id: int
    name: str
    free: bool
    speaks: bool


async def times(visit: Visit) -> Response:
    """The free times of a day; `jour`: which."""
    return await _times(visit)


async def move(visit: Visit) -> Response:
    """At the time that was chosen, with the same counsellor where that can be."""
    number, start = visit.number("id"), read_moment(visit.form.text("start"))
    if start is None:
        return await _times(visit, {"start": "no_choice"})

    def work(unit: UnitOfWork) -> Optional[int]:
        hold_first(unit, fetch(unit, number))
        moved = agenda.move(unit, _place(unit, visit), number, start, visit.now, by_team=True)
        visit.noted(unit, "appointment_moved", f"appointment:{number}")
        return tell(visit, unit, moved, "utter_booking_moved_for_you")

    try:
        wake(visit, await visit.write(work))
    except BookingError as error:
        return await _times(visit, {"start": f"booking_{type(error).__name__}"})
    return visit.go(f"/agenda/{number}", "deplace")


async def colleagues(visit: Visit) -> Response:
    """Who else is free at that time."""
    return await _colleagues(visit)


async def give(visit: Visit) -> Response:
    """To another counsellor, at the same time."""
    number, whom = visit.number("id"), visit.form.number("counsellor")
    if whom is None:
        return await _colleagues(visit, {"counsellor": "no_choice"})

    def work(unit: UnitOfWork) -> None:
        fetch(unit, number)
        place = _place(unit, visit)
        if not any(each.id == whom and not each.closed for each in place.counsellors):
            raise UnknownCounsellor
        agenda.reassign(unit, place, number, whom, visit.now)
        visit.noted(unit, "appointment_reassigned", f"appointment:{number}")

    try:
        await visit.write(work)
    except BookingError as error:
        return await _colleagues(visit, {"counsellor": f"booking_{type(error).__name__}"})
    return visit.go(f"/agenda/{number}", "confie")


async def _times(visit: Visit, problems: dict[str, str] | None = None) -> Response:
    found, free = await visit.read(lambda unit: _free(unit, visit))
    days = list(dict.fromkeys(local_day(each.start) for each in free))
    asked = hours_form.date(visit.form.text("jour") or visit.asked("jour"))
    day = asked if asked in days else (days[0] if days else None)
    return visit.page(
        "move.html",
        status=422 if problems else 200,
        problems=problems,
        appointment=found,
        days=days,
        day=day,
        times=[each for each in free if local_day(each.start) == day],
    )


def _free(unit: UnitOfWork, visit: Visit) -> tuple[Appointment, list[Time]]:
    """Its own time counts as free, so that it can move by a quarter of an hour."""
    found, place = fetch(unit, visit.number("id")), _place(unit, visit)
    busy = stored.taken(unit, visit.now - _DAY, place.rules.latest(visit.now) + 2 * _DAY, found.id)
    first, last = bookable_days(place, visit.now)
    every = slots(found.wanted, first, last, place, busy, visit.now)
    same = {each.start for each in every if each.counsellor == found.counsellor}
    starts = dict.fromkeys(each.start for each in every if each.start != found.start)
    return found, [Time(start, start in same) for start in starts]


async def _colleagues(visit: Visit, problems: dict[str, str] | None = None) -> Response:
    facts = await visit.read(lambda unit: _team(unit, visit))
    status = 422 if problems else 200
    return visit.page("give.html", status=status, problems=problems, **facts)


def _team(unit: UnitOfWork, visit: Visit) -> dict[str, Any]:
    found, place = fetch(unit, visit.number("id")), _place(unit, visit)
    busy = stored.taken(unit, found.start - _DAY, found.end + _DAY, but=found.id)
    names = {each.id: each.name for each in profiles.every(unit)}
    team = [
        Colleague(
            id=each.id,
            name=names[each.id],
            free=Slot(found.start, found.end, each.id).is_free(busy, place.rules),
            speaks=each.speaks(found.language),
        )
        for each in place.counsellors
        if each.id != found.counsellor and not each.closed
    ]
    team.sort(key=lambda each: (not each.free, not each.speaks, each.name))
    return {"appointment": found, "team": team, "with_whom": names[found.counsellor]}


def _place(unit: UnitOfWork, visit: Visit) -> Place:
    return read_place(unit, Rules.from_settings(visit.desk.settings))


PAGES = [
    get("/agenda/{id}/deplacer", times),
    post("/agenda/{id}/deplacer", move),
    get("/agenda/{id}/confier", colleagues),
    post("/agenda/{id}/confier", give),
]
