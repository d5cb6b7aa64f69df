"""« Événements »: events at the Cité."""

from __future__ import annotations

from functools import partial
from typing import Optional

from starlette.responses import Response

from bot.booking.event_repository import Event, list_upcoming_events
from bot.booking.local_time import ZONE
from bot.console.answers import event_draft_repository, event_drafts
from bot.console.answers.event_drafts import EventDraft
from bot.console.web.form_values import parse_date, parse_time
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.storage.unit_of_work import UnitOfWork

ADDRESS, FORM_TEMPLATE = "/evenements", "event.html"


async def show(context: RequestContext) -> Response:
    """Show upcoming and past events."""
    coming, over = await context.read(
        lambda unit: (
            list_upcoming_events(unit, context.now),
            event_draft_repository.list_past_events(unit, context.now),
        )
    )
    return context.page("events.html", coming=coming, over=over)


async def begin(context: RequestContext) -> Response:
    """Show an empty form."""
    return _render_form(context, None)


async def add(context: RequestContext) -> Response:
    """Add an event."""
    draft = _parse_draft(context)
    problems = event_drafts.find_draft_problems(draft, context.now)
    if problems:
        return _render_form(context, None, problems)

    def work(unit: UnitOfWork) -> None:
        number = event_drafts.add_event(unit, draft, context.me.counsellor, context.now)
        context.write_audit_line(unit, "event_added", f"event:{number}")

    await context.write(work)
    return context.go(ADDRESS, "evenement_garde")


async def edit(context: RequestContext) -> Response:
    """Show the form of an event."""
    number = context.number("number")
    return _render_form(
        context, await context.read(lambda unit: event_drafts.get_event(unit, number))
    )


async def change(context: RequestContext) -> Response:
    """Update an event."""
    draft, number = _parse_draft(context), context.number("number")
    problems = event_drafts.find_draft_problems(draft, context.now)
    if problems:
        return _render_form(
            context, await context.read(lambda unit: event_drafts.get_event(unit, number)), problems
        )

    updated = partial(event_drafts.update_event, draft=draft)
    return await context.change_row(updated, "event_changed", "event", ADDRESS, "evenement_garde")


async def remove(context: RequestContext) -> Response:
    """Delete an event."""
    return await context.change_row(
        event_drafts.delete_event, "event_removed", "event", ADDRESS, "evenement_retire"
    )


def _render_form(
    context: RequestContext, event: Optional[Event], problems: Optional[dict[str, str]] = None
) -> Response:
    starts = event.starts.astimezone(ZONE) if event else None
    ends = event.ends.astimezone(ZONE) if event else None
    status = 422 if problems else 200
    return context.page(FORM_TEMPLATE, status, problems, event=event, starts=starts, ends=ends)


def _parse_draft(context: RequestContext) -> EventDraft:
    form = context.form
    line = {name: " ".join(form.text(name).split()) for name in ("title", "audience", "place")}
    day = parse_date(form.text("day"))
    return EventDraft(
        **line,
        summary=form.text("summary"),
        day=day,
        start=parse_time(form.text("start")),
        last=parse_date(form.text("last")) if form.text("last") else day,
        end=parse_time(form.text("end")),
    )


PAGES = [
    get(ADDRESS, show),
    get(f"{ADDRESS}/nouveau", begin),
    post(f"{ADDRESS}/nouveau", add),
    get(f"{ADDRESS}/{{number}}", edit),
    post(f"{ADDRESS}/{{number}}", change),
    post(f"{ADDRESS}/{{number}}/supprimer", remove),
]
