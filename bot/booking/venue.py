"""The venue of appointments: its counsellors, closures and booking policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.booking.appointment_kinds import (
    INITIAL_KINDS,
    AppointmentKind,
    BookingRequest,
    Kind,
)
from bot.booking.booking_errors import (
    Closed,
    DuplicateCounsellor,
    InvalidBookingPolicy,
    OnHoliday,
    PlaceClosed,
    UnknownCounsellor,
    UnknownKind,
    WrongKind,
    WrongLanguage,
    WrongWay,
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

    def adapted_to(self, kind: AppointmentKind) -> BookingPolicy:
        """Return the policy of a kind: what it leaves open is as here."""
        changes = {
            name: dt.timedelta(**{unit: value})
            for name, unit, value in (
                ("before", "minutes", kind.before),
                ("after", "minutes", kind.after),
                ("notice", "minutes", kind.notice),
                ("horizon", "days", kind.horizon),
            )
            if value is not None
        }
        return replace(self, **changes)

    def earliest(self, now: dt.datetime) -> dt.datetime:
        """Return the earliest start in UTC. Raises NaiveTime without a time zone."""
        return to_utc(now) + self.notice

    def latest(self, now: dt.datetime) -> dt.datetime:
        """Return the latest start in UTC. Raises NaiveTime without a time zone."""
        return to_utc(now) + self.horizon


@dataclass(frozen=True)
class Venue:
    """The counsellors, kinds, rules and closures that determine slots.

    `rules` hold for what a kind leaves open.

    Raises:
        DuplicateCounsellor: two counsellors share an id.
    """

    counsellors: tuple[Counsellor, ...]
    rules: BookingPolicy
    closures: tuple[Closure, ...] = ()
    kinds: tuple[AppointmentKind, ...] = INITIAL_KINDS

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

    def kind(self, code: Kind) -> AppointmentKind:
        """Return the kind with a code, paused or not. Raises UnknownKind."""
        for each in self.kinds:
            if each.code == code:
                return each
        raise UnknownKind(code)

    def policy(self, code: Kind) -> BookingPolicy:
        """Return the policy of a kind. Raises UnknownKind."""
        return self.rules.adapted_to(self.kind(code))

    def with_kind(self, kind: AppointmentKind) -> Venue:
        """Return the venue with this kind, in place of the one with its code."""
        others = tuple(each for each in self.kinds if each.code != kind.code)
        return replace(self, kinds=(*others, kind))

    def require_offered(self, wanted: BookingRequest) -> AppointmentKind:
        """Return the kind of a request that is offered in its mode and language.

        Raises WrongKind (unknown or paused), WrongWay, WrongLanguage.
        """
        kind = next((each for each in self.kinds if each.code == wanted.kind), None)
        if kind is None or kind.paused:
            raise WrongKind(wanted.kind)
        if wanted.way not in kind.modes:
            raise WrongWay(wanted.way)
        if wanted.language and kind.languages and wanted.language not in kind.languages:
            raise WrongLanguage(wanted.language)
        return kind

    def latest(self, now: dt.datetime) -> dt.datetime:
        """Return the latest start of any kind in UTC. Raises NaiveTime without a time zone."""
        return max(
            each.latest(now) for each in (self.rules, *map(self.rules.adapted_to, self.kinds))
        )

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
