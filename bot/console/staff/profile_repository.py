"""What is known of a counsellor beside the account: partner, pole, languages, hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.booking.appointment_kinds import require_language
from bot.booking.counsellor_hours import Counsellor
from bot.booking.hours_json import decode_counsellor, encode_counsellor
from bot.console.auth import session_repository
from bot.console.auth.roles import Role, require_role
from bot.console.console_errors import NoSuchAccount, TooLongText, WrongLanguages
from bot.storage.staff_tables import calendars, counsellors
from bot.storage.unit_of_work import UnitOfWork

MAX_TEXT_CHARS = 80
_PROFILE_COLUMNS = ("id", "name", "role", "partner", "pole", "languages", "receives", "disabled")
_PROFILE_QUERY = sa.select(counsellors, calendars.c.busy).select_from(
    counsellors.outerjoin(calendars)
)


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


def get_profile(unit: UnitOfWork, counsellor: int) -> Profile:
    """By its id. Raises NoSuchAccount."""
    row = unit.execute(_PROFILE_QUERY.where(counsellors.c.id == counsellor)).first()
    if row is None:
        raise NoSuchAccount
    return _build_profile(row)


def list_profiles(unit: UnitOfWork) -> list[Profile]:
    """All of them, also those who are disabled, in the order of their names."""
    rows = unit.execute(_PROFILE_QUERY.order_by(counsellors.c.name))
    return [_build_profile(row) for row in rows]


def set_affiliation(unit: UnitOfWork, counsellor: int, partner: str, pole: str) -> None:
    """Who sends them, and where they work. Raises TooLongText."""
    if max(len(partner), len(pole)) > MAX_TEXT_CHARS:
        raise TooLongText
    _update_counsellor(unit, counsellor, partner=partner, pole=pole)


def set_languages(unit: UnitOfWork, counsellor: int, languages: Collection[str]) -> None:
    """ISO 639 codes, at least one. Raises WrongLanguages, UnknownLanguage."""
    if not 1 <= len(languages) <= 20:
        raise WrongLanguages
    for code in languages:
        require_language(code)
    _update_counsellor(unit, counsellor, languages=sorted(set(languages)))


def set_role(unit: UnitOfWork, counsellor: int, role: Role) -> None:
    """From the next page on; open sessions end, so that none keeps what it may no more. An unknown
    role raises NotAllowed."""
    require_role(role, role)
    if get_profile(unit, counsellor).role != role:
        _update_counsellor(unit, counsellor, role=role)
        session_repository.delete_sessions(unit, counsellor)


def set_receiving(unit: UnitOfWork, counsellor: int, receives: bool) -> None:
    """Whether one may book with them from now on; what is booked stays."""
    _update_counsellor(unit, counsellor, receives=receives)


def store_hours(unit: UnitOfWork, hours: Counsellor, today: dt.date) -> None:
    """Store weekly hours and exceptions; exceptions of days that are over go."""
    columns = encode_counsellor(hours)
    kept = {day: spans for day, spans in columns["exceptions"].items() if day >= str(today)}
    _update_counsellor(unit, hours.id, weekly=columns["weekly"], exceptions=kept)


def _build_profile(row: Any) -> Profile:
    told = {name: row._mapping[name] for name in _PROFILE_COLUMNS}
    return Profile(**told, hours=decode_counsellor(row.id, row._mapping))


def _update_counsellor(unit: UnitOfWork, counsellor: int, **values: Any) -> None:
    mine = counsellors.c.id == counsellor
    if unit.execute(counsellors.update().where(mine).values(values)).rowcount == 0:
        raise NoSuchAccount
