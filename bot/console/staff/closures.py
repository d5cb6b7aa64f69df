"""Closures of the whole centre, and its public holidays."""

from __future__ import annotations

import datetime as dt
from typing import Optional

import holidays

from bot.booking.closing_days import Closure, is_holiday
from bot.booking.local_time import days_between
from bot.console.console_errors import NoSuchPage, TooLongText
from bot.console.staff import closure_repository
from bot.storage.unit_of_work import UnitOfWork

MAX_REASON_CHARS = 120
HOLIDAY_HORIZON = dt.timedelta(days=365)


def add_closure(unit: UnitOfWork, closure: Closure) -> int:
    """Add a closure and return its id. Raises TooLongText."""
    if len(closure.reason) > MAX_REASON_CHARS:
        raise TooLongText
    return closure_repository.insert_closure(unit, closure)


def delete_closure(unit: UnitOfWork, number: int) -> None:
    """Delete a closure. Raises NoSuchPage."""
    if not closure_repository.delete_closure(unit, number):
        raise NoSuchPage


def list_public_holidays(today: dt.date) -> list[tuple[dt.date, Optional[str]]]:
    """Return the coming year's holidays with their French names, None without one."""
    end = today + HOLIDAY_HORIZON
    names = holidays.country_holidays("BE", years=[today.year, end.year], language="fr")
    return [(day, names.get(day)) for day in days_between(today, end) if is_holiday(day)]
