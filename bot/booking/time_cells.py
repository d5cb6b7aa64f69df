"""Cells of a quarter of an hour: a unique key on them makes a double booking impossible."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bot.booking.booking_errors import InvalidPeriod
from bot.booking.local_time import to_utc
from bot.booking.venue import BookingPolicy

CELL_LENGTH = dt.timedelta(minutes=15)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


class Cell(NamedTuple):
    """A quarter of an hour of one counsellor, by its start in UTC."""

    counsellor: int
    start: dt.datetime


def list_cells(
    counsellor: int, start: dt.datetime, end: dt.datetime, policy: BookingPolicy
) -> list[Cell]:
    """The cells that an appointment occupies with its buffers, rounded outwards, in order.

    Two appointments whose guarded times overlap share a cell; so may two that only come near.
    Raises NaiveTime, and InvalidPeriod when it does not start before it ends.
    """
    if not to_utc(start) < to_utc(end):
        raise InvalidPeriod(start, end)
    first = (to_utc(start) - policy.before - _EPOCH) // CELL_LENGTH
    last = -((_EPOCH - to_utc(end) - policy.after) // CELL_LENGTH)  # rounds up
    return [Cell(counsellor, _EPOCH + number * CELL_LENGTH) for number in range(first, last)]
