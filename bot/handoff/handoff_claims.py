"""Claiming of queued handoffs by exactly one counsellor, after which the bot no longer answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.handoff import handoff_errors, handoff_repository
from bot.handoff.duty_repository import find_duty
from bot.handoff.handoff_repository import Handoff
from bot.handoff.ownership_lock import find_locked_handoff, set_owner
from bot.handoff.states import CLAIM, HUMAN, QUEUED, advance
from bot.storage.unit_of_work import UnitOfWork

MAX_CHATS = 2


def claim_handoff(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime
) -> Handoff:
    """Assign a queued handoff to a counsellor.

    The conversation is locked first (see `ownership_lock`), so that no reply of the bot is
    committed after the claim.

    Raises:
        NotQueued: the handoff ended or was erased.
        AlreadyClaimed: another counsellor claimed it.
        OffDuty: the counsellor is not on duty.
        TooManyChats: the counsellor has MAX_CHATS open chats, and the person is not in danger.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.NotQueued(handoff_id)
    owner = advance(held.phase, CLAIM)
    require_available(unit, counsellor_id, in_danger=held.danger)
    claimed = {"state": HUMAN, "counsellor_id": counsellor_id, "claimed": now, "taken": None}
    # The condition on the state guards against code that does not lock.
    if not handoff_repository.update_in_state(unit, handoff_id, QUEUED, claimed):
        raise handoff_errors.AlreadyClaimed(handoff_id)
    set_owner(unit, held.conversation, owner)
    return replace(held, state=HUMAN, counsellor=counsellor_id, claimed=now)


def require_available(unit: UnitOfWork, counsellor_id: int, in_danger: bool) -> None:
    """Require that a counsellor can take one more chat. Raises OffDuty, TooManyChats."""
    # The lock serialises claims of one counsellor.
    if find_duty(unit, counsellor_id, lock=True) != "on":
        raise handoff_errors.OffDuty(counsellor_id)
    if in_danger:
        return
    if handoff_repository.count_open_chats(unit, counsellor_id) >= MAX_CHATS:
        raise handoff_errors.TooManyChats(counsellor_id)
