"""Days without appointments: public holidays and closures of the venue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import holidays

from bot.booking.booking_errors import InvalidClosure

# (month, day) missing from the library: the French Community's day and the King's feast.
EXTRA_HOLIDAYS = ((9, 27), (11, 15))


@dataclass(frozen=True)
class Closure:
    """A closure of the venue from `first` to `last`, both included.

    Raises:
        InvalidClosure: it ends before it starts, or has no reason.
    """

    first: dt.date
    last: dt.date
    reason: str

    def __post_init__(self) -> None:
        if self.last < self.first or not self.reason.strip():
            raise InvalidClosure(self)

    def covers(self, day: dt.date) -> bool:
        """Whether the venue is closed on this day."""
        return self.first <= day <= self.last


def is_holiday(day: dt.date) -> bool:
    """Whether public services of French-speaking Belgium are closed on this day."""
    return day in _list_holidays(day.year)


@lru_cache(maxsize=64)
def _list_holidays(year: int) -> frozenset[dt.date]:
    extra = [dt.date(year, month, day) for month, day in EXTRA_HOLIDAYS]
    return frozenset([*holidays.country_holidays("BE", years=year), *extra])
