"""What a counsellor says: appended to the outbox, as the bot's replies are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.handoff import handoff_errors
from bot.handoff.ownership_lock import find_locked_handoff
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
    """Say something to the person; the number of the reply in its conversation. `public`: where
    the numbers and addresses stand that may be said.

    Waking whoever delivers (`bot.storage.wakeup_repository`) is the caller's, in the same unit.

    Raises:
        AlreadyEnded: it ended, or was erased, before this left.
        NotClaimed: nobody talks with the person yet.
        NotYours: another counsellor does.
        Identifying: it would keep what tells who somebody is (P5).
        bot.privacy.message_validation.MessageRefused: the text cannot be said.
    """
    said = Reply(text=require_sayable(text, public), author=REPLY_AUTHOR)
    held = find_locked_handoff(unit, handoff_id)
    row = lock_conversation(unit, held.conversation) if held else None
    if held is None or row is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.state == QUEUED:
        raise handoff_errors.NotClaimed(handoff_id)
    if held.state != HUMAN or row.owner != HUMAN:
        raise handoff_errors.AlreadyEnded(handoff_id)
    if held.counsellor != counsellor_id:
        raise handoff_errors.NotYours(handoff_id)
    return reply_repository.append_reply(unit, row, said.to_json(), now)


def require_sayable(text: str, public: Iterable[str] = ()) -> str:
    """A counsellor's words, as they may be kept. Raises Identifying, privacy.intake.Refused.

    Nothing is taken out of them in silence: the person would be told « [téléphone] ».
    """
    said = clean_message(text)
    if has_personal_data(said, public):
        raise handoff_errors.IdentifyingText
    return said
