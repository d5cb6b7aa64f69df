"""Notifies a person in their conversation that a counsellor changed their appointment."""

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
    """Send `response` to the conversation of the appointment; return it, to wake at the commit.

    Returns None if the conversation is gone: the page of the appointment shows the change, and the
    counsellor can use the contact.
    """
    conversation = (
        conversation_repository.find_conversation(unit, changed.person) if changed.person else None
    )
    if conversation is None:
        return None
    facts = booking_facts.appointment_facts(context.desk.settings, context.desk.keys.key, changed)
    context.desk.announce(unit, conversation, response, context.now, **facts)
    return conversation


def lock_conversations(unit: UnitOfWork, *changed: Appointment) -> None:
    """Lock the conversations, in id order, before counsellors and appointments.

    A person's own turn takes its locks in this order; another one could deadlock.
    """
    people = [each.person for each in changed if each.person]
    conversations = (conversation_repository.find_conversation(unit, person) for person in people)
    for number in sorted({each for each in conversations if each is not None}):
        lock_conversation(unit, number)


def wake_pages(context: RequestContext, where: Optional[int]) -> None:
    """Wake the person's page and those of the console; call after the commit."""
    if where is not None:
        context.desk.tell(where)
