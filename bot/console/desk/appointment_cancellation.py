"""Cancel one or several appointments from the console, with notification and audit line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Optional

from bot.booking import appointment_repository, scheduling
from bot.booking.appointment_repository import ACTIVE_STATES, Appointment
from bot.booking.booking_errors import AlreadyCancelled, Over, UnknownAppointment
from bot.console.desk.notifications import lock_conversations, notify_person
from bot.console.web.request_context import RequestContext
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CancellationResult:
    """`done` were cancelled, `left` could not be (already cancelled, begun, or gone).

    `told` are the notified conversations, to wake at the commit.
    """

    done: int
    left: int
    told: list[int]


def cancel_appointment(unit: UnitOfWork, context: RequestContext, number: int) -> Optional[int]:
    """Cancel an appointment whose conversation is locked; return the conversation if notified.

    Raises what `scheduling.cancel_appointment` raises.
    """
    appointment = scheduling.cancel_appointment(unit, number, context.now)
    context.write_audit_line(unit, "appointment_cancelled", f"appointment:{number}")
    return notify_person(context, unit, appointment, "utter_booking_cancelled_for_you")


def cancel_appointments(
    unit: UnitOfWork, context: RequestContext, numbers: Collection[int]
) -> CancellationResult:
    """Cancel the appointments that still can be."""
    appointments = [
        each for each in map(partial(_find_active_appointment, unit), numbers) if each is not None
    ]
    lock_conversations(unit, *appointments)
    done, told = 0, []
    for each in appointments:
        try:
            conversation = cancel_appointment(unit, context, each.id)
        except (AlreadyCancelled, Over, UnknownAppointment):
            continue
        done += 1
        if conversation is not None:
            told.append(conversation)
    return CancellationResult(done, len(numbers) - done, told)


def _find_active_appointment(unit: UnitOfWork, number: int) -> Optional[Appointment]:
    try:
        appointment = appointment_repository.get_appointment(unit, number)
    except UnknownAppointment:
        return None
    return appointment if appointment.state in ACTIVE_STATES else None
