"""Loading of the venue from the database."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from bot.booking import appointment_kind_repository
from bot.booking.busy_times import merge_intervals
from bot.booking.calendar_import import calendar_source_repository
from bot.booking.closing_days import Closure
from bot.booking.counsellor_hours import Counsellor
from bot.booking.hours_json import decode_counsellor
from bot.booking.local_time import Interval
from bot.booking.venue import BookingPolicy, Venue
from bot.storage.booking_tables import closures
from bot.storage.staff_tables import calendars, counsellors
from bot.storage.unit_of_work import UnitOfWork


def load_venue(unit: UnitOfWork, policy: BookingPolicy) -> Venue:
    """Return the venue: enabled counsellors by id, closures by first day, kinds in
    their order.

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
    fetched = calendar_source_repository.list_busy_of_all(unit)
    return Venue(
        counsellors=tuple(
            _add_busy_times(
                decode_counsellor(row.id, row._mapping, closed=not row.receives),
                fetched.get(row.id, []),
            )
            for row in staff
        ),
        rules=policy,
        closures=load_closures(unit),
        kinds=tuple(appointment_kind_repository.list_kinds(unit)),
    )


def load_closures(unit: UnitOfWork) -> tuple[Closure, ...]:
    """Return the closures of the centre by first day."""
    rows = unit.execute(sa.select(closures).order_by(closures.c.first, closures.c.id))
    return tuple(Closure(row.first, row.last, row.reason) for row in rows)


def _add_busy_times(counsellor: Counsellor, more: list[Interval]) -> Counsellor:
    """Return the counsellor with the busy times of fetched calendars beside the uploaded ones."""
    if not more:
        return counsellor
    return replace(counsellor, busy=merge_intervals([*counsellor.busy, *more]))


def lock_counsellors(unit: UnitOfWork) -> None:
    """Lock the rows of all counsellors by id (FOR NO KEY UPDATE)."""
    rows = sa.select(counsellors.c.id).order_by(counsellors.c.id)
    unit.execute(rows.with_for_update(key_share=True)).all()
