"""Bot sentences that answer no message, such as the notice of a handoff."""

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
    author: str = "",
    **facts: Any,
) -> None:
    """Append a response of the domain to a conversation; does nothing if it was erased.

    Locks the conversation. `owner` is who answers from here on, if that changes; `author` as in
    `Reply`. The commit wakes other processes; the caller must notify the listeners of this one.
    """
    row = lock_conversation(unit, conversation)
    if row is None:
        return
    turn = create_turn(parts, unit, row, now)
    reply = parts.dialogue.say(turn, response, row.last_reply + 1, **facts)
    append_reply(unit, row, replace(reply, owner=owner, author=author).to_json(), now)
    notify(unit, REPLY_STORED, row.id)
