"""Counsellors in the database, their hours, and the events that they enter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy.engine import Engine

from bot.booking import appointment_kind_repository
from bot.booking.appointment_kinds import INITIAL_KINDS, MODES, AppointmentKind
from bot.booking.local_time import local_day
from bot.console.answers import event_drafts
from bot.storage.booking_tables import closures
from bot.storage.staff_tables import counsellors
from bot.storage.unit_of_work import UnitOfWork, writing

_CLOSED = {"first": dt.date(2026, 11, 1), "last": dt.date(2027, 12, 31), "reason": "travaux"}
_SINCE = dt.datetime(2026, 11, 1, tzinfo=dt.timezone.utc)


def add_counsellor(
    unit: UnitOfWork,
    name: str = "Conseil",
    duty: str = "on",
    now: dt.datetime = _SINCE,
    **columns: Any,
) -> int:
    """The id of a new counsellor, who receives nobody unless `weekly` is given."""
    row = {"name": name, "duty": duty, "created": now, **columns}
    return int(unit.execute(counsellors.insert().values(**row)).inserted_primary_key[0])


def add_counsellor_on_duty(engine: Engine, now: dt.datetime, name: str = "Conseil") -> int:
    """The id of a new counsellor on duty, in a transaction of its own."""
    with writing(engine) as unit:
        number = add_counsellor(unit, name, now=now)
        unit.commit()
    return number


def add_counsellors(
    engine: Engine,
    names: Sequence[str] = (),
    duty: str = "off",
    closed: bool = False,
    kinds: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Counsellors who receive from Monday to Friday, from 9 to 12:30 and from 13:30 to 17:30; with
    `closed`, on no day that can be asked for. `kinds`: further ones, name and minutes."""
    made = [
        AppointmentKind(f"k_{number}", name, minutes)
        for number, (name, minutes) in enumerate(kinds.items(), start=1)
    ]
    taken = {"kinds": [each.code for each in (*INITIAL_KINDS, *made)], "ways": sorted(MODES)}
    spans = [
        {"from": "09:00", "until": "12:30", **taken},
        {"from": "13:30", "until": "17:30", **taken},
    ]
    weekly = {str(weekday): spans for weekday in range(5)}
    with writing(engine) as unit:
        for kind in made:
            appointment_kind_repository.insert_kind(unit, kind)
        for name in names:
            add_counsellor(unit, name, duty, weekly=weekly)
        if closed:
            unit.execute(closures.insert().values(**_CLOSED))
        unit.commit()


def add_event(engine: Engine, now: dt.datetime, title: str, in_days: int, **told: str) -> None:
    """An event of two hours in the morning, entered as the console does it."""
    day = local_day(now) + dt.timedelta(days=in_days)
    draft = event_drafts.EventDraft(
        title=title,
        summary=told.get("summary", ""),
        audience=told.get("audience", "Tout le monde"),
        place=told.get("place", "À la Cité"),
        day=day,
        start=dt.time(9, 30),
        last=day,
        end=dt.time(11, 30),
    )
    assert event_drafts.find_draft_problems(draft, now) == {}
    with writing(engine) as unit:
        event_drafts.add_event(unit, draft, counsellor=1, now=now)
        unit.commit()
