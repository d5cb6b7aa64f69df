"""« Agenda »: the appointments of a week, one's own or everybody's, as a list by day.

It shows the hour, the pseudonym and the kind; what the person wrote is on the appointment's page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.calendar import Closure, is_holiday
from bot.booking.hours import Span
from bot.booking.local_time import ZONE, local_day
from bot.console import closures, hours_form, profiles
from bot.console.gate import get
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """One day of the week: why nobody is received, one's own hours, and what is booked."""

    date: dt.date
    holiday: bool
    closure: Optional[Closure]
    spans: tuple[Span, ...]
    appointments: list[Appointment]

    @property
    def matters(self) -> bool:
        """Saturdays and Sundays are shown only when there is something."""
        return self.date.weekday() < 5 or bool(self.spans or self.appointments)


async def show(visit: Visit) -> Response:
    """`semaine`: any date of it; `qui`: « tous », else one's own."""
    monday = _monday(visit)
    everybody = visit.asked("qui") == "tous"
    facts = await visit.read(lambda unit: _facts(unit, visit, monday, everybody))
    return visit.page(
        "agenda.html",
        monday=monday,
        before=monday - WEEK,
        after=monday + WEEK,
        today=local_day(visit.now),
        everybody=everybody,
        **facts,
    )


def _facts(unit: UnitOfWork, visit: Visit, monday: dt.date, everybody: bool) -> dict[str, Any]:
    me = visit.me.counsellor
    first, last = _midnight(monday), _midnight(monday + WEEK)
    found = stored.between(unit, first, last, None if everybody else me)
    shut = [each.closure for each in closures.coming(unit, monday)]
    hours = profiles.get(unit, me).hours
    days = [
        Day(
            date=date,
            holiday=is_holiday(date),
            closure=next((each for each in shut if each.covers(date)), None),
            spans=() if everybody else hours.spans(date),
            appointments=[each for each in found if each.local_start.date() == date],
        )
        for date in (monday + dt.timedelta(days=number) for number in range(7))
    ]
    names = {each.id: each.name for each in profiles.every(unit)}
    return {"days": [day for day in days if day.matters], "names": names}


def _monday(visit: Visit) -> dt.date:
    asked = hours_form.date(visit.asked("semaine")) or local_day(visit.now)
    return asked - dt.timedelta(days=asked.weekday())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


PAGES = [get("/agenda", show)]
