"""Remove personal data from appointments: at once on erasure, otherwise a week after they end.

The time slot itself stays, anonymous, for the counsellor's calendar and the statistics.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from bot.storage.booking_tables import appointment_cells, appointments
from bot.storage.unit_of_work import UnitOfWork

_ANONYMOUS_VALUES: dict[str, Any] = {
    "person": None,
    "pseudonym": "",
    "request": None,
    "code_seed": None,
    "code_hash": None,
    "token_hash": None,  # nosec B105  # a column
    "contact": None,
    "contact_asked": None,
    "summary": None,
}


def erase_from_appointments(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Cancel the person's future appointments and anonymise all of theirs."""
    mine = appointments.c.person == person
    held = mine & (appointments.c.state == "held")
    unit.execute(appointments.delete().where(held))
    coming = mine & appointments.c.state.in_(("asked", "confirmed")) & (appointments.c.starts > now)
    ids = sa.select(appointments.c.id).where(coming)
    unit.execute(appointment_cells.delete().where(appointment_cells.c.appointment_id.in_(ids)))
    unit.execute(
        appointments.update()
        .where(coming)
        .values(state="cancelled", sequence=appointments.c.sequence + 1)
    )
    unit.execute(appointments.update().where(mine).values(**_ANONYMOUS_VALUES))


def anonymise_past_appointments(unit: UnitOfWork, now: dt.datetime, days: int, most: int) -> int:
    """Anonymise up to `most` appointments that ended over `days` ago; return how many."""
    old = (appointments.c.ends < now - dt.timedelta(days=days)) & (
        appointments.c.code_hash.isnot(None)
    )
    ids = list(unit.execute(sa.select(appointments.c.id).where(old).limit(most)).scalars())
    unit.execute(
        appointments.update().where(appointments.c.id.in_(ids)).values(**_ANONYMOUS_VALUES)
    )
    return len(ids)
