"""Working days of the centre: the target for an answer, and the age of a question."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.booking.closing_days import Closure, is_holiday
from bot.booking.venue_repository import load_closures
from bot.opening_hours import parse_opening_hours
from bot.storage.unit_of_work import UnitOfWork

TARGET_WORKING_DAYS = 1
# Monday to Friday, where the opening hours are not set.
_USUAL_WEEKDAYS = frozenset(range(5))
# Closures longer than this would leave no working day to promise.
_MAX_DAYS_AHEAD = 120
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The weekdays on which the centre opens (Monday is 0), and its closures."""

    weekdays: frozenset[int] = _USUAL_WEEKDAYS
    closures: tuple[Closure, ...] = ()

    def is_working_day(self, day: dt.date) -> bool:
        """Whether somebody works on a day."""
        closed = is_holiday(day) or any(closure.covers(day) for closure in self.closures)
        return day.weekday() in self.weekdays and not closed

    def find_target_day(self, day: dt.date) -> dt.date:
        """Return the day until which a question left on `day` is to be answered."""
        left, target = TARGET_WORKING_DAYS, day
        for _ in range(_MAX_DAYS_AHEAD):
            target += _ONE_DAY
            left -= self.is_working_day(target)
            if left == 0:
                break
        return target

    def count_between(self, first: dt.date, last: dt.date) -> int:
        """Return the number of working days after `first`, up to `last`."""
        days = (first + n * _ONE_DAY for n in range(1, (last - first).days + 1))
        return sum(map(self.is_working_day, days))


def load_working_days(unit: UnitOfWork, open_hours: str) -> WorkingDays:
    """Return the working days; `open_hours` is the setting of that name, may be empty."""
    weekdays = frozenset(parse_opening_hours(open_hours)) or _USUAL_WEEKDAYS
    return WorkingDays(weekdays, load_closures(unit))
