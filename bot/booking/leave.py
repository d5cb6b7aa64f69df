"""Leave of a counsellor: whole days, or the same hours of each; stored as exceptions of the hours.

Appointments that are there stay until they are moved or cancelled; `list_hit_appointments` finds
them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Optional

from bot.booking.appointment_repository import Appointment, list_to_reassign
from bot.booking.booking_errors import InvalidPeriod
from bot.booking.counsellor_hours import Counsellor, HoursSpan, list_dated_spans
from bot.booking.local_time import Interval, days_between, local_day, local_intervals
from bot.storage.unit_of_work import UnitOfWork

_MIDNIGHT = dt.time()


@dataclass(frozen=True)
class Leave:
    """Leave from `first` to `last`, both included; `hours`: local start and end on each of these
    days, None for whole days.

    Raises:
        InvalidPeriod: it ends before it starts.
    """

    first: dt.date
    last: dt.date
    hours: Optional[tuple[dt.time, dt.time]] = None

    def __post_init__(self) -> None:
        if self.last < self.first or (self.hours and self.hours[1] <= self.hours[0]):
            raise InvalidPeriod(self.first, self.last)

    def apply(self, counsellor: Counsellor) -> Counsellor:
        """Return the counsellor with the hours that the leave lets remain."""
        days = days_between(self.first, self.last)
        remaining = {day: self._subtract_from(counsellor.planned(day)) for day in days}
        return replace(counsellor, exceptions={**counsellor.exceptions, **remaining})

    def hits(self, appointment: Appointment) -> bool:
        """Whether an appointment overlaps the leave."""
        days = days_between(local_day(appointment.start), local_day(appointment.end))
        return any(
            appointment.start < end and start < appointment.end
            for day in days
            if self.first <= day <= self.last
            for start, end in self._intervals(day)
        )

    def _intervals(self, day: dt.date) -> Iterable[Interval]:
        if self.hours is not None:
            return local_intervals(day, *self.hours)
        # The end of the day by its last minute: an interval of local time ends before midnight.
        return local_intervals(day, _MIDNIGHT, dt.time.max)

    def _subtract_from(self, spans: Iterable[HoursSpan]) -> tuple[HoursSpan, ...]:
        if self.hours is None:
            return ()
        return tuple(part for span in spans for part in _subtract_hours(span, *self.hours))


def list_hit_appointments(
    unit: UnitOfWork, counsellor: int, leave: Leave, now: dt.datetime
) -> list[Appointment]:
    """Return the counsellor's upcoming appointments that overlap a leave, earliest first."""
    return [each for each in list_to_reassign(unit, counsellor, now) if leave.hits(each)]


def list_outside_exceptions(
    unit: UnitOfWork, counsellor: Counsellor, now: dt.datetime
) -> list[Appointment]:
    """Return the upcoming appointments outside the hours of a date that has an exception."""
    return [
        each
        for each in list_to_reassign(unit, counsellor.id, now)
        if (day := local_day(each.start)) in counsellor.exceptions
        and not any(span.holds(each.start, each.end) for span in list_dated_spans(counsellor, day))
    ]


def _subtract_hours(span: HoursSpan, start: dt.time, end: dt.time) -> Iterator[HoursSpan]:
    """Yield what remains of a span outside [start, end)."""
    if span.start < start:
        yield replace(span, end=min(span.end, start))
    if span.end > end:
        yield replace(span, start=max(span.start, end))
