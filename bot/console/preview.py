"""Busy times on their way through a page: shown first, confirmed by the form that holds them.

So nothing is stored before somebody says yes, and what they said yes to is what is stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from bot.booking import busy
from bot.booking.errors import WrongBusy
from bot.booking.local_time import ZONE, Stretch

MOST = 1500  # with these a form has 14 of its 16 KiB
_ONE = re.compile(r"([0-9a-f]{1,6})\.([0-9a-f]{1,5})", re.ASCII)


def packed(times: Iterable[Stretch]) -> str:
    """Start and length of each, in quarters of an hour, in base 16."""
    return " ".join(f"{start:x}.{end - start:x}" for start, end in busy.encode(times))


def unpacked(text: str, first: dt.datetime, last: dt.datetime) -> tuple[Stretch, ...]:
    """`packed` is the inverse; what is outside of a period is left out. Raises WrongBusy."""
    found = [_ONE.fullmatch(each) for each in text.split()]
    if len(found) > MOST:
        raise WrongBusy
    pairs = []
    for each in found:
        if each is None:
            raise WrongBusy
        start, length = int(each[1], 16), int(each[2], 16)
        pairs.append([start, start + length])
    clipped = ((max(start, first), min(end, last)) for start, end in busy.decode(pairs))
    return tuple(each for each in clipped if each[0] < each[1])


def by_day(times: Iterable[Stretch]) -> list[tuple[dt.date, list[Stretch]]]:
    """By the local day on which they begin, on local clocks."""
    local = [(start.astimezone(ZONE), end.astimezone(ZONE)) for start, end in times]
    return [(day, list(some)) for day, some in groupby(local, key=lambda each: each[0].date())]
