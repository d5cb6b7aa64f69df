"""The ways a handoff ends. After each of them the bot answers again.

A second ending finds nothing open, says so (AlreadyEnded), and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.handoff import handoff_errors
from bot.handoff.counsellor_replies import require_sayable
from bot.handoff.handoff_repository import Handoff, find_handoff, find_open_handoff
from bot.handoff.ownership_lock import (
    find_locked_handoff,
    last_reply_time,
    set_owner,
)
from bot.handoff.states import (
    CLOSE,
    ENDED,
    HAND_BACK,
    HUMAN,
    LEAVE,
    OUTCOMES,
    QUEUED,
    TIME_OUT,
    advance,
)
from bot.storage.conversation_repository import lock_conversation
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors, credentials
from bot.storage.unit_of_work import UnitOfWork


def hand_back(
    unit: UnitOfWork,
    handoff_id: int,
    counsellor_id: int,
    note: str,
    now: dt.datetime,
    admin: bool = False,
    public: Iterable[str] = (),
) -> Handoff:
    """The counsellor gives the person back to the bot, with a note for it (may be empty). `public`:
    see `counsellor_replies.append_reply`.

    Raises:
        AlreadyEnded: also when it was erased.
        NotClaimed: nobody talks with them yet.
        NotYours: another counsellor does; an `admin` may end it all the same.
        Identifying: the note would keep what tells who somebody is (P5).
        bot.privacy.message_validation.MessageRefused: the note cannot be stored.
    """
    note = require_sayable(note, public) if note.strip() else ""
    held = _require_holder(unit, handoff_id, counsellor_id, HAND_BACK, admin)
    return _end_handoff(unit, held, HAND_BACK, now, note)


def close_handoff(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime, admin: bool = False
) -> Handoff:
    """The conversation is over. AlreadyEnded, NotClaimed, NotYours: see `hand_back`."""
    return _end_handoff(
        unit, _require_holder(unit, handoff_id, counsellor_id, CLOSE, admin), CLOSE, now
    )


def leave_handoff(unit: UnitOfWork, conversation: int, now: dt.datetime) -> Handoff:
    """The person leaves the queue or the chat. AlreadyEnded when they are in neither."""
    held = find_open_handoff(unit, conversation) if lock_conversation(unit, conversation) else None
    if held is None:
        raise handoff_errors.AlreadyEnded(conversation)
    return _end_handoff(unit, held, LEAVE, now)


def time_out_queued(unit: UnitOfWork, now: dt.datetime, after: dt.timedelta) -> list[Handoff]:
    """Take those out of the queue who have waited for `after` or longer; who they are, so that
    each is offered an appointment.

    Who is being answered or claimed at this moment is left for the next call: a turn takes its
    time, and nobody shall wait for it with other conversations locked.
    """
    query = sa.select(handoffs.c.id, handoffs.c.conversation_id).where(
        handoffs.c.state == QUEUED, handoffs.c.created <= now - after
    )
    ended = []
    for row in unit.execute(query.order_by(handoffs.c.created, handoffs.c.id)).all():
        held = (
            find_handoff(unit, row.id)
            if lock_conversation(unit, row.conversation_id, wait=False)
            else None
        )
        if held is not None and held.state == QUEUED:
            ended.append(_end_handoff(unit, held, TIME_OUT, now))
    return ended


def close_talks_of(unit: UnitOfWork, counsellor_id: int, now: dt.datetime) -> list[Handoff]:
    """End the talks of a counsellor who leaves; who they were with, so that each is told."""
    query = sa.select(handoffs.c.id).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    ended = []
    for number in unit.execute(query.order_by(handoffs.c.conversation_id)).scalars().all():
        held = find_locked_handoff(unit, number)
        if held is not None and held.state == HUMAN and held.counsellor == counsellor_id:
            ended.append(_end_handoff(unit, held, CLOSE, now))
    return ended


def close_silent_talks(unit: UnitOfWork, now: dt.datetime, after: dt.timedelta) -> list[Handoff]:
    """End the talks in which the counsellor said nothing for `after`, however much the person
    writes: one who went home would keep the bot silent for ever. Who is being answered at this
    moment is left for the next call."""
    talks = _select_talks(unit, handoffs.c.claimed <= now - after)
    silent = [row for row in talks if last_reply_time(unit, row.conversation_id) <= now - after]
    return _close_each(unit, silent, now)


def close_abandoned_talks(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """End the talks of accounts that nobody can enter: closed, or reset and not opened again. The
    console ends them itself; the command line, which cannot speak to the person, leaves them to
    this. Who is being answered at this moment is left for the next call."""
    shut = sa.select(counsellors.c.id).where(counsellors.c.disabled)
    bare = sa.select(credentials.c.counsellor_id).where(credentials.c.passphrase.is_(None))
    mine = handoffs.c.counsellor_id
    return _close_each(unit, _select_talks(unit, sa.or_(mine.in_(shut), mine.in_(bare))), now)


def _select_talks(unit: UnitOfWork, which: Any) -> list[Any]:
    query = sa.select(handoffs).where(handoffs.c.state == HUMAN, which)
    return unit.execute(query.order_by(handoffs.c.id)).all()


def _close_each(unit: UnitOfWork, talks: Iterable[Any], now: dt.datetime) -> list[Handoff]:
    ended = []
    for row in talks:
        held = (
            find_handoff(unit, row.id)
            if lock_conversation(unit, row.conversation_id, wait=False)
            else None
        )
        if held is not None and held.state == HUMAN:
            ended.append(_end_handoff(unit, held, CLOSE, now))
    return ended


def _require_holder(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, event: str, admin: bool
) -> Handoff:
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    advance(held.owner, event)
    if held.counsellor != counsellor_id and not admin:
        raise handoff_errors.NotYours(handoff_id)
    return held


def _end_handoff(
    unit: UnitOfWork, held: Handoff, event: str, now: dt.datetime, note: str = ""
) -> Handoff:
    """End it and give the conversation, which must be held, to who comes next."""
    owner = advance(held.owner, event)
    values = {"state": ENDED, "outcome": OUTCOMES[event], "ended": now, "note": note}
    changed = unit.execute(
        handoffs.update()
        .where(handoffs.c.id == held.id, handoffs.c.state == held.state)
        .values(values)
    )
    if changed.rowcount != 1:
        raise handoff_errors.AlreadyEnded(held.id)
    set_owner(unit, held.conversation, owner)
    return replace(held, state=ENDED, outcome=OUTCOMES[event], ended=now, note=note)
