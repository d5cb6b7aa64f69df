"""Replies (`outbox`): appended with a number, read back, delivered in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Optional

import sqlalchemy as sa

from bot.storage.channel_tables import routes
from bot.storage.column_types import UtcTime
from bot.storage.conversation_repository import update_conversation
from bot.storage.conversation_tables import inbox, outbox
from bot.storage.handoff_tables import handoffs
from bot.storage.message_repository import last_message_number
from bot.storage.unit_of_work import UnitOfWork

ReplyJson = dict[str, Any]

# Built once: at each turn, building a statement costs as much as running it.
_IN_CONVERSATION = outbox.c.conversation_id == sa.bindparam("conversation")
_AFTER = outbox.c.seq > sa.bindparam("after")
_INSERT = outbox.insert()
_LAST_ANSWERED = sa.select(sa.func.max(outbox.c.answers)).where(_IN_CONVERSATION).scalar_subquery()
_LAST_REPLIES = (
    sa.select(outbox)
    .where(_IN_CONVERSATION, outbox.c.answers == _LAST_ANSWERED)
    .order_by(outbox.c.seq)
)
_REPLIES_AFTER = sa.select(outbox).where(_IN_CONVERSATION, _AFTER).order_by(outbox.c.seq)
_REPLIES_UNTIL = _REPLIES_AFTER.where(outbox.c.created <= sa.bindparam("until"))
_REPLY = sa.select(outbox.c.reply).where(_IN_CONVERSATION, outbox.c.seq == sa.bindparam("number"))
_ANSWERS = (
    sa.select(outbox.c.reply)
    .where(_IN_CONVERSATION, outbox.c.answers == sa.bindparam("message"))
    .order_by(outbox.c.seq)
)
_SINCE = sa.select(outbox.c.reply).where(
    _IN_CONVERSATION, outbox.c.created > sa.bindparam("since", type_=UtcTime)
)
_LAST_COUNSELLOR_TIME = sa.select(sa.func.max(outbox.c.created)).where(
    _IN_CONVERSATION, outbox.c.counsellor_id.isnot(None)
)

# Another reply of the same turn follows; stable, since a turn's replies are committed together.
_later = outbox.alias("behind")
_IS_FOLLOWED = sa.exists().where(
    _later.c.conversation_id == outbox.c.conversation_id,
    _later.c.answers == outbox.c.answers,
    _later.c.created == outbox.c.created,
    _later.c.seq > outbox.c.seq,
)
_CLAIMED_AT = (
    sa.select(handoffs.c.claimed)
    .where(handoffs.c.conversation_id == outbox.c.conversation_id, handoffs.c.state == "human")
    .scalar_subquery()
)
_ANSWERS_DISTRESS = sa.exists().where(
    inbox.c.conversation_id == outbox.c.conversation_id,
    inbox.c.seq == outbox.c.answers,
    inbox.c.signal != "none",
)
# While a human has the conversation, earlier replies of the bot are kept back, except in distress.
_MAY_LEAVE = sa.or_(_CLAIMED_AT.is_(None), outbox.c.created >= _CLAIMED_AT, _ANSWERS_DISTRESS)
_NEXT_TO_DELIVER = (
    sa.select(outbox.c.seq, outbox.c.reply, _IS_FOLLOWED.label("followed"))
    .where(_IN_CONVERSATION, _AFTER, _MAY_LEAVE)
    .order_by(outbox.c.seq)
    .limit(1)
)
_KEPT_BACK = sa.select(
    sa.func.min(outbox.c.seq).label("first"), sa.func.max(outbox.c.seq).label("last")
).where(_IN_CONVERSATION, _AFTER, sa.not_(_MAY_LEAVE))
_SENT = (
    sa.select(routes.c.sent)
    .where(routes.c.conversation_id == sa.bindparam("conversation"))
    .scalar_subquery()
)
_FIRST_UNSENT = sa.select(sa.func.min(outbox.c.seq)).where(_IN_CONVERSATION, outbox.c.seq > _SENT)


def insert_replies(
    unit: UnitOfWork,
    row: Any,
    message_number: int,
    replies: Sequence[ReplyJson],
    now: dt.datetime,
    counsellor: Optional[int] = None,
) -> int:
    """Append replies to message `message_number`; returns the number of the last reply, which the
    caller stores in the conversation. `row` is the locked conversation, `counsellor` who wrote
    them, None for the bot."""
    if replies:
        unit.execute(
            _INSERT,
            [
                {
                    "conversation_id": row.id,
                    "seq": row.last_reply + n,
                    "answers": message_number,
                    "reply": reply,
                    "created": now,
                    "counsellor_id": counsellor,
                }
                for n, reply in enumerate(replies, start=1)
            ],
        )
    return int(row.last_reply + len(replies))


def append_reply(
    unit: UnitOfWork,
    row: Any,
    reply: ReplyJson,
    now: dt.datetime,
    counsellor: Optional[int] = None,
) -> int:
    """Append one reply after the last message and return its number; see `insert_replies`."""
    last = last_message_number(unit, row)
    number = insert_replies(unit, row, last, [reply], now, counsellor)
    update_conversation(unit, row.id, last_reply=number)
    return number


def list_last_replies(unit: UnitOfWork, conversation: int) -> list[Any]:
    """Return the rows of the last answer, in order."""
    return unit.read_once(outbox, _LAST_REPLIES, {"conversation": conversation})


def fetch_last_reply_texts(unit: UnitOfWork, conversation: int) -> list[str]:
    """Return the texts of the last answer and its cards."""
    texts = [
        text
        for row in list_last_replies(unit, conversation)
        for text in (
            row.reply.get("text"),
            *(card.get("text") for card in row.reply.get("cards", ())),
        )
    ]
    return [text for text in texts if text]


def fetch_last_card_titles(unit: UnitOfWork, conversation: int) -> set[str]:
    """Return the titles of the cards of the last answer."""
    rows = list_last_replies(unit, conversation)
    return {card["title"] for row in rows for card in row.reply.get("cards", ())}


def list_replies_after(
    unit: UnitOfWork, conversation: int, after: int, until: Optional[dt.datetime] = None
) -> list[Any]:
    """Return the rows after number `after` and not after the time `until`, in order."""
    mine = {"conversation": conversation, "after": after}
    if until is None:
        return list(unit.execute(_REPLIES_AFTER, mine))
    return list(unit.execute(_REPLIES_UNTIL, {**mine, "until": until}))


def find_reply(unit: UnitOfWork, conversation: int, number: int) -> Optional[ReplyJson]:
    """Return reply `number` of a conversation; None if it was erased."""
    return unit.execute(_REPLY, {"conversation": conversation, "number": number}).scalar()


def list_answers(unit: UnitOfWork, conversation: int, message_number: int) -> list[ReplyJson]:
    """Return the replies to a message, in order."""
    mine = {"conversation": conversation, "message": message_number}
    return list(unit.execute(_ANSWERS, mine).scalars())


def has_reply_by(unit: UnitOfWork, conversation: int, author: str, since: dt.datetime) -> bool:
    """Return whether this author replied after `since`."""
    found = unit.execute(_SINCE, {"conversation": conversation, "since": since}).scalars()
    return any(reply.get("author") == author for reply in found)


def find_last_counsellor_reply_time(unit: UnitOfWork, conversation: int) -> Optional[dt.datetime]:
    """Return the time of the last reply of a counsellor, if any."""
    return unit.execute(_LAST_COUNSELLOR_TIME, {"conversation": conversation}).scalar()


def find_next_to_deliver(unit: UnitOfWork, conversation: int, sent: int) -> Any:
    """Return number, content and `followed` of the first deliverable reply after number `sent`, if
    any; `followed`: others of its turn come after it."""
    return unit.execute(_NEXT_TO_DELIVER, {"conversation": conversation, "after": sent}).first()


def find_kept_back(unit: UnitOfWork, conversation: int, sent: int) -> Any:
    """Return the numbers of the first and last reply after number `sent` that are kept back."""
    return unit.execute(_KEPT_BACK, {"conversation": conversation, "after": sent}).one()


def unsent_on_route() -> Any:
    """Return a condition on `routes`: it has an unsent reply."""
    return sa.exists().where(
        outbox.c.conversation_id == routes.c.conversation_id, outbox.c.seq > routes.c.sent
    )


def first_reply_of_handoff() -> Any:
    """Return a column beside `handoffs`: the time of the first message of a counsellor in it."""
    before_end = sa.or_(handoffs.c.ended.is_(None), outbox.c.created <= handoffs.c.ended)
    return (
        sa.select(sa.func.min(outbox.c.created))
        .where(
            outbox.c.conversation_id == handoffs.c.conversation_id,
            outbox.c.counsellor_id.is_not(None),
            outbox.c.created >= handoffs.c.created,
            before_end,
        )
        .scalar_subquery()
    )


def find_first_unsent(unit: UnitOfWork, conversation: int) -> Optional[int]:
    """Return the number of the first reply not sent completely, or None."""
    return unit.execute(_FIRST_UNSENT, {"conversation": conversation}).scalar()


def list_replies_from_message(
    unit: UnitOfWork, conversation: int, message_number: int
) -> list[Any]:
    """Return the rows of the replies to a message and to later ones, in order."""
    query = sa.select(outbox).where(_IN_CONVERSATION, outbox.c.answers >= message_number)
    return list(unit.execute(query.order_by(outbox.c.seq), {"conversation": conversation}))


def delete_numbered_replies(unit: UnitOfWork, conversation: int, numbers: Collection[int]) -> None:
    """Delete these replies of a conversation."""
    gone = outbox.delete().where(_IN_CONVERSATION, outbox.c.seq.in_(numbers))
    unit.execute(gone, {"conversation": conversation})


def delete_replies(unit: UnitOfWork, conversation_ids: list[int]) -> None:
    """Delete all replies of conversations."""
    unit.execute(outbox.delete().where(outbox.c.conversation_id.in_(conversation_ids)))
