"""Codes that open nothing are counted: a person may miss a few an hour, then waits."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.privacy.erasure import CODES_COUNT_FOR
from bot.storage.tables import wrong_codes
from bot.storage.unit_of_work import UnitOfWork

MOST_WRONG = 5


class TooManyWrongCodes(Exception):
    """Five wrong ones in an hour: even a right one is not looked at."""


def require_tries_left(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Raises TooManyWrongCodes."""
    recent = (wrong_codes.c.person == person) & (wrong_codes.c.created > now - CODES_COUNT_FOR)
    query = sa.select(sa.func.count()).select_from(wrong_codes).where(recent)
    if unit.execute(query).scalar_one() >= MOST_WRONG:
        raise TooManyWrongCodes


def count_wrong(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """One more that opened nothing."""
    unit.execute(wrong_codes.insert().values(person=person, created=now))
