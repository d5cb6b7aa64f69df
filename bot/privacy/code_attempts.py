"""Codes that open nothing are counted: a person may miss a few an hour, then waits."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.privacy.erasure import WRONG_CODE_LIFETIME
from bot.storage.conversation_tables import wrong_codes
from bot.storage.unit_of_work import UnitOfWork

MAX_WRONG_CODES_PER_HOUR = 5


class TooManyWrongCodes(Exception):
    """Five wrong ones in an hour: even a right one is not looked at."""


def require_attempts_left(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Raises TooManyWrongCodes."""
    recent = (wrong_codes.c.person == person) & (wrong_codes.c.created > now - WRONG_CODE_LIFETIME)
    query = sa.select(sa.func.count()).select_from(wrong_codes).where(recent)
    if unit.execute(query).scalar_one() >= MAX_WRONG_CODES_PER_HOUR:
        raise TooManyWrongCodes


def record_wrong_code(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """One more that opened nothing."""
    unit.execute(wrong_codes.insert().values(person=person, created=now))
