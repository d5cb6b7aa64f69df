"""Errors of booking; all derive from `BookingError`."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar


class BookingError(Exception):
    """Base of all errors of this package."""

    code: ClassVar[str] = "failed"


class NaiveTime(BookingError):
    """A moment has no time zone."""

    code = "booking_naive_time"


class UnknownKind(BookingError):
    """The centre has no such kind of appointment, or the code has not the form of one."""

    code = "booking_unknown_kind"


class UnknownMode(BookingError):
    """The mode is not one of `bot.booking.appointment_kinds`."""

    code = "booking_unknown_mode"


class UnknownLanguage(BookingError):
    """The language is not an ISO 639 code of two or three lower-case letters."""

    code = "booking_unknown_language"


class InvalidKind(BookingError):
    """A kind has no name or mode, or its length is out of bounds."""

    code = "booking_invalid_kind"


class KindInUse(BookingError):
    """Appointments or people on the waiting list have this kind: it can only be paused."""

    code = "booking_kind_in_use"


class InvalidSpan(BookingError):
    """A span does not start before it ends, is not in whole minutes, or has no kind or mode."""

    code = "booking_invalid_span"


class InvalidWeekday(BookingError):
    """The weekday is not between 0 (Monday) and 6."""

    code = "booking_invalid_weekday"


class InvalidBusyTimes(BookingError):
    """Busy times are not ascending, disjoint pairs of quarters of an hour."""

    code = "booking_invalid_busy_times"


class InvalidClosure(BookingError):
    """A closure ends before it starts, or has no reason."""

    code = "booking_invalid_closure"


class InvalidBookingPolicy(BookingError):
    """A buffer or the notice is negative, or the horizon is not longer than the notice."""

    code = "booking_invalid_booking_policy"


class InvalidPeriod(BookingError):
    """A period ends before it starts."""

    code = "booking_invalid_period"


class DuplicateCounsellor(BookingError):
    """Two counsellors of a venue share an id."""

    code = "booking_duplicate_counsellor"


class UnknownCounsellor(BookingError):
    """No counsellor of the venue has this id."""

    code = "booking_unknown_counsellor"


class Unavailable(BookingError):
    """Base of the reasons why a requested start is unavailable."""


class NoSuchHour(Unavailable):
    """The local time does not exist on that day: the clocks skip it."""

    code = "booking_no_such_hour"


class Past(Unavailable):
    """The start is in the past."""

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
    """Base of the reasons for being closed."""


class OnHoliday(Closed):
    """The day is a public holiday."""

    code = "booking_on_holiday"


class PlaceClosed(Closed):
    """The venue is closed on that day; `reason` is that of the closure."""

    code = "booking_place_closed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OutsideHours(Closed):
    """No counsellor has hours for the whole appointment."""

    code = "booking_outside_hours"


class WrongLanguage(Unavailable):
    """No counsellor speaks the language."""

    code = "booking_wrong_language"


class WrongKind(Unavailable):
    """This kind of appointment is not available then."""

    code = "booking_wrong_kind"


class WrongWay(Unavailable):
    """This kind of appointment is available then, but not in this mode."""

    code = "booking_wrong_way"


class OffGrid(Unavailable):
    """The start is not on the grid of quarters of an hour, or in the repeated hour of autumn."""

    code = "booking_off_grid"


class Taken(Unavailable):
    """The time, or a buffer around it, is taken."""

    code = "booking_taken"


class UnknownAppointment(BookingError):
    """No appointment has this id, code or token."""

    code = "booking_unknown_appointment"


class HoldExpired(BookingError):
    """The hold has expired."""

    code = "booking_hold_expired"


class AlreadyCancelled(BookingError):
    """The appointment is already cancelled."""

    code = "booking_already_cancelled"


class QuotaReached(BookingError):
    """Base of the reasons why a person may not make another appointment."""


class TooManyAppointments(QuotaReached):
    """The person has the maximum number of upcoming appointments."""

    code = "booking_too_many_appointments"


class TooManyWaiting(QuotaReached):
    """The person has the maximum number of entries on the waiting list."""

    code = "booking_too_many_waiting"


class OfferGone(BookingError):
    """The offered time is not held for this person, or not any more."""

    code = "booking_offer_gone"


class UnknownWaitingEntry(BookingError):
    """No entry of the waiting list has this id."""

    code = "booking_unknown_waiting_entry"


class ClassVisitPending(QuotaReached):
    """The person already has an upcoming class visit."""

    code = "booking_class_visit_pending"


class NotConfirmed(BookingError):
    """The appointment is not confirmed: it cannot be changed while held, or marked."""

    code = "booking_not_confirmed"


class AlreadyConfirmed(BookingError):
    """The appointment is already confirmed."""

    code = "booking_already_confirmed"


class SameTime(BookingError):
    """The appointment already has that time or counsellor."""

    code = "booking_same_time"


class Over(BookingError):
    """The appointment has started: it can no longer be moved or cancelled."""

    code = "booking_over"


class NotOver(BookingError):
    """The appointment has not started: attendance is unknown."""

    code = "booking_not_over"
