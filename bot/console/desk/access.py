"""What a counsellor may see of a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.console_errors import NoSuchPage
from bot.console.desk import handoff_operations, live_stream
from bot.console.staff import account_repository
from bot.console.web.request_context import RequestContext
from bot.handoff import reply_drafts, staff_note_repository, transcript
from bot.handoff.handoff_repository import Handoff
from bot.handoff.states import HUMAN, QUEUED
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ConversationAccess:
    """A conversation as a counsellor may see it.

    Who holds or held it reads everything the person agreed to share; while it waits, counsellors on
    duty see the summary; an admin may end another's. `shown`: anything shared is visible. `draft`:
    the reply that this counsellor has begun.
    """

    handoff: Handoff
    mine: bool
    messages: list[transcript.TranscriptMessage]
    notes: list[staff_note_repository.StaffNote]
    names: dict[int, str]
    mark: str = ""
    shown: bool = True
    draft: str = ""

    @property
    def held(self) -> bool:
        """Whether this counsellor is the one to answer now."""
        return self.mine and self.handoff.state == HUMAN


def get_conversation_access(
    unit: UnitOfWork, context: RequestContext, number: int
) -> ConversationAccess:
    """Return the counsellor's view. Raises NoSuchPage if erased, or over and not theirs."""
    held = handoff_operations.get_handoff(unit, number)
    mine = held.counsellor == context.me.counsellor
    if not mine and held.state not in (QUEUED, HUMAN):
        raise NoSuchPage
    if not mine:
        summary = held.state == QUEUED and context.duty == "on" and bool(held.summary)
        return ConversationAccess(held, False, [], [], {}, shown=summary)
    return ConversationAccess(
        held,
        True,
        transcript.list_messages(unit, held),
        staff_note_repository.list_staff_notes(unit, number),
        account_repository.list_names_by_id(unit),
        live_stream.compute_conversation_mark(unit, number, context.me.counsellor),
        draft=reply_drafts.read_draft(unit, number, context.me.counsellor, context.desk.keys.vault),
    )
