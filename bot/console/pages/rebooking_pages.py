"""Move an appointment to another time, or to another counsellor at the same time.

The week's grid leads to `ask_to_move`, which says where the appointment would go, or why not, and
changes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import scheduling, slot_offers
from bot.booking.appointment_cell_repository import find_occupied_cells
from bot.booking.appointment_repository import Appointment
from bot.booking.appointment_terms import with_terms_of
from bot.booking.booking_errors import BookingError, Unavailable
from bot.booking.free_slots import Slot, bookable_range, list_slots
from bot.booking.local_time import ZONE, local_day
from bot.console.desk import appointment_reassignment
from bot.console.desk.appointment_reassignment import read_venue
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.notifications import lock_conversations, wake_pages
from bot.console.pages.agenda_page import EVERYBODY
from bot.console.pages.appointment_page import fetch_appointment
from bot.console.staff import profile_repository
from bot.console.web import form_values
from bot.console.web.form_reader import parse_number
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
    """Move to the chosen time, with the same counsellor if possible.

    Nothing moves where only the times of a day are asked for (`voir`), or where the chosen day is
    not that of the time, which was shown for another day.
    """
    if context.form.text("voir"):
        return await _render_times(context)
    number = context.number("id")
    start, problem = form_values.parse_chosen_start(context.form)
    if start is None:
        return await _render_times(context, {"start": problem or ""})

    def work(unit: UnitOfWork) -> Optional[int]:
        lock_conversations(unit, fetch_appointment(unit, number))
        return appointment_reassignment.move_appointment(unit, context, number, start)

    try:
        wake_pages(context, await context.write(work))
    except BookingError as error:
        return await _render_times(context, {"start": find_error_key(error)})
    if context.form.text("retour") == "agenda":
        return context.go(_build_week_path(local_day(start), context.form.text("qui")), "deplace")
    return context.go(f"/agenda/{number}", "deplace")


async def ask_to_move(context: RequestContext) -> Response:
    """Show whether the appointment can move to a local time (`jour`, `heure`), to be confirmed.

    Without a time it shows the free ones.
    """
    day = form_values.parse_date(context.asked("jour"))
    time = form_values.parse_time(context.asked("heure"))
    if day is None or time is None:
        return await _render_times(context)
    start = dt.datetime.combine(day, time, ZONE)
    plan = await context.read(lambda unit: _plan_move(unit, context, start))
    whose = context.asked("qui")
    week = _build_week_path(local_day(plan["appointment"].start), whose)
    return context.page("move_confirm.html", start=start, week=week, whose=whose, **plan)


def _build_week_path(day: dt.date, whose: str) -> str:
    """Return the path of a week's agenda; `whose`: as in its query, ignored if it is nobody."""
    is_known = whose == EVERYBODY or parse_number(whose) is not None
    return f"/agenda?semaine={day}" + (f"&qui={whose}" if is_known else "")


def _plan_move(unit: UnitOfWork, context: RequestContext, start: dt.datetime) -> dict[str, Any]:
    """Return the slot that a move would take, or the reason of its refusal and the nearest ones."""
    appointment = fetch_appointment(unit, context.number("id"))
    venue, names = read_venue(unit, context), _read_names(unit)
    facts = {"appointment": appointment, "names": names, "reason": "", "near": []}
    try:
        slot = scheduling.find_move(unit, venue, appointment.id, start, context.now)
    except Unavailable as error:
        near = slot_offers.list_near_slots(
            unit, venue, appointment.wanted, start, context.now, exclude_id=appointment.id
        )
        return {**facts, "slot": None, "reason": find_error_key(error), "near": near}
    except BookingError as error:
        return {**facts, "slot": None, "reason": find_error_key(error)}
    return {**facts, "slot": slot}


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
        appointment_reassignment.reassign_appointment(unit, context, number, counsellor)

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
    own = local_day(appointment.start)
    day = next((each for each in (asked, own, *days) if each in days), None)
    times = [each for each in free if local_day(each.start) == day]
    return context.page(
        "move.html",
        status=422 if problems else 200,
        problems=problems,
        appointment=appointment,
        days=days,
        day=day,
        times=times,
        chosen=form_values.find_same_hour(context.form, (each.start for each in times)),
    )


def _list_free_times(
    unit: UnitOfWork, context: RequestContext
) -> tuple[Appointment, list[FreeTime]]:
    """Return the free times; the appointment's own counts as free, so that it can overlap."""
    appointment = fetch_appointment(unit, context.number("id"))
    place = with_terms_of(read_venue(unit, context), appointment)
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
    place = with_terms_of(read_venue(unit, context), appointment)
    rules = place.policy(appointment.kind)
    busy = find_occupied_cells(
        unit, appointment.start - _DAY, appointment.end + _DAY, exclude_id=appointment.id
    )
    names = _read_names(unit)
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


def _read_names(unit: UnitOfWork) -> dict[int, str]:
    return {each.id: each.name for each in profile_repository.list_profiles(unit)}


PAGES = [
    get("/agenda/{id}/deplacer", show_times),
    post("/agenda/{id}/deplacer", move_appointment),
    get("/agenda/{id}/deplacer/vers", ask_to_move),
    get("/agenda/{id}/confier", show_colleagues),
    post("/agenda/{id}/confier", reassign_appointment),
]
