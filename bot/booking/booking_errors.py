"""What can go wrong in booking, each with its own name; all derive from `BookingError`."""

from __future__ import annotations

import datetime as dt


class BookingError(Exception):
    """Base of all errors of this package."""


class NaiveTime(BookingError):
    """A moment came without a time zone."""


class UnknownKind(BookingError):
    """Kinds are those of `bot.booking.appointment_kinds`."""


class UnknownMode(BookingError):
    """Ways are those of `bot.booking.appointment_kinds`."""


class UnknownLanguage(BookingError):
    """Languages are ISO 639 codes of two or three small letters."""


class InvalidSpan(BookingError):
    """A span starts before it ends, on one day, in whole minutes, and takes something."""


class InvalidWeekday(BookingError):
    """Weekdays go from 0 (Monday) to 6."""


class InvalidBusyTimes(BookingError):
    """Busy times are pairs of quarters of an hour, rising, apart from each other."""


class InvalidClosure(BookingError):
    """A closure ends no earlier than it begins, and has a reason."""


class InvalidBookingPolicy(BookingError):
    """Buffers and notice are not negative; the horizon is longer than the notice."""


class InvalidPeriod(BookingError):
    """A period ends no earlier than it begins."""


class DuplicateCounsellor(BookingError):
    """Two counsellors of a place share an id."""


class UnknownCounsellor(BookingError):
    """No counsellor of the place has this id."""


class Unavailable(BookingError):
    """Base of the reasons why a start that was asked for cannot be had."""


class NoSuchHour(Unavailable):
    """The clocks skip this hour: it does not exist on that day."""


class Past(Unavailable):
    """The start has passed."""


class TooSoon(Unavailable):
    """The start is before the minimum notice."""

    def __init__(self, earliest: dt.datetime) -> None:
        super().__init__(earliest)
        self.earliest = earliest


class TooFar(Unavailable):
    """The start is beyond the horizon."""

    def __init__(self, latest: dt.datetime) -> None:
        super().__init__(latest)
        self.latest = latest


class Closed(Unavailable):
    """Base of the three ways of being closed."""


class OnHoliday(Closed):
    """The day is a public holiday."""


class PlaceClosed(Closed):
    """The whole place is closed on that day; `reason` is what the closure says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutsideHours(Closed):
    """No counsellor has hours then, or they end before the appointment would."""


class WrongLanguage(Unavailable):
    """Nobody speaks the language."""


class WrongKind(Unavailable):
    """This kind of appointment is not taken then."""


class WrongWay(Unavailable):
    """This kind of appointment is taken then, but not in this way."""


class OffGrid(Unavailable):
    """Not on a quarter of an hour from the start of the hours, or the hour's second coming."""


class Taken(Unavailable):
    """Somebody else has that time, or the time kept free around it."""


class UnknownAppointment(BookingError):
    """No appointment has this id, code or token."""


class HoldExpired(BookingError):
    """The five minutes are over, and what was held is gone."""


class AlreadyCancelled(BookingError):
    """It was cancelled before; nothing changes."""


class QuotaReached(BookingError):
    """Base of the reasons why a person may have no other appointment."""


class TooManyAppointments(QuotaReached):
    """The person has as many appointments to come as one may have."""


class ClassVisitPending(QuotaReached):
    """The person has a class visit to come: one at a time."""


class NotConfirmed(BookingError):
    """What is only held is not moved; what is not confirmed is not marked."""


class AlreadyConfirmed(BookingError):
    """It was confirmed before; nothing changes."""


class SameTime(BookingError):
    """It is at that time already; nothing changes."""


class Over(BookingError):
    """It has begun, or is over: it is neither moved nor cancelled any more."""


class NotOver(BookingError):
    """It has not begun: nobody is present or absent yet."""
