"""« Heures de l’équipe »: who is there in a week by pole and partner, and when nobody is.

Only hours are shown; individuals are neither counted nor compared.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.booking.permanence_days import PermanenceDay, TeamMember, build_permanence_day
from bot.booking.venue import BookingPolicy, Venue
from bot.booking.venue_repository import load_venue
from bot.console.staff import profile_repository
from bot.console.web import form_values
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get
from bot.opening_hours import WeeklyHours, parse_opening_hours
from bot.storage.unit_of_work import UnitOfWork

ONE_WEEK = dt.timedelta(days=7)


async def show(context: RequestContext) -> Response:
    """Show a week. `semaine`: any date of it; `pole`, `partenaire`: existing ones to filter by."""
    day = form_values.parse_date(context.asked("semaine")) or local_day(context.now)
    monday = day - dt.timedelta(days=day.weekday())
    opening = parse_opening_hours(context.desk.settings.open_hours)
    members, place = await context.read(lambda unit: _list_team(unit, context))
    poles = sorted({each.pole for each in members}, key=_make_sort_key)
    partners = sorted({each.partner for each in members}, key=_make_sort_key)
    pole, partner = (
        _parse_filter(context, "pole", poles),
        _parse_filter(context, "partenaire", partners),
    )
    chosen = [each for each in members if partner in (None, each.partner)]
    tables = [
        (
            each,
            _build_week(
                [member for member in chosen if member.pole == each], monday, place, opening
            ),
        )
        for each in poles
        if pole in (None, each) and any(member.pole == each for member in chosen)
    ]
    return context.page(
        "permanences.html",
        tables=tables,
        poles=poles,
        partners=partners,
        pole=pole,
        partner=partner,
        opening=opening,
        monday=monday,
        before=monday - ONE_WEEK,
        after=monday + ONE_WEEK,
        today=local_day(context.now),
    )


def _list_team(unit: UnitOfWork, context: RequestContext) -> tuple[list[TeamMember], Venue]:
    """Return the counsellors who receive people and have hours."""
    place = load_venue(unit, BookingPolicy.from_settings(context.desk.settings))
    about = {each.id: each for each in profile_repository.list_profiles(unit)}
    members = [
        TeamMember(about[each.id].name, about[each.id].pole, about[each.id].partner, each)
        for each in place.counsellors
        if not each.closed and (each.weekly or each.exceptions)
    ]
    return members, place


def _build_week(
    members: list[TeamMember], monday: dt.date, place: Venue, opening: WeeklyHours
) -> list[PermanenceDay]:
    """Build the days; Saturday and Sunday only if the centre is open or somebody is there."""
    dates = (monday + dt.timedelta(days=number) for number in range(7))
    days = [build_permanence_day(members, date, place, opening) for date in dates]
    return [
        each
        for each in days
        if each.date.weekday() < 5 or each.there or opening.get(each.date.weekday())
    ]


def _parse_filter(context: RequestContext, name: str, known: list[str]) -> Any:
    """Return an existing value to filter by, None for all. « - » stands for an empty value."""
    asked = context.asked(name)
    wanted = "" if asked == "-" else asked
    return wanted if asked and wanted in known else None


def _make_sort_key(name: str) -> tuple[bool, str]:
    return not name, name.casefold()


PAGES = [get("/permanences", show)]
