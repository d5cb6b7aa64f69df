"""`/agenda/<token>.ics`: the appointments of a counsellor for the calendar they use.

Programs read it every quarter of an hour, so reading leaves no line in the audit trail; making the
address does. It says the hour, the pseudonym and the kind: no summary, no contact.
"""

from __future__ import annotations

import datetime as dt

from starlette.responses import Response

from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.ical import Booked, feed
from bot.console import feeds
from bot.console.errors import NoSuchPage
from bot.console.gate import get
from bot.console.templating import words
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

PAST, AHEAD = dt.timedelta(days=30), dt.timedelta(days=366)


async def read(visit: Visit) -> Response:
    """The calendar that a secret address opens; 404 for any other."""
    token = str(visit.request.path_params["token"])

    def work(unit: UnitOfWork) -> tuple[str, list[Appointment]]:
        whose = feeds.whose(unit, token, visit.desk.keys)
        if whose is None:
            raise NoSuchPage
        first, last = visit.now - PAST, visit.now + AHEAD
        return whose[1], stored.between(unit, first, last, whose[0])

    name, found = await visit.read(work)
    content = feed([_booked(each) for each in found], f"Boussole · {name}", visit.now)
    return Response(content, media_type="text/calendar; charset=utf-8")


def _booked(each: Appointment) -> Booked:
    told, mark = words(), "À confirmer · " if each.state == "asked" else ""
    return Booked(
        uid=each.uid,
        sequence=each.sequence,
        start=each.start,
        end=each.end,
        summary=f"{mark}{each.pseudonym} · {told.kinds[each.kind]}",
        location=told.ways[each.way],
        cancelled=each.state == "cancelled",
        tentative=each.state == "asked",
    )


PAGES = [get("/agenda/{token}.ics", read, needs=None)]
