"""Cells of a quarter of an hour, whose unique key prevents double bookings."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bot.booking.booking_errors import InvalidPeriod
from bot.booking.local_time import to_utc
from bot.booking.venue import BookingPolicy

CELL_LENGTH = dt.timedelta(minutes=15)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


class Cell(NamedTuple):
    """A quarter of an hour of a counsellor, by its start in UTC."""

    counsellor: int
    start: dt.datetime


def list_cells(
    counsellor: int, start: dt.datetime, end: dt.datetime, policy: BookingPolicy
) -> list[Cell]:
    """Return the cells of an appointment with its buffers, rounded outwards, in order.

    Appointments that overlap with their buffers share a cell; those that are only near may.

    Raises:
        NaiveTime: a time has no time zone.
        InvalidPeriod: it does not start before it ends.
    """
    if not to_utc(start) < to_utc(end):
        raise InvalidPeriod(start, end)
    first = (to_utc(start) - policy.before - _EPOCH) // CELL_LENGTH
    last = -((_EPOCH - to_utc(end) - policy.after) // CELL_LENGTH)  # rounds up
    return [Cell(counsellor, _EPOCH + number * CELL_LENGTH) for number in range(first, last)]
