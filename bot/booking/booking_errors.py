"""What can go wrong in booking, each with its own name; all derive from `BookingError`."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar


class BookingError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class NaiveTime(BookingError):
    """A moment came without a time zone."""

    code = "booking_naive_time"


class UnknownKind(BookingError):
    """Kinds are those of `bot.booking.appointment_kinds`."""

    code = "booking_unknown_kind"


class UnknownMode(BookingError):
    """Ways are those of `bot.booking.appointment_kinds`."""

    code = "booking_unknown_mode"


class UnknownLanguage(BookingError):
    """Languages are ISO 639 codes of two or three small letters."""

    code = "booking_unknown_language"


class InvalidSpan(BookingError):
    """A span starts before it ends, on one day, in whole minutes, and takes something."""

    code = "booking_invalid_span"


class InvalidWeekday(BookingError):
    """Weekdays go from 0 (Monday) to 6."""

    code = "booking_invalid_weekday"


class InvalidBusyTimes(BookingError):
    """Busy times are pairs of quarters of an hour, rising, apart from each other."""

    code = "booking_invalid_busy_times"


class InvalidClosure(BookingError):
    """A closure ends no earlier than it begins, and has a reason."""

    code = "booking_invalid_closure"


class InvalidBookingPolicy(BookingError):
    """Buffers and notice are not negative; the horizon is longer than the notice."""

    code = "booking_invalid_booking_policy"


class InvalidPeriod(BookingError):
    """A period ends no earlier than it begins."""

    code = "booking_invalid_period"


class DuplicateCounsellor(BookingError):
    """Two counsellors of a place share an id."""

    code = "booking_duplicate_counsellor"


class UnknownCounsellor(BookingError):
    """No counsellor of the place has this id."""

    code = "booking_unknown_counsellor"


class Unavailable(BookingError):
    """Base of the reasons why a start that was asked for cannot be had."""


class NoSuchHour(Unavailable):
    """The clocks skip this hour: it does not exist on that day."""

    code = "booking_no_such_hour"


class Past(Unavailable):
    """The start has passed."""

    code = "booking_past"


class TooSoon(Unavailable):
    """The start is before the minimum notice."""

    code = "booking_too_soon"

    def __init__(self, earliest: dt.datetime) -> None:
        super().__init__(earliest)
        self.earliest = earliest


class TooFar(Unavailable):
    """The start is beyond the horizon."""

    code = "booking_too_far"

    def __init__(self, latest: dt.datetime) -> None:
        super().__init__(latest)
        self.latest = latest


class Closed(Unavailable):
    """Base of the three ways of being closed."""


class OnHoliday(Closed):
    """The day is a public holiday."""

    code = "booking_on_holiday"


class PlaceClosed(Closed):
    """The whole place is closed on that day; `reason` is what the closure says."""

    code = "booking_place_closed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutsideHours(Closed):
    """No counsellor has hours then, or they end before the appointment would."""

    code = "booking_outside_hours"


class WrongLanguage(Unavailable):
    """Nobody speaks the language."""

    code = "booking_wrong_language"


class WrongKind(Unavailable):
    """This kind of appointment is not taken then."""

    code = "booking_wrong_kind"


class WrongWay(Unavailable):
    """This kind of appointment is taken then, but not in this way."""

    code = "booking_wrong_way"


class OffGrid(Unavailable):
    """Not on a quarter of an hour from the start of the hours, or the hour's second coming."""

    code = "booking_off_grid"


class Taken(Unavailable):
    """Somebody else has that time, or the time kept free around it."""

    code = "booking_taken"


class UnknownAppointment(BookingError):
    """No appointment has this id, code or token."""

    code = "booking_unknown_appointment"


class HoldExpired(BookingError):
    """The five minutes are over, and what was held is gone."""

    code = "booking_hold_expired"


class AlreadyCancelled(BookingError):
    """It was cancelled before; nothing changes."""

    code = "booking_already_cancelled"


class QuotaReached(BookingError):
    """Base of the reasons why a person may have no other appointment."""


class TooManyAppointments(QuotaReached):
    """The person has as many appointments to come as one may have."""

    code = "booking_too_many_appointments"


class ClassVisitPending(QuotaReached):
    """The person has a class visit to come: one at a time."""

    code = "booking_class_visit_pending"


class NotConfirmed(BookingError):
    """What is only held is not moved; what is not confirmed is not marked."""

    code = "booking_not_confirmed"


class AlreadyConfirmed(BookingError):
    """It was confirmed before; nothing changes."""

    code = "booking_already_confirmed"


class SameTime(BookingError):
    """It is at that time already; nothing changes."""

    code = "booking_same_time"


class Over(BookingError):
    """It has begun, or is over: it is neither moved nor cancelled any more."""

    code = "booking_over"


class NotOver(BookingError):
    """It has not begun: nobody is present or absent yet."""

    code = "booking_not_over"
