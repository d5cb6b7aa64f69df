"""Queries of the duty of counsellors: "on", "interview" or "off"."""

from __future__ import annotations

from typing import Optional

import sqlalchemy as sa

from bot.storage.handoff_tables import handoff_participants
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork


def count_on_duty(unit: UnitOfWork) -> int:
    """Return the number of counsellors on duty, without those in an interview."""
    query = sa.select(sa.func.count()).where(
        counsellors.c.duty == "on", counsellors.c.disabled.is_(False)
    )
    return int(unit.execute(query).scalar_one())


def is_any_present(unit: UnitOfWork, handoff_id: int, counsellor_id: Optional[int]) -> bool:
    """Whether the counsellor, or one who joined the handoff, is on duty or in an interview."""
    joined = handoff_participants.c
    who = counsellors.c.id.in_(
        sa.select(joined.counsellor_id).where(joined.handoff_id == handoff_id)
    )
    if counsellor_id is not None:
        who |= counsellors.c.id == counsellor_id
    present = counsellors.c.duty.in_(("on", "interview")) & counsellors.c.disabled.is_(False)
    return (
        unit.execute(sa.select(counsellors.c.id).where(who, present).limit(1)).first() is not None
    )


def find_duty(unit: UnitOfWork, counsellor_id: int, lock: bool = False) -> Optional[str]:
    """Return a counsellor's duty, or None for an unknown or disabled account.

    `lock` also locks their row.
    """
    query = sa.select(counsellors.c.duty, counsellors.c.disabled).where(
        counsellors.c.id == counsellor_id
    )
    if lock and unit.locks_rows:
        # The key does not change, so foreign keys of appointments and handoffs need not wait.
        query = query.with_for_update(key_share=True)
    row = unit.execute(query).first()
    return None if row is None or row.disabled else row.duty
