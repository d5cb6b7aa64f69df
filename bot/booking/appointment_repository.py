"""Appointments as they stand in the database, found by whoever may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Optional

import sqlalchemy as sa

from bot.booking.appointment_kinds import BookingRequest, Kind, Mode
from bot.booking.booking_errors import UnknownAppointment
from bot.booking.local_time import ZONE
from bot.booking.time_cells import CELL_LENGTH, Cell
from bot.storage.booking_tables import appointment_cells, appointments
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
    """One appointment; times are aware, in UTC. `person` is a pseudonym's hash, None once purged;
    `pseudonym` is what the counsellor calls. `contact` is encrypted."""

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


def appointment_from_row(row: Any) -> Appointment:
    """An appointment from its row."""
    return Appointment(
        id=row.id,
        counsellor=row.counsellor_id,
        person=row.person,
        channel=row.channel,
        pseudonym=row.pseudonym,
        kind=row.kind,
        way=row.way,
        language=row.language,
        start=row.starts,
        end=row.ends,
        state=row.state,
        held_until=row.held_until,
        sequence=row.sequence,
        uid=row.uid,
        code_seed=row.code_seed,
        contact=row.contact,
        summary=row.summary,
        attendance=row.attendance,
        rated=row.rated,
    )


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


def find_occupied_cells(
    unit: UnitOfWork, first: dt.datetime, last: dt.datetime, exclude_id: Optional[int] = None
) -> frozenset[Cell]:
    """The quarters of an hour that are taken in a period, those of one appointment left out."""
    wanted = (appointment_cells.c.starts >= first - CELL_LENGTH) & (
        appointment_cells.c.starts < last
    )
    if exclude_id is not None:
        wanted &= appointment_cells.c.appointment_id != exclude_id
    columns = (appointment_cells.c.counsellor_id, appointment_cells.c.starts)
    rows = unit.execute(sa.select(*columns).where(wanted))
    return frozenset(Cell(row.counsellor_id, row.starts) for row in rows)


def _fetch_one(unit: UnitOfWork, condition: Any) -> Appointment:
    row = unit.execute(sa.select(appointments).where(condition)).first()
    if row is None:
        raise UnknownAppointment
    return appointment_from_row(row)


def _fetch_many(unit: UnitOfWork, condition: Any) -> list[Appointment]:
    query = sa.select(appointments).where(condition).order_by(appointments.c.starts)
    return [appointment_from_row(row) for row in unit.execute(query)]
