"""Operations of a counsellor on a handoff: claim, take over, transfer, reply, note, end.

Each runs in one transaction, with its audit line and the message to the person. On an error
(`bot.handoff.handoff_errors`, `bot.privacy.message_validation`) nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.console.console_errors import NoSuchPage
from bot.console.desk import held_conversation_repository
from bot.console.web.request_context import RequestContext
from bot.handoff import (
    absence,
    alert_consent,
    counsellor_replies,
    handoff_claims,
    handoff_endings,
    participants,
    reply_draft_repository,
    staff_notes,
    transfers,
)
from bot.handoff.handoff_errors import NotYours
from bot.handoff.handoff_repository import Handoff, find_handoff
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakeup_repository import REPLY_STORED, notify

Operation = Callable[..., Handoff]
CONVERSATION_LABELS = ("orientation", "ecole", "formation", "emploi", "aides", "autre")


def audit_subject(handoff: int) -> str:
    """Return the subject of a handoff in the audit trail."""
    return f"handoff:{handoff}"


async def perform(context: RequestContext, operation: Operation, *details: object) -> None:
    """Run an operation on the handoff whose number is in the path; open pages hear of it.

    `details` are its further arguments. Raises what it raises.
    """
    number = context.number("number")
    held = await context.write(lambda unit: operation(unit, context, number, *details))
    context.desk.tell(held.conversation)


def get_handoff(unit: UnitOfWork, handoff: int) -> Handoff:
    """Return a handoff. Raises NoSuchPage if it does not exist or was erased."""
    held = find_handoff(unit, handoff)
    if held is None:
        raise NoSuchPage
    return held


def claim_handoff(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Assign a queued handoff to this counsellor."""
    held = handoff_claims.claim_handoff(unit, handoff, context.me.counsellor, context.now)
    context.write_audit_line(unit, "conversation_claimed", audit_subject(handoff))
    alert = alert_consent.settle_alert(unit, held, context.me.counsellor)
    if alert is not None:
        context.write_audit_line(unit, "alert_seen", f"alert:{alert.id}")
    context.desk.announce(unit, held.conversation, "utter_human_here", context.now, owner="human")
    return held


def come_back(unit: UnitOfWork, context: RequestContext) -> list[Handoff]:
    """Tell the persons whose talks go on that this counsellor is back, and return the talks."""
    returned = absence.mark_counsellor_returned(unit, context.me.counsellor)
    for held in returned:
        context.desk.announce(unit, held.conversation, "utter_human_back", context.now)
    return returned


def take_over(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Assign to this counsellor the talk of one who is gone."""
    held = absence.take_over(unit, handoff, context.me.counsellor, context.now)
    context.write_audit_line(unit, "conversation_taken_over", audit_subject(handoff))
    _announce_successor(unit, context, held)
    return held


def offer_transfer(
    unit: UnitOfWork, context: RequestContext, handoff: int, taker: int, note: str
) -> Handoff:
    """Offer the talk to a colleague."""
    me = context.me.counsellor
    held = transfers.offer_transfer(unit, handoff, me, taker, note, context.now)
    context.write_audit_line(unit, "conversation_offered", audit_subject(handoff))
    return held


def withdraw_offer(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Take an offer back, or dismiss a declined one."""
    return transfers.withdraw_offer(unit, handoff, context.me.counsellor)


def accept_offer(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Take the talk that a colleague offers."""
    held = transfers.accept_offer(unit, handoff, context.me.counsellor, context.now)
    context.write_audit_line(unit, "conversation_accepted", audit_subject(handoff))
    _announce_successor(unit, context, held)
    return held


def decline_offer(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Decline the talk that a colleague offers."""
    held = transfers.decline_offer(unit, handoff, context.me.counsellor)
    context.write_audit_line(unit, "conversation_declined", audit_subject(handoff))
    return held


def _announce_successor(unit: UnitOfWork, context: RequestContext, held: Handoff) -> None:
    context.desk.announce(
        unit, held.conversation, "utter_human_taken_over", context.now, owner="human"
    )


def join_talk(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Join a colleague's talk with a person in danger, and tell the person."""
    joined = participants.join_talk(unit, handoff, context.me.counsellor, context.now)
    held = get_handoff(unit, handoff)
    if joined:
        context.write_audit_line(unit, "conversation_joined", audit_subject(handoff))
        context.desk.announce(unit, held.conversation, "utter_human_second", context.now)
    return held


def leave_talk(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """Leave a talk that this counsellor joined, and tell the person."""
    held = participants.leave_talk(unit, handoff, context.me.counsellor)
    context.write_audit_line(unit, "conversation_left", audit_subject(handoff))
    context.desk.announce(unit, held.conversation, "utter_human_second_left", context.now)
    return held


def send_reply(unit: UnitOfWork, context: RequestContext, handoff: int, text: str) -> Handoff:
    """Send a message to the person, who first hears that a counsellor who was gone is back.

    The draft goes with it.
    """
    come_back(unit, context)
    me = context.me.counsellor
    counsellor_replies.append_reply(
        unit, handoff, me, text, context.now, list_public_contacts(context)
    )
    reply_draft_repository.delete_draft(unit, handoff, me)
    context.write_audit_line(unit, "conversation_replied", audit_subject(handoff))
    held = get_handoff(unit, handoff)
    notify(unit, REPLY_STORED, held.conversation)
    return held


def hand_back(unit: UnitOfWork, context: RequestContext, handoff: int, note: str) -> Handoff:
    """Hand the conversation back to the bot, with an optional note. Admins may do it for others."""
    admin, public = context.me.role == "admin", list_public_contacts(context)
    held = handoff_endings.hand_back(
        unit, handoff, context.me.counsellor, note, context.now, admin=admin, public=public
    )
    context.write_audit_line(unit, "conversation_handed_back", audit_subject(handoff))
    note_reply = {"say": "utter_human_note", "words": held.note} if held.note else ""
    context.desk.announce(
        unit,
        held.conversation,
        "utter_human_handed_back",
        context.now,
        owner="bot",
        note=note_reply,
    )
    return held


def close_handoff(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    """End the handoff. Admins may do it for others."""
    admin = context.me.role == "admin"
    held = handoff_endings.close_handoff(
        unit, handoff, context.me.counsellor, context.now, admin=admin
    )
    context.write_audit_line(unit, "conversation_closed", audit_subject(handoff))
    context.desk.announce(
        unit, held.conversation, "utter_human_left", context.now, owner="bot", note=""
    )
    return held


def add_note(unit: UnitOfWork, context: RequestContext, handoff: int, text: str) -> Handoff:
    """Add a note for colleagues, also after the end."""
    held = _get_own_handoff(unit, context, handoff)
    staff_notes.add_staff_note(unit, handoff, context.me.counsellor, text, context.now)
    context.write_audit_line(unit, "conversation_noted", audit_subject(handoff))
    return held


def set_label(unit: UnitOfWork, context: RequestContext, handoff: int, chosen: str) -> Handoff:
    """Set the topic: one of `CONVERSATION_LABELS`, or ""."""
    held = _get_own_handoff(unit, context, handoff)
    if chosen not in ("", *CONVERSATION_LABELS):
        raise NoSuchPage
    held_conversation_repository.set_label(unit, handoff, chosen)
    context.write_audit_line(unit, "conversation_labelled", audit_subject(handoff))
    return held


def list_public_contacts(context: RequestContext) -> Iterator[str]:
    """Yield what notes and replies may contain: contacts of the centre, then those of the base."""
    yield context.desk.settings.site_phone
    yield context.desk.settings.site_email
    if context.desk.library is not None:  # found on first use, in a second
        yield from context.desk.library.base.contacts


def _get_own_handoff(unit: UnitOfWork, context: RequestContext, handoff: int) -> Handoff:
    held = get_handoff(unit, handoff)
    if not participants.is_in_talk(unit, held, context.me.counsellor):
        raise NotYours(handoff)
    return held
