"""Progress of delivery to platforms: a reply is sent message by message, in order.

A process holds a conversation's route while it sends, for a minute at most. The attempt is
committed before the call and its outcome after it; if the process dies in between, the outcome is
counted as unknown and the message is sent again.

While a human has the conversation, unsent earlier replies of the bot are dropped, except help in
distress.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot import metrics
from bot.messages import Reply
from bot.messaging.delivery_repository import (
    MAX_ASKED_PAUSE_AHEAD,
    MAX_HOLD_AHEAD,
    MAX_PAUSE_AHEAD,
    count_outcome,
    lock_route,
    update_route,
)
from bot.messaging.platform_sender import RecipientGone, RetryableError, SendError, WindowClosed
from bot.storage.reply_repository import find_kept_back, find_next_to_deliver
from bot.storage.unit_of_work import UnitOfWork

ROUTE_HOLD_DURATION = dt.timedelta(minutes=1)  # less than `MAX_HOLD_AHEAD`
# With the pauses below, some twenty minutes in all.
MAX_SEND_TRIES = 10
# Seconds before the second try, the third …; the longest is less than `MAX_PAUSE_AHEAD`.
_RETRY_PAUSE_SECONDS = (1, 2, 5, 15, 30, 60, 120, 300, 600)


@dataclass(frozen=True)
class DeliveryAttempt:
    """A reply to deliver, of which `part` messages have already been sent."""

    conversation: int
    channel: str
    sealed: str
    heard: dt.datetime
    seq: int
    reply: Reply
    part: int
    tries: int
    held_until: dt.datetime


def hold_next_delivery(
    unit: UnitOfWork, conversation: int, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Hold a conversation's route; None if nothing is due, or another process holds it."""
    row = lock_route(unit, conversation, wait=False)
    if row is None or row.closed or not _is_free(row, now):
        return None
    if row.sending:  # the sending process died
        _count_outcome(unit, row.channel, "unknown", now)
    return _hold_route(unit, row, row.sent, row.part, row.tries, now)


def record_delivered(
    unit: UnitOfWork, parcel: DeliveryAttempt, last: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Record that a message arrived; returns the next one to send, with the route held.

    `last`: it was the last message of its reply.
    """
    row = _fetch_held_route(unit, parcel)
    if row is None:
        return None
    return _advance_route(unit, row, parcel, last, now)


def record_failed(
    unit: UnitOfWork, parcel: DeliveryAttempt, error: SendError, last: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Record a failed send; returns the next message to send now, if any."""
    row = _fetch_held_route(unit, parcel)
    if error.counted:
        _count_outcome(unit, parcel.channel, error.counted, now)
    if row is None:
        return None
    if isinstance(error, RetryableError) and parcel.tries + 1 < MAX_SEND_TRIES:
        pause = max(
            error.seconds, _RETRY_PAUSE_SECONDS[min(parcel.tries, len(_RETRY_PAUSE_SECONDS) - 1)]
        )
        due, asked_to_wait = now + dt.timedelta(seconds=pause), error.seconds > 0
        put_off = {"tries": parcel.tries + 1, "due": due, "told_to_wait": asked_to_wait}
        update_route(unit, row.conversation_id, sending=False, held_until=None, **put_off)
        return None
    if isinstance(error, RecipientGone):
        update_route(unit, row.conversation_id, sending=False, held_until=None, closed=True)
        return None
    if isinstance(error, RetryableError):
        _count_outcome(unit, parcel.channel, "given_up", now)
    whole = last or isinstance(error, (WindowClosed, RetryableError))
    return _advance_route(unit, row, parcel, whole, now)


def _advance_route(
    unit: UnitOfWork, row: Any, parcel: DeliveryAttempt, whole: bool, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    if row.sent >= parcel.seq:  # erased meanwhile: start the next reply from its first message
        return _hold_route(unit, row, row.sent, 0, 0, now)
    sent, part = (parcel.seq, 0) if whole else (row.sent, parcel.part + 1)
    return _hold_route(unit, row, sent, part, 0, now)


def _hold_route(
    unit: UnitOfWork, row: Any, sent: int, part: int, tries: int, now: dt.datetime
) -> Optional[DeliveryAttempt]:
    """Store the progress, and hold the route for the next message if there is one."""
    conversation = row.conversation_id
    found = find_next_to_deliver(unit, conversation, sent)
    kept_back = find_kept_back(unit, conversation, sent)
    if kept_back.last and (found is None or found.seq > kept_back.first):
        part = 0  # the half-sent reply is dropped
    if kept_back.last and (found is None or found.seq > kept_back.last):
        sent = kept_back.last
    update_route(
        unit,
        conversation,
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
    """Return the route if it still exists and this attempt still holds it."""
    row = lock_route(unit, parcel.conversation)
    return row if row is not None and row.held_until == parcel.held_until else None


def _is_free(row: Any, now: dt.datetime) -> bool:
    pause = MAX_ASKED_PAUSE_AHEAD if row.told_to_wait else MAX_PAUSE_AHEAD
    times = ((row.held_until, MAX_HOLD_AHEAD), (row.due, pause))
    return not any(until and now < until <= now + ahead for until, ahead in times)


def _count_outcome(unit: UnitOfWork, channel: str, outcome: str, now: dt.datetime) -> None:
    metrics.count_delivery(channel, outcome)
    count_outcome(unit, channel, outcome, now.date())
