"""« Mes heures »: weekly hours, exceptions by date, languages, whether one receives.

Counsellors edit their own; admins also those of others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from bot.booking import appointment_repository, leave
from bot.booking.booking_errors import UnknownLanguage
from bot.booking.calendar_import import calendar_collisions, imported_calendar_repository
from bot.booking.counsellor_hours import Counsellor
from bot.booking.local_time import days_between, local_day
from bot.console.auth import roles
from bot.console.console_errors import SpanGone, WrongLanguages
from bot.console.staff import profiles
from bot.console.staff.hour_suggestions import suggest_hours
from bot.console.web import form_values, hours_form
from bot.console.web.hours_form import (
    InvalidHoursForm,
    add_span,
    remove_span,
    replace_span,
    span_key,
)
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import Handler, get, post
from bot.opening_hours import parse_opening_hours
from bot.storage.unit_of_work import UnitOfWork

TEMPLATE = "availability.html"
Change = Callable[[Counsellor], Counsellor]


async def show(context: RequestContext) -> Response:
    """Show one's own hours, or those of another for an admin."""
    return await render(context, "")


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


async def change_hours(context: RequestContext) -> Response:
    """Change a span in place: of a weekday (`day`: 0 to 6), or of dates (`day` to `last`)."""
    new, name = hours_form.parse_span(context.form, context.kinds), context.form.text("span")
    dates, weekday = _parse_dates(context), context.form.number("day")

    def change(hours: Counsellor) -> Counsellor:
        if dates:
            changed = {day: replace_span(hours.exceptions.get(day, ()), name, new) for day in dates}
            return replace(hours, exceptions={**hours.exceptions, **changed})
        if weekday is None or weekday not in hours.weekly:
            raise SpanGone
        spans = replace_span(hours.weekly[weekday], name, new)
        return replace(hours, weekly={**hours.weekly, weekday: spans})

    try:
        return await _apply_change(context, change)
    except SpanGone as error:
        raise InvalidHoursForm({"": error.code}) from None


async def add_exception(context: RequestContext) -> Response:
    """Add hours for a range of dates, instead of those of the week."""
    days = hours_form.parse_date_range(context.form, local_day(context.now))
    new = hours_form.parse_span(context.form, context.kinds)

    def change(hours: Counsellor) -> Counsellor:
        changed = {day: add_span(hours.exceptions.get(day, ()), new) for day in days}
        return replace(hours, exceptions={**hours.exceptions, **changed})

    return await _apply_change(context, change)


async def remove_exception(context: RequestContext) -> Response:
    """Remove the exceptions of the dates from `day` to `last`."""
    days = _parse_dates(context)

    def change(hours: Counsellor) -> Counsellor:
        kept = {at: spans for at, spans in hours.exceptions.items() if at not in days}
        return replace(hours, exceptions=kept)

    return await _apply_change(context, change)


async def change_languages(context: RequestContext) -> Response:
    """Set the languages of appointments."""
    counsellor, codes = find_counsellor(context), context.form.all("languages")

    def work(unit: UnitOfWork) -> None:
        profiles.set_languages(unit, counsellor, codes)
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    try:
        await context.write(work)
    except (WrongLanguages, UnknownLanguage):
        raise InvalidHoursForm({"languages": WrongLanguages.code}) from None
    return context.go(build_path(context), "langues_changees")


async def change_receiving(context: RequestContext) -> Response:
    """Set whether new appointments can be booked."""
    counsellor, receives = find_counsellor(context), context.form.text("receives") == "yes"

    def work(unit: UnitOfWork) -> None:
        profiles.set_receiving(unit, counsellor, receives)
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    await context.write(work)
    return context.go(build_path(context), "recoit" if receives else "ne_recoit_plus")


async def _apply_change(context: RequestContext, change: Change) -> Response:
    counsellor = find_counsellor(context)

    def work(unit: UnitOfWork) -> None:
        hours = change(profiles.get_profile(unit, counsellor).hours)
        profiles.store_hours(unit, hours, local_day(context.now))
        context.write_audit_line(unit, "hours_changed", f"counsellor:{counsellor}")

    await context.write(work)
    return context.go(build_path(context), "heures_changees")


async def render(
    context: RequestContext, form: str, problems: dict[str, str] | None = None
) -> Response:
    """Render the page. `form` is the part shown again with what was typed."""
    counsellor = find_counsellor(context)
    facts = await context.read(lambda unit: _read_facts(unit, counsellor, context.now))
    opening = parse_opening_hours(context.desk.settings.open_hours)
    return context.page(
        TEMPLATE,
        status=422 if problems else 200,
        problems=problems,
        part=form,
        suggested=suggest_hours(facts["profile"].hours, context.kinds, opening),
        **facts,
    )


def _read_facts(unit: UnitOfWork, whose: int, now: dt.datetime) -> dict[str, Any]:
    profile, today = profiles.get_profile(unit, whose), local_day(now)
    brought = imported_calendar_repository.find_imported_calendar(unit, whose)
    return {
        "brought": brought,
        "hit": calendar_collisions.list_collisions(
            unit, whose, brought.times if brought else (), now
        ),
        "profile": profile,
        "exceptions": hours_form.group_exceptions(profile.hours.exceptions, today),
        "stranded": leave.list_outside_exceptions(unit, profile.hours, now),
        "named": span_key,
        "today": today,
        "left": appointment_repository.list_to_reassign(unit, whose, now),
    }


def _parse_dates(context: RequestContext) -> list[dt.date]:
    """Return the dates from `day` to `last`, which may be missing; none if they are no dates."""
    first = form_values.parse_date(context.form.text("day"))
    last = form_values.parse_date(context.form.text("last")) or first
    if first is None or last is None or (last - first).days >= hours_form.MAX_RUN_DAYS:
        return []
    return list(days_between(first, last))


def find_counsellor(context: RequestContext) -> int:
    """Return the counsellor to edit: oneself, or another for admins. Raises NotAllowed."""
    if "id" not in context.request.path_params:
        return context.me.counsellor
    counsellor = context.number("id")
    if counsellor != context.me.counsellor:
        roles.require_role(context.me.role, "admin")
    return counsellor


def build_path(context: RequestContext) -> str:
    """Return the path of the page of the counsellor to edit."""
    counsellor = find_counsellor(context)
    return "/disponibilites" + ("" if counsellor == context.me.counsellor else f"/{counsellor}")


def with_form_errors(name: str, handler: Handler) -> Handler:
    """Wrap a handler: invalid input shows its form again with what was typed.

    `name` is the part of the page; "" for the form of a span, which its day and key designate.
    """

    async def answer(visit: RequestContext) -> Response:
        try:
            return await handler(visit)
        except InvalidHoursForm as wrong:
            part = name or f"{visit.form.text('day')}|{visit.form.text('span')}"
            return await render(visit, part, wrong.problems)

    return answer


PAGES = [
    get("/disponibilites", show),
    get("/disponibilites/{id}", show),
    post("/disponibilites/{id}/heures", with_form_errors("hours", add_hours)),
    post("/disponibilites/{id}/heures/retirer", remove_hours),
    post("/disponibilites/{id}/heures/changer", with_form_errors("", change_hours)),
    post("/disponibilites/{id}/dates", with_form_errors("dates", add_exception)),
    post("/disponibilites/{id}/dates/retirer", remove_exception),
    post("/disponibilites/{id}/langues", with_form_errors("languages", change_languages)),
    post("/disponibilites/{id}/recevoir", change_receiving),
]
