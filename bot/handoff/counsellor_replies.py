"""Replies of counsellors, appended to the outbox like those of the bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.handoff import handoff_errors
from bot.handoff.ownership_lock import find_locked_handoff
from bot.handoff.participants import is_in_talk
from bot.handoff.states import HUMAN, QUEUED
from bot.messages import Reply
from bot.privacy.message_validation import clean_message
from bot.privacy.redaction import has_personal_data
from bot.storage import reply_repository
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork

REPLY_AUTHOR = "human"


def append_reply(
    unit: UnitOfWork,
    handoff_id: int,
    counsellor_id: int,
    text: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> int:
    """Append a reply of a counsellor and return its number in the conversation.

    `public`: texts whose numbers and addresses are allowed. The caller wakes the delivery
    (`bot.storage.wakeup_repository`) in the same unit.

    Raises:
        AlreadyEnded: the handoff ended or was erased.
        NotClaimed: the handoff is still in the queue.
        NotYours: the counsellor neither holds nor joined the handoff.
        IdentifyingText: the text contains personal data (P5).
        bot.privacy.message_validation.MessageRefused: the text cannot be sent.
    """
    reply = Reply(text=require_sayable(text, public), author=REPLY_AUTHOR)
    held = find_locked_handoff(unit, handoff_id)
    row = lock_conversation(unit, held.conversation) if held else None
    if held is None or row is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.state == QUEUED:
        raise handoff_errors.NotClaimed(handoff_id)
    if held.state != HUMAN or row.owner != HUMAN:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if not is_in_talk(unit, held, counsellor_id):
        raise handoff_errors.NotYours(handoff_id)
    return reply_repository.append_reply(unit, row, reply.to_json(), now, counsellor_id)


def require_sayable(text: str, public: Iterable[str] = ()) -> str:
    """Return a counsellor's text as it may be stored.

    Personal data is refused rather than redacted, as the person would see « [téléphone] ».

    Raises:
        IdentifyingText: the text contains personal data (P5).
        bot.privacy.message_validation.MessageRefused: the text cannot be stored.
    """
    cleaned = clean_message(text)
    if has_personal_data(cleaned, public):
        raise handoff_errors.IdentifyingText
    return cleaned
