"""What is known of a counsellor beside the account: partner, pole, languages, hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.booking.hours import Counsellor
from bot.booking.hours_json import decode, encode
from bot.booking.kinds import require_language
from bot.console import sessions
from bot.console.errors import NoSuchAccount, TooLongText, WrongLanguages
from bot.console.roles import Role, require
from bot.storage.staff_tables import calendars, counsellors
from bot.storage.unit_of_work import UnitOfWork

LONGEST = 80
_COLUMNS = ("id", "name", "role", "partner", "pole", "languages", "receives", "disabled")
_ROWS = sa.select(counsellors, calendars.c.busy).select_from(counsellors.outerjoin(calendars))


@dataclass(frozen=True)
class Profile:
    """One counsellor as pages show them; `hours` holds the weekly ones, the exceptions, and what
    their own calendar takes out of both."""

    id: int
    name: str
    role: str
    partner: str
    pole: str
    languages: list[str]
    receives: bool
    disabled: bool
    hours: Counsellor


def get(unit: UnitOfWork, counsellor: int) -> Profile:
    """By its id. Raises NoSuchAccount."""
    row = unit.execute(_ROWS.where(counsellors.c.id == counsellor)).first()
    if row is None:
        raise NoSuchAccount
    return _read(row)


def every(unit: UnitOfWork) -> list[Profile]:
    """All of them, also those who are disabled, in the order of their names."""
    rows = unit.execute(_ROWS.order_by(counsellors.c.name))
    return [_read(row) for row in rows]


def describe(unit: UnitOfWork, counsellor: int, partner: str, pole: str) -> None:
    """Who sends them, and where they work. Raises TooLongText."""
    if max(len(partner), len(pole)) > LONGEST:
        raise TooLongText
    _store(unit, counsellor, partner=partner, pole=pole)


def speak(unit: UnitOfWork, counsellor: int, languages: Collection[str]) -> None:
    """ISO 639 codes, at least one. Raises WrongLanguages, UnknownLanguage."""
    if not 1 <= len(languages) <= 20:
        raise WrongLanguages
    for code in languages:
        require_language(code)
    _store(unit, counsellor, languages=sorted(set(languages)))


def set_role(unit: UnitOfWork, counsellor: int, role: Role) -> None:
    """From the next page on; open sessions end, so that none keeps what it may no more. An unknown
    role raises NotAllowed."""
    require(role, role)
    if get(unit, counsellor).role != role:
        _store(unit, counsellor, role=role)
        sessions.end_all(unit, counsellor)


def receive(unit: UnitOfWork, counsellor: int, receives: bool) -> None:
    """Whether one may book with them from now on; what is booked stays."""
    _store(unit, counsellor, receives=receives)


def put_hours(unit: UnitOfWork, hours: Counsellor, today: dt.date) -> None:
    """Store weekly hours and exceptions; exceptions of days that are over go."""
    columns = encode(hours)
    kept = {day: spans for day, spans in columns["exceptions"].items() if day >= str(today)}
    _store(unit, hours.id, weekly=columns["weekly"], exceptions=kept)


def _read(row: Any) -> Profile:
    told = {name: row._mapping[name] for name in _COLUMNS}
    return Profile(**told, hours=decode(row.id, row._mapping))


def _store(unit: UnitOfWork, counsellor: int, **values: Any) -> None:
    mine = counsellors.c.id == counsellor
    if unit.execute(counsellors.update().where(mine).values(values)).rowcount == 0:
        raise NoSuchAccount
