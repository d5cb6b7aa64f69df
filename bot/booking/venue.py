"""The venue of appointments: its counsellors, closures and booking policy."""

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
    """Buffers before and after an appointment, minimum notice and horizon for its start.

    Notice and horizon are elapsed times from now, not numbers of dates.

    Raises:
        InvalidBookingPolicy: a value is negative, or the horizon is not longer than the notice.
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
        """Return a policy from minutes (`before`, `after`, `notice`) and days (`horizon`)."""
        minutes = [dt.timedelta(minutes=number) for number in (before, after, notice)]
        return cls(minutes[0], minutes[1], minutes[2], dt.timedelta(days=horizon))

    @classmethod
    def from_settings(cls, settings: Settings) -> BookingPolicy:
        """Return the policy of the settings."""
        return cls.of(
            settings.booking_before,
            settings.booking_after,
            settings.booking_notice,
            settings.booking_horizon,
        )

    def earliest(self, now: dt.datetime) -> dt.datetime:
        """Return the earliest start in UTC. Raises NaiveTime without a time zone."""
        return to_utc(now) + self.notice

    def latest(self, now: dt.datetime) -> dt.datetime:
        """Return the latest start in UTC. Raises NaiveTime without a time zone."""
        return to_utc(now) + self.horizon


@dataclass(frozen=True)
class Venue:
    """The counsellors, rules and closures that determine slots.

    Raises:
        DuplicateCounsellor: two counsellors share an id.
    """

    counsellors: tuple[Counsellor, ...]
    rules: BookingPolicy
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if len({each.id for each in self.counsellors}) < len(self.counsellors):
            raise DuplicateCounsellor

    def with_counsellors(self, ids: Iterable[int]) -> Venue:
        """Return the venue with these counsellors only. Raises UnknownCounsellor."""
        by_id = {each.id: each for each in self.counsellors}
        wanted = sorted(set(ids))
        if not set(wanted) <= set(by_id):
            raise UnknownCounsellor(wanted)
        return replace(self, counsellors=tuple(by_id[each] for each in wanted))

    def require_open(self, day: dt.date) -> None:
        """Require that the venue is open on a day. Raises OnHoliday, PlaceClosed."""
        if is_holiday(day):
            raise OnHoliday(day)
        for closure in self.closures:
            if closure.covers(day):
                raise PlaceClosed(closure.reason)

    def is_open(self, day: dt.date) -> bool:
        """Whether the venue is open on a day."""
        try:
            self.require_open(day)
        except Closed:
            return False
        return True
