"""Queries and updates of appointments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.booking.appointment_kinds import BookingRequest, Kind, Mode, strip_article
from bot.booking.booking_errors import UnknownAppointment
from bot.booking.local_time import ZONE
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

State = Literal["held", "asked", "confirmed", "cancelled"]
# Confirmed by the person; a class visit may still await the team's confirmation ("asked").
ACTIVE_STATES: tuple[State, ...] = ("asked", "confirmed")

# Built once, as many turns execute it.
_SELECT_UPCOMING = (
    sa.select(appointments)
    .where(
        appointments.c.person == sa.bindparam("whose"),
        appointments.c.state.in_(ACTIVE_STATES),
        appointments.c.ends > sa.bindparam("now"),
    )
    .order_by(appointments.c.starts)
)


@dataclass(frozen=True)
class Appointment:
    """An appointment; times are aware, in UTC, `zone` is the venue's.

    `person` is the stored pseudonym, None once purged; `pseudonym` the name shown to counsellors.
    `kind_name`, `place` and the times with their buffers (`guard_start`, `guard_end`) are those of
    the booking, also after the kind has changed. `contact` is encrypted; `seen`: by the counsellor.
    """

    id: int
    counsellor: int
    person: Optional[str]
    channel: str
    pseudonym: str
    kind: Kind
    kind_name: str
    place: str
    way: Mode
    language: Optional[str]
    start: dt.datetime
    end: dt.datetime
    guard_start: dt.datetime
    guard_end: dt.datetime
    zone: str
    state: State
    held_until: Optional[dt.datetime]
    sequence: int
    uid: str
    code_seed: Optional[str]
    contact: Optional[str]
    summary: Optional[str]
    attendance: Optional[str]
    rated: bool
    seen: bool

    @property
    def wanted(self) -> BookingRequest:
        """The request, to repeat it at another time."""
        return BookingRequest(self.kind, self.way, self.language)

    @property
    def kind_title(self) -> str:
        """The name of the kind as a heading, without its article."""
        return strip_article(self.kind_name)

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        return (self.end - self.start) // dt.timedelta(minutes=1)

    @property
    def local_start(self) -> dt.datetime:
        """The start in local time."""
        return self.start.astimezone(ZONE)


_IS_RESERVATION = (appointments.c.state == "held") & appointments.c.person.is_(None)
# Field → column, where the names differ.
_RENAMED = {"counsellor": "counsellor_id", "start": "starts", "end": "ends"}
_RENAMED |= {"guard_start": "guard_starts", "guard_end": "guard_ends"}
_COLUMN_BY_FIELD = {f.name: _RENAMED.get(f.name, f.name) for f in fields(Appointment)}


def appointment_from_row(row: Any) -> Appointment:
    """Return the appointment of a row."""
    columns = _COLUMN_BY_FIELD.items()
    return Appointment(**{name: getattr(row, column) for name, column in columns})


def get_appointment(unit: UnitOfWork, number: int) -> Appointment:
    """Return the appointment with an id. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.id == number)


def get_by_code(unit: UnitOfWork, code_hash: str) -> Appointment:
    """Return the appointment with the hash of a code. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.code_hash == code_hash)


def get_by_token(unit: UnitOfWork, token_hash: str) -> Appointment:
    """Return the appointment with the hash of a link token. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.token_hash == token_hash)


def find_by_request(unit: UnitOfWork, request: str) -> Optional[Appointment]:
    """Return the appointment that a request already created, or None."""
    row = unit.execute(sa.select(appointments).where(appointments.c.request == request)).first()
    return appointment_from_row(row) if row else None


def find_held_by(unit: UnitOfWork, person: str) -> Optional[Appointment]:
    """Return the hold of a person, even an expired one, or None."""
    mine = (appointments.c.person == person) & (appointments.c.state == "held")
    row = unit.execute(sa.select(appointments).where(mine)).first()
    return appointment_from_row(row) if row else None


def list_upcoming(unit: UnitOfWork, person: str, now: dt.datetime) -> list[Appointment]:
    """Return a person's appointments that are not over, including unconfirmed class visits,
    earliest first."""
    rows = unit.execute(_SELECT_UPCOMING, {"whose": person, "now": now})
    return [appointment_from_row(row) for row in rows]


def was_any_made_since(unit: UnitOfWork, person: str, moment: dt.datetime) -> bool:
    """Return whether a person requested an appointment, still active, since a moment."""
    mine = appointments.c.state.in_(ACTIVE_STATES) & (appointments.c.person == person)
    found = unit.execute(
        sa.select(appointments.c.id).where(mine & (appointments.c.created >= moment)).limit(1)
    )
    return found.first() is not None


def list_between(
    unit: UnitOfWork, first: dt.datetime, last: dt.datetime, counsellor: Optional[int] = None
) -> list[Appointment]:
    """Return the appointments that start in [first, last), except holds."""
    wanted = (
        (appointments.c.starts >= first)
        & (appointments.c.starts < last)
        & (appointments.c.state != "held")
    )
    if counsellor is not None:
        wanted &= appointments.c.counsellor_id == counsellor
    return _fetch_many(unit, wanted)


def list_active_between(
    unit: UnitOfWork, counsellor: int, first: dt.datetime, last: dt.datetime
) -> list[Appointment]:
    """Return a counsellor's active appointments that start in [first, last)."""
    wanted = (
        (appointments.c.counsellor_id == counsellor)
        & appointments.c.state.in_(ACTIVE_STATES)
        & (appointments.c.starts >= first)
        & (appointments.c.starts < last)
    )
    return _fetch_many(unit, wanted)


def list_unfinished(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[Appointment]:
    """Return a counsellor's active appointments and unexpired holds that are not over."""
    c = appointments.c
    is_held = (c.state == "held") & (c.held_until > now)
    takes_time = c.state.in_(ACTIVE_STATES) | is_held
    return _fetch_many(unit, (c.counsellor_id == counsellor) & (c.ends > now) & takes_time)


def list_to_reassign(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[Appointment]:
    """Return a counsellor's upcoming active appointments, to reassign when they leave."""
    wanted = (
        (appointments.c.counsellor_id == counsellor)
        & appointments.c.state.in_(ACTIVE_STATES)
        & (appointments.c.starts > now)
    )
    return _fetch_many(unit, wanted)


def list_to_confirm(unit: UnitOfWork, now: dt.datetime) -> list[Appointment]:
    """Return the upcoming appointments that await the team's confirmation, earliest first."""
    return _fetch_many(unit, (appointments.c.state == "asked") & (appointments.c.starts > now))


def list_unrated(unit: UnitOfWork, now: dt.datetime, ended_after: dt.datetime) -> list[Appointment]:
    """Return the appointments that took place, ended after `ended_after`, and have no rating yet.

    They are marked as present, or over without a mark; the person is not purged and was not asked
    for a rating.
    """
    c = appointments.c
    is_present = (c.attendance == "present") & (c.starts <= now)
    is_over = c.attendance.is_(None) & (c.ends <= now)
    can_rate = c.rated.is_(False) & c.rating_asked.is_(False) & c.person.isnot(None)
    is_recent = (c.state == "confirmed") & (c.ends > ended_after)
    return _fetch_many(unit, is_recent & can_rate & (is_present | is_over))


def insert_appointment(unit: UnitOfWork, values: dict[str, Any]) -> int:
    """Insert an appointment, values by column, and return its id."""
    return int(unit.execute(appointments.insert().values(**values)).inserted_primary_key[0])


def update_appointment(unit: UnitOfWork, number: int, **values: Any) -> None:
    """Update columns of an appointment."""
    _update_where(unit, appointments.c.id == number, **values)


def mark_appointment_rated(unit: UnitOfWork, number: int) -> bool:
    """Mark an appointment as rated; return False if it already was."""
    once = (appointments.c.id == number) & appointments.c.rated.is_(False)
    return _update_where(unit, once, rated=True) > 0


def mark_rating_asked(unit: UnitOfWork, number: int) -> bool:
    """Mark a rating as requested; return False if it already was requested or given."""
    c = appointments.c
    first = (c.id == number) & c.rating_asked.is_(False) & c.rated.is_(False)
    return _update_where(unit, first, rating_asked=True) > 0


def store_requested_contact(unit: UnitOfWork, person: str, sealed: str, now: dt.datetime) -> bool:
    """Store an encrypted contact where it was requested; return False without such a request."""
    asked = (appointments.c.person == person) & (appointments.c.contact_asked > now)
    return _update_where(unit, asked, contact=sealed) > 0


def delete_expired_holds(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete the holds that expired by `now`, with their cells, and return their number."""
    late = (appointments.c.state == "held") & (appointments.c.held_until <= now)
    return _delete_where(unit, late)


def delete_holds_of(unit: UnitOfWork, person: str) -> int:
    """Delete the holds of a person, with their cells, and return their number."""
    mine = (appointments.c.person == person) & (appointments.c.state == "held")
    return _delete_where(unit, mine)


def delete_appointment(unit: UnitOfWork, number: int) -> None:
    """Delete a hold, with its cells."""
    _delete_where(unit, (appointments.c.id == number) & (appointments.c.state == "held"))


def list_reservations(unit: UnitOfWork) -> list[int]:
    """Return the ids of the times reserved for the waiting list: holds without a person."""
    return list(unit.execute(sa.select(appointments.c.id).where(_IS_RESERVATION)).scalars())


def delete_reservations(unit: UnitOfWork, first: dt.datetime, last: dt.datetime) -> int:
    """Delete the reservations that overlap a period, and return their number."""
    c = appointments.c
    return _delete_where(unit, _IS_RESERVATION & (c.guard_starts < last) & (c.guard_ends > first))


def _fetch_one(unit: UnitOfWork, condition: Any) -> Appointment:
    row = unit.execute(sa.select(appointments).where(condition)).first()
    if row is None:
        raise UnknownAppointment
    return appointment_from_row(row)


def _fetch_many(unit: UnitOfWork, condition: Any) -> list[Appointment]:
    query = sa.select(appointments).where(condition).order_by(appointments.c.starts)
    return [appointment_from_row(row) for row in unit.execute(query)]


def _update_where(unit: UnitOfWork, condition: Any, **values: Any) -> int:
    return int(unit.execute(appointments.update().where(condition).values(**values)).rowcount)


def _delete_where(unit: UnitOfWork, condition: Any) -> int:
    """Delete appointments with their cells (ON DELETE CASCADE) and return their number."""
    return int(unit.execute(appointments.delete().where(condition)).rowcount)
