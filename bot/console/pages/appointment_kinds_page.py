"""« Genres de rendez-vous »: the kinds of appointment, which admins set.

Buffers, notice and horizon that a kind leaves empty are those of the settings. A change holds for
what is booked from then on.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Optional

from starlette.responses import Response

from bot.booking import appointment_kind_repository, kind_changes
from bot.booking.appointment_kinds import AppointmentKind
from bot.booking.booking_errors import InvalidBookingPolicy, KindInUse, UnknownKind
from bot.booking.local_time import local_day
from bot.booking.venue import BookingPolicy
from bot.booking.venue_repository import load_venue
from bot.console.console_errors import NoRoomForKind, NoSuchPage
from bot.console.staff import profiles
from bot.console.web import kind_form
from bot.console.web.kind_form import InvalidKindForm
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.console.web.templating import load_words
from bot.storage.unit_of_work import UnitOfWork

ADDRESS = "/genres"


async def show(context: RequestContext) -> Response:
    """Show all kinds, and whether anybody receives for them."""
    return await _render_list(context)


async def begin(context: RequestContext) -> Response:
    """Show an empty form."""
    return await _render_form(context, None)


async def add(context: RequestContext) -> Response:
    """Add a kind."""

    def work(unit: UnitOfWork) -> None:
        kind = _parse(context, kind_changes.create_code(), paused=False)
        kind_changes.add_kind(unit, kind, _usual_policy(context))
        context.write_audit_line(unit, "kinds_changed")
        if context.form.has("mine", "yes"):
            with suppress(NoRoomForKind):  # the list says that nobody receives for it
                _receive_for(unit, context, kind)

    try:
        await context.write(work)
    except InvalidKindForm as error:
        return await _render_form(context, None, error.problems)
    except InvalidBookingPolicy:
        return await _render_form(context, None, {"horizon": "horizon_before_notice"})
    return context.go(ADDRESS, "genre_garde")


async def edit(context: RequestContext) -> Response:
    """Show the form of a kind."""
    return await _render_form(context, await context.read(lambda unit: _fetch(unit, context)))


async def change(context: RequestContext) -> Response:
    """Change a kind for what is booked from now on."""

    def work(unit: UnitOfWork) -> None:
        known = _fetch(unit, context)
        kind = _parse(context, known.code, known.paused)
        kind_changes.change_kind(unit, kind, _usual_policy(context))
        context.write_audit_line(unit, "kinds_changed", f"kind:{context.number('number')}")

    try:
        await context.write(work)
    except InvalidKindForm as error:
        problems = error.problems
    except InvalidBookingPolicy:
        problems = {"horizon": "horizon_before_notice"}
    else:
        return context.go(ADDRESS, "genre_garde")
    known = await context.read(lambda unit: _fetch(unit, context))
    return await _render_form(context, known, problems)


async def pause(context: RequestContext) -> Response:
    """Stop offering a kind, or offer it again."""
    paused = context.form.text("paused") == "yes"

    def work(unit: UnitOfWork) -> None:
        kind_changes.pause_kind(unit, _fetch(unit, context).code, paused)
        context.write_audit_line(unit, "kinds_changed", f"kind:{context.number('number')}")

    await context.write(work)
    return context.go(ADDRESS, "genre_en_pause" if paused else "genre_repris")


async def receive(context: RequestContext) -> Response:
    """Receive for a kind in all of one's own hours that have room for it."""

    def work(unit: UnitOfWork) -> None:
        _receive_for(unit, context, _fetch(unit, context))

    try:
        await context.write(work)
    except NoRoomForKind as error:
        return await _render_list(context, {"": error.code})
    return context.go(ADDRESS, "heures_changees")


async def remove(context: RequestContext) -> Response:
    """Delete a kind that nothing uses."""

    def work(unit: UnitOfWork) -> None:
        kind_changes.delete_kind(unit, _fetch(unit, context).code)
        context.write_audit_line(unit, "kinds_changed", f"kind:{context.number('number')}")

    try:
        await context.write(work)
    except KindInUse as error:
        return await _render_list(context, {"": error.code})
    return context.go(ADDRESS, "genre_retire")


async def _render_list(
    context: RequestContext, problems: Optional[dict[str, str]] = None
) -> Response:
    def work(unit: UnitOfWork) -> tuple[list[tuple[int, AppointmentKind]], set[str]]:
        venue = load_venue(unit, _usual_policy(context))
        received = {
            kind for each in venue.counsellors if not each.closed for kind in each.received_kinds
        }
        return appointment_kind_repository.list_numbered_kinds(unit), received

    found, received = await context.read(work)
    return context.page(
        "kinds.html",
        status=422 if problems else 200,
        problems=problems,
        found=found,
        received=received,
        usual=_usual_policy(context),
        receives=await context.read(lambda unit: _receives(unit, context)),
    )


async def _render_form(
    context: RequestContext,
    kind: Optional[AppointmentKind],
    problems: Optional[dict[str, str]] = None,
) -> Response:
    status, usual = 422 if problems else 200, _usual_policy(context)
    receives = await context.read(lambda unit: _receives(unit, context))
    return context.page("kind.html", status, problems, kind=kind, usual=usual, receives=receives)


def _receives(unit: UnitOfWork, context: RequestContext) -> bool:
    """Whether people can book with whoever is signed in, for any kind."""
    profile = profiles.get_profile(unit, context.me.counsellor)
    return profile.receives and bool(profile.hours.received_kinds)


def _receive_for(unit: UnitOfWork, context: RequestContext, kind: AppointmentKind) -> None:
    """Add the kind to the hours of whoever is signed in. Raises NoRoomForKind."""
    whose = context.me.counsellor
    profiles.receive_for(unit, whose, kind, local_day(context.now))
    context.write_audit_line(unit, "hours_changed", f"counsellor:{whose}")


def _fetch(unit: UnitOfWork, context: RequestContext) -> AppointmentKind:
    try:
        return appointment_kind_repository.get_numbered_kind(unit, context.number("number"))
    except UnknownKind:
        raise NoSuchPage from None


def _parse(context: RequestContext, code: str, paused: bool) -> AppointmentKind:
    return kind_form.parse_kind(context.form, code, frozenset(load_words().languages), paused)


def _usual_policy(context: RequestContext) -> BookingPolicy:
    return BookingPolicy.from_settings(context.desk.settings)


PAGES = [
    get(ADDRESS, show, needs="admin"),
    get(f"{ADDRESS}/nouveau", begin, needs="admin"),
    post(f"{ADDRESS}/nouveau", add, needs="admin"),
    get(f"{ADDRESS}/{{number}}", edit, needs="admin"),
    post(f"{ADDRESS}/{{number}}", change, needs="admin"),
    post(f"{ADDRESS}/{{number}}/pause", pause, needs="admin"),
    post(f"{ADDRESS}/{{number}}/recevoir", receive, needs="admin"),
    post(f"{ADDRESS}/{{number}}/supprimer", remove, needs="admin"),
]
