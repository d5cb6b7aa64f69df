"""A person hears at once, in their conversation, what a counsellor changed in their appointment."""

from __future__ import annotations

from typing import Optional

from bot.booking.appointment_repository import Appointment
from bot.console.web.request_context import RequestContext
from bot.presentation import booking_facts
from bot.storage import conversation_repository
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork


def notify_person(
    context: RequestContext, unit: UnitOfWork, changed: Appointment, response: str
) -> Optional[int]:
    """Say `response` where the appointment was made; the conversation, to be woken at the commit.

    None, and nothing is said, where the conversation is gone: the page of the appointment tells
    it, and the contact is there for that.
    """
    where = (
        conversation_repository.find_conversation(unit, changed.person) if changed.person else None
    )
    if where is None:
        return None
    facts = booking_facts.appointment_facts(context.desk.settings, context.desk.keys.key, changed)
    context.desk.announce(unit, where, response, context.now, **facts)
    return where


def lock_conversations(unit: UnitOfWork, *changed: Appointment) -> None:
    """The conversations before the counsellors and the appointments: the person's own turn takes
    them in this order, and two that wait for each other would both lose. Of several, in one order.
    """
    people = [each.person for each in changed if each.person]
    where = (conversation_repository.find_conversation(unit, person) for person in people)
    for number in sorted({each for each in where if each is not None}):
        lock_conversation(unit, number)


def wake_pages(context: RequestContext, where: Optional[int]) -> None:
    """Once it is committed: the person's open page, and those of the console."""
    if where is not None:
        context.desk.tell(where)
