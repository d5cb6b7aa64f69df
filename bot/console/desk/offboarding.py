"""Hand a departing counsellor's conversations back to the bot."""

from __future__ import annotations

from bot.console.desk import handoff_operations
from bot.console.web import page_updates
from bot.console.web.request_context import RequestContext
from bot.handoff.handoff_endings import close_talks_of
from bot.handoff.handoff_repository import Handoff
from bot.storage.unit_of_work import UnitOfWork


def end_conversations(unit: UnitOfWork, context: RequestContext, counsellor: int) -> list[Handoff]:
    """End the conversations of a counsellor who is off duty, and tell each person.

    Call `wake_pages` after the commit. The counsellor is locked before the conversations here,
    unlike in a claim; there is no deadlock, since a claim locks a queued conversation.
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
    """Wake the pages of the ended conversations and of the queue."""
    for held in ended:
        context.desk.tell(held.conversation)
    context.desk.tell(page_updates.QUEUE_PAGES)
