"""Ending of handoffs, after which the bot answers again.

Ending a handoff twice raises AlreadyEnded and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.handoff import (
    handoff_errors,
    handoff_repository,
    offer_repository,
    reply_draft_repository,
)
from bot.handoff.counsellor_replies import REPLY_AUTHOR, require_sayable
from bot.handoff.handoff_repository import Handoff, find_handoff, find_open_handoff
from bot.handoff.ownership_lock import find_locked_handoff, set_owner
from bot.handoff.queue_wait import is_anyone_on_duty
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
from bot.storage.message_history_repository import find_last_message_time
from bot.storage.reply_repository import has_reply_by
from bot.storage.unit_of_work import UnitOfWork

DANGER_PATIENCE = dt.timedelta(minutes=2)


def hand_back(
    unit: UnitOfWork,
    handoff_id: int,
    counsellor_id: int,
    note: str,
    now: dt.datetime,
    admin: bool = False,
    public: Iterable[str] = (),
) -> Handoff:
    """Hand the conversation back to the bot with a note (may be empty).

    `public`: see `counsellor_replies.append_reply`.

    Raises:
        AlreadyEnded: the handoff ended or was erased.
        NotClaimed: the handoff is still in the queue.
        NotYours: it belongs to another counsellor, and `admin` is false.
        IdentifyingText: the note contains personal data (P5).
        bot.privacy.message_validation.MessageRefused: the note cannot be stored.
    """
    note = require_sayable(note, public) if note.strip() else ""
    held = _require_holder(unit, handoff_id, counsellor_id, HAND_BACK, admin)
    return _end_handoff(unit, held, HAND_BACK, now, note)


def close_handoff(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime, admin: bool = False
) -> Handoff:
    """Close the conversation. Raises AlreadyEnded, NotClaimed, NotYours: see `hand_back`."""
    held = _require_holder(unit, handoff_id, counsellor_id, CLOSE, admin)
    return _end_handoff(unit, held, CLOSE, now)


def leave_handoff(unit: UnitOfWork, conversation: int, now: dt.datetime) -> Handoff:
    """Let the person leave the queue or the chat. Raises AlreadyEnded if they are in neither."""
    held = find_open_handoff(unit, conversation) if lock_conversation(unit, conversation) else None
    if held is None:
        raise handoff_errors.AlreadyEnded(conversation)
    return _end_handoff(unit, held, LEAVE, now)


def time_out_queued(unit: UnitOfWork, now: dt.datetime, after: dt.timedelta) -> list[Handoff]:
    """End the handoffs queued for `after` or longer and return them.

    Nobody in danger waits that long for nobody: without a counsellor on duty it is DANGER_PATIENCE.

    Locked conversations are left for the next call: waiting for a turn would keep the others
    locked.
    """
    waiting = handoff_repository.list_queued_until(unit, now - after)
    if not is_anyone_on_duty(unit):
        recent = handoff_repository.list_queued_until(unit, now - min(after, DANGER_PATIENCE))
        waiting += [each for each in recent if each.danger and each not in waiting]
    return _end_each(unit, waiting, QUEUED, TIME_OUT, now)


def close_talks_of(unit: UnitOfWork, counsellor_id: int, now: dt.datetime) -> list[Handoff]:
    """Close the chats of a counsellor who leaves and return them."""
    ended = []
    for number in handoff_repository.list_chats_by_conversation(unit, counsellor_id):
        held = find_locked_handoff(unit, number)
        if held is not None and held.state == HUMAN and held.counsellor == counsellor_id:
            ended.append(_end_handoff(unit, held, CLOSE, now))
    return ended


def close_silent_talks(unit: UnitOfWork, now: dt.datetime, after: dt.timedelta) -> list[Handoff]:
    """Close the chats in which neither the counsellor nor the person wrote for `after`.

    What the bot says, such as helplines, does not count; in a chat outside of the console, what the
    person writes does not count either, since nobody can tell whether the team reads it. Locked
    conversations are left for the next call.
    """
    talks = handoff_repository.list_chats_claimed_until(unit, now - after)
    silent = [each for each in talks if not _has_words_since(unit, each, now - after)]
    return _end_each(unit, silent, HUMAN, CLOSE, now)


def close_abandoned_talks(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """Close the chats of accounts that are disabled or have no passphrase.

    The command line, which cannot reply to the person, leaves them to this function. Locked
    conversations are left for the next call.
    """
    abandoned = handoff_repository.list_abandoned_chats(unit)
    return _end_each(unit, abandoned, HUMAN, CLOSE, now)


def _has_words_since(unit: UnitOfWork, held: Handoff, moment: dt.datetime) -> bool:
    if has_reply_by(unit, held.conversation, REPLY_AUTHOR, moment):
        return True
    wrote = find_last_message_time(unit, held.conversation, held.from_message)
    return held.counsellor is not None and wrote is not None and wrote > moment


def _end_each(
    unit: UnitOfWork, found: Iterable[Handoff], state: str, event: str, now: dt.datetime
) -> list[Handoff]:
    """End the handoffs that are not locked elsewhere and still in `state`."""
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
    advance(held.phase, event)
    if held.counsellor != counsellor_id and not admin:
        raise handoff_errors.NotYours(handoff_id)
    return held


def _end_handoff(
    unit: UnitOfWork, held: Handoff, event: str, now: dt.datetime, note: str = ""
) -> Handoff:
    """End a handoff and set the next owner of its conversation, which must be locked.

    Drafts of replies go with it.
    """
    owner = advance(held.phase, event)
    values: dict[str, Any] = {
        "state": ENDED,
        "outcome": OUTCOMES[event],
        "ended": now,
        "note": note,
        "gone": None,
    }
    if not handoff_repository.update_in_state(unit, held.id, held.state, values):
        raise handoff_errors.AlreadyEnded(held.id)
    offer_repository.delete_offer(unit, held.id)
    set_owner(unit, held.conversation, owner)
    reply_draft_repository.delete_drafts_of_handoff(unit, held.id)
    return replace(held, **values)
