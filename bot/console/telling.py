"""A person hears at once, in their conversation, what a counsellor changed in their appointment."""

from __future__ import annotations

from typing import Optional

from actions import booking_facts
from bot.booking.appointments import Appointment
from bot.console.visit import Visit
from bot.handoff.owning import hold
from bot.storage import conversations
from bot.storage.unit_of_work import UnitOfWork


def tell(visit: Visit, unit: UnitOfWork, changed: Appointment, response: str) -> Optional[int]:
    """Say `response` where the appointment was made; the conversation, to be woken at the commit.

    None, and nothing is said, where the conversation is gone: the page of the appointment tells
    it, and the contact is there for that.
    """
    where = conversations.find(unit, changed.person) if changed.person else None
    if where is None:
        return None
    facts = booking_facts.appointment(visit.desk.settings, visit.desk.keys.key, changed)
    visit.desk.announce(unit, where, response, visit.now, **facts)
    return where


def hold_first(unit: UnitOfWork, *changed: Appointment) -> None:
    """The conversations before the counsellors and the appointments: the person's own turn takes
    them in this order, and two that wait for each other would both lose. Of several, in one order.
    """
    people = [each.person for each in changed if each.person]
    where = (conversations.find(unit, person) for person in people)
    for number in sorted({each for each in where if each is not None}):
        hold(unit, number)


def wake(visit: Visit, where: Optional[int]) -> None:
    """Once it is committed: the person's open page, and those of the console."""
    if where is not None:
        visit.desk.tell(where)
