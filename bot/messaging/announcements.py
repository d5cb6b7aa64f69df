"""A sentence that answers no message: somebody took over, gave back, or did not come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.handoff.ownership_lock import last_message_number, lock_conversation
from bot.messaging.turn_processor import TurnDependencies, create_turn
from bot.messaging.wakeups import REPLY_STORED, notify
from bot.storage.conversation_tables import conversations, outbox
from bot.storage.unit_of_work import UnitOfWork


def announce(
    parts: TurnDependencies,
    unit: UnitOfWork,
    conversation: int,
    response: str,
    now: dt.datetime,
    owner: str = "",
    **facts: Any,
) -> None:
    """Append a response of the domain to a conversation, locked meanwhile; erased ones get none.

    `owner`: who answers from here on, where that changes.

    Whoever waits in other processes is woken at the commit; in this one, tell the listeners then.
    """
    row = lock_conversation(unit, conversation)
    if row is None:
        return
    seq = row.last_reply + 1
    reply = parts.dialogue.say(create_turn(parts, unit, row, now), response, seq, **facts)
    unit.execute(
        outbox.insert().values(
            conversation_id=row.id,
            seq=seq,
            answers=last_message_number(unit, row),
            reply=replace(reply, owner=owner).to_json(),
            created=now,
        )
    )
    mine = conversations.c.id == row.id
    unit.execute(sa.update(conversations).where(mine).values(last_reply=seq))
    notify(unit, REPLY_STORED, row.id)
