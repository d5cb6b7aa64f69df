"""Cells of a quarter of an hour: a unique key on them makes a double booking impossible."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bot.booking.errors import WrongPeriod
from bot.booking.local_time import in_utc
from bot.booking.place import Rules

CELL = dt.timedelta(minutes=15)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


class Cell(NamedTuple):
    """A quarter of an hour of one counsellor, by its start in UTC."""

    counsellor: int
    start: dt.datetime


def cells(counsellor: int, start: dt.datetime, end: dt.datetime, rules: Rules) -> list[Cell]:
    """The cells that an appointment occupies with its buffers, rounded outwards, in order.

    Two appointments whose guarded times overlap share a cell; so may two that only come near.
    Raises NaiveTime, and WrongPeriod when it does not start before it ends.
    """
    if not in_utc(start) < in_utc(end):
        raise WrongPeriod(start, end)
    first = (in_utc(start) - rules.before - _EPOCH) // CELL
    last = -((_EPOCH - in_utc(end) - rules.after) // CELL)  # rounds up
    return [Cell(counsellor, _EPOCH + number * CELL) for number in range(first, last)]
