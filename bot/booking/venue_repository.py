"""Loading of the venue from the database."""

from __future__ import annotations

import sqlalchemy as sa

from bot.booking.closing_days import Closure
from bot.booking.hours_json import decode_counsellor
from bot.booking.venue import BookingPolicy, Venue
from bot.storage.booking_tables import closures
from bot.storage.staff_tables import calendars, counsellors
from bot.storage.unit_of_work import UnitOfWork


def load_venue(unit: UnitOfWork, policy: BookingPolicy) -> Venue:
    """Return the venue: enabled counsellors by id, closures by first day.

    Counsellors who do not receive are included as closed, as their appointments remain. Raises as
    `decode_counsellor` does for invalid rows.
    """
    c = counsellors.c
    staff = unit.execute(
        sa.select([c.id, c.languages, c.weekly, c.exceptions, c.receives, calendars.c.busy])
        .select_from(counsellors.outerjoin(calendars))
        .where(~c.disabled)
        .order_by(c.id)
    )
    return Venue(
        counsellors=tuple(
            decode_counsellor(row.id, row._mapping, closed=not row.receives) for row in staff
        ),
        rules=policy,
        closures=load_closures(unit),
    )


def load_closures(unit: UnitOfWork) -> tuple[Closure, ...]:
    """Return the closures of the centre by first day."""
    rows = unit.execute(sa.select(closures).order_by(closures.c.first, closures.c.id))
    return tuple(Closure(row.first, row.last, row.reason) for row in rows)


def lock_counsellors(unit: UnitOfWork) -> None:
    """Lock the rows of all counsellors by id (FOR NO KEY UPDATE)."""
    rows = sa.select(counsellors.c.id).order_by(counsellors.c.id)
    unit.execute(rows.with_for_update(key_share=True)).all()
