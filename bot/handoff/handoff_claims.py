"""Taking a person out of the queue: exactly one counsellor does, and the bot falls silent."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa

from bot.handoff import handoff_errors
from bot.handoff.handoff_repository import Handoff
from bot.handoff.ownership_lock import find_locked_handoff, set_owner
from bot.handoff.states import CLAIM, HUMAN, QUEUED, advance
from bot.storage.handoff_tables import handoffs
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork

MAX_CHATS = 2


def claim_handoff(
    unit: UnitOfWork, handoff_id: int, counsellor_id: int, now: dt.datetime
) -> Handoff:
    """Give the person to a counsellor. Nothing changes when it is refused.

    The conversation is locked before anything is written (see `ownership_lock`): once this commits,
    no reply of the bot does.

    Raises:
        NotQueued: it ended, or was erased.
        AlreadyClaimed: somebody was quicker; it does not say who.
        OffDuty: the counsellor is not on duty.
        TooManyChats: the counsellor has MOST_CHATS open.
    """
    held = find_locked_handoff(unit, handoff_id)
    if held is None:
        raise handoff_errors.NotQueued(handoff_id)
    owner = advance(held.owner, CLAIM)
    _require_available(unit, counsellor_id)
    changed = unit.execute(
        handoffs.update()
        # The state once more: what decides is this statement, whoever forgets the lock one day.
        .where(handoffs.c.id == handoff_id, handoffs.c.state == QUEUED)
        .values(state=HUMAN, counsellor_id=counsellor_id, claimed=now)
    )
    if changed.rowcount != 1:
        raise handoff_errors.AlreadyClaimed(handoff_id)
    set_owner(unit, held.conversation, owner)
    return replace(held, state=HUMAN, counsellor=counsellor_id, claimed=now)


def _require_available(unit: UnitOfWork, counsellor_id: int) -> None:
    """On duty, and with room for one more; OffDuty or TooManyChats."""
    query = sa.select(counsellors.c.duty, counsellors.c.disabled).where(
        counsellors.c.id == counsellor_id
    )
    if unit.locks_rows:
        # Two claims of one counsellor count one after the other. The key is not ours to change:
        # appointments and handoffs that point here need not wait.
        query = query.with_for_update(key_share=True)
    row = unit.execute(query).first()
    if row is None or row.disabled or row.duty != "on":
        raise handoff_errors.OffDuty(counsellor_id)
    chats = sa.select(sa.func.count()).where(
        handoffs.c.counsellor_id == counsellor_id, handoffs.c.state == HUMAN
    )
    if unit.execute(chats).scalar_one() >= MAX_CHATS:
        raise handoff_errors.TooManyChats(counsellor_id)
