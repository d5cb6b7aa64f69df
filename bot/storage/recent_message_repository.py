"""What was said last on either side of a conversation."""

from __future__ import annotations

from typing import Optional

import sqlalchemy as sa

from bot.storage.conversation_tables import inbox, outbox
from bot.storage.unit_of_work import UnitOfWork

_IN_CONVERSATION = outbox.c.conversation_id == sa.bindparam("conversation")
_LAST_ANSWERED_SEQ = (
    sa.select(sa.func.max(outbox.c.answers)).where(_IN_CONVERSATION).scalar_subquery()
)
_LAST_REPLIES = (
    sa.select(outbox.c.reply)
    .where(_IN_CONVERSATION, outbox.c.answers == _LAST_ANSWERED_SEQ)
    .order_by(outbox.c.seq)
)
_LAST_TYPED_MESSAGE = (
    sa.select(inbox.c.body)
    .where(
        inbox.c.conversation_id == sa.bindparam("conversation"),
        inbox.c.seq < sa.bindparam("before"),
        inbox.c.kind == "text",
        inbox.c.signal == "none",
    )
    .order_by(inbox.c.seq.desc())
    .limit(1)
)
_LAST_TYPED_MESSAGES = _LAST_TYPED_MESSAGE.limit(sa.bindparam("most", type_=sa.Integer))


def fetch_last_reply_texts(unit: UnitOfWork, conversation: int) -> list[str]:
    """The texts of the last answer, of its cards too."""
    rows = unit.execute(_LAST_REPLIES, {"conversation": conversation}).scalars()
    texts = [
        text
        for reply in rows
        for text in (reply.get("text"), *(card.get("text") for card in reply.get("cards", ())))
    ]
    return [text for text in texts if text]


def fetch_last_card_titles(unit: UnitOfWork, conversation: int) -> set[str]:
    """The titles of the cards of the last answer."""
    rows = unit.execute(_LAST_REPLIES, {"conversation": conversation}).scalars()
    return {card["title"] for reply in rows for card in reply.get("cards", ())}


def fetch_last_typed_message(unit: UnitOfWork, conversation: int, before: int) -> Optional[str]:
    """The last typed message before number `before` that told of no distress."""
    found = unit.execute(_LAST_TYPED_MESSAGE, {"conversation": conversation, "before": before})
    return found.scalar()


def fetch_last_typed_messages(
    unit: UnitOfWork, conversation: int, before: int, most: int
) -> list[str]:
    """The last typed messages before number `before` that told of no distress, the oldest first;
    `most` of them at most."""
    mine = {"conversation": conversation, "before": before, "most": most}
    return [body for body in unit.execute(_LAST_TYPED_MESSAGES, mine).scalars() if body][::-1]
