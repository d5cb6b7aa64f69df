"""« Événements »: what happens at the Cité."""

from __future__ import annotations

from typing import Optional

from starlette.responses import Response

from bot.booking.events import Event
from bot.booking.events import coming as coming_events
from bot.booking.local_time import ZONE
from bot.console import events
from bot.console.events import Draft
from bot.console.fields import date_of, hour_of
from bot.console.gate import get, post
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork

ADDRESS, FORM = "/evenements", "event.html"


async def show(visit: Visit) -> Response:
    """What comes, and what is over."""
    coming, over = await visit.read(
        lambda unit: (coming_events(unit, visit.now), events.over(unit, visit.now))
    )
    return visit.page("events.html", coming=coming, over=over)


async def begin(visit: Visit) -> Response:
    """The empty form."""
    return _form(visit, None)


async def add(visit: Visit) -> Response:
    """Keep a new one."""
    draft = _typed(visit)
    problems = events.problems(draft, visit.now)
    if problems:
        return _form(visit, None, problems)

    def work(unit: UnitOfWork) -> None:
        number = events.add(unit, draft, visit.me.counsellor, visit.now)
        visit.noted(unit, "event_added", f"event:{number}")

    await visit.write(work)
    return visit.go(ADDRESS, "evenement_garde")


async def edit(visit: Visit) -> Response:
    """The form of one."""
    number = visit.number("number")
    return _form(visit, await visit.read(lambda unit: events.get(unit, number)))


async def change(visit: Visit) -> Response:
    """Write it anew."""
    draft, number = _typed(visit), visit.number("number")
    problems = events.problems(draft, visit.now)
    if problems:
        return _form(visit, await visit.read(lambda unit: events.get(unit, number)), problems)

    def work(unit: UnitOfWork) -> None:
        events.change(unit, number, draft)
        visit.noted(unit, "event_changed", f"event:{number}")

    await visit.write(work)
    return visit.go(ADDRESS, "evenement_garde")


async def remove(visit: Visit) -> Response:
    """For good."""
    number = visit.number("number")

    def work(unit: UnitOfWork) -> None:
        events.remove(unit, number)
        visit.noted(unit, "event_removed", f"event:{number}")

    await visit.write(work)
    return visit.go(ADDRESS, "evenement_retire")


def _form(
    visit: Visit, event: Optional[Event], problems: Optional[dict[str, str]] = None
) -> Response:
    starts = event.starts.astimezone(ZONE) if event else None
    ends = event.ends.astimezone(ZONE) if event else None
    status = 422 if problems else 200
    return visit.page(FORM, status, problems, event=event, starts=starts, ends=ends)


def _typed(visit: Visit) -> Draft:
    form = visit.form
    line = {name: " ".join(form.text(name).split()) for name in ("title", "audience", "place")}
    day = date_of(form.text("day"))
    return Draft(
        **line,
        summary=form.text("summary"),
        day=day,
        start=hour_of(form.text("start")),
        last=date_of(form.text("last")) if form.text("last") else day,
        end=hour_of(form.text("end")),
    )


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/nouveau", begin),
    post(f"{ADDRESS}/nouveau", add),
    get(f"{ADDRESS}/{{number}}", edit),
    post(f"{ADDRESS}/{{number}}", change),
    post(f"{ADDRESS}/{{number}}/supprimer", remove),
]
