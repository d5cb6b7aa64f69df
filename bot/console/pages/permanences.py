"""« Permanences »: who is there in a week, by pole and partner, and when nobody is.

Hours only: nothing is counted, and nothing about one person is compared.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from starlette.responses import Response

from bot.booking.local_time import local_day
from bot.booking.permanences import Day, Member, day
from bot.booking.place import Place, Rules
from bot.booking.places import read_place
from bot.console import hours_form, profiles
from bot.console.gate import get
from bot.console.visit import Visit
from bot.opening import Opening, read_opening
from bot.storage.unit_of_work import UnitOfWork

WEEK = dt.timedelta(days=7)


async def show(visit: Visit) -> Response:
    """`semaine`: any date of it; `pole`, `partenaire`: only those, one that there is."""
    asked = hours_form.date(visit.asked("semaine")) or local_day(visit.now)
    monday = asked - dt.timedelta(days=asked.weekday())
    opening = read_opening(visit.desk.settings.open_hours)
    members, place = await visit.read(lambda unit: _team(unit, visit))
    poles = sorted({each.pole for each in members}, key=_last_if_empty)
    partners = sorted({each.partner for each in members}, key=_last_if_empty)
    pole, partner = _among(visit, "pole", poles), _among(visit, "partenaire", partners)
    chosen = [each for each in members if partner in (None, each.partner)]
    tables = [
        (each, _week([one for one in chosen if one.pole == each], monday, place, opening))
        for each in poles
        if pole in (None, each) and any(one.pole == each for one in chosen)
    ]
    return visit.page(
        "permanences.html",
        tables=tables,
        poles=poles,
        partners=partners,
        pole=pole,
        partner=partner,
        opening=opening,
        monday=monday,
        before=monday - WEEK,
        after=monday + WEEK,
        today=local_day(visit.now),
    )


def _team(unit: UnitOfWork, visit: Visit) -> tuple[list[Member], Place]:
    """Those who receive and have hours; others have no permanence to show."""
    place = read_place(unit, Rules.from_settings(visit.desk.settings))
    about = {each.id: each for each in profiles.every(unit)}
    members = [
        Member(about[each.id].name, about[each.id].pole, about[each.id].partner, each)
        for each in place.counsellors
        if not each.closed and (each.weekly or each.exceptions)
    ]
    return members, place


def _week(members: list[Member], monday: dt.date, place: Place, opening: Opening) -> list[Day]:
    """Saturday and Sunday only when the place is open then, or somebody is there."""
    dates = (monday + dt.timedelta(days=number) for number in range(7))
    found = [day(members, date, place, opening) for date in dates]
    return [
        each
        for each in found
        if each.date.weekday() < 5 or each.there or opening.get(each.date.weekday())
    ]


def _among(visit: Visit, name: str, known: list[str]) -> Any:
    """What was asked for if there is such a one; None for all. « - » stands for none given."""
    asked = visit.asked(name)
    wanted = "" if asked == "-" else asked
    return wanted if asked and wanted in known else None


def _last_if_empty(name: str) -> tuple[bool, str]:
    return not name, name.casefold()


PAGES = [get("/permanences", show)]
