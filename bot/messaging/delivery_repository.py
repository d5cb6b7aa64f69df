"""What is to be delivered next, and what became of it: a reply leaves message by message, in order.

A process *holds* a conversation's route while it sends, for a minute at most. That it sends is
committed before, what came of it after: where the process died between, whether the message arrived
is not known; it is sent again, and counted.

While a human has the conversation, what the bot said before and what has not left yet does not
leave any more: it would come in the middle of another talk. Help in distress does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot import metrics
from bot.messages import Reply
from bot.messaging.platform_sender import RecipientGone, RetryableError, SendError, WindowClosed
from bot.storage.channel_tables import delivery_counts, routes
from bot.storage.conversation_tables import inbox, outbox
from bot.storage.handoff_tables import handoffs
from bot.storage.unit_of_work import UnitOfWork

ROUTE_HOLD_DURATION = dt.timedelta(minutes=1)
# A message is tried so often: with the pauses below, for some twenty minutes.
MAX_SEND_TRIES = 10
_RETRY_PAUSE_SECONDS = (
    1,
    2,
    5,
    15,
    30,
    60,
    120,
    300,
    600,
)  # seconds before the second try, the third …

_ROUTE = sa.select(routes).where(routes.c.conversation_id == sa.bindparam("conversation"))
_ROUTE_LOCKED = _ROUTE.with_for_update(skip_locked=True)
# Of the same turn: committed with it, so it is the same at each look.
_later_outbox = outbox.alias("behind")
_HAS_LATER_REPLY = sa.exists().where(
    _later_outbox.c.conversation_id == outbox.c.conversation_id,
    _later_outbox.c.answers == outbox.c.answers,
    _later_outbox.c.created == outbox.c.created,
    _later_outbox.c.seq > outbox.c.seq,
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
_MAY_LEAVE = sa.or_(_CLAIMED_AT.is_(None), outbox.c.created >= _CLAIMED_AT, _ANSWERS_DISTRESS)
_UNSENT_OF = sa.and_(
    outbox.c.conversation_id == sa.bindparam("conversation"), outbox.c.seq > sa.bindparam("sent")
)
_NEXT_REPLY = (
    sa.select(outbox.c.seq, outbox.c.reply, _HAS_LATER_REPLY.label("followed"))
    .where(_UNSENT_OF, _MAY_LEAVE)
    .order_by(outbox.c.seq)
    .limit(1)
)
_KEPT_BACK = sa.select(
    sa.func.min(outbox.c.seq).label("first"), sa.func.max(outbox.c.seq).label("last")
).where(_UNSENT_OF, sa.not_(_MAY_LEAVE))
_UPDATE_ROUTE = routes.update().where(routes.c.conversation_id == sa.bindparam("whose"))
_HAS_UNSENT = sa.exists().where(
    outbox.c.conversation_id == routes.c.conversation_id, outbox.c.seq > routes.c.sent
)


@dataclass(frozen=True)
class DeliveryAttempt:
    """A reply to deliver, of which `part` messages have left already."""

    conversation: int
    channel: str
    sealed: str
    heard: dt.datetime
    seq: int
    reply: Reply
    part: int
    tries: int
    held_until: dt.datetime


def find_deliverable_conversations(
    unit: UnitOfWork, channels: tuple[str, ...], now: dt.datetime, most: int = 200
) -> list[int]:
    """The conversations that have something to deliver now."""
    query = sa.select(routes.c.conversation_id).where(
        routes.c.channel.in_(channels),
        routes.c.closed.is_(False),
        _is_free_clause(now),
        _HAS_UNSENT,
    )
    return list(unit.execute(query.limit(most)).scalars())


def find_delivery_channel(unit: UnitOfWork, conversation: int) -> Optional[str]:
    """By which channel replies of this conversation are delivered; those of the web are fetched."""
    row = unit.execute(_ROUTE, {"conversation": conversation}).first()
    return row.channel if row else None


def hold_next_delivery(
    unit: UnitOfWork, conversation: int, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Hold a conversation's route; None when nothing is to be sent now, or another process does."""
    query = _ROUTE_LOCKED if unit.locks_rows else _ROUTE
    row = unit.execute(query, {"conversation": conversation}).first()
    if row is None or row.closed or not _is_free(row, now):
        return None
    if row.sending:  # the process that sent is gone
        _count_outcome(unit, row.channel, "unknown", now)
    return _hold_route(unit, row, row.sent, row.part, row.tries, now)


def record_delivered(
    unit: UnitOfWork, parcel: DeliveryAttempt, last: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """A message arrived (the `last` of its reply, or not); the next one to send, held as well."""
    row = _fetch_held_route(unit, parcel)
    if row is None:
        return None
    return _advance_route(unit, row, parcel, last, now)


def record_failed(
    unit: UnitOfWork, parcel: DeliveryAttempt, error: SendError, last: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """A message did not simply arrive: count it, and what is to be sent next, if anything is."""
    row = _fetch_held_route(unit, parcel)
    if error.counted:
        _count_outcome(unit, parcel.channel, error.counted, now)
    if row is None:
        return None
    if isinstance(error, RetryableError) and parcel.tries + 1 < MAX_SEND_TRIES:
        pause = max(
            error.seconds, _RETRY_PAUSE_SECONDS[min(parcel.tries, len(_RETRY_PAUSE_SECONDS) - 1)]
        )
        due, told = now + dt.timedelta(seconds=pause), error.seconds > 0
        put_off = {"tries": parcel.tries + 1, "due": due, "told_to_wait": told}
        _update_route(unit, row, sending=False, held_until=None, **put_off)
        return None
    if isinstance(error, RecipientGone):
        _update_route(unit, row, sending=False, held_until=None, closed=True)
        return None
    if isinstance(error, RetryableError):
        _count_outcome(unit, parcel.channel, "given_up", now)
    whole = last or isinstance(error, (WindowClosed, RetryableError))
    return _advance_route(unit, row, parcel, whole, now)


def _advance_route(
    unit: UnitOfWork, row: Any, parcel: DeliveryAttempt, whole: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    if row.sent >= parcel.seq:  # erased meanwhile: the next one begins at its beginning
        return _hold_route(unit, row, row.sent, 0, 0, now)
    sent, part = (parcel.seq, 0) if whole else (row.sent, parcel.part + 1)
    return _hold_route(unit, row, sent, part, 0, now)


def _hold_route(
    unit: UnitOfWork, row: Any, sent: int, part: int, tries: int, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Note how far it came, and that the next message leaves, if there is one."""
    conversation = row.conversation_id
    mine = {"conversation": conversation, "sent": sent}
    found = unit.execute(_NEXT_REPLY, mine).first()
    kept_back = unit.execute(_KEPT_BACK, mine).one()
    if kept_back.last and (found is None or found.seq > kept_back.first):
        part = 0  # what was half sent is not what comes next
    if kept_back.last and (found is None or found.seq > kept_back.last):
        sent = kept_back.last
    _update_route(
        unit,
        row,
        sent=sent,
        part=part,
        tries=tries,
        due=None,
        sending=found is not None,
        held_until=now + ROUTE_HOLD_DURATION if found else None,
    )
    if found is None:
        return None
    reply = replace(Reply.from_json(found.reply), followed=bool(found.followed))
    whose = (conversation, row.channel, row.sealed, row.heard)
    return DeliveryAttempt(*whose, found.seq, reply, part, tries, now + ROUTE_HOLD_DURATION)


def _fetch_held_route(unit: UnitOfWork, parcel: DeliveryAttempt) -> Any:
    """The route, if it is still there and held since this parcel was taken."""
    query = _ROUTE.with_for_update() if unit.locks_rows else _ROUTE
    row = unit.execute(query, {"conversation": parcel.conversation}).first()
    return row if row is not None and row.held_until == parcel.held_until else None


def _update_route(unit: UnitOfWork, row: Any, **values: Any) -> None:
    unit.execute(_UPDATE_ROUTE, {"whose": row.conversation_id, **values})


def _is_free_clause(now: dt.datetime) -> Any:
    return sa.and_(
        sa.or_(routes.c.held_until.is_(None), routes.c.held_until <= now),
        sa.or_(routes.c.due.is_(None), routes.c.due <= now),
    )


def _is_free(row: Any, now: dt.datetime) -> bool:
    return all(until is None or until <= now for until in (row.held_until, row.due))


def _count_outcome(unit: UnitOfWork, channel: str, outcome: str, now: dt.datetime) -> None:
    metrics.count_delivery(channel, outcome)
    insert = (postgresql if unit.locks_rows else sqlite).insert(delivery_counts)
    unit.execute(
        insert.values(
            day=now.date(), channel=channel, outcome=outcome, count=1
        ).on_conflict_do_update(
            index_elements=("day", "channel", "outcome"),
            set_={"count": delivery_counts.c.count + 1},
        )
    )
