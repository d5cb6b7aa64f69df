"""Cancelling appointments from the console: one, or those that were ticked, each told and noted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Optional

from bot.booking import agenda
from bot.booking import appointments as stored
from bot.booking.appointments import LIVING, Appointment
from bot.booking.errors import AlreadyCancelled, Over, UnknownAppointment
from bot.console.telling import hold_first, tell
from bot.console.visit import Visit
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Cancelled:
    """How many were, how many not (cancelled before, begun, or gone), and the conversations that
    were told, to be woken at the commit."""

    done: int
    left: int
    told: list[int]


def cancel(unit: UnitOfWork, visit: Visit, number: int) -> Optional[int]:
    """Cancel one whose conversation is held: the line of the trail, and the person is told; their
    conversation. Raises what `agenda.cancel` does."""
    gone = agenda.cancel(unit, number, visit.now)
    visit.noted(unit, "appointment_cancelled", f"appointment:{number}")
    return tell(visit, unit, gone, "utter_booking_cancelled_for_you")


def cancel_all(unit: UnitOfWork, visit: Visit, numbers: Collection[int]) -> Cancelled:
    """Cancel all of them, as if one by one; what cannot be any more is left as it is."""
    found = [each for each in map(partial(_living, unit), numbers) if each is not None]
    hold_first(unit, *found)
    done, told = 0, []
    for each in found:
        try:
            where = cancel(unit, visit, each.id)
        except (AlreadyCancelled, Over, UnknownAppointment):
            continue
        done += 1
        if where is not None:
            told.append(where)
    return Cancelled(done, len(numbers) - done, told)


def _living(unit: UnitOfWork, number: int) -> Optional[Appointment]:
    try:
        found = stored.get(unit, number)
    except UnknownAppointment:
        return None
    return found if found.state in LIVING else None
