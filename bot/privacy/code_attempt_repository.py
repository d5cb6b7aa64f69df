"""Wrong notebook codes: who typed them and when, until they are erased."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.storage.conversation_tables import wrong_codes
from bot.storage.unit_of_work import UnitOfWork


def count_wrong_codes(unit: UnitOfWork, person: str, after: dt.datetime) -> int:
    """Return how many wrong codes a person typed after that time."""
    recent = (wrong_codes.c.person == person) & (wrong_codes.c.created > after)
    query = sa.select(sa.func.count()).select_from(wrong_codes).where(recent)
    return int(unit.execute(query).scalar_one())


def insert_wrong_code(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Record a wrong code."""
    unit.execute(wrong_codes.insert().values(person=person, created=now))


def forget_person(unit: UnitOfWork, person: str) -> None:
    """Anonymise the wrong codes of a person."""
    unit.execute(wrong_codes.update().where(wrong_codes.c.person == person).values(person=None))


def delete_wrong_codes(unit: UnitOfWork, before: dt.datetime) -> None:
    """Delete the wrong codes typed before that time."""
    unit.execute(wrong_codes.delete().where(wrong_codes.c.created < before))
