"""A sentence that answers no message: somebody took over, gave back, or did not come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.conversation.turn import Parts, turn_of
from bot.conversation.wakeups import SAID, notify
from bot.handoff.owning import hold, last_message
from bot.storage.tables import conversations, outbox
from bot.storage.unit_of_work import UnitOfWork


def announce(
    parts: Parts,
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
    row = hold(unit, conversation)
    if row is None:
        return
    seq = row.last_reply + 1
    reply = parts.dialogue.say(turn_of(parts, unit, row, now), response, seq, **facts)
    unit.execute(
        outbox.insert().values(
            conversation_id=row.id,
            seq=seq,
            answers=last_message(unit, row),
            reply=replace(reply, owner=owner).to_json(),
            created=now,
        )
    )
    mine = conversations.c.id == row.id
    unit.execute(sa.update(conversations).where(mine).values(last_reply=seq))
    notify(unit, SAID, row.id)
