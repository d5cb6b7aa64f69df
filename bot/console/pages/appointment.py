"""One appointment: what the person agreed to have read, their contact, whether they came.

Opening it is written in the audit trail, and so is each look at the contact.
"""

from __future__ import annotations

from typing import Any, Optional

from starlette.responses import Response

from bot.booking import agenda
from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.errors import BookingError, UnknownAppointment
from bot.console import cancelling, profiles
from bot.console.errors import NoSuchPage
from bot.console.gate import get, post
from bot.console.telling import hold_first, tell, wake
from bot.console.visit import Visit
from bot.privacy.vault import Unreadable
from bot.storage.unit_of_work import UnitOfWork


async def show(visit: Visit) -> Response:
    """The page, without the contact."""
    return await page(visit)


async def contact(visit: Visit) -> Response:
    """The same with the contact, once for this click."""
    number = visit.number("id")

    def work(unit: UnitOfWork) -> str:
        found = fetch(unit, number)
        if found.contact is None:
            raise NoSuchPage
        visit.noted(unit, "contact_seen", f"appointment:{number}")
        return visit.desk.keys.vault.open(found.contact)

    try:
        return await page(visit, opened=await visit.write(work))
    except Unreadable:
        return await page(visit, {"": "Unreadable"})


async def mark(visit: Visit) -> Response:
    """Whether the person came."""
    number, present = visit.number("id"), visit.form.text("came") == "yes"

    def work(unit: UnitOfWork) -> None:
        agenda.mark(unit, number, present, visit.now)
        visit.noted(unit, "appointment_marked", f"appointment:{number}")

    return await changed(visit, work, "note")


async def cancel(visit: Visit) -> Response:
    """The time is free again."""
    number = visit.number("id")

    def work(unit: UnitOfWork) -> Optional[int]:
        hold_first(unit, fetch(unit, number))
        return cancelling.cancel(unit, visit, number)

    return await changed(visit, work, "annule")


async def approve(visit: Visit) -> Response:
    """The team says yes to a class visit."""
    number = visit.number("id")

    def work(unit: UnitOfWork) -> Optional[int]:
        hold_first(unit, fetch(unit, number))
        made = agenda.approve(unit, number, visit.now)
        visit.noted(unit, "appointment_confirmed", f"appointment:{number}")
        return tell(visit, unit, made, "utter_booking_confirmed_for_you")

    return await changed(visit, work, "visite_confirmee")


async def changed(visit: Visit, work: Any, notice: str) -> Response:
    """Do it and come back, or say on the page why not."""
    try:
        wake(visit, await visit.write(work))
    except UnknownAppointment:
        raise NoSuchPage from None
    except BookingError as error:
        return await page(visit, {"": f"booking_{type(error).__name__}"})
    return visit.go(f"/agenda/{visit.number('id')}", notice)


async def page(visit: Visit, problems: dict[str, str] | None = None, opened: str = "") -> Response:
    """`opened`: the contact in clear."""
    number = visit.number("id")

    def work(unit: UnitOfWork) -> dict[str, Any]:
        found = fetch(unit, number)
        visit.noted(unit, "appointment_seen", f"appointment:{number}")
        return {"appointment": found, "with_whom": profiles.get(unit, found.counsellor).name}

    facts = await visit.write(work)
    begun = facts["appointment"].start <= visit.now
    return visit.page(
        "appointment.html",
        status=422 if problems else 200,
        problems=problems,
        opened=opened,
        begun=begun,
        contact_days=visit.desk.settings.contact_days,
        **facts,
    )


def fetch(unit: UnitOfWork, number: int) -> Appointment:
    """One that a person said yes to, perhaps cancelled since. Raises NoSuchPage."""
    try:
        found = stored.get(unit, number)
    except UnknownAppointment:
        raise NoSuchPage from None
    if found.state == "held":
        raise NoSuchPage
    return found


PAGES = [
    get("/agenda/{id}", show),
    post("/agenda/{id}/contact", contact),
    post("/agenda/{id}/presence", mark),
    post("/agenda/{id}/confirmer", approve),
    post("/agenda/{id}/annuler", cancel),
]
