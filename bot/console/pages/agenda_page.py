"""« Agenda »: one's own or everybody's appointments of a week, by day.

Shows time, pseudonym and kind; what the person wrote is on the appointment's page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import appointment_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.closing_days import Closure, is_holiday
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.local_time import ZONE, local_day
from bot.console.staff import closure_repository, profile_repository, profiles
from bot.console.web import form_values
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get
from bot.storage.unit_of_work import UnitOfWork

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class AgendaDay:
    """A day: closure, the counsellor's own hours, and appointments."""

    date: dt.date
    holiday: bool
    closure: Optional[Closure]
    spans: tuple[HoursSpan, ...]
    appointments: list[Appointment]

    @property
    def matters(self) -> bool:
        """Whether the day is shown: Saturdays and Sundays only if they are not empty."""
        return self.date.weekday() < 5 or bool(self.spans or self.appointments)


async def show(context: RequestContext) -> Response:
    """Show a week. `semaine`: any date of it; `qui`: « tous », else one's own."""
    monday = _parse_monday(context)
    everybody = context.asked("qui") == "tous"
    facts = await context.read(lambda unit: _read_week(unit, context, monday, everybody))
    return context.page(
        "agenda.html",
        monday=monday,
        before=monday - WEEK,
        after=monday + WEEK,
        today=local_day(context.now),
        everybody=everybody,
        **facts,
    )


def _read_week(
    unit: UnitOfWork, context: RequestContext, monday: dt.date, everybody: bool
) -> dict[str, Any]:
    me = context.me.counsellor
    first, last = _midnight(monday), _midnight(monday + WEEK)
    appointments = appointment_repository.list_between(unit, first, last, None if everybody else me)
    shut = [each.closure for each in closure_repository.list_upcoming_closures(unit, monday)]
    hours = profiles.get_profile(unit, me).hours
    days = [
        AgendaDay(
            date=date,
            holiday=is_holiday(date),
            closure=next((each for each in shut if each.covers(date)), None),
            spans=() if everybody else hours.spans(date),
            appointments=[each for each in appointments if each.local_start.date() == date],
        )
        for date in (monday + dt.timedelta(days=number) for number in range(7))
    ]
    names = {each.id: each.name for each in profile_repository.list_profiles(unit)}
    return {"days": [day for day in days if day.matters], "names": names}


def _parse_monday(context: RequestContext) -> dt.date:
    asked = form_values.parse_date(context.asked("semaine")) or local_day(context.now)
    return asked - dt.timedelta(days=asked.weekday())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


PAGES = [get("/agenda", show)]
