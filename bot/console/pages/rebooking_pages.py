"""Move an appointment to another time, or to another counsellor at the same time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import scheduling
from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_terms import with_terms_of
from bot.booking.booking_errors import BookingError, UnknownCounsellor
from bot.booking.free_slots import Slot, bookable_range, list_slots
from bot.booking.local_time import local_day, parse_moment
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.notifications import lock_conversations, notify_person, wake_pages
from bot.console.pages.appointment_page import fetch_appointment
from bot.console.staff import profile_repository
from bot.console.web import form_values
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class FreeTime:
    """A free start; `same`: with the same counsellor."""

    start: dt.datetime
    same: bool


@dataclass(frozen=True)
class Colleague:
    """Another counsellor; `free` at that time, `speaks` the language of the appointment."""

    id: int
    name: str
    free: bool
    speaks: bool


async def show_times(context: RequestContext) -> Response:
    """Show the free times of a day (`jour`)."""
    return await _render_times(context)


async def move_appointment(context: RequestContext) -> Response:
    """Move to the chosen time, with the same counsellor if possible."""
    number, start = context.number("id"), parse_moment(context.form.text("start"))
    if start is None:
        return await _render_times(context, {"start": "no_choice"})

    def work(unit: UnitOfWork) -> Optional[int]:
        lock_conversations(unit, fetch_appointment(unit, number))
        moved = scheduling.move_appointment(
            unit, _read_venue(unit, context), number, start, context.now, by_team=True
        )
        context.write_audit_line(unit, "appointment_moved", f"appointment:{number}")
        return notify_person(context, unit, moved, "utter_booking_moved_for_you")

    try:
        wake_pages(context, await context.write(work))
    except BookingError as error:
        return await _render_times(context, {"start": find_error_key(error)})
    return context.go(f"/agenda/{number}", "deplace")


async def show_colleagues(context: RequestContext) -> Response:
    """Show who is free at that time."""
    return await _render_colleagues(context)


async def reassign_appointment(context: RequestContext) -> Response:
    """Reassign to another counsellor at the same time."""
    number, counsellor = context.number("id"), context.form.number("counsellor")
    if counsellor is None:
        return await _render_colleagues(context, {"counsellor": "no_choice"})

    def work(unit: UnitOfWork) -> None:
        fetch_appointment(unit, number)
        place = _read_venue(unit, context)
        if not any(each.id == counsellor and not each.closed for each in place.counsellors):
            raise UnknownCounsellor
        scheduling.reassign_appointment(unit, place, number, counsellor, context.now)
        context.write_audit_line(unit, "appointment_reassigned", f"appointment:{number}")

    try:
        await context.write(work)
    except BookingError as error:
        return await _render_colleagues(context, {"counsellor": find_error_key(error)})
    return context.go(f"/agenda/{number}", "confie")


async def _render_times(
    context: RequestContext, problems: dict[str, str] | None = None
) -> Response:
    appointment, free = await context.read(lambda unit: _list_free_times(unit, context))
    days = list(dict.fromkeys(local_day(each.start) for each in free))
    asked = form_values.parse_date(context.form.text("jour") or context.asked("jour"))
    day = asked if asked in days else (days[0] if days else None)
    return context.page(
        "move.html",
        status=422 if problems else 200,
        problems=problems,
        appointment=appointment,
        days=days,
        day=day,
        times=[each for each in free if local_day(each.start) == day],
    )


def _list_free_times(
    unit: UnitOfWork, context: RequestContext
) -> tuple[Appointment, list[FreeTime]]:
    """Return the free times; the appointment's own counts as free, so that it can overlap."""
    appointment = fetch_appointment(unit, context.number("id"))
    place = with_terms_of(_read_venue(unit, context), appointment)
    busy = find_occupied_cells(
        unit, context.now - _DAY, place.latest(context.now) + 2 * _DAY, appointment.id
    )
    first, last = bookable_range(place, appointment.kind, context.now)
    slots = list_slots(appointment.wanted, first, last, place, busy, context.now)
    same = {each.start for each in slots if each.counsellor == appointment.counsellor}
    starts = dict.fromkeys(each.start for each in slots if each.start != appointment.start)
    return appointment, [FreeTime(start, start in same) for start in starts]


async def _render_colleagues(
    context: RequestContext, problems: dict[str, str] | None = None
) -> Response:
    facts = await context.read(lambda unit: _list_team(unit, context))
    status = 422 if problems else 200
    return context.page("give.html", status=status, problems=problems, **facts)


def _list_team(unit: UnitOfWork, context: RequestContext) -> dict[str, Any]:
    appointment = fetch_appointment(unit, context.number("id"))
    place = with_terms_of(_read_venue(unit, context), appointment)
    rules = place.policy(appointment.kind)
    busy = find_occupied_cells(
        unit, appointment.start - _DAY, appointment.end + _DAY, exclude_id=appointment.id
    )
    names = {each.id: each.name for each in profile_repository.list_profiles(unit)}
    team = [
        Colleague(
            id=each.id,
            name=names[each.id],
            free=Slot(appointment.start, appointment.end, each.id).is_free(busy, rules),
            speaks=each.speaks(appointment.language),
        )
        for each in place.counsellors
        if each.id != appointment.counsellor and not each.closed
    ]
    team.sort(key=lambda each: (not each.free, not each.speaks, each.name))
    return {"appointment": appointment, "team": team, "with_whom": names[appointment.counsellor]}


def _read_venue(unit: UnitOfWork, context: RequestContext) -> Venue:
    return load_venue(unit, BookingPolicy.from_settings(context.desk.settings))


PAGES = [
    get("/agenda/{id}/deplacer", show_times),
    post("/agenda/{id}/deplacer", move_appointment),
    get("/agenda/{id}/confier", show_colleagues),
    post("/agenda/{id}/confier", reassign_appointment),
]
