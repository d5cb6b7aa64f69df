"""An appointment: what the person agreed to share, their contact, their attendance.

Opening it is audited, and so is each view of the contact.
"""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.booking import appointment_repository, scheduling
from bot.booking.appointment_repository import Appointment
from bot.booking.booking_errors import BookingError, UnknownAppointment
from bot.console.console_errors import NoSuchPage
from bot.console.desk import appointment_cancellation
from bot.console.desk.error_keys import find_error_key
from bot.console.desk.notifications import lock_conversations, notify_person, wake_pages
from bot.console.staff import profiles
from bot.console.web.request_context import RequestContext
from bot.console.web.routing import get, post
from bot.privacy.vault import UnreadableToken
from bot.storage.unit_of_work import UnitOfWork


async def show(context: RequestContext) -> Response:
    """Show the page without the contact."""
    return await render_appointment(context)


async def show_contact(context: RequestContext) -> Response:
    """Show the page with the contact, for this request only."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> str:
        appointment = fetch_appointment(unit, number)
        if appointment.contact is None:
            raise NoSuchPage
        context.write_audit_line(unit, "contact_seen", f"appointment:{number}")
        return context.desk.keys.vault.open(appointment.contact)

    try:
        return await render_appointment(context, opened=await context.write(work))
    except UnreadableToken:
        return await render_appointment(context, {"": "contact_unreadable"})


async def record_attendance(context: RequestContext) -> Response:
    """Record whether the person came."""
    number, present = context.number("id"), context.form.text("came") == "yes"

    def work(unit: UnitOfWork) -> None:
        scheduling.record_attendance(unit, number, present, context.now)
        context.write_audit_line(unit, "appointment_marked", f"appointment:{number}")

    return await apply_change(context, work, "note")


async def cancel(context: RequestContext) -> Response:
    """Cancel the appointment."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> Optional[int]:
        lock_conversations(unit, fetch_appointment(unit, number))
        return appointment_cancellation.cancel_appointment(unit, context, number)

    return await apply_change(context, work, "annule")


async def approve(context: RequestContext) -> Response:
    """Confirm a class visit."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> Optional[int]:
        lock_conversations(unit, fetch_appointment(unit, number))
        appointment = scheduling.approve_visit(unit, number, context.now)
        context.write_audit_line(unit, "appointment_confirmed", f"appointment:{number}")
        return notify_person(context, unit, appointment, "utter_booking_confirmed_for_you")

    return await apply_change(context, work, "visite_confirmee")


async def apply_change(context: RequestContext, work: Any, notice: str) -> Response:
    """Run a change and come back, or show why it failed."""
    try:
        wake_pages(context, await context.write(work))
    except UnknownAppointment:
        raise NoSuchPage from None
    except BookingError as error:
        return await render_appointment(context, {"": find_error_key(error)})
    return context.go(f"/agenda/{context.number('id')}", notice)


async def render_appointment(
    context: RequestContext, problems: dict[str, str] | None = None, opened: str = ""
) -> Response:
    """Render the page. `opened` is the contact in clear."""
    number = context.number("id")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        appointment = fetch_appointment(unit, number)
        context.write_audit_line(unit, "appointment_seen", f"appointment:{number}")
        return {
            "appointment": appointment,
            "with_whom": profiles.get_profile(unit, appointment.counsellor).name,
        }

    facts = await context.write(work)
    begun = facts["appointment"].start <= context.now
    return context.page(
        "appointment.html",
        status=422 if problems else 200,
        problems=problems,
        opened=opened,
        begun=begun,
        contact_days=context.desk.settings.contact_days,
        **facts,
    )


def fetch_appointment(unit: UnitOfWork, number: int) -> Appointment:
    """Return an appointment that was confirmed, even if cancelled since. Raises NoSuchPage."""
    try:
        appointment = appointment_repository.get_appointment(unit, number)
    except UnknownAppointment:
        raise NoSuchPage from None
    if appointment.state == "held":
        raise NoSuchPage
    return appointment


PAGES = [
    get("/agenda/{id}", show),
    post("/agenda/{id}/contact", show_contact),
    post("/agenda/{id}/presence", record_attendance),
    post("/agenda/{id}/confirmer", approve),
    post("/agenda/{id}/annuler", cancel),
]
