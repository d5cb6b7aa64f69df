"""What is written in the audit trail once for a session, however often a page asks again (C8)."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from bot.console.audit import Action
from bot.console.visit import Visit
from bot.storage.staff_tables import audit
from bot.storage.unit_of_work import UnitOfWork


def unnoted(unit: UnitOfWork, visit: Visit, action: Action, subjects: Iterable[str]) -> list[str]:
    """Those that this session has no line for yet."""
    query = sa.select(audit.c.subject).where(
        audit.c.counsellor_id == visit.me.counsellor,
        audit.c.action == action,
        audit.c.created >= visit.me.created,
    )
    known = set(unit.execute(query).scalars())
    return [subject for subject in subjects if subject not in known]


async def note_once(visit: Visit, action: Action, subjects: Iterable[str]) -> None:
    """Write the lines that are missing. A page that shows nothing new writes nothing."""
    wanted = list(subjects)
    if not wanted:
        return
    missing = await visit.read(lambda unit: unnoted(unit, visit, action, wanted))

    def work(unit: UnitOfWork) -> None:
        for subject in missing:
            visit.noted(unit, action, subject)

    if missing:
        await visit.write(work)
