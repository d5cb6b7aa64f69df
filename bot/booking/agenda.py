"""Taking a time, keeping it, moving it, giving it back: where an appointment changes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Optional

from bot.booking import appointments as stored
from bot.booking.appointments import Appointment
from bot.booking.checking import check
from bot.booking.errors import (
    AlreadyCancelled,
    AlreadyConfirmed,
    HoldOver,
    NotConfirmed,
    NotOver,
    Over,
    SameTime,
    Taken,
    Unavailable,
    UnknownAppointment,
)
from bot.booking.guard import free_cells, one_at_a_time, or_taken, take_cells, times_of
from bot.booking.kinds import Kind, Wanted
from bot.booking.local_time import in_utc
from bot.booking.place import Place
from bot.booking.share import VISIT, require_room
from bot.booking.slots import Slot
from bot.storage.booking_tables import appointments
from bot.storage.unit_of_work import UnitOfWork

HOLD = dt.timedelta(minutes=5)
# Around a time: the longest appointment with its buffers is far shorter.
_AROUND = dt.timedelta(days=1)


@dataclass(frozen=True)
class Asker:
    """Who asks, and on which channel; `request` is the same when the same request comes again."""

    person: str
    channel: str
    request: str


def hold(
    unit: UnitOfWork,
    place: Place,
    asker: Asker,
    wanted: Wanted,
    start: dt.datetime,
    now: dt.datetime,
) -> Appointment:
    """Keep a time for five minutes. The same request again gives the same answer.

    A person holds one time: another one they held is given back. Raises `Unavailable`: why not;
    `ShareTaken`: they have enough to come.
    """
    before = stored.by_request(unit, asker.request)
    if before is not None:
        return before
    one_at_a_time(unit)
    release(unit, now)
    _give_back(unit, asker.person)
    require_room(unit, asker.person, wanted.kind, now)
    slot = _free(unit, place, wanted, start, now)
    values = {
        "person": asker.person,
        "channel": asker.channel,
        "request": asker.request,
        "kind": wanted.kind,
        "way": wanted.way,
        "language": wanted.language,
        "state": "held",
        "held_until": now + HOLD,
        "uid": f"{uuid.uuid4()}@boussole",
        "created": now,
    }
    with or_taken(unit, slot.start):
        query = appointments.insert().values(**values, **times_of(slot, place))
        number = unit.execute(query).inserted_primary_key[0]
        take_cells(unit, number, slot, place)
    return stored.get(unit, number)


def confirm(
    unit: UnitOfWork,
    number: int,
    pseudonym: str,
    seed: str,
    hashes: tuple[str, str],
    now: dt.datetime,
) -> Appointment:
    """Make what is held an appointment; again, it changes nothing. A class visit is only asked for:
    the team confirms it (`approve`).

    `seed` makes the words and the token that designate it, `hashes` are theirs (code, token).
    Held times that are over still count while nobody needed them. Raises HoldOver,
    AlreadyCancelled; `ShareTaken`: the person has enough to come, whatever was held before.
    """
    one_at_a_time(unit)
    held = _find(unit, number)
    if held is None:
        raise HoldOver
    if held.state == "cancelled":
        raise AlreadyCancelled
    if held.state != "held":
        return held
    if held.person is not None:
        require_room(unit, held.person, held.kind, now)
    code, token = hashes
    _change(
        unit,
        number,
        state=_state_of(held.kind),
        held_until=None,
        pseudonym=pseudonym,
        code_seed=seed,
        code_hash=code,
        token_hash=token,
    )
    made = _find(unit, number)
    if made is None:  # it was late, and the time went to somebody else just now
        raise HoldOver
    return made


def approve(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """The team confirms what was asked for.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed (it is only held), Over,
    AlreadyConfirmed.
    """
    one_at_a_time(unit)
    found = _movable(unit, number, now)
    if found.state == "confirmed":
        raise AlreadyConfirmed
    _change(unit, number, state="confirmed", sequence=found.sequence + 1)
    return stored.get(unit, number)


def cancel(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    """Give an appointment back. Raises UnknownAppointment, AlreadyCancelled, Over."""
    one_at_a_time(unit)
    found = stored.get(unit, number)
    if found.state == "cancelled":
        raise AlreadyCancelled
    if found.start <= in_utc(now):
        raise Over
    free_cells(unit, number)
    _change(unit, number, state="cancelled", held_until=None, sequence=found.sequence + 1)
    return stored.get(unit, number)


def move(
    unit: UnitOfWork,
    place: Place,
    number: int,
    start: dt.datetime,
    now: dt.datetime,
    by_team: bool = False,
) -> Appointment:
    """Move an appointment, with the same counsellor where that can be.

    A class visit that the person moves is to be confirmed again; one that the team moves is not.
    Nothing is given up before the new time is had. Raises UnknownAppointment, AlreadyCancelled,
    NotConfirmed, Over, SameTime, or `Unavailable`: why not.
    """
    one_at_a_time(unit)
    release(unit, now)
    found = _movable(unit, number, now)
    if in_utc(start) == found.start:
        raise SameTime
    slot = _free_again(unit, place, found, start, now)
    return _put(unit, place, found, slot, found.state if by_team else _state_of(found.kind))


def reassign(
    unit: UnitOfWork, place: Place, number: int, counsellor: int, now: dt.datetime
) -> Appointment:
    """Give an appointment, at its time, to another counsellor.

    Raises as `move` does; Taken when the other is not free then.
    """
    one_at_a_time(unit)
    release(unit, now)
    found = _movable(unit, number, now)
    if counsellor == found.counsellor:
        raise SameTime
    slot = Slot(found.start, found.end, counsellor)
    busy = stored.taken(unit, slot.start - _AROUND, slot.end + _AROUND, but=number)
    if not slot.is_free(busy, place.only([counsellor]).rules):
        raise Taken(slot.start)
    return _put(unit, place, found, slot, found.state)


def mark(unit: UnitOfWork, number: int, present: bool, now: dt.datetime) -> Appointment:
    """Note whether the person came. Raises UnknownAppointment, NotConfirmed, NotOver."""
    found = stored.get(unit, number)
    if found.state != "confirmed":
        raise NotConfirmed
    if found.start > in_utc(now):
        raise NotOver
    _change(unit, number, attendance="present" if present else "absent")
    return stored.get(unit, number)


def attach(unit: UnitOfWork, number: int, summary: str, now: dt.datetime) -> None:
    """The summary that the person saw and approved, for whoever receives them.

    Raises UnknownAppointment, AlreadyCancelled, NotConfirmed, Over.
    """
    _movable(unit, number, now)
    _change(unit, number, summary=summary)


def rated(unit: UnitOfWork, number: int) -> bool:
    """Note that whoever came said if it helped; False when they had said so before."""
    once = (appointments.c.id == number) & appointments.c.rated.is_(False)
    return bool(unit.execute(appointments.update().where(once).values(rated=True)).rowcount)


def release(unit: UnitOfWork, now: dt.datetime) -> int:
    """Give back what is held for longer than its five minutes; how many there were."""
    late = (appointments.c.state == "held") & (appointments.c.held_until <= now)
    return _remove(unit, late)


def let_go(unit: UnitOfWork, person: str) -> bool:
    """Give back what a person holds without confirming it; whether there was something."""
    return _give_back(unit, person) > 0


def _movable(unit: UnitOfWork, number: int, now: dt.datetime) -> Appointment:
    found = stored.get(unit, number)
    if found.state == "cancelled":
        raise AlreadyCancelled
    if found.state == "held":
        raise NotConfirmed
    if found.start <= in_utc(now):
        raise Over
    return found


def _find(unit: UnitOfWork, number: int) -> Optional[Appointment]:
    """None once it is gone: its time was needed, or the person was erased."""
    try:
        return stored.get(unit, number)
    except UnknownAppointment:
        return None


def _state_of(kind: Kind) -> str:
    """What a person's yes makes of it."""
    return "asked" if kind == VISIT else "confirmed"


def _free(
    unit: UnitOfWork,
    place: Place,
    wanted: Wanted,
    start: dt.datetime,
    now: dt.datetime,
    but: Optional[int] = None,
) -> Slot:
    begin = in_utc(start)
    busy = stored.taken(unit, begin - _AROUND, begin + _AROUND, but)
    return check(wanted, start, place, busy, now)


def _free_again(
    unit: UnitOfWork, place: Place, found: Appointment, start: dt.datetime, now: dt.datetime
) -> Slot:
    """The same counsellor first; who stopped receiving has no hours, and another is found."""
    if any(each.id == found.counsellor for each in place.counsellors):
        same = place.only([found.counsellor])
        try:
            return _free(unit, same, found.wanted, start, now, found.id)
        except Unavailable:
            pass  # told below, where no one else can either
    return _free(unit, place, found.wanted, start, now, found.id)


def _put(unit: UnitOfWork, place: Place, found: Appointment, slot: Slot, state: str) -> Appointment:
    changed = {"state": state, "sequence": found.sequence + 1, **times_of(slot, place)}
    with or_taken(unit, slot.start):
        free_cells(unit, found.id)
        _change(unit, found.id, **changed)
        take_cells(unit, found.id, slot, place)
    return stored.get(unit, found.id)


def _give_back(unit: UnitOfWork, person: str) -> int:
    mine = (appointments.c.person == person) & (appointments.c.state == "held")
    return _remove(unit, mine)


def _remove(unit: UnitOfWork, which: Any) -> int:
    """The cells go with their appointment (ON DELETE CASCADE)."""
    return int(unit.execute(appointments.delete().where(which)).rowcount)


def _change(unit: UnitOfWork, number: int, **values: Any) -> None:
    unit.execute(appointments.update().where(appointments.c.id == number).values(**values))
