"""A sentence that answers no message: somebody took over, gave back, or did not come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from bot.messaging.turn_dependencies import TurnDependencies, create_turn
from bot.storage.conversation_repository import lock_conversation
from bot.storage.reply_repository import append_reply
from bot.storage.unit_of_work import UnitOfWork
from bot.storage.wakeup_repository import REPLY_STORED, notify


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
    turn = create_turn(parts, unit, row, now)
    reply = parts.dialogue.say(turn, response, row.last_reply + 1, **facts)
    append_reply(unit, row, replace(reply, owner=owner).to_json(), now)
    notify(unit, REPLY_STORED, row.id)
