"""The rows of appointments: one row as one object, the ways to find them, and their changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.booking.appointment_kinds import BookingRequest, Kind, Mode
from bot.booking.booking_errors import UnknownAppointment
from bot.booking.local_time import ZONE
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

State = Literal["held", "asked", "confirmed", "cancelled"]
# What a person has said yes to, and the team, where it has to, or not yet.
ACTIVE_STATES: tuple[State, ...] = ("asked", "confirmed")

# Built once: it is asked at many a turn.
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
    """One appointment; times are aware, in UTC, `zone` is the place's. `person` is a pseudonym's
    hash, None once purged; `pseudonym` is what the counsellor calls. `contact` is encrypted."""

    id: int
    counsellor: int
    person: Optional[str]
    channel: str
    pseudonym: str
    kind: Kind
    way: Mode
    language: Optional[str]
    start: dt.datetime
    end: dt.datetime
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

    @property
    def wanted(self) -> BookingRequest:
        """What was asked for, to ask for it again at another time."""
        return BookingRequest(self.kind, self.way, self.language)

    @property
    def local_start(self) -> dt.datetime:
        """The start on the clocks of the place."""
        return self.start.astimezone(ZONE)


# Fields that are called otherwise than their columns.
_RENAMED = {"counsellor": "counsellor_id", "start": "starts", "end": "ends"}
_COLUMN_BY_FIELD = {each.name: _RENAMED.get(each.name, each.name) for each in fields(Appointment)}


def appointment_from_row(row: Any) -> Appointment:
    """An appointment from its row."""
    return Appointment(**{name: getattr(row, of) for name, of in _COLUMN_BY_FIELD.items()})


def get_appointment(unit: UnitOfWork, number: int) -> Appointment:
    """By its id. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.id == number)


def get_by_code(unit: UnitOfWork, code_hash: str) -> Appointment:
    """By the hash of the words that designate it. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.code_hash == code_hash)


def get_by_token(unit: UnitOfWork, token_hash: str) -> Appointment:
    """By the hash of its link's token. Raises UnknownAppointment."""
    return _fetch_one(unit, appointments.c.token_hash == token_hash)


def find_by_request(unit: UnitOfWork, request: str) -> Optional[Appointment]:
    """What a request led to before, if it was made already."""
    row = unit.execute(sa.select(appointments).where(appointments.c.request == request)).first()
    return appointment_from_row(row) if row else None


def find_held_by(unit: UnitOfWork, person: str) -> Optional[Appointment]:
    """The time that a person is about to confirm, even when its five minutes are over."""
    mine = (appointments.c.person == person) & (appointments.c.state == "held")
    row = unit.execute(sa.select(appointments).where(mine)).first()
    return appointment_from_row(row) if row else None


def list_upcoming(unit: UnitOfWork, person: str, now: dt.datetime) -> list[Appointment]:
    """A person's appointments that are not over, earliest first; the team may not have confirmed
    a class visit yet."""
    return [
        appointment_from_row(row)
        for row in unit.execute(_SELECT_UPCOMING, {"whose": person, "now": now})
    ]


def list_between(
    unit: UnitOfWork, first: dt.datetime, last: dt.datetime, counsellor: Optional[int] = None
) -> list[Appointment]:
    """Appointments that start from `first`, before `last`: asked, confirmed and cancelled."""
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
    """A counsellor's appointments that start from `first`, before `last`: asked and confirmed."""
    wanted = (
        (appointments.c.counsellor_id == counsellor)
        & appointments.c.state.in_(ACTIVE_STATES)
        & (appointments.c.starts >= first)
        & (appointments.c.starts < last)
    )
    return _fetch_many(unit, wanted)


def list_unfinished(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[Appointment]:
    """A counsellor's appointments that are not over, the one that runs too: asked, confirmed, and
    held by somebody who may still confirm."""
    holds = appointments.c.state.in_(ACTIVE_STATES) | (
        (appointments.c.state == "held") & (appointments.c.held_until > now)
    )
    wanted = (appointments.c.counsellor_id == counsellor) & (appointments.c.ends > now) & holds
    return _fetch_many(unit, wanted)


def list_to_reassign(unit: UnitOfWork, counsellor: int, now: dt.datetime) -> list[Appointment]:
    """What a counsellor still has to come: to be given to others when they stop receiving."""
    wanted = (
        (appointments.c.counsellor_id == counsellor)
        & appointments.c.state.in_(ACTIVE_STATES)
        & (appointments.c.starts > now)
    )
    return _fetch_many(unit, wanted)


def list_to_confirm(unit: UnitOfWork, now: dt.datetime) -> list[Appointment]:
    """What waits for a yes of the team, earliest first."""
    return _fetch_many(unit, (appointments.c.state == "asked") & (appointments.c.starts > now))


def list_unrated(unit: UnitOfWork, now: dt.datetime, ended_after: dt.datetime) -> list[Appointment]:
    """Those that took place, ended after that moment, and were neither rated nor asked about.

    Noted as present, or over without a note; a person still belongs to them.
    """
    c = appointments.c
    came = (c.attendance == "present") & (c.starts <= now)
    over = c.attendance.is_(None) & (c.ends <= now)
    open_still = c.rated.is_(False) & c.rating_asked.is_(False) & c.person.isnot(None)
    wanted = (c.state == "confirmed") & open_still & (c.ends > ended_after) & (came | over)
    return _fetch_many(unit, wanted)


def insert_appointment(unit: UnitOfWork, values: dict[str, Any]) -> int:
    """A new row, its values by column; the id."""
    return int(unit.execute(appointments.insert().values(**values)).inserted_primary_key[0])


def update_appointment(unit: UnitOfWork, number: int, **values: Any) -> None:
    """Change columns of one appointment."""
    _update_where(unit, appointments.c.id == number, **values)


def mark_appointment_rated(unit: UnitOfWork, number: int) -> bool:
    """Note that it was rated; False when it had been."""
    once = (appointments.c.id == number) & appointments.c.rated.is_(False)
    return _update_where(unit, once, rated=True) > 0


def mark_rating_asked(unit: UnitOfWork, number: int) -> bool:
    """Note that a rating was asked for; False when it had been, or when it was rated meanwhile."""
    c = appointments.c
    first = (c.id == number) & c.rating_asked.is_(False) & c.rated.is_(False)
    return _update_where(unit, first, rating_asked=True) > 0


def store_requested_contact(unit: UnitOfWork, person: str, sealed: str, now: dt.datetime) -> bool:
    """Put a sealed contact where it is asked for; False when nobody asks this person."""
    asked = (appointments.c.person == person) & (appointments.c.contact_asked > now)
    return _update_where(unit, asked, contact=sealed) > 0


def delete_expired_holds(unit: UnitOfWork, now: dt.datetime) -> int:
    """Delete what is held until `now` at the latest, cells included; how many there were."""
    late = (appointments.c.state == "held") & (appointments.c.held_until <= now)
    return _delete_where(unit, late)


def delete_holds_of(unit: UnitOfWork, person: str) -> int:
    """Delete what a person holds, cells included; how many there were."""
    mine = (appointments.c.person == person) & (appointments.c.state == "held")
    return _delete_where(unit, mine)


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
    """The cells go with their appointment (ON DELETE CASCADE)."""
    return int(unit.execute(appointments.delete().where(condition)).rowcount)
