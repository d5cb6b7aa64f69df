"""« Mon calendrier »: a file from one's own calendar, whose busy times are taken out of the hours.

It is shown first and counts once it is confirmed; the file itself is kept nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any, Optional

from starlette.responses import Response

from bot.booking import calendars
from bot.booking.calendars import Brought
from bot.booking.errors import CalendarFileError, TooManyTimes, WrongBusy
from bot.booking.ics_process import read_file
from bot.booking.ics_times import Busy
from bot.booking.local_time import ZONE, Stretch, local_day
from bot.booking.place import Rules
from bot.console import hours_form, preview
from bot.console.gate import get, post, upload
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

PATH = "/disponibilites/calendrier"


async def show(visit: Visit) -> Response:
    """What the last upload brought, what collides with it, and the form for another."""
    return await _page(visit)


async def send(visit: Visit) -> Response:
    """What would become busy, and which appointments are there; nothing is stored yet."""
    until = _until(visit)
    read = partial(read_file, visit.form.file, *_period(visit, until), visit.form.text("address"))
    try:
        found = await visit.desk.compute(read)
        if len(found.times) > preview.MOST:
            raise TooManyTimes
    except CalendarFileError as refused:
        return await _page(visit, {"file": f"calendar_{type(refused).__name__}"})
    return await _preview(visit, found, until)


async def confirm(visit: Visit) -> Response:
    """In place of what an upload before brought; the same again changes nothing."""
    until = hours_form.date(visit.form.text("until"))
    try:
        if until is None or not local_day(visit.now) <= until <= _until(visit):
            raise WrongBusy
        times = preview.unpacked(visit.form.text("times"), *_period(visit, until))
    except WrongBusy:
        return await _page(visit, {"file": "calendar_over"})
    brought = Brought(times, visit.now, until)

    def work(unit: UnitOfWork) -> None:
        calendars.put(unit, visit.me.counsellor, brought)
        visit.noted(unit, "calendar_sent", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    return visit.go(PATH, "calendrier_garde")


async def remove(visit: Visit) -> Response:
    """The hours hold again as they were told."""

    def work(unit: UnitOfWork) -> None:
        if calendars.remove(unit, visit.me.counsellor):
            visit.noted(unit, "calendar_removed", f"counsellor:{visit.me.counsellor}")

    await visit.write(work)
    return visit.go(PATH, "calendrier_retire")


async def _page(visit: Visit, problems: Optional[dict[str, str]] = None) -> Response:
    def work(unit: UnitOfWork) -> dict[str, Any]:
        brought = calendars.get(unit, visit.me.counsellor)
        return {"brought": brought, "hit": _hit(unit, visit, brought.times if brought else ())}

    facts = await visit.read(work)
    status = 422 if problems else 200
    brought: Optional[Brought] = facts["brought"]
    days = preview.by_day(brought.times) if brought else []
    return visit.page("calendar.html", status=status, problems=problems, days=days, **facts)


async def _preview(visit: Visit, found: Busy, until: dt.date) -> Response:
    hit = await visit.read(lambda unit: _hit(unit, visit, found.times))
    return visit.page(
        "calendar_preview.html",
        found=found,
        days=preview.by_day(found.times),
        packed=preview.packed(found.times),
        until=until,
        hit=hit,
    )


def _hit(unit: UnitOfWork, visit: Visit, times: Iterable[Stretch]) -> Any:
    return calendars.collisions(unit, visit.me.counsellor, times, visit.now)


def _until(visit: Visit) -> dt.date:
    """The last day that one may book."""
    return local_day(Rules.from_settings(visit.desk.settings).latest(visit.now))


def _period(visit: Visit, until: dt.date) -> Stretch:
    """From the beginning of today to the end of that day."""
    today, after = local_day(visit.now), until + dt.timedelta(days=1)
    first, last = (dt.datetime.combine(day, dt.time(), ZONE) for day in (today, after))
    return first, last


PAGES = [
    get(PATH, show),
    upload(PATH, send),
    post(f"{PATH}/garder", confirm),
    post(f"{PATH}/retirer", remove),
]
