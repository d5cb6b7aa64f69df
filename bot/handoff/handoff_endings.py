"""The ways a handoff ends. After each of them the bot answers again.

A second ending finds nothing open, says so (AlreadyEnded), and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.handoff import handoff_errors, handoff_repository
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
    waiting = handoff_repository.list_queued_until(unit, now - after)
    return _end_each(unit, waiting, QUEUED, TIME_OUT, now)


def close_talks_of(unit: UnitOfWork, counsellor_id: int, now: dt.datetime) -> list[Handoff]:
    """End the talks of a counsellor who leaves; who they were with, so that each is told."""
    ended = []
    for number in handoff_repository.list_chats_by_conversation(unit, counsellor_id):
        held = find_locked_handoff(unit, number)
        if held is not None and held.state == HUMAN and held.counsellor == counsellor_id:
            ended.append(_end_handoff(unit, held, CLOSE, now))
    return ended


def close_silent_talks(unit: UnitOfWork, now: dt.datetime, after: dt.timedelta) -> list[Handoff]:
    """End the talks in which the counsellor said nothing for `after`, however much the person
    writes: one who went home would keep the bot silent for ever. Who is being answered at this
    moment is left for the next call."""
    talks = handoff_repository.list_chats_claimed_until(unit, now - after)
    silent = [each for each in talks if last_reply_time(unit, each.conversation) <= now - after]
    return _end_each(unit, silent, HUMAN, CLOSE, now)


def close_abandoned_talks(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """End the talks of accounts that nobody can enter: closed, or reset and not opened again. The
    console ends them itself; the command line, which cannot speak to the person, leaves them to
    this. Who is being answered at this moment is left for the next call."""
    abandoned = handoff_repository.list_abandoned_chats(unit)
    return _end_each(unit, abandoned, HUMAN, CLOSE, now)


def _end_each(
    unit: UnitOfWork, found: Iterable[Handoff], state: str, event: str, now: dt.datetime
) -> list[Handoff]:
    """End those that nobody else holds and that are still in the state they were found in."""
    ended = []
    for each in found:
        row = lock_conversation(unit, each.conversation, wait=False)
        held = find_handoff(unit, each.id) if row else None
        if held is not None and held.state == state:
            ended.append(_end_handoff(unit, held, event, now))
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
    values: dict[str, Any] = {
        "state": ENDED,
        "outcome": OUTCOMES[event],
        "ended": now,
        "note": note,
    }
    if not handoff_repository.update_in_state(unit, held.id, held.state, values):
        raise handoff_errors.AlreadyEnded(held.id)
    set_owner(unit, held.conversation, owner)
    return replace(held, **values)
