"""What was said last on either side of a conversation."""

from __future__ import annotations

from typing import Optional

import sqlalchemy as sa

from bot.storage.tables import inbox, outbox
from bot.storage.unit_of_work import UnitOfWork

_MINE = outbox.c.conversation_id == sa.bindparam("conversation")
_LAST = sa.select(sa.func.max(outbox.c.answers)).where(_MINE).scalar_subquery()
_TEXTS = sa.select(outbox.c.reply).where(_MINE, outbox.c.answers == _LAST).order_by(outbox.c.seq)
_MESSAGE = (
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
_MESSAGES = _MESSAGE.limit(sa.bindparam("most", type_=sa.Integer))


def last_texts(unit: UnitOfWork, conversation: int) -> list[str]:
    """The texts of the last answer, of its cards too."""
    rows = unit.execute(_TEXTS, {"conversation": conversation}).scalars()
    texts = [
        text
        for reply in rows
        for text in (reply.get("text"), *(card.get("text") for card in reply.get("cards", ())))
    ]
    return [text for text in texts if text]


def last_cards(unit: UnitOfWork, conversation: int) -> set[str]:
    """The titles of the cards of the last answer."""
    rows = unit.execute(_TEXTS, {"conversation": conversation}).scalars()
    return {card["title"] for reply in rows for card in reply.get("cards", ())}


def last_message(unit: UnitOfWork, conversation: int, before: int) -> Optional[str]:
    """The last typed message before number `before` that told of no distress."""
    found = unit.execute(_MESSAGE, {"conversation": conversation, "before": before})
    return found.scalar()


def last_messages(unit: UnitOfWork, conversation: int, before: int, most: int) -> list[str]:
    """The last typed messages before number `before` that told of no distress, the oldest first;
    `most` of them at most."""
    mine = {"conversation": conversation, "before": before, "most": most}
    return [body for body in unit.execute(_MESSAGES, mine).scalars() if body][::-1]
