"""Rows of counsellors' profiles: partner, pole, languages, hours."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Optional

import sqlalchemy as sa

from bot.booking.counsellor_hours import Counsellor
from bot.booking.hours_json import decode_counsellor
from bot.storage.staff_tables import calendars, counsellors
from bot.storage.unit_of_work import UnitOfWork

_PROFILE_QUERY = sa.select(counsellors, calendars.c.busy).select_from(
    counsellors.outerjoin(calendars)
)


@dataclass(frozen=True)
class Profile:
    """A counsellor as pages show them, a field for each column shown. `hours` are the weekly hours
    and exceptions, minus the busy times of their calendar."""

    id: int
    name: str
    role: str
    partner: str
    pole: str
    languages: list[str]
    receives: bool
    disabled: bool
    hours: Counsellor


def find_profile(unit: UnitOfWork, counsellor: int) -> Optional[Profile]:
    """Return a profile, or None."""
    row = unit.execute(_PROFILE_QUERY.where(counsellors.c.id == counsellor)).first()
    return _build_profile(row) if row is not None else None


def list_profiles(unit: UnitOfWork) -> list[Profile]:
    """Return all profiles, including disabled ones, by name."""
    rows = unit.execute(_PROFILE_QUERY.order_by(counsellors.c.name))
    return [_build_profile(row) for row in rows]


def _build_profile(row: Any) -> Profile:
    columns = [field.name for field in fields(Profile) if field.name != "hours"]
    shown = {name: row._mapping[name] for name in columns}
    return Profile(**shown, hours=decode_counsellor(row.id, row._mapping))
