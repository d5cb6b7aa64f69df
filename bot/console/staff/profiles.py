"""Changes to a counsellor's profile: partner, pole, role, languages, hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from bot.booking.appointment_kinds import AppointmentKind, require_language
from bot.booking.counsellor_hours import Counsellor
from bot.booking.hours_json import encode_counsellor
from bot.console.auth import staff_session_repository
from bot.console.auth.roles import Role, require_role
from bot.console.console_errors import (
    NoRoomForKind,
    NoSuchAccount,
    TooLongText,
    WrongLanguages,
)
from bot.console.staff import account_repository, profile_repository
from bot.console.staff.profile_repository import Profile
from bot.storage.unit_of_work import UnitOfWork

MAX_TEXT_CHARS = 80


def get_profile(unit: UnitOfWork, counsellor: int) -> Profile:
    """Return a profile. Raises NoSuchAccount."""
    profile = profile_repository.find_profile(unit, counsellor)
    if profile is None:
        raise NoSuchAccount
    return profile


def set_affiliation(unit: UnitOfWork, counsellor: int, partner: str, pole: str) -> None:
    """Set partner organisation and pole. Raises TooLongText."""
    if max(len(partner), len(pole)) > MAX_TEXT_CHARS:
        raise TooLongText
    _update(unit, counsellor, partner=partner, pole=pole)


def set_languages(unit: UnitOfWork, counsellor: int, languages: Collection[str]) -> None:
    """Set the languages, as ISO 639 codes, at least one. Raises WrongLanguages, UnknownLanguage."""
    if not 1 <= len(languages) <= 20:
        raise WrongLanguages
    for code in languages:
        require_language(code)
    _update(unit, counsellor, languages=sorted(set(languages)))


def set_role(unit: UnitOfWork, counsellor: int, role: Role) -> None:
    """Set the role and end the account's sessions. Raises NotAllowed for an unknown role."""
    require_role(role, role)
    if get_profile(unit, counsellor).role != role:
        _update(unit, counsellor, role=role)
        staff_session_repository.delete_sessions(unit, counsellor)


def set_receiving(unit: UnitOfWork, counsellor: int, receives: bool) -> None:
    """Set whether new appointments can be booked; existing ones stay."""
    _update(unit, counsellor, receives=receives)


def store_hours(unit: UnitOfWork, hours: Counsellor, today: dt.date) -> None:
    """Store weekly hours and exceptions, without past exceptions."""
    columns = encode_counsellor(hours)
    kept = {day: spans for day, spans in columns["exceptions"].items() if day >= str(today)}
    _update(unit, hours.id, weekly=columns["weekly"], exceptions=kept)


def receive_for(unit: UnitOfWork, counsellor: int, kind: AppointmentKind, today: dt.date) -> None:
    """Add a kind to the counsellor's hours that have room for it. Raises NoRoomForKind if none."""
    hours = get_profile(unit, counsellor).hours.with_kind(kind)
    if kind.code not in hours.received_kinds:
        raise NoRoomForKind
    store_hours(unit, hours, today)


def _update(unit: UnitOfWork, counsellor: int, **values: Any) -> None:
    if not account_repository.update_account(unit, counsellor, values):
        raise NoSuchAccount
