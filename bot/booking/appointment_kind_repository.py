"""Rows of the kinds of appointment."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from bot.booking.appointment_kinds import AppointmentKind, Kind, Mode
from bot.booking.booking_errors import UnknownKind
from bot.storage.booking_tables import appointment_kinds, appointments
from bot.storage.unit_of_work import UnitOfWork

_PLAIN_FIELDS = (
    *("name", "description", "place", "minutes", "paused"),
    *("before", "after", "notice", "horizon"),
)


def list_kinds(unit: UnitOfWork) -> list[AppointmentKind]:
    """Return all kinds in their order, paused ones too."""
    return [kind for _, kind in list_numbered_kinds(unit)]


def get_kind(unit: UnitOfWork, code: Kind) -> AppointmentKind:
    """Return the kind with a code. Raises UnknownKind."""
    query = sa.select(appointment_kinds).where(appointment_kinds.c.code == code)
    row = unit.execute(query).first()
    if row is None:
        raise UnknownKind(code)
    return _kind_from_row(row)


def list_numbered_kinds(unit: UnitOfWork) -> list[tuple[int, AppointmentKind]]:
    """Return all kinds in their order, each with the number of its page."""
    c = appointment_kinds.c
    rows = unit.execute(sa.select(appointment_kinds).order_by(c.position, c.code))
    return [(row.position, _kind_from_row(row)) for row in rows]


def get_numbered_kind(unit: UnitOfWork, number: int) -> AppointmentKind:
    """Return the kind with the number of its page. Raises UnknownKind."""
    mine = appointment_kinds.c.position == number
    row = unit.execute(sa.select(appointment_kinds).where(mine)).first()
    if row is None:
        raise UnknownKind
    return _kind_from_row(row)


def insert_kind(unit: UnitOfWork, kind: AppointmentKind) -> None:
    """Insert a kind after all others."""
    last = sa.select(sa.func.coalesce(sa.func.max(appointment_kinds.c.position), 0))
    position = int(unit.execute(last).scalar()) + 1
    values = {"code": kind.code, "position": position, **_build_columns(kind)}
    unit.execute(appointment_kinds.insert().values(**values))


def update_kind(unit: UnitOfWork, kind: AppointmentKind) -> None:
    """Store the changed kind with its code. Raises UnknownKind."""
    mine = appointment_kinds.c.code == kind.code
    if not unit.execute(
        appointment_kinds.update().where(mine).values(**_build_columns(kind))
    ).rowcount:
        raise UnknownKind(kind.code)


def delete_kind(unit: UnitOfWork, code: Kind) -> None:
    """Delete a kind. Raises UnknownKind."""
    mine = appointment_kinds.c.code == code
    if not unit.execute(appointment_kinds.delete().where(mine)).rowcount:
        raise UnknownKind(code)


def has_appointments(unit: UnitOfWork, code: Kind) -> bool:
    """Whether any stored appointment has this kind, past and cancelled ones included."""
    return bool(unit.execute(sa.select(sa.exists().where(appointments.c.kind == code))).scalar())


def _build_columns(kind: AppointmentKind) -> dict[str, Any]:
    plain = {name: getattr(kind, name) for name in _PLAIN_FIELDS}
    return {**plain, "modes": sorted(kind.modes), "languages": sorted(kind.languages)}


def _kind_from_row(row: Any) -> AppointmentKind:
    return AppointmentKind(
        code=row.code,
        modes=cast("frozenset[Mode]", frozenset(row.modes)),
        languages=frozenset(row.languages),
        **{name: getattr(row, name) for name in _PLAIN_FIELDS},
    )
