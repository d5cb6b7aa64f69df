"""What a counsellor says: appended to the outbox, as the bot's replies are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.handoff import errors
from bot.handoff.owning import find_held, hold, last_message
from bot.handoff.states import HUMAN, QUEUED
from bot.messages import Reply
from bot.privacy.intake import clean
from bot.privacy.redaction import identifies
from bot.storage.tables import conversations, outbox
from bot.storage.unit_of_work import UnitOfWork

AUTHOR = "human"


def reply(
    unit: UnitOfWork,
    handoff_id: int,
    counsellor_id: int,
    text: str,
    now: dt.datetime,
    public: Iterable[str] = (),
) -> int:
    """Say something to the person; the number of the reply in its conversation. `public`: where
    the numbers and addresses stand that may be said.

    Waking whoever delivers (`bot.conversation.wakeups`) is the caller's, in the same unit.

    Raises:
        AlreadyEnded: it ended, or was erased, before this left.
        NotClaimed: nobody talks with the person yet.
        NotYours: another counsellor does.
        Identifying: it would keep what tells who somebody is (P5).
        bot.privacy.intake.Refused: the text cannot be said.
    """
    said = Reply(text=sayable(text, public), author=AUTHOR)
    held = find_held(unit, handoff_id)
    row = hold(unit, held.conversation) if held else None
    if held is None or row is None:
        raise errors.AlreadyEnded(handoff_id)
    if held.state == QUEUED:
        raise errors.NotClaimed(handoff_id)
    if held.state != HUMAN or row.owner != HUMAN:
        raise errors.AlreadyEnded(handoff_id)
    if held.counsellor != counsellor_id:
        raise errors.NotYours(handoff_id)
    seq = row.last_reply + 1
    unit.execute(
        outbox.insert().values(
            conversation_id=row.id,
            seq=seq,
            answers=last_message(unit, row),
            reply=said.to_json(),
            created=now,
        )
    )
    unit.execute(conversations.update().where(conversations.c.id == row.id).values(last_reply=seq))
    return seq


def sayable(text: str, public: Iterable[str] = ()) -> str:
    """A counsellor's words, as they may be kept. Raises Identifying, privacy.intake.Refused.

    Nothing is taken out of them in silence: the person would be told « [téléphone] ».
    """
    said = clean(text)
    if identifies(said, public):
        raise errors.Identifying
    return said
