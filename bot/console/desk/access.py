"""What a counsellor may see of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from bot.console.console_errors import NoSuchPage
from bot.console.desk import handoff_operations
from bot.console.desk.own_talks import compute_conversation_mark
from bot.console.staff import account_repository
from bot.console.web.request_context import RequestContext
from bot.handoff import participant_repository, reply_drafts, staff_note_repository, transcript
from bot.handoff.handoff_repository import Handoff
from bot.handoff.offer_repository import Offer, find_offer
from bot.handoff.participants import MAX_PARTICIPANTS, is_in_talk
from bot.handoff.presence_repository import list_on_duty
from bot.handoff.states import GONE, HUMAN, QUEUED
from bot.handoff.talk_mark_repository import list_talk_marks
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ConversationAccess:
    """A conversation as a counsellor may see it.

    Who holds, joined or held it reads everything the person agreed to share; while it waits, its
    counsellor is gone, or it is offered to them, counsellors on duty see the summary; an admin may
    end another's. `shown`: anything shared is visible. `offer`: to a colleague, or from one to this
    counsellor; `colleagues`: ids and names of those to whom it can be offered. `others`: the other
    counsellors of the talk. `may_join`: it is a colleague's talk with a person in danger. `draft`:
    the reply that this counsellor has begun.
    """

    handoff: Handoff
    mine: bool
    messages: list[transcript.TranscriptMessage]
    notes: list[staff_note_repository.StaffNote]
    names: dict[int, str]
    mark: str = ""
    shown: bool = True
    offer: Optional[Offer] = None
    colleagues: list[tuple[int, str]] = field(default_factory=list)
    owned: bool = False
    others: tuple[int, ...] = ()
    may_join: bool = False
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
    me = context.me.counsellor
    mine = is_in_talk(unit, held, me)
    joined = participant_repository.list_participants(unit, number)
    if not mine and held.state not in (QUEUED, HUMAN):
        raise NoSuchPage
    offer = find_offer(unit, number) if held.state == HUMAN else None
    if not mine:
        offer = offer if offer and offer.taker == me else None
        is_open = held.phase in (QUEUED, GONE) or (offer is not None and not offer.declined)
        summary = is_open and context.duty == "on" and bool(held.summary)
        free = held.danger and held.counsellor is not None and len(joined) < MAX_PARTICIPANTS
        may_join = held.state == HUMAN and context.duty == "on" and free
        return ConversationAccess(
            held, False, [], [], {}, shown=summary, offer=offer, may_join=may_join
        )
    on_duty = list_on_duty(unit) if held.state == HUMAN else []
    return ConversationAccess(
        held,
        True,
        transcript.list_messages(unit, held),
        staff_note_repository.list_staff_notes(unit, number),
        account_repository.list_names_by_id(unit),
        compute_conversation_mark(unit, number, list_talk_marks(unit, me)),
        offer=offer,
        colleagues=[each for each in on_duty if each[0] != me],
        owned=held.counsellor == me,
        others=tuple(each for each in (held.counsellor, *joined) if each not in (None, me)),
        draft=reply_drafts.read_draft(unit, number, me, context.desk.keys.vault),
    )


def get_messages_access(
    unit: UnitOfWork, context: RequestContext, number: int
) -> ConversationAccess:
    """Return the counsellor's view of the messages alone, for a page that is open.

    Raises NoSuchPage if the conversation was erased, or is over and not theirs.
    """
    held = handoff_operations.get_handoff(unit, number)
    me = context.me.counsellor
    if not is_in_talk(unit, held, me):
        if held.state not in (QUEUED, HUMAN):
            raise NoSuchPage
        return ConversationAccess(held, False, [], [], {}, shown=False)
    messages = transcript.list_messages(unit, held)
    colleagues = any(each.counsellor not in (None, me) for each in messages)
    names = account_repository.list_names_by_id(unit) if colleagues else {}
    return ConversationAccess(held, True, messages, [], names)
