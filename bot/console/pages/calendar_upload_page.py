"""« Mon calendrier »: upload a calendar file whose busy times are subtracted from one's hours.

The busy times are previewed and stored on confirmation; the file itself is not kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any, Optional

from starlette.responses import Response

from bot.booking.booking_errors import InvalidBusyTimes
from bot.booking.calendar_import import (
    calendar_collisions,
    calendar_source_repository,
    imported_calendar_repository,
)
from bot.booking.calendar_import.calendar_file_errors import CalendarFileError, TooManyTimes
from bot.booking.calendar_import.event_expansion import BusyTimes
from bot.booking.calendar_import.imported_calendar_repository import ImportedCalendar
from bot.booking.calendar_import.sandboxed_reader import read_calendar_file
from bot.booking.local_time import ZONE, Interval, local_day
from bot.booking.venue import BookingPolicy, Venue
from bot.console.web import busy_time_codec, form_values
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post, upload
from bot.storage.unit_of_work import UnitOfWork

CALENDAR_PATH = "/disponibilites/calendrier"


async def show(context: RequestContext) -> Response:
    """Show the stored busy times, conflicting appointments, and the form."""
    return await render_calendars(context)


async def preview_upload(context: RequestContext) -> Response:
    """Preview the busy times and conflicting appointments; nothing is stored yet."""
    until = _last_bookable_day(context)
    read = partial(
        read_calendar_file,
        context.form.file,
        *_bookable_period(context, until),
        context.form.text("address"),
    )
    try:
        busy = await context.desk.compute(read)
        if len(busy.times) > busy_time_codec.MAX_TIMES:
            raise TooManyTimes
    except CalendarFileError as refused:
        return await render_calendars(context, {"file": refused.code})
    return await _render_preview(context, busy, until)


async def confirm(context: RequestContext) -> Response:
    """Replace the stored busy times. Idempotent."""
    until = form_values.parse_date(context.form.text("until"))
    try:
        if until is None or not local_day(context.now) <= until <= _last_bookable_day(context):
            raise InvalidBusyTimes
        times = busy_time_codec.decode_times(
            context.form.text("times"), *_bookable_period(context, until)
        )
    except InvalidBusyTimes:
        return await render_calendars(context, {"file": "calendar_over"})
    brought = ImportedCalendar(times, context.now, until)

    def work(unit: UnitOfWork) -> None:
        imported_calendar_repository.replace_imported_calendar(unit, context.me.counsellor, brought)
        context.write_audit_line(unit, "calendar_sent", f"counsellor:{context.me.counsellor}")

    await context.write(work)
    return context.go(CALENDAR_PATH, "calendrier_garde")


async def remove(context: RequestContext) -> Response:
    """Delete the stored busy times."""

    def work(unit: UnitOfWork) -> None:
        if imported_calendar_repository.delete_imported_calendar(unit, context.me.counsellor):
            context.write_audit_line(
                unit, "calendar_removed", f"counsellor:{context.me.counsellor}"
            )

    await context.write(work)
    return context.go(CALENDAR_PATH, "calendrier_retire")


async def render_calendars(
    context: RequestContext, problems: Optional[dict[str, str]] = None
) -> Response:
    """Show the page of the calendars, with what is wrong with a form."""

    def work(unit: UnitOfWork) -> dict[str, Any]:
        brought = imported_calendar_repository.find_imported_calendar(unit, context.me.counsellor)
        sources = calendar_source_repository.list_sources_of(unit, context.me.counsellor)
        fetched = [interval for each in sources for interval in each.busy]
        times = [*(brought.times if brought else ()), *fetched]
        hit = _list_conflicts(unit, context, times)
        return {"brought": brought, "sources": sources, "hit": hit}

    facts = await context.read(work)
    status = 422 if problems else 200
    brought: Optional[ImportedCalendar] = facts["brought"]
    days = busy_time_codec.group_by_day(brought.times) if brought else []
    return context.page("calendar.html", status=status, problems=problems, days=days, **facts)


async def _render_preview(context: RequestContext, found: BusyTimes, until: dt.date) -> Response:
    hit = await context.read(lambda unit: _list_conflicts(unit, context, found.times))
    return context.page(
        "calendar_preview.html",
        found=found,
        days=busy_time_codec.group_by_day(found.times),
        packed=busy_time_codec.encode_times(found.times),
        until=until,
        hit=hit,
    )


def _list_conflicts(unit: UnitOfWork, context: RequestContext, times: Iterable[Interval]) -> Any:
    return calendar_collisions.list_collisions(unit, context.me.counsellor, times, context.now)


def _last_bookable_day(context: RequestContext) -> dt.date:
    """Return the last day that can be booked, for any kind."""
    rules = BookingPolicy.from_settings(context.desk.settings)
    return local_day(Venue((), rules, kinds=tuple(context.kinds)).latest(context.now))


def _bookable_period(context: RequestContext, until: dt.date) -> Interval:
    """Return the period from the start of today to the end of the last bookable day."""
    today, after = local_day(context.now), until + dt.timedelta(days=1)
    first, last = (dt.datetime.combine(day, dt.time(), ZONE) for day in (today, after))
    return first, last


PAGES = [
    get(CALENDAR_PATH, show),
    upload(CALENDAR_PATH, preview_upload),
    post(f"{CALENDAR_PATH}/garder", confirm),
    post(f"{CALENDAR_PATH}/retirer", remove),
]
