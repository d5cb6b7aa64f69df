"""Limit wrong notebook codes to a few an hour per person."""

from __future__ import annotations

import datetime as dt

from bot.privacy import code_attempt_repository
from bot.privacy.erasure import WRONG_CODE_LIFETIME
from bot.storage.unit_of_work import UnitOfWork

MAX_WRONG_CODES_PER_HOUR = 5


class TooManyWrongCodes(Exception):
    """Five wrong codes in an hour: no further code is checked, even a right one."""


def require_attempts_left(unit: UnitOfWork, person: str, now: dt.datetime) -> None:
    """Raise TooManyWrongCodes if the person has no attempts left."""
    since = now - WRONG_CODE_LIFETIME
    tried = code_attempt_repository.count_wrong_codes(unit, person, since)
    if tried >= MAX_WRONG_CODES_PER_HOUR:
        raise TooManyWrongCodes
