"""Calendars on a server, in « Mon calendrier »: added, fetched now, and removed."""

from __future__ import annotations

import datetime as dt
from functools import partial

from starlette.responses import Response

from bot.booking.calendar_import import calendar_source_repository, calendar_sources
from bot.booking.calendar_import.caldav_client import CalendarAccess
from bot.booking.calendar_import.calendar_source_errors import (
    CalendarSourceError,
    TooManySources,
)
from bot.booking.calendar_import.calendar_source_repository import CalendarSource
from bot.booking.local_time import Interval
from bot.booking.venue import BookingPolicy, Venue
from bot.console.console_errors import NoSuchPage
from bot.console.pages import calendar_upload_page
from bot.console.pages.calendar_upload_page import CALENDAR_PATH
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import post
from bot.storage.unit_of_work import UnitOfWork

SOURCES_PATH = f"{CALENDAR_PATH}/liens"
_MAX_CHARS = {"label": 40, "url": 500, "user": 200, "secret": 200}  # nosec B105  # lengths


async def add(context: RequestContext) -> Response:
    """Store a calendar and fetch it at once, so that a mistake is seen at once."""
    typed = {name: context.form.raw(name).strip() for name in _MAX_CHARS}
    problems = {name: "empty" for name, text in typed.items() if not text}
    too_long = {name: "too_long" for name, text in typed.items() if len(text) > _MAX_CHARS[name]}
    if problems or too_long:
        return await calendar_upload_page.render_calendars(context, {**problems, **too_long})
    access = CalendarAccess(typed["url"], typed["user"], typed["secret"])

    def work(unit: UnitOfWork) -> CalendarSource:
        desk = context.desk
        source = calendar_sources.add_source(
            unit,
            context.me.counsellor,
            typed["label"],
            access,
            desk.keys.vault,
            context.now,
            desk.settings.calendar_private,
        )
        context.write_audit_line(unit, "calendar_linked", f"counsellor:{context.me.counsellor}")
        return source

    try:
        source = await context.write(work)
    except TooManySources as error:
        return await calendar_upload_page.render_calendars(context, {"": error.code})
    except CalendarSourceError as error:
        return await calendar_upload_page.render_calendars(context, {"url": error.code})
    return await _fetch(context, source)


async def fetch_now(context: RequestContext) -> Response:
    """Fetch a calendar now."""
    number = context.number("id")
    source = await context.read(
        lambda unit: calendar_source_repository.find_source(unit, context.me.counsellor, number)
    )
    if source is None:
        raise NoSuchPage
    return await _fetch(context, source)


async def remove(context: RequestContext) -> Response:
    """Delete a calendar, with its password and busy times."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> None:
        if calendar_source_repository.delete_source(unit, context.me.counsellor, number):
            context.write_audit_line(
                unit, "calendar_unlinked", f"counsellor:{context.me.counsellor}"
            )

    await context.write(work)
    return context.go(CALENDAR_PATH, "calendrier_delie")


async def _fetch(context: RequestContext, source: CalendarSource) -> Response:
    desk = context.desk
    allow = desk.settings.calendar_private
    fetch = partial(
        calendar_sources.fetch_source, source, desk.keys.vault, _bookable_period(context), allow
    )
    result = await desk.compute(fetch)
    await context.write(lambda unit: calendar_sources.store_result(unit, result, context.now))
    return context.go(CALENDAR_PATH, "calendrier_pas_lu" if result.problem else "calendrier_lu")


def _bookable_period(context: RequestContext) -> Interval:
    rules = BookingPolicy.from_settings(context.desk.settings)
    last = Venue((), rules, kinds=tuple(context.kinds)).latest(context.now)
    return context.now, last + dt.timedelta(days=1)


PAGES = [
    post(SOURCES_PATH, add),
    post(f"{SOURCES_PATH}/{{id}}/lire", fetch_now),
    post(f"{SOURCES_PATH}/{{id}}/retirer", remove),
]
