"""A counsellor who leaves: the bot goes on with whom they talked to."""

from __future__ import annotations

from bot.console.desk import handoff_operations
from bot.console.web import page_updates
from bot.console.web.request_context import RequestContext
from bot.handoff.handoff_endings import close_talks_of
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork


def end_conversations(unit: UnitOfWork, context: RequestContext, counsellor: int) -> list[Handoff]:
    """Those of somebody who is off duty already, so that no other begins; each person is told.
    Once it is committed, `spread` tells the pages.

    The counsellor is locked before the conversations here, unlike in a claim: that one holds a
    conversation of the queue, which is none of these, so neither waits for the other.
    """
    ended = close_talks_of(unit, counsellor, context.now)
    for held in ended:
        context.write_audit_line(
            unit, "conversation_closed", handoff_operations.audit_subject(held.id)
        )
        context.desk.announce(
            unit, held.conversation, "utter_human_left", context.now, owner="bot", note=""
        )
    return ended


def wake_pages(context: RequestContext, ended: list[Handoff]) -> None:
    """Wake the pages of those conversations, and those of the queue."""
    for held in ended:
        context.desk.tell(held.conversation)
    context.desk.tell(page_updates.QUEUE_PAGES)
