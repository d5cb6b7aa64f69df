"""« Disponibilités »: weekly hours, other hours on single dates, languages, receiving or not.

Everybody keeps their own; an admin may keep those of the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from bot.booking import appointments as stored
from bot.booking import calendars
from bot.booking.errors import UnknownLanguage
from bot.booking.hours import Counsellor
from bot.booking.local_time import local_day
from bot.console import hours_form, profiles, roles
from bot.console.errors import WrongLanguages
from bot.console.gate import Handler, get, post
from bot.console.hours_form import WrongForm, added, named, without
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

PAGE = "availability.html"
Change = Callable[[Counsellor], Counsellor]


async def show(visit: Visit) -> Response:
    """One's own, or those of another for an admin."""
    return await _page(visit, "")


async def add_hours(visit: Visit) -> Response:
    """The same span on each day that was ticked."""
    new, days = hours_form.span(visit.form), hours_form.weekdays(visit.form)

    def change(hours: Counsellor) -> Counsellor:
        weekly = dict(hours.weekly)
        for day in days:
            weekly[day] = added(weekly.get(day, ()), new)
        return replace(hours, weekly=weekly)

    return await _changed(visit, change)


async def remove_hours(visit: Visit) -> Response:
    """One span of one weekday."""
    day, name = visit.form.number("day"), visit.form.text("span")

    def change(hours: Counsellor) -> Counsellor:
        weekly = dict(hours.weekly)
        if day in weekly:
            weekly[day] = without(weekly[day], name)
        return replace(hours, weekly={at: spans for at, spans in weekly.items() if spans})

    return await _changed(visit, change)


async def add_exception(visit: Visit) -> Response:
    """Closed from a date to another, or other hours than those of the week."""
    days = hours_form.days(visit.form, local_day(visit.now))
    new = hours_form.span(visit.form) if visit.form.text("what") == "hours" else None

    def change(hours: Counsellor) -> Counsellor:
        dates = dict(hours.exceptions)
        for day in days:
            dates[day] = added(dates.get(day, ()), new) if new is not None else ()
        return replace(hours, exceptions=dates)

    return await _changed(visit, change)


async def remove_exception(visit: Visit) -> Response:
    """The weekly hours hold again on that date."""
    day = hours_form.date(visit.form.text("day"))

    def change(hours: Counsellor) -> Counsellor:
        kept = {at: spans for at, spans in hours.exceptions.items() if at != day}
        return replace(hours, exceptions=kept)

    return await _changed(visit, change)


async def speak(visit: Visit) -> Response:
    """The languages in which one can have an appointment."""
    whose, codes = _whose(visit), visit.form.all("languages")

    def work(unit: UnitOfWork) -> None:
        profiles.speak(unit, whose, codes)
        visit.noted(unit, "hours_changed", f"counsellor:{whose}")

    try:
        await visit.write(work)
    except (WrongLanguages, UnknownLanguage):
        raise WrongForm({"languages": "WrongLanguages"}) from None
    return visit.go(_path(visit), "langues_changees")


async def receive(visit: Visit) -> Response:
    """« Je reçois », « je ne reçois plus »."""
    whose, receives = _whose(visit), visit.form.text("receives") == "yes"

    def work(unit: UnitOfWork) -> None:
        profiles.receive(unit, whose, receives)
        visit.noted(unit, "hours_changed", f"counsellor:{whose}")

    await visit.write(work)
    return visit.go(_path(visit), "recoit" if receives else "ne_recoit_plus")


async def _changed(visit: Visit, change: Change) -> Response:
    whose = _whose(visit)

    def work(unit: UnitOfWork) -> None:
        hours = change(profiles.get(unit, whose).hours)
        profiles.put_hours(unit, hours, local_day(visit.now))
        visit.noted(unit, "hours_changed", f"counsellor:{whose}")

    await visit.write(work)
    return visit.go(_path(visit), "heures_changees")


async def _page(visit: Visit, form: str, problems: dict[str, str] | None = None) -> Response:
    """`form`: the part that is shown again with what was typed."""
    whose = _whose(visit)
    facts = await visit.read(lambda unit: _facts(unit, whose, visit.now))
    status = 422 if problems else 200
    return visit.page(PAGE, status=status, problems=problems, part=form, **facts)


def _facts(unit: UnitOfWork, whose: int, now: dt.datetime) -> dict[str, Any]:
    profile, today = profiles.get(unit, whose), local_day(now)
    dates = sorted(each for each in profile.hours.exceptions.items() if each[0] >= today)
    brought = calendars.get(unit, whose)
    return {
        "brought": brought,
        "hit": calendars.collisions(unit, whose, brought.times if brought else (), now),
        "profile": profile,
        "exceptions": dates,
        "named": named,
        "today": today,
        "left": stored.to_reassign(unit, whose, now),
    }


def _whose(visit: Visit) -> int:
    """One's own, unless the address names another; only an admin may then. Raises NotAllowed."""
    if "id" not in visit.request.path_params:
        return visit.me.counsellor
    whose = visit.number("id")
    if whose != visit.me.counsellor:
        roles.require(visit.me.role, "admin")
    return whose


def _path(visit: Visit) -> str:
    whose = _whose(visit)
    return "/disponibilites" + ("" if whose == visit.me.counsellor else f"/{whose}")


def _part(name: str, handler: Handler) -> Handler:
    """Bad input shows that part of the page again, with what was typed and what is wrong."""

    async def answer(visit: Visit) -> Response:
        try:
            return await handler(visit)
        except WrongForm as wrong:
            return await _page(visit, name, wrong.problems)

    return answer


PAGES = [
    get("/disponibilites", show),
    get("/disponibilites/{id}", show),
    post("/disponibilites/{id}/heures", _part("hours", add_hours)),
    post("/disponibilites/{id}/heures/retirer", remove_hours),
    post("/disponibilites/{id}/dates", _part("dates", add_exception)),
    post("/disponibilites/{id}/dates/retirer", remove_exception),
    post("/disponibilites/{id}/langues", _part("languages", speak)),
    post("/disponibilites/{id}/recevoir", receive),
]
