"""Incoming messages (`inbox`): stored once, numbered, taken by a turn, closed."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, Optional

import sqlalchemy as sa

from bot.storage.channel_tables import routes
from bot.storage.column_types import UtcTime
from bot.storage.conversation_tables import conversations, erased_messages, inbox
from bot.storage.unit_of_work import UnitOfWork

# Values of `kind`. MORE is a press of « plus de choix », OTHER anything that is not text.
TEXT, CHOICE, OPENING = "text", "choice", "open"
MORE, OTHER = NON_TEXT_KINDS = ("more", "other")
# Values of `status`.
WAITING, DONE, FAILED = "waiting", "done", "failed"

# Built once: at each turn, building a statement costs as much as running it.
_IN_CONVERSATION = inbox.c.conversation_id == sa.bindparam("conversation")
_IS_WAITING = inbox.c.status == WAITING
_MESSAGE = inbox.c.id == sa.bindparam("message")
_WAS_RECEIVED = sa.select(
    sa.or_(
        *(
            sa.exists().where(
                table.c.channel == sa.bindparam("channel"),
                table.c.external_id == sa.bindparam("external_id"),
            )
            for table in (inbox, erased_messages)
        )
    )
)
_of_all = inbox.alias("of_all")
_COUNTS = sa.select(
    sa.func.count().filter(_IS_WAITING),
    sa.select(sa.func.count()).where(_of_all.c.status == WAITING).scalar_subquery(),
    sa.func.max(inbox.c.seq),
).where(_IN_CONVERSATION)
_LAST_NUMBER = sa.select(sa.func.max(inbox.c.seq)).where(_IN_CONVERSATION)
_INSERT = inbox.insert()
_WAITING_HEAD = sa.select(inbox).where(_IN_CONVERSATION, _IS_WAITING).order_by(inbox.c.seq).limit(1)
_ATTEMPTS = sa.select(inbox.c.attempts).where(_MESSAGE)
_UPDATE_MESSAGE = inbox.update().where(_MESSAGE)
_REFUND_ATTEMPT = inbox.update().where(_MESSAGE, _IS_WAITING).values(attempts=inbox.c.attempts - 1)
_WAITING_HEADS = (
    sa.select(inbox.c.conversation_id, sa.func.min(inbox.c.seq))
    .where(_IS_WAITING)
    .group_by(inbox.c.conversation_id)
)
_HAS_WAITING = sa.select(inbox.c.id).where(_IN_CONVERSATION, _IS_WAITING).limit(1)
_AWAITS_BOT = (
    sa.select(inbox.c.id)
    .join(conversations)
    .where(
        conversations.c.person == sa.bindparam("whose"), conversations.c.owner == "bot", _IS_WAITING
    )
)
_BACKLOG = sa.select(sa.func.count(), sa.func.min(inbox.c.received)).where(_IS_WAITING)
_LOCK_TABLE = sa.text("LOCK TABLE inbox IN ROW EXCLUSIVE MODE")


class Backlog(NamedTuple):
    """The number of waiting messages, and the time of the oldest."""

    size: int
    oldest: Optional[dt.datetime]


def was_received(unit: UnitOfWork, channel: str, external_id: str) -> bool:
    """Whether a channel sent this message before, even if it was erased since."""
    sent = {"channel": channel, "external_id": external_id}
    return bool(unit.execute(_WAS_RECEIVED, sent).scalar_one())


def count_messages(unit: UnitOfWork, conversation: int) -> tuple[int, int, Optional[int]]:
    """Return how many messages of a conversation are waiting, how many of all conversations, and
    the number of its last one."""
    own, total, last = unit.execute(_COUNTS, {"conversation": conversation}).one()
    return own, total, last


def find_last_number(unit: UnitOfWork, conversation: int) -> Optional[int]:
    """Return the number of the last stored message, if any."""
    return unit.execute(_LAST_NUMBER, {"conversation": conversation}).scalar()


def last_number_in(conversation: Any) -> Any:
    """Return a subquery: the number of the last message of a conversation (a column), if any."""
    query = sa.select(sa.func.max(inbox.c.seq)).where(inbox.c.conversation_id == conversation)
    return query.scalar_subquery()


def last_message_number(unit: UnitOfWork, row: Any) -> int:
    """Return the number of the last message of a conversation (its row), erased or not."""
    return find_last_number(unit, row.id) or row.erased_through


def insert_message(unit: UnitOfWork, **values: Any) -> int:
    """Store a message and return its id."""
    return int(unit.execute(_INSERT, values).inserted_primary_key[0])


def find_waiting_head(unit: UnitOfWork, conversation: int) -> Any:
    """Return the first waiting message, if any; the caller holds the conversation's lock."""
    return unit.execute(_WAITING_HEAD, {"conversation": conversation}).first()


def fetch_attempts(unit: UnitOfWork, message_id: int) -> int:
    """Return how often a turn took the message."""
    return int(unit.execute(_ATTEMPTS, {"message": message_id}).scalar_one())


def save_attempts(unit: UnitOfWork, message_id: int, attempts: int) -> None:
    """Store how often a turn took the message."""
    unit.execute(_UPDATE_MESSAGE, {"message": message_id, "attempts": attempts})


def refund_attempt(unit: UnitOfWork, message_id: int) -> None:
    """Subtract an attempt if the message is still waiting."""
    unit.execute(_REFUND_ATTEMPT, {"message": message_id})


def close_message(unit: UnitOfWork, message_id: int, status: str) -> None:
    """Close a message with a status, and delete the hash of its code."""
    unit.execute(_UPDATE_MESSAGE, {"message": message_id, "status": status, "code_hash": None})


def close_older_messages(unit: UnitOfWork, before: dt.datetime) -> None:
    """Close messages waiting since before that time as failed."""
    old = _IS_WAITING & (inbox.c.received < before)
    unit.execute(inbox.update().where(old).values(status=FAILED, code_hash=None))


def save_signal(
    unit: UnitOfWork, message_id: int, level: str, topic: Optional[str], matter: Optional[str]
) -> None:
    """Store the signal of a message."""
    values = {"signal": level, "topic": topic, "matter": matter}
    unit.execute(_UPDATE_MESSAGE, {"message": message_id, **values})


def list_waiting_heads(unit: UnitOfWork, most: int = 200) -> dict[int, int]:
    """Return the number of the first waiting message of up to `most` conversations."""
    return dict(unit.execute(_WAITING_HEADS.limit(most)).all())


def has_waiting_message(unit: UnitOfWork, conversation: int) -> bool:
    """Whether a message of the conversation is waiting."""
    return unit.execute(_HAS_WAITING, {"conversation": conversation}).first() is not None


def awaits_bot(unit: UnitOfWork, person: str) -> bool:
    """Whether a message of a person is waiting for the bot, not for a human."""
    return unit.execute(_AWAITS_BOT, {"whose": person}).first() is not None


def read_backlog(unit: UnitOfWork) -> Backlog:
    """Return the backlog over all conversations."""
    return Backlog(*unit.execute(_BACKLOG).one())


def lock_table(unit: UnitOfWork) -> None:
    """Take the table lock that storing a message takes, on PostgreSQL."""
    if unit.locks_rows:
        unit.execute(_LOCK_TABLE)


def waiting_in_conversation() -> Any:
    """Return a condition on `conversations`: it has a waiting message."""
    return sa.exists().where(inbox.c.conversation_id == conversations.c.id, _IS_WAITING)


def count_sent_until(conversation: Any, until: Any) -> Any:
    """Return a subquery that counts the messages of a conversation (a column) up to a time (a
    column), without openings of the chat."""
    return (
        sa.select(sa.func.count())
        .where(
            inbox.c.conversation_id == conversation,
            inbox.c.received <= until,
            inbox.c.kind != OPENING,
        )
        .scalar_subquery()
    )


def keep_platform_ids(
    unit: UnitOfWork, conversation: int, since: dt.datetime, now: dt.datetime
) -> None:
    """Note the ids of messages received since then as erased, if the conversation has a delivery
    address: its platform may send them again."""
    recent = sa.select(
        inbox.c.channel, inbox.c.external_id, sa.literal(now, UtcTime()).label("created")
    ).where(
        inbox.c.conversation_id == conversation,
        inbox.c.received > since,
        sa.exists().where(routes.c.conversation_id == conversation),
    )
    columns = ("channel", "external_id", "created")
    unit.execute(erased_messages.insert().from_select(columns, recent))


def delete_messages(unit: UnitOfWork, conversation_ids: list[int]) -> None:
    """Delete all messages of conversations."""
    unit.execute(inbox.delete().where(inbox.c.conversation_id.in_(conversation_ids)))
