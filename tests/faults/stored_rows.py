"""What the database holds of each client, for the checker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.storage.conversation_tables import conversations, inbox, outbox
from bot.storage.unit_of_work import UnitOfWork, reading
from tests.faults.client_history import WAITING, ShownReply, StoredConversation, StoredMessage

OPENING = "open"
# What says where a reply stands, and what is for the service alone.
_PLACE = ("from", "seq", "answers", "at", "code")


def read_conversation(engine: Engine, person: str) -> StoredConversation:
    """All rows of a pseudonym; none if there is no conversation."""
    with reading(engine) as unit:
        row = unit.execute(sa.select(conversations).where(conversations.c.person == person)).first()
        if row is None:
            return StoredConversation((), (), 0)
        messages = [
            StoredMessage(m.seq, m.external_id.partition(":")[2], m.body, m.status)
            for m in _rows_of(unit, inbox, row.id)
        ]
        replies = [
            ShownReply(reply.seq, reply.answers, content_of(reply.reply))
            for reply in _rows_of(unit, outbox, row.id)
        ]
    return StoredConversation(messages, replies, row.turns)


def content_of(reply: Mapping[str, Any]) -> str:
    """All that a reply says, in one string: in a row and on a page alike."""
    said = {name: value for name, value in reply.items() if name not in _PLACE}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def count_waiting(engine: Engine, person: Optional[str] = None) -> int:
    """How many messages of a pseudonym, or of anybody, are not answered."""
    waiting = sa.select(sa.func.count()).select_from(inbox.join(conversations))
    mine = conversations.c.person == person if person else sa.true()
    with reading(engine) as unit:
        return int(unit.execute(waiting.where(inbox.c.status == WAITING, mine)).scalar_one())


async def until_waiting_is_answered(engine: Engine) -> None:
    """Wait until no message of anybody waits, also of those who opened the chat and left."""
    while count_waiting(engine):
        await asyncio.sleep(0.05)


def _rows_of(unit: UnitOfWork, table: sa.Table, conversation: int) -> list[Any]:
    mine = table.c.conversation_id == conversation
    return unit.execute(sa.select(table).where(mine).order_by(table.c.seq)).all()
