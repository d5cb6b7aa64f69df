"""The place where one books: its counsellors, its closures, and the rules of its appointments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.booking.booking_errors import (
    Closed,
    DuplicateCounsellor,
    InvalidBookingPolicy,
    OnHoliday,
    PlaceClosed,
    UnknownCounsellor,
)
from bot.booking.closing_days import Closure, is_holiday
from bot.booking.counsellor_hours import Counsellor
from bot.booking.local_time import to_utc
from bot.settings import Settings

_ZERO = dt.timedelta()


@dataclass(frozen=True)
class BookingPolicy:
    """Time kept free before and after each appointment; how soon and how far ahead one may start.

    Notice and horizon are counted from now in real time, not in dates. Raises InvalidBookingPolicy.
    """

    before: dt.timedelta
    after: dt.timedelta
    notice: dt.timedelta
    horizon: dt.timedelta

    def __post_init__(self) -> None:
        if min(self.before, self.after, self.notice) < _ZERO or self.horizon <= self.notice:
            raise InvalidBookingPolicy(self)

    @classmethod
    def of(cls, before: int, after: int, notice: int, horizon: int) -> BookingPolicy:
        """From numbers as settings hold them: minutes, minutes, minutes, days."""
        minutes = [dt.timedelta(minutes=number) for number in (before, after, notice)]
        return cls(minutes[0], minutes[1], minutes[2], dt.timedelta(days=horizon))

    @classmethod
    def from_settings(cls, settings: Settings) -> BookingPolicy:
        """Those of the place."""
        return cls.of(
            settings.booking_before,
            settings.booking_after,
            settings.booking_notice,
            settings.booking_horizon,
        )

    def earliest(self, now: dt.datetime) -> dt.datetime:
        """The first moment, in UTC, at which an appointment may start. NaiveTime without a zone."""
        return to_utc(now) + self.notice

    def latest(self, now: dt.datetime) -> dt.datetime:
        """The last moment, in UTC, at which an appointment may start. NaiveTime without a zone."""
        return to_utc(now) + self.horizon


@dataclass(frozen=True)
class Venue:
    """All that decides what can be had, except what is taken. Raises DuplicateCounsellor."""

    counsellors: tuple[Counsellor, ...]
    rules: BookingPolicy
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if len({each.id for each in self.counsellors}) < len(self.counsellors):
            raise DuplicateCounsellor

    def with_counsellors(self, ids: Iterable[int]) -> Venue:
        """The same place with these counsellors. UnknownCounsellor when it lacks one."""
        by_id = {each.id: each for each in self.counsellors}
        wanted = sorted(set(ids))
        if not set(wanted) <= set(by_id):
            raise UnknownCounsellor(wanted)
        return replace(self, counsellors=tuple(by_id[each] for each in wanted))

    def require_open(self, day: dt.date) -> None:
        """OnHoliday or PlaceClosed when nobody receives on that day."""
        if is_holiday(day):
            raise OnHoliday(day)
        for closure in self.closures:
            if closure.covers(day):
                raise PlaceClosed(closure.reason)

    def is_open(self, day: dt.date) -> bool:
        """Whether the day is neither a holiday nor in a closure."""
        try:
            self.require_open(day)
        except Closed:
            return False
        return True
