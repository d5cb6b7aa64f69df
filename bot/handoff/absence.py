"""Counsellors who go in the middle of a talk, so that nobody is left in silence.

Without a sign of life of their console for `GONE_AFTER`, or without any input for `MAX_IDLE`, a
counsellor is gone. The second counsellor of the talk takes their place, if there is one; else the
person is told, and colleagues can take over. They are back with their next input in the console,
not with a page that connects again by itself, so that a weak network does not go back and forth.
Whom nobody takes for `REQUEUE_AFTER` waits at the front of the queue again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Optional

from bot.handoff import (
    handoff_errors,
    handoff_repository,
    offer_repository,
    participant_repository,
    presence_repository,
)
from bot.handoff.duty_repository import find_duty
from bot.handoff.handoff_claims import require_available
from bot.handoff.handoff_repository import Handoff, find_handoff
from bot.handoff.ownership_lock import find_locked_handoff, set_owner
from bot.handoff.presence_repository import PresenceWindow
from bot.handoff.states import (
    HUMAN,
    QUEUED,
    REQUEUE,
    RETURN,
    TAKE_OVER,
    VANISH,
    advance,
)
from bot.storage.conversation_repository import lock_conversation
from bot.storage.unit_of_work import UnitOfWork

GONE_AFTER = dt.timedelta(minutes=2)
REQUEUE_AFTER = dt.timedelta(minutes=3)
# Without any input for this long the console hides the talks, and its counsellor is not there.
MAX_IDLE = dt.timedelta(minutes=30)


def mark_gone(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """Mark the talks whose counsellor is gone and return them, but for `pass_to_participants`.

    Locked conversations are left for the next call, as in all functions without a handoff's id.
    """
    found = [each for each in _list_vanished(unit, now) if not _find_participant(unit, each, now)]
    return _move_each(unit, found, VANISH, {"gone": now})


def pass_to_participants(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """Assign the talks whose counsellor is gone to the second one, if that one is there, and return
    them."""
    passed = []
    for each in _list_vanished(unit, now):
        second = _find_participant(unit, each, now)
        if second is not None and _move_each(unit, [each], VANISH, {"gone": now}):
            passed.append(assign(unit, replace(each, gone=now), second, TAKE_OVER, now))
    return passed


def mark_returned(unit: UnitOfWork) -> list[Handoff]:
    """Mark the talks whose counsellor is back and return them."""
    talks = handoff_repository.list_gone_chats(unit)
    back = [
        each
        for each in talks
        if each.gone is not None
        and presence_repository.list_with_input(unit, each.gone, [each.counsellor or 0])
    ]
    return _move_each(unit, back, RETURN, {"gone": None})


def mark_counsellor_returned(unit: UnitOfWork, counsellor_id: int) -> list[Handoff]:
    """Mark the talks of a counsellor who is back now, and return them."""
    talks = handoff_repository.list_gone_chats(unit, counsellor_id)
    return _move_each(unit, talks, RETURN, {"gone": None})


def requeue_abandoned(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """Put the talks that nobody took over at the front of the queue and return them.

    What the person shares and the notes of the team stay; who held it reads it no longer.
    """
    talks = [
        each
        for each in handoff_repository.list_gone_chats(unit)
        if each.gone is not None and each.gone <= now - REQUEUE_AFTER
    ]
    values = {"state": QUEUED, "counsellor_id": None, "claimed": None, "taken": None, "gone": None}
    moved = _move_each(unit, talks, REQUEUE, {**values, "requeued": now})
    for each in moved:
        offer_repository.delete_offer(unit, each.id)
        participant_repository.delete_participants(unit, each.id)
    return moved


def take_over(unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime) -> Handoff:
    """Assign a talk whose counsellor is gone, or who waits again, to another counsellor.

    Raises:
        AlreadyEnded: it ended or was erased.
        AlreadyClaimed: its counsellor is back, or a colleague was faster.
        OffDuty, TooManyChats: see `handoff_claims.claim_handoff`.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.AlreadyEnded(handoff_id)
    return assign(unit, held, counsellor_id, TAKE_OVER, now)


def assign(
    unit: UnitOfWork, held: Handoff, counsellor_id: int, event: str, now: dt.datetime
) -> Handoff:
    """Give a locked handoff to another counsellor. Raises what `advance` does, and OffDuty or
    TooManyChats."""
    owner = advance(held.phase, event)
    require_available(unit, counsellor_id, in_danger=held.danger)
    values: dict[str, Any] = {"state": HUMAN, "counsellor_id": counsellor_id, "gone": None}
    values["claimed" if held.state == QUEUED else "taken"] = now
    if not handoff_repository.update_in_state(unit, held.id, held.state, values):
        raise handoff_errors.AlreadyClaimed(held.id)
    offer_repository.delete_offer(unit, held.id)
    participant_repository.delete_participant(unit, held.id, counsellor_id)
    set_owner(unit, held.conversation, owner)
    counsellor = {"counsellor": values.pop("counsellor_id")}
    return replace(held, **values, **counsellor)


def _list_vanished(unit: UnitOfWork, now: dt.datetime) -> list[Handoff]:
    """Return the talks not yet marked whose counsellor is gone."""
    talks = handoff_repository.list_chats_claimed_until(unit, now - GONE_AFTER)
    absent = _list_absent(unit, {each.counsellor for each in talks if each.counsellor}, now)
    return handoff_repository.list_present_chats(unit, now - GONE_AFTER, absent)


def _list_absent(unit: UnitOfWork, among: Collection[int], now: dt.datetime) -> list[int]:
    window = PresenceWindow(now - GONE_AFTER, now - MAX_IDLE)
    return presence_repository.list_absent(unit, window, among)


def _find_participant(unit: UnitOfWork, held: Handoff, now: dt.datetime) -> Optional[int]:
    """Return the second counsellor of a talk who is there and on duty, if any."""
    joined = participant_repository.list_participants(unit, held.id)
    absent = _list_absent(unit, joined, now)
    here = (each for each in joined if each not in absent and find_duty(unit, each) == "on")
    return next(here, None)


def _move_each(
    unit: UnitOfWork, found: Iterable[Handoff], event: str, values: dict[str, Any]
) -> list[Handoff]:
    """Apply an event to the handoffs that are not locked elsewhere and unchanged since."""
    moved = []
    for each in found:
        row = lock_conversation(unit, each.conversation, wait=False)
        held = find_handoff(unit, each.id) if row else None
        if held is None or (held.phase, held.counsellor) != (each.phase, each.counsellor):
            continue
        following = advance(held.phase, event)
        handoff_repository.update_handoff(unit, held.id, **values)
        if following == QUEUED:
            set_owner(unit, held.conversation, QUEUED)
        moved.append(held)
    return moved
