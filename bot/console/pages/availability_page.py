"""« Disponibilités »: weekly hours, exceptions by date, languages, whether one receives.

Counsellors edit their own; admins also those of others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from bot.booking import appointment_repository
from bot.booking.booking_errors import UnknownLanguage
from bot.booking.calendar_import import calendar_collisions, imported_calendar_repository
from bot.booking.counsellor_hours import Counsellor
from bot.booking.local_time import local_day
from bot.console.auth import roles
from bot.console.console_errors import WrongLanguages
from bot.console.staff import profiles
from bot.console.web import form_values, hours_form
from bot.console.web.hours_form import InvalidHoursForm, add_span, remove_span, span_key
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import Handler, get, post
from bot.storage.unit_of_work import UnitOfWork

TEMPLATE = "availability.html"
Change = Callable[[Counsellor], Counsellor]


async def show(context: RequestContext) -> Response:
    """Show one's own hours, or those of another for an admin."""
    return await _render(context, "")


async def add_hours(context: RequestContext) -> Response:
    """Add a span to each selected weekday."""
    new, days = (
        hours_form.parse_span(context.form, context.kinds),
        hours_form.parse_weekdays(context.form),
    )

    def change(hours: Counsellor) -> Counsellor:
        weekly = dict(hours.weekly)
        for day in days:
            weekly[day] = add_span(weekly.get(day, ()), new)
        return replace(hours, weekly=weekly)

    return await _apply_change(context, change)


async def remove_hours(context: RequestContext) -> Response:
    """Remove a span of a weekday."""
    day, name = context.form.number("day"), context.form.text("span")

    def change(hours: Counsellor) -> Counsellor:
        weekly = dict(hours.weekly)
        if day in weekly:
            weekly[day] = remove_span(weekly[day], name)
        return replace(hours, weekly={at: spans for at, spans in weekly.items() if spans})

    return await _apply_change(context, change)


async def add_exception(context: RequestContext) -> Response:
    """Add an exception: closed, or other hours, for a range of dates."""
    days = hours_form.parse_date_range(context.form, local_day(context.now))
    new = (
        hours_form.parse_span(context.form, context.kinds)
        if context.form.text("what") == "hours"
        else None
    )

    def change(hours: Counsellor) -> Counsellor:
        dates = dict(hours.exceptions)
        for day in days:
            dates[day] = add_span(dates.get(day, ()), new) if new is not None else ()
        return replace(hours, exceptions=dates)

    return await _apply_change(context, change)


async def remove_exception(context: RequestContext) -> Response:
    """Remove the exception of a date."""
    day = form_values.parse_date(context.form.text("day"))

    def change(hours: Counsellor) -> Counsellor:
        kept = {at: spans for at, spans in hours.exceptions.items() if at != day}
        return replace(hours, exceptions=kept)

    return await _apply_change(context, change)


async def change_languages(context: RequestContext) -> Response:
    """Set the languages of appointments."""
    counsellor, codes = _find_counsellor(context), context.form.all("languages")

    def work(unit: UnitOfWork) -> None:
        profiles.set_languages(unit, counsellor, codes)
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    try:
        await context.write(work)
    except (WrongLanguages, UnknownLanguage):
        raise InvalidHoursForm({"languages": WrongLanguages.code}) from None
    return context.go(_path(context), "langues_changees")


async def change_receiving(context: RequestContext) -> Response:
    """Set whether new appointments can be booked."""
    counsellor, receives = _find_counsellor(context), context.form.text("receives") == "yes"

    def work(unit: UnitOfWork) -> None:
        profiles.set_receiving(unit, counsellor, receives)
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    await context.write(work)
    return context.go(_path(context), "recoit" if receives else "ne_recoit_plus")


async def _apply_change(context: RequestContext, change: Change) -> Response:
    counsellor = _find_counsellor(context)

    def work(unit: UnitOfWork) -> None:
        hours = change(profiles.get_profile(unit, counsellor).hours)
        profiles.store_hours(unit, hours, local_day(context.now))
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    await context.write(work)
    return context.go(_path(context), "heures_changees")


async def _render(
    context: RequestContext, form: str, problems: dict[str, str] | None = None
) -> Response:
    """Render the page. `form` is the part shown again with what was typed."""
    counsellor = _find_counsellor(context)
    facts = await context.read(lambda unit: _read_facts(unit, counsellor, context.now))
    status = 422 if problems else 200
    return context.page(TEMPLATE, status=status, problems=problems, part=form, **facts)


def _read_facts(unit: UnitOfWork, whose: int, now: dt.datetime) -> dict[str, Any]:
    profile, today = profiles.get_profile(unit, whose), local_day(now)
    dates = sorted(each for each in profile.hours.exceptions.items() if each[0] >= today)
    brought = imported_calendar_repository.find_imported_calendar(unit, whose)
    return {
        "brought": brought,
        "hit": calendar_collisions.list_collisions(
            unit, whose, brought.times if brought else (), now
        ),
        "profile": profile,
        "exceptions": dates,
        "named": span_key,
        "today": today,
        "left": appointment_repository.list_to_reassign(unit, whose, now),
    }


def _find_counsellor(context: RequestContext) -> int:
    """Return the counsellor to edit: oneself, or another for admins. Raises NotAllowed."""
    if "id" not in context.request.path_params:
        return context.me.counsellor
    counsellor = context.number("id")
    if counsellor != context.me.counsellor:
        roles.require_role(context.me.role, "admin")
    return counsellor


def _path(context: RequestContext) -> str:
    counsellor = _find_counsellor(context)
    return "/disponibilites" + ("" if counsellor == context.me.counsellor else f"/{counsellor}")


def _with_form_errors(name: str, handler: Handler) -> Handler:
    """Wrap a handler: invalid input shows its form again with what was typed."""

    async def answer(visit: RequestContext) -> Response:
        try:
            return await handler(visit)
        except InvalidHoursForm as wrong:
            return await _render(visit, name, wrong.problems)

    return answer


PAGES = [
    get("/disponibilites", show),
    get("/disponibilites/{id}", show),
    post("/disponibilites/{id}/heures", _with_form_errors("hours", add_hours)),
    post("/disponibilites/{id}/heures/retirer", remove_hours),
    post("/disponibilites/{id}/dates", _with_form_errors("dates", add_exception)),
    post("/disponibilites/{id}/dates/retirer", remove_exception),
    post("/disponibilites/{id}/langues", _with_form_errors("languages", change_languages)),
    post("/disponibilites/{id}/recevoir", change_receiving),
]
