"""`/agenda/<token>.ics`: a counsellor's appointments as a calendar feed.

Calendar programs poll it, so only creating the address is audited. It has time, pseudonym and kind,
but no summary or contact.
"""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from bot.booking import appointment_repository
from bot.booking.appointment_repository import Appointment
from bot.booking.calendar_export import CalendarEntry, build_feed
from bot.console.console_errors import NoSuchPage
from bot.console.staff import calendar_feed_tokens
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get
from bot.console.web.templating import load_words
from bot.storage.unit_of_work import UnitOfWork

MAX_PAST, MAX_AHEAD = dt.timedelta(days=30), dt.timedelta(days=366)


async def show_feed(context: RequestContext) -> Response:
    """Return the calendar of a secret address; 404 for an unknown one."""
    token = str(context.request.path_params["token"])

    def work(unit: UnitOfWork) -> tuple[str, list[Appointment]]:
        owner = calendar_feed_tokens.find_token_owner(unit, token, context.desk.keys)
        if owner is None:
            raise NoSuchPage
        first, last = context.now - MAX_PAST, context.now + MAX_AHEAD
        return owner[1], appointment_repository.list_between(unit, first, last, owner[0])

    name, appointments = await context.read(work)
    content = build_feed(
        [_build_event(each) for each in appointments], f"Boussole · {name}", context.now
    )
    return Response(content, media_type="text/calendar; charset=utf-8")


def _build_event(each: Appointment) -> CalendarEntry:
    words, mark = load_words(), "À confirmer · " if each.state == "asked" else ""
    return CalendarEntry(
        uid=each.uid,
        sequence=each.sequence,
        start=each.start,
        end=each.end,
        summary=f"{mark}{each.pseudonym} · {each.kind_title} ({each.minutes} min)",
        location=words.ways[each.way],
        cancelled=each.state == "cancelled",
        tentative=each.state == "asked",
    )


PAGES = [get("/agenda/{token}.ics", show_feed, needs=None)]
