"""« Agenda »: the appointments of a week on a time grid, one's own, a colleague's or everybody's.

Shows time, pseudonym and kind; what the person wrote is on the appointment's page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Optional, Union

from starlette.responses import Response

from bot.booking import appointment_repository, unseen_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.closing_days import Closure, is_holiday
from bot.booking.counsellor_hours import HoursSpan
from bot.booking.local_time import ZONE, local_day
from bot.booking.time_ranges import join_ranges, subtract_ranges
from bot.console.staff import closure_repository, profile_repository
from bot.console.staff.profile_repository import Profile
from bot.console.web import form_values, page_updates
from bot.console.web.form_reader import parse_number
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.console.web.week_grid import DayPlan, build_week_grid
from bot.opening_hours import TimeRange
from bot.storage.unit_of_work import UnitOfWork

WEEK = dt.timedelta(days=7)
EVERYBODY = "tous"
_HOLIDAY = "Jour férié"


async def show(context: RequestContext) -> Response:
    """Show a week. `semaine`: any date of it, shown alone on narrow screens; `qui`: « tous », or
    the id of a counsellor; else one's own."""
    asked = form_values.parse_date(context.asked("semaine"))
    chosen = asked or local_day(context.now)
    monday = chosen - dt.timedelta(days=chosen.weekday())
    facts = await context.read(lambda unit: _read_week(unit, context, monday))
    days = [each.plan.date for each in facts["grid"].days]
    return context.page(
        "agenda.html",
        monday=monday,
        before=monday - WEEK,
        after=monday + WEEK,
        today=local_day(context.now),
        chosen=chosen if chosen in days else days[0],
        **facts,
    )


async def mark_seen(context: RequestContext) -> Response:
    """Mark one's own new appointments (`rendez-vous`) as seen, those that the page showed."""
    sent = map(parse_number, context.form.all("rendez-vous"))
    numbers = [each for each in sent if each is not None]
    me = context.me.counsellor
    if await context.write(lambda unit: unseen_repository.mark_seen(unit, me, numbers)):
        context.desk.tell(page_updates.QUEUE_PAGES)
    return context.go("/agenda")


def _read_week(unit: UnitOfWork, context: RequestContext, monday: dt.date) -> dict[str, Any]:
    team = {each.id: each for each in profile_repository.list_profiles(unit)}
    whose = _parse_whose(context, team.keys())
    first, last = _midnight(monday), _midnight(monday + WEEK)
    one = None if whose == EVERYBODY else int(whose)
    appointments = appointment_repository.list_between(unit, first, last, one)
    shut = [each.closure for each in closure_repository.list_upcoming_closures(unit, monday)]
    shown = [each for each in team.values() if not each.disabled and one in (None, each.id)]
    plans = [
        _plan_day(monday + dt.timedelta(days=number), appointments, shut, shown)
        for number in range(7)
    ]
    return {
        "grid": build_week_grid(plans, context.now),
        "names": {each.id: each.name for each in team.values()},
        "team": [each for each in team.values() if not each.disabled],
        "whose": whose,
        "everybody": whose == EVERYBODY,
        "unseen": unseen_repository.list_unseen(unit, context.me.counsellor, context.now),
    }


def _parse_whose(context: RequestContext, known: Collection[int]) -> Union[int, str]:
    """Return whose agenda is asked for: the id of a counsellor, or « tous »."""
    asked = context.asked("qui")
    number = parse_number(asked)
    if asked == EVERYBODY:
        return EVERYBODY
    return number if number is not None and number in known else context.me.counsellor


def _plan_day(
    date: dt.date,
    appointments: Iterable[Appointment],
    shut: Iterable[Closure],
    shown: Iterable[Profile],
) -> DayPlan:
    """Return the plan of a day, of one counsellor or of several together."""
    closure = next((each for each in shut if each.covers(date)), None)
    closed = _find_closing_reason(date, closure)
    receiving = [each for each in shown if each.receives]
    spans = [span for each in receiving for span in each.hours.spans(date)]
    is_one = len(receiving) == 1
    return DayPlan(
        date=date,
        appointments=[each for each in appointments if each.local_start.date() == date],
        open=() if closed else join_ranges(map(_to_range, spans)),
        leave=_list_leave(receiving[0], date) if is_one and not closed else (),
        busy=_list_busy(receiving[0], date) if is_one and not closed else (),
        closed=closed,
        absent=[each.name for each in receiving if _is_on_leave(each, date)] if not closed else (),
    )


def _find_closing_reason(date: dt.date, closure: Optional[Closure]) -> str:
    if closure is not None:
        return closure.reason
    return _HOLIDAY if is_holiday(date) else ""


def _list_leave(profile: Profile, date: dt.date) -> list[TimeRange]:
    """Return the weekly hours that an exception takes away."""
    weekly = join_ranges(map(_to_range, profile.hours.weekly.get(date.weekday(), ())))
    return subtract_ranges(weekly, join_ranges(map(_to_range, profile.hours.planned(date))))


def _list_busy(profile: Profile, date: dt.date) -> list[TimeRange]:
    """Return the planned hours that the counsellor's own calendar takes away."""
    planned = join_ranges(map(_to_range, profile.hours.planned(date)))
    return subtract_ranges(planned, join_ranges(map(_to_range, profile.hours.spans(date))))


def _is_on_leave(profile: Profile, date: dt.date) -> bool:
    return bool(profile.hours.weekly.get(date.weekday())) and not profile.hours.planned(date)


def _to_range(span: HoursSpan) -> TimeRange:
    return span.start, span.end


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


PAGES = [get("/agenda", show), post("/agenda/nouveaux/vus", mark_seen)]
