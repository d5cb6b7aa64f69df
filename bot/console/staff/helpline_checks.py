"""Helplines that an admin read and found right; a check is void once the helpline says other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional

from bot.booking.local_time import local_day
from bot.care.helplines import Helpline, load_helplines
from bot.console.staff import account_repository, opening_check_repository
from bot.console.staff.opening_check_repository import OpeningCheck
from bot.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class CheckedHelpline:
    """A helpline with the day of its last check and who made it; None and "" without a check.

    `number` designates it in forms and in the audit trail, from 1 on.
    """

    number: int
    line: Helpline
    checked: Optional[dt.date]
    by: str
    outdated: bool

    @property
    def is_due(self) -> bool:
        """Whether somebody has to read it."""
        return self.checked is None or self.outdated


def list_checked_helplines(unit: UnitOfWork, today: dt.date) -> list[CheckedHelpline]:
    """Return all helplines in the order of their file."""
    checks, names = opening_check_repository.list_checks(unit), {}
    if checks:
        names = account_repository.list_names_by_id(unit)
    book, found = load_helplines(), []
    for number, line in enumerate(book.lines.values(), start=1):
        check = checks.get(_subject(line))
        if check is not None and check.said != _describe(line):
            check = None
        day = local_day(check.checked) if check else None
        outdated = day is not None and today - day > book.max_age
        by = names.get(check.written_by, "") if check else ""
        found.append(CheckedHelpline(number, line, day, by, outdated))
    return found


def find_outdated_verification(unit: UnitOfWork, today: dt.date) -> Optional[dt.date]:
    """Return the day on which the helpline that waits longest was verified, by its file or by a
    check, or None if no verification is too old."""
    verified = load_helplines().verified
    days = [each.checked for each in list_checked_helplines(unit, today)]
    oldest = min(max(day, verified) if day else verified for day in days)
    return oldest if today - oldest > load_helplines().max_age else None


def check_helpline(
    unit: UnitOfWork, shown: CheckedHelpline, counsellor: int, now: dt.datetime
) -> None:
    """Store that somebody read a helpline and found it right."""
    check = OpeningCheck(_subject(shown.line), _describe(shown.line), now, counsellor)
    opening_check_repository.store_check(unit, check)


def _subject(line: Helpline) -> str:
    return f"helpline:{line.id}"


def _describe(line: Helpline) -> str:
    return " · ".join((line.name, line.number, line.text))
